/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A long history, shared out among processes.  Each worker walks all of it and judges every
 * so many batches of it; what it has to tell goes through a pipe of its own, and is told in
 * the order of the history.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/log.h"

#define WORKERS_MAX 16

/* Neighbouring batches share models: this many stay with a worker. */
#define RUN 4

/* As much as a worker may be ahead, where the system allows it. */
#define PIPE_BYTES (1 << 20)

/* An entry of a report is far smaller; a frame of a worker that went wrong need not be. */
#define FRAME_BYTES_MAX ((guint32)1 << 30)

enum frame_kind {
	FRAME_ENTRY,
	FRAME_BATCH, /* all of a batch was told; its byte: whether something is missing */
	FRAME_END,   /* there are no more batches */
	FRAME_ERROR,
};

struct frame {
	guint32 kind;
	guint32 size; /* bytes that follow */
};

struct worker {
	pid_t pid;
	int in;
};

static gboolean write_all(int fd, gconstpointer bytes, gsize size)
{
	const char *at = bytes;

	while (size) {
		gssize n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		at += n;
		size -= (gsize)n;
	}
	return TRUE;
}

static gboolean read_all(int fd, gpointer bytes, gsize size)
{
	char *at = bytes;

	while (size) {
		gssize n = read(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		at += n;
		size -= (gsize)n;
	}
	return TRUE;
}

/* --- In a worker ------------------------------------------------------------ */

/* Who cannot be heard any more has nothing left to do. */
static void send(int out, enum frame_kind kind, gconstpointer bytes, gsize size)
{
	const struct frame frame = { kind, (guint32)size };

	if (!write_all(out, &frame, sizeof(frame)) || !write_all(out, bytes, size))
		_exit(0);
}

static gboolean send_entry(struct log *log, const char *text, gsize size, GError **error)
{
	(void)error;
	send(log->out, FRAME_ENTRY, text, size);
	return TRUE;
}

static gboolean tell_share(struct log *log, struct history *history, guint number, guint workers,
			   GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);

	for (guint batch = 0;; batch++) {
		char missing;

		if (!log_next_batch(history, commits, error))
			return FALSE;
		if (!commits->len)
			return TRUE;
		if (batch / RUN % workers != number)
			continue;
		log->is_incomplete = FALSE;
		if (!log_tell_batch(log, commits, error))
			return FALSE;
		missing = (char)log->is_incomplete;
		send(log->out, FRAME_BATCH, &missing, 1);
	}
}

static void run_worker(struct log *log, struct history *history, guint number, guint workers,
		       int out)
{
	g_autoptr(GError) error = NULL;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log->emit = send_entry;
	log->out = out;
	log->session.compare.workers = 1;
	if (tell_share(log, history, number, workers, &error))
		send(out, FRAME_END, NULL, 0);
	else
		send(out, FRAME_ERROR, error->message, strlen(error->message));
	/* What is kept between runs is the parent's to write. */
	_exit(0);
}

/* --- Around them ------------------------------------------------------------ */

static gboolean start_worker(struct log *log, struct history *history, struct worker *workers,
			     guint number, guint n, GError **error)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "cannot make a pipe: %s", g_strerror(errno));
		return FALSE;
	}
	workers[number].in = ends[0];
	workers[number].pid = fork();
	if (workers[number].pid == 0) {
		for (guint i = 0; i <= number; i++)
			close(workers[i].in);
		run_worker(log, history, number, n, ends[1]);
	}
	close(ends[1]);
	/* Smaller pipes only make workers wait more often. */
	fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
	if (workers[number].pid > 0)
		return TRUE;
	close(ends[0]);
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
		    "cannot start a process: %s", g_strerror(errno));
	return FALSE;
}

static gboolean fail_lost(GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
		    "a process that judged a part of the history ended early");
	return FALSE;
}

/* Tells a batch of @worker; @ret_more: whether there was one. */
static gboolean take_batch(struct log *log, const struct worker *worker, gboolean *ret_more,
			   GError **error)
{
	struct frame frame;

	while (!log_is_full(log)) {
		g_autofree char *bytes = NULL;

		if (!read_all(worker->in, &frame, sizeof(frame)) || frame.size > FRAME_BYTES_MAX)
			return fail_lost(error);
		bytes = g_malloc(frame.size + 1);
		bytes[frame.size] = '\0';
		if (!read_all(worker->in, bytes, frame.size))
			return fail_lost(error);
		if (frame.kind == FRAME_ERROR) {
			g_set_error_literal(error, GIT_ERROR_QUARK, GIT_ERROR_OTHER, bytes);
			return FALSE;
		}
		if (frame.kind == FRAME_ENTRY && !log_print(log, bytes, frame.size, error))
			return FALSE;
		if (frame.kind == FRAME_BATCH)
			log->is_incomplete |= bytes[0];
		*ret_more = frame.kind != FRAME_END;
		if (frame.kind != FRAME_ENTRY)
			return TRUE;
	}
	return TRUE;
}

static gboolean take_all(struct log *log, const struct worker *workers, guint n, GError **error)
{
	gboolean more = TRUE;

	for (guint batch = 0; more && !log_is_full(log); batch++) {
		session_progress(&log->session, "%u commits told", log->told);
		if (!take_batch(log, &workers[batch / RUN % n], &more, error))
			return FALSE;
	}
	return TRUE;
}

static void end_worker(const struct worker *worker)
{
	kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(worker->in);
}

static guint count_workers(const struct log *log)
{
	guint n = log->session.compare.workers ? log->session.compare.workers
					       : g_get_num_processors();

	return MIN(n, WORKERS_MAX);
}

static gboolean tell_alone(struct log *log, struct history *history, GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);

	do {
		session_progress(&log->session, "%u commits told", log->told);
		if (!log_next_batch(history, commits, error))
			return FALSE;
		if (!commits->len)
			return TRUE;
		if (!log_tell_batch(log, commits, error))
			return FALSE;
	} while (!log_is_full(log));
	return TRUE;
}

gboolean log_share(struct log *log, struct history *history, GError **error)
{
	struct worker workers[WORKERS_MAX];
	const guint n = count_workers(log);
	gboolean done = TRUE;
	guint started = 0;

	if (n < 2)
		return tell_alone(log, history, error);
	while (done && started < n) {
		done = start_worker(log, history, workers, started, n, error);
		started += done;
	}
	done = done && take_all(log, workers, n, error);
	for (guint i = 0; i < started; i++)
		end_worker(&workers[i]);
	return done;
}
