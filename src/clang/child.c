/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/child.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clang/fence.h"
#include "clang/parse.h"

static void end_full_child(void)
{
	_exit(3);
}

/* One job, in the child.  What it has left in the arena is then out of reach for the
 * jobs that follow: they may go wrong in any way. */
static const struct model *run_job(struct parser *parser, const struct scan *scan,
				   const gboolean *left_out, struct parse_job *job)
{
	arena_set_exhausted(job->arena, end_full_child);
	const struct model *model = parser_parse(parser, scan, job->target, left_out, job->arena);

	if (!model)
		_exit(2);
	g_clear_pointer(&job->arena, arena_free);
	return model;
}

/* The body of a child. */
static G_NORETURN void run_child(const struct child_task *task, int fd)
{
	/* libclang prints a stack trace when it crashes; we say it in a line.  And whoever
	 * waits for the end of another file of the parent must not wait for us. */
	close_range(STDOUT_FILENO, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);

	struct parser *parser = parser_new(task->n_jobs == 1);
	const struct scan *scan = task->scan;
	struct scan *own_scan = NULL;

	for (gsize i = 0; i < task->n_jobs; i++) {
		struct parse_job *job = &task->jobs[i];
		fence_limit_job(task->seconds);
		if (!scan || scan->tree != job->tree) {
			g_clear_pointer(&own_scan, scan_free);
			scan = own_scan = scan_tree(job->tree);
		}
		const struct model *model = run_job(parser, scan, task->left_out, job);
		if (write(fd, &model, sizeof(model)) != sizeof(model))
			_exit(1);
	}
	_exit(0);
}

static void set_deadline(struct child *child)
{
	child->deadline =
		g_get_monotonic_time() + ((gint64)child->seconds * 4 + 5) * G_USEC_PER_SEC;
}

/* A pipe whose ends are no standard files, which the parent may have closed. */
static int pipe_above_standard(int ends[2])
{
	int made[2];

	if (pipe2(made, O_CLOEXEC) < 0)
		return -1;
	for (guint i = 0; i < 2; i++) {
		ends[i] = fcntl(made[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		close(made[i]);
	}
	if (ends[0] >= 0 && ends[1] >= 0)
		return 0;
	if (MAX(ends[0], ends[1]) >= 0)
		close(MAX(ends[0], ends[1]));
	return -1;
}

gboolean child_start(struct child *child, const struct child_task *task, GError **error)
{
	int ends[2];
	pid_t parent = getpid();

	if (pipe_above_standard(ends) < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot make a pipe for a parser: %s", g_strerror(errno));
		return FALSE;
	}
	*child = (struct child){
		.jobs = task->jobs,
		.n_jobs = task->n_jobs,
		.seconds = task->seconds,
		.fd = ends[0],
	};
	set_deadline(child);
	child->pid = fork();
	if (child->pid == 0) {
		close(ends[0]);
		fence_enter(parent, task->seconds * (guint)task->n_jobs, task->memory_bytes);
		run_child(task, ends[1]);
	}
	close(ends[1]);
	child->process = child->pid > 0 ? pidfd_open(child->pid, 0) : -1;
	if (child->pid > 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
		    "cannot start a parser process: %s", g_strerror(errno));
	close(ends[0]);
	return FALSE;
}

gsize child_wait(const struct child *children, gsize n)
{
	g_autofree struct pollfd *fds = g_new0(struct pollfd, n);

	for (;;) {
		gint64 now = g_get_monotonic_time();
		gint64 next = G_MAXINT64;
		for (gsize i = 0; i < n; i++) {
			if (children[i].deadline <= now)
				return i;
			next = MIN(next, children[i].deadline);
			fds[i] = (struct pollfd){ .fd = children[i].fd, .events = POLLIN };
		}
		poll(fds, n, (int)MIN((next - now) / 1000 + 1, G_MAXINT));
		for (gsize i = 0; i < n; i++) {
			if (fds[i].revents)
				return i;
		}
	}
}

/*
 * A program may wait for whatever children it has: one that has ended is gone then, and another
 * process can have its number.  So it is the file that tells which one is meant.
 */
static void end_child(struct child *child)
{
	if (child->process >= 0)
		pidfd_send_signal(child->process, SIGKILL, NULL, 0);
	else
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (child->process >= 0)
		close(child->process);
	close(child->fd);
}

gboolean child_listen(struct child *child)
{
	struct pollfd fd = { .fd = child->fd, .events = POLLIN };
	const struct model *models[64];
	gssize size = poll(&fd, 1, 0) > 0 ? read(child->fd, models, sizeof(models)) : -1;

	if (size < 0 && child->deadline > g_get_monotonic_time())
		return TRUE;
	for (gssize i = 0; i < size / (gssize)sizeof(*models) && child->n_done < child->n_jobs;
	     i++) {
		struct parse_job *job = &child->jobs[child->n_done++];
		job->model = models[i];
		arena_seal(job->arena);
	}
	if (size > 0 && child->n_done < child->n_jobs) {
		set_deadline(child);
		return TRUE;
	}
	end_child(child);
	return FALSE;
}
