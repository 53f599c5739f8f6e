/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/clang.h"

#include <clang-c/Index.h>
#include <gio/gio.h>
#include <string.h>

#include "clang/child.h"
#include "clang/parse.h"

/* Measured: 10 MB for the 1,000 headers of Linux 6.12. */
#define ARENA_BYTES  ((gsize)512 * 1024 * 1024)
#define MEMORY_BYTES ((gsize)4 * 1024 * 1024 * 1024)
/* A parser needs half a second for 1,000 headers; this is thirty times more. */
#define BASE_SECONDS       5
#define HEADERS_PER_SECOND 100
/* How many headers are looked for that make the parser fail. */
#define MOST_CULPRITS 5

/*
 * Small trees share a process, which costs more to start than they do to parse.  Less is
 * allowed to each than to one that is alone: who needs more is tried once more, alone.
 */
#define SMALL_FILES       256
#define SMALL_BYTES       ((gsize)1024 * 1024)
#define SMALL_SECONDS     1
#define SMALL_ARENA_BYTES ((gsize)8 * 1024 * 1024)
#define MOST_IN_A_RUN     64

/* "Debian clang version 14.0.6": who built it is of no use here. */
char *clang_library_version(void)
{
	static const char before[] = "version ";
	CXString string = clang_getClangVersion();
	const char *text = clang_getCString(string);
	const char *found = text ? strstr(text, before) : NULL;
	const char *version = found ? found + strlen(before) : "of an unknown version";
	char *name =
		g_strdup_printf("libclang %.*s",
				(int)(found ? strcspn(version, " ") : strlen(version)), version);

	clang_disposeString(string);
	return name;
}

/* Jobs that a child does one after the other. */
struct run {
	gsize first, n;
};

/* What all children of a call have in common. */
struct pool {
	const struct parse_limits *limits;
	GPtrArray *scans;    /* struct scan, one a large tree */
	GHashTable *scan_of; /* large tree -> scan */
	GPtrArray *culprits; /* struct tree_file that parsers did not survive */
	guint workers;
	struct parse_job *jobs;
	gsize n_jobs, n_ended;
	GArray *runs; /* struct run, to be started in this order */
	guint n_started;
};

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

static gboolean is_small(const struct tree *tree)
{
	gsize bytes = 0;

	for (gsize i = 0; i < tree->n_files && i < SMALL_FILES; i++)
		bytes += tree->files[i].size;
	return tree->n_files <= SMALL_FILES && bytes <= SMALL_BYTES;
}

static gboolean fresh_arena(struct parse_job *job, gsize bytes, GError **error)
{
	g_clear_pointer(&job->arena, arena_free);
	job->model = NULL;
	job->arena = arena_new(bytes, error);
	return job->arena != NULL;
}

/* A child for one job, with all that a job may have. */
static gboolean start_alone(const struct pool *pool, struct parse_job *job,
			    const gboolean *left_out, gsize n_headers, struct child *child,
			    GError **error)
{
	gsize memory = pool->limits ? pool->limits->memory_bytes : 0;
	const struct child_task task = {
		.jobs = job,
		.n_jobs = 1,
		.scan = scan_of(pool, job->tree),
		.left_out = left_out,
		.seconds = seconds_for(pool, n_headers),
		.memory_bytes = memory ? memory : MEMORY_BYTES,
	};

	return fresh_arena(job, ARENA_BYTES, error) && child_start(child, &task, error);
}

/* A child for many small ones. */
static gboolean start_together(const struct pool *pool, const struct run *run, struct child *child,
			       GError **error)
{
	gsize memory = pool->limits ? pool->limits->memory_bytes : 0;
	const struct child_task task = {
		.jobs = &pool->jobs[run->first],
		.n_jobs = run->n,
		.seconds = SMALL_SECONDS,
		.memory_bytes = memory ? memory : MEMORY_BYTES,
	};

	for (gsize i = 0; i < run->n; i++) {
		if (!fresh_arena(&task.jobs[i], SMALL_ARENA_BYTES, error))
			return FALSE;
	}
	return child_start(child, &task, error);
}

static gboolean start_run(const struct pool *pool, const struct run *run, struct child *child,
			  GError **error)
{
	struct parse_job *job = &pool->jobs[run->first];

	if (run->n > 1)
		return start_together(pool, run, child, error);
	return start_alone(pool, job, NULL, job->tree->n_files, child, error);
}

static void add_run(struct pool *pool, gsize first, gsize n)
{
	struct run run = { first, n };

	if (n)
		g_array_append_val(pool->runs, run);
}

/* The job at which a child of several failed is tried alone before it counts as failed;
 * those behind it had nothing to do with that. */
static void finish_run(struct pool *pool, const struct child *child)
{
	gsize first = (gsize)(child->jobs - pool->jobs) + child->n_done;
	gsize n_left = child->n_jobs - child->n_done;

	if (child->n_jobs > 1 && n_left) {
		add_run(pool, first, 1);
		add_run(pool, first + 1, n_left - 1);
	} else {
		pool->n_ended += n_left;
	}
}

