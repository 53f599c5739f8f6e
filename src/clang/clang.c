/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/clang.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clang/fence.h"
#include "clang/parse.h"

/* Measured: 10 MB for the 1,000 headers of Linux 6.12. */
#define ARENA_BYTES  ((gsize)512 * 1024 * 1024)
#define MEMORY_BYTES ((gsize)4 * 1024 * 1024 * 1024)
/* A parser needs half a second for 1,000 headers; this is thirty times more. */
#define BASE_SECONDS       5
#define HEADERS_PER_SECOND 100
/* How many headers are looked for that make the parser fail. */
#define MOST_CULPRITS 5

/* The first thing in the arena of a job: what the child leaves there. */
struct outcome {
	const struct model *model;
};

struct child {
	pid_t pid;
	int fd; /* readable (end of file) when the child has ended */
	gint64 deadline;
	gsize job;
	struct outcome *outcome;
};

/* What all children of a run have in common. */
struct pool {
	const struct parse_limits *limits;
	GPtrArray *scans;    /* struct scan, one a tree */
	GHashTable *scan_of; /* tree -> scan */
	GPtrArray *culprits; /* struct tree_file that parsers did not survive */
	guint workers;
};

static void end_full_child(void)
{
	_exit(3);
}

static guint seconds_for(const struct pool *pool, gsize n_headers)
{
	if (pool->limits && pool->limits->seconds)
		return pool->limits->seconds;
	return BASE_SECONDS + (guint)(n_headers / HEADERS_PER_SECOND);
}

static const struct scan *scan_of(const struct pool *pool, const struct tree *tree)
{
	return g_hash_table_lookup(pool->scan_of, tree);
}

/* The body of a child. */
static void run_child(const struct scan *scan, enum target_id target, const gboolean *left_out,
		      struct arena *arena, struct outcome *outcome)
{
	/* libclang prints a stack trace when it crashes; we say it in a line. */
	close(STDERR_FILENO);
	close(STDOUT_FILENO);
	arena_set_exhausted(arena, end_full_child);
	outcome->model = parse_tree(scan, target, left_out, arena);
	_exit(outcome->model ? 0 : 2);
}

static gboolean start_child(const struct pool *pool, const struct parse_job *job,
			    const gboolean *left_out, gsize n_headers, struct child *child,
			    GError **error)
{
	int ends[2];
	pid_t parent = getpid();
	guint seconds = seconds_for(pool, n_headers);
	gsize memory = pool->limits && pool->limits->memory_bytes ? pool->limits->memory_bytes
								  : MEMORY_BYTES;

	if (pipe(ends) < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot make a pipe for a parser: %s", g_strerror(errno));
		return FALSE;
	}
	child->outcome = arena_alloc(job->arena, sizeof(*child->outcome));
	child->deadline = g_get_monotonic_time() + (gint64)(seconds * 4 + 5) * G_USEC_PER_SEC;
	child->pid = fork();
	if (child->pid == 0) {
		close(ends[0]);
		fence_enter(parent, seconds, memory);
		run_child(scan_of(pool, job->tree), job->target, left_out, job->arena,
			  child->outcome);
	}
	close(ends[1]);
	child->fd = ends[0];
	if (child->pid > 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
		    "cannot start a parser process: %s", g_strerror(errno));
	close(ends[0]);
	return FALSE;
}

/* Takes a child that has ended, or that has to; its model, or NULL. */
static const struct model *finish_child(struct child *child)
{
	int status = 0;

	kill(child->pid, SIGKILL); /* harmless to one that has ended */
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(child->fd);
	gboolean ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return ended_well ? child->outcome->model : NULL;
}

/* Waits until a child ends or is late; its index. */
static gsize wait_for_one(const struct child *children, gsize n)
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

static gboolean fresh_arena(struct parse_job *job, GError **error)
{
	g_clear_pointer(&job->arena, arena_free);
	job->arena = arena_new(ARENA_BYTES, error);
	return job->arena != NULL;
}

/* Every job once, as many at a time as there are workers. */
static gboolean run_all(const struct pool *pool, struct parse_job *jobs, gsize n_jobs,
			GError **error)
{
	g_autofree struct child *running = g_new0(struct child, pool->workers);
	gsize n_running = 0, started = 0, done = 0;
	gboolean ok = TRUE;

	while (n_running || (ok && started < n_jobs)) {
		if (ok && started < n_jobs && n_running < pool->workers) {
			struct parse_job *job = &jobs[started];
			running[n_running].job = started++;
			ok = fresh_arena(job, error) &&
			     start_child(pool, job, NULL, job->tree->n_files, &running[n_running],
					 error);
			n_running += ok ? 1 : 0;
			continue;
		}
		gsize i = wait_for_one(running, n_running);
		jobs[running[i].job].model = finish_child(&running[i]);
		running[i] = running[--n_running];
		done++;
		if (pool->limits && pool->limits->progress)
			pool->limits->progress(done, n_jobs, pool->limits->progress_data);
	}
	return ok;
}