/* Waits until a child has done something.  TRUE if it has ended. */
static gboolean hear_one(struct pool *pool, struct child *running, gsize n_running)
{
	struct child *child = &running[child_wait(running, n_running)];
	gsize n_done = child->n_done, n_ended = pool->n_ended;
	gboolean is_alive = child_listen(child);

	pool->n_ended += child->n_done - n_done;
	if (!is_alive) {
		finish_run(pool, child);
		*child = running[n_running - 1];
	}
	while (n_ended < pool->n_ended && pool->limits && pool->limits->progress)
		pool->limits->progress(++n_ended, pool->n_jobs, pool->limits->progress_data);
	return !is_alive;
}

static gboolean may_go_on(const struct pool *pool, GError **error)
{
	if (!pool->limits || !pool->limits->stop ||
	    !pool->limits->stop(pool->limits->progress_data))
		return TRUE;
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "reading headers was stopped");
	return FALSE;
}

/* Every job once, as many children at a time as there are workers. */
static gboolean run_all(struct pool *pool, GError **error)
{
	g_autofree struct child *running = g_new0(struct child, pool->workers);
	gsize n_running = 0;
	gboolean ok = TRUE;

	while (n_running || (ok && pool->n_started < pool->runs->len)) {
		if (ok && pool->n_started < pool->runs->len && n_running < pool->workers) {
			struct run run = g_array_index(pool->runs, struct run, pool->n_started++);
			ok = may_go_on(pool, error) &&
			     start_run(pool, &run, &running[n_running], error);
			n_running += ok ? 1 : 0;
			continue;
		}
		n_running -= hear_one(pool, running, n_running) ? 1 : 0;
	}
	return ok;
}

/* One job with some headers left out. */
static gboolean run_without(const struct pool *pool, struct parse_job *job,
			    const gboolean *left_out, gsize n_headers, GError **error)
{
	struct child child;

	if (!start_alone(pool, job, left_out, n_headers, &child, error))
		return FALSE;
	do
		child_wait(&child, 1);
	while (child_listen(&child));
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

static gboolean give_up(const struct pool *pool, struct parse_job *job, GError **error)
{
	const struct scan *known = scan_of(pool, job->tree);
	AUTO(scan) own = known ? NULL : scan_tree(job->tree);

	if (!fresh_arena(job, ARENA_BYTES, error))
		return FALSE;
	job->model = parse_nothing(known ? known : own, job->target, PARSE_FAILED " on this tree",
				   job->arena);
	return TRUE;
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
	return job->model || give_up(pool, job, error);
}

static void add_scans(struct pool *pool)
{
	for (gsize i = 0; i < pool->n_jobs; i++) {
		const struct tree *tree = pool->jobs[i].tree;
		if (is_small(tree) || scan_of(pool, tree))
			continue;
		struct scan *scan = scan_tree(tree);
		g_ptr_array_add(pool->scans, scan);
		g_hash_table_insert(pool->scan_of, (gpointer)tree, scan);
	}
}

/* Large trees have a child each, small ones that stand together as few as keep all
 * workers busy. */
static void add_runs(struct pool *pool)
{
	gsize most = MIN(MOST_IN_A_RUN, (pool->n_jobs + pool->workers - 1) / pool->workers);
	gsize first = 0;

	for (gsize i = 0; i < pool->n_jobs; i++) {
		gboolean small = is_small(pool->jobs[i].tree);
		if (!small || i - first == most) {
			add_run(pool, first, i - first);
			first = i;
		}
		if (!small) {
			add_run(pool, first, 1);
			first = i + 1;
		}
	}
	add_run(pool, first, pool->n_jobs - first);
}

static void pool_init(struct pool *pool, struct parse_job *jobs, gsize n_jobs,
		      const struct parse_limits *limits)
{
	*pool = (struct pool){
		.limits = limits,
		.workers = limits && limits->workers ? limits->workers : g_get_num_processors(),
		.scans = g_ptr_array_new_with_free_func((GDestroyNotify)scan_free),
		.scan_of = g_hash_table_new(g_direct_hash, g_direct_equal),
		.culprits = g_ptr_array_new(),
		.runs = g_array_new(FALSE, FALSE, sizeof(struct run)),
		.jobs = jobs,
		.n_jobs = n_jobs,
	};
	add_scans(pool);
	add_runs(pool);
}

static void pool_clear(struct pool *pool)
{
	g_hash_table_destroy(pool->scan_of);
	g_ptr_array_free(pool->scans, TRUE);
	g_ptr_array_free(pool->culprits, TRUE);
	g_array_free(pool->runs, TRUE);
}

gboolean parse_trees(struct parse_job *jobs, gsize n_jobs, const struct parse_limits *limits,
		     GError **error)
{
	struct pool pool;

	pool_init(&pool, jobs, n_jobs, limits);
	gboolean ok = run_all(&pool, error) && may_go_on(&pool, error);
	for (gsize i = 0; ok && i < n_jobs; i++)
		ok = jobs[i].model || rescue(&pool, &jobs[i], error);
	pool_clear(&pool);
	return ok;
}

void parse_jobs_free(struct parse_job *jobs, gsize n_jobs)
{
	for (gsize i = 0; i < n_jobs; i++)
		g_clear_pointer(&jobs[i].arena, arena_free);
}