/* One job with some headers left out. */
static gboolean run_without(const struct pool *pool, struct parse_job *job,
			    const gboolean *left_out, gsize n_headers, GError **error)
{
	struct child child;

	if (!fresh_arena(job, error) || !start_child(pool, job, left_out, n_headers, &child, error))
		return FALSE;
	wait_for_one(&child, 1);
	job->model = finish_child(&child);
	return TRUE;
}

/*
 * Halves the headers until one is left with which parsing fails.  All of
 * @left_out stay out.  The index into scan->files, or -1 if only company makes
 * them fail.
 */
static gssize find_culprit(const struct pool *pool, struct parse_job *job, gboolean *left_out,
			   GError **error)
{
	gsize n_files = job->tree->n_files;
	g_autoptr(GArray) suspects = g_array_new(FALSE, FALSE, sizeof(gsize));
	g_autofree gboolean *without = g_new0(gboolean, n_files + 1);

	for (gsize i = 0; i < n_files; i++) {
		if (!left_out[i] && (job->tree->files[i].targets & TARGET_BIT(job->target)))
			g_array_append_val(suspects, i);
	}
	while (suspects->len > 1) {
		guint half = suspects->len / 2;
		for (gsize i = 0; i < n_files; i++)
			without[i] = TRUE;
		for (guint i = 0; i < half; i++)
			without[g_array_index(suspects, gsize, i)] = FALSE;
		if (!run_without(pool, job, without, half, error))
			return -1;
		if (job->model)
			g_array_remove_range(suspects, 0, half);
		else
			g_array_set_size(suspects, half);
	}
	return suspects->len ? (gssize)g_array_index(suspects, gsize, 0) : -1;
}

/* Whether a parser did not survive this very header, in another job. */
static gboolean is_known_culprit(const struct pool *pool, const struct tree_file *file)
{
	for (guint i = 0; i < pool->culprits->len; i++) {
		const struct tree_file *culprit = pool->culprits->pdata[i];
		if (!strcmp(culprit->path, file->path) && culprit->size == file->size &&
		    !memcmp(culprit->text, file->text, file->size))
			return TRUE;
	}
	return FALSE;
}

/* Finding them takes long: what one job has learned serves the others. */
static void leave_known_out(const struct pool *pool, struct parse_job *job, gboolean *left_out,
			    GError **error)
{
	gboolean any = FALSE;

	for (gsize i = 0; i < job->tree->n_files; i++) {
		left_out[i] = is_known_culprit(pool, &job->tree->files[i]);
		any |= left_out[i];
	}
	if (any)
		run_without(pool, job, left_out, job->tree->n_files, error);
}

/* A job whose parser did not survive: without the headers that kill it, or,
 * where they are too many, without any. */
static gboolean rescue(const struct pool *pool, struct parse_job *job, GError **error)
{
	g_autofree gboolean *left_out = g_new0(gboolean, job->tree->n_files + 1);
	GError *failure = NULL;

	leave_known_out(pool, job, left_out, &failure);
	for (guint i = 0; i < MOST_CULPRITS && !job->model && !failure; i++) {
		gssize culprit = find_culprit(pool, job, left_out, &failure);
		if (culprit < 0)
			break;
		left_out[culprit] = TRUE;
		g_ptr_array_add(pool->culprits, (gpointer)&job->tree->files[culprit]);
		run_without(pool, job, left_out, job->tree->n_files, &failure);
	}
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (job->model)
		return TRUE;
	if (!fresh_arena(job, error))
		return FALSE;
	job->model = parse_nothing(scan_of(pool, job->tree), job->target,
				   "the parser crashed, hung or ran out of memory on this tree",
				   job->arena);
	return TRUE;
}

static void pool_init(struct pool *pool, const struct parse_job *jobs, gsize n_jobs,
		      const struct parse_limits *limits)
{
	pool->limits = limits;
	pool->workers = limits && limits->workers ? limits->workers : g_get_num_processors();
	pool->scans = g_ptr_array_new_with_free_func((GDestroyNotify)scan_free);
	pool->scan_of = g_hash_table_new(g_direct_hash, g_direct_equal);
	pool->culprits = g_ptr_array_new();
	for (gsize i = 0; i < n_jobs; i++) {
		if (scan_of(pool, jobs[i].tree))
			continue;
		struct scan *scan = scan_tree(jobs[i].tree);
		g_ptr_array_add(pool->scans, scan);
		g_hash_table_insert(pool->scan_of, (gpointer)jobs[i].tree, scan);
	}
}

gboolean parse_trees(struct parse_job *jobs, gsize n_jobs, const struct parse_limits *limits,
		     GError **error)
{
	struct pool pool;

	pool_init(&pool, jobs, n_jobs, limits);
	gboolean ok = run_all(&pool, jobs, n_jobs, error);
	for (gsize i = 0; ok && i < n_jobs; i++)
		ok = jobs[i].model || rescue(&pool, &jobs[i], error);
	g_hash_table_destroy(pool.scan_of);
	g_ptr_array_free(pool.scans, TRUE);
	g_ptr_array_free(pool.culprits, TRUE);
	return ok;
}

void parse_jobs_free(struct parse_job *jobs, gsize n_jobs)
{
	for (gsize i = 0; i < n_jobs; i++)
		g_clear_pointer(&jobs[i].arena, arena_free);
}
