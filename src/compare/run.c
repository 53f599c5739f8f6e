/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The models that the comparisons of one call need: each is parsed once, and not at all if
 * it is at hand.
 */
#include "compare/internal.h"

static void wanted_clear(gpointer data)
{
	struct wanted *wanted = data;

	g_free(wanted->key);
}

void run_init(struct run *run, struct comparer *comparer)
{
	run->comparer = comparer;
	run->wanted = g_array_new(FALSE, FALSE, sizeof(struct wanted));
	run->jobs = g_array_new(FALSE, TRUE, sizeof(struct parse_job));
	g_array_set_clear_func(run->wanted, wanted_clear);
}

void run_release(struct run *run, guint first)
{
	if (run->jobs->len > first)
		parse_jobs_free(&g_array_index(run->jobs, struct parse_job, first),
				run->jobs->len - first);
	g_array_set_size(run->jobs, first);
}

void run_clear(struct run *run)
{
	run_release(run, 0);
	g_array_unref(run->jobs);
	g_array_unref(run->wanted);
	models_drop_old(run->comparer->models);
}

void run_want(struct run *run, struct comparison_parts *parts, guint side, const struct tree *tree,
	      target_set set)
{
	gboolean has_key = run->comparer->options->only_changes;
	guint next = 0;

	for (guint id = 0; tree && id < TARGET_COUNT; id++) {
		struct wanted wanted = { .tree = tree, .target = id };

		if (!(parts->parsed & TARGET_BIT(id)))
			continue;
		if (set & TARGET_BIT(id)) {
			wanted.key = has_key ? models_key(tree, id) : NULL;
			parts->wanted[side][next] = run->wanted->len;
			g_array_append_val(run->wanted, wanted);
		}
		next++;
	}
}

const struct model *run_model(const struct run *run, guint index)
{
	return g_array_index(run->wanted, struct wanted, index).model;
}

static struct wanted *wanted_at(const struct run *run, guint index)
{
	return &g_array_index(run->wanted, struct wanted, index);
}

/* A parser that stays with a target knows more and more of it. */
static void sort_by_target(const struct run *run, GArray *of)
{
	g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint id = 0; id < TARGET_COUNT; id++) {
		for (guint i = 0; i < of->len; i++) {
			guint index = g_array_index(of, guint, i);

			if (wanted_at(run, index)->target == id)
				g_array_append_val(sorted, index);
		}
	}
	g_array_set_size(of, 0);
	g_array_append_vals(of, sorted->data, sorted->len);
}

/* The models to parse, from @first on: those that are not at hand, each once. */
static GArray *choose_jobs(struct run *run, guint first, GArray *of)
{
	GArray *jobs = g_array_new(FALSE, TRUE, sizeof(struct parse_job));
	g_autoptr(GHashTable) chosen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = first; i < run->wanted->len; i++) {
		struct wanted *wanted = wanted_at(run, i);

		if (wanted->key)
			wanted->model = models_find(run->comparer->models, wanted->key);
		if (wanted->model || (wanted->key && !g_hash_table_add(chosen, wanted->key)))
			continue;
		g_array_append_val(of, i);
	}
	sort_by_target(run, of);
	for (guint i = 0; i < of->len; i++) {
		const struct wanted *wanted = wanted_at(run, g_array_index(of, guint, i));
		const struct parse_job job = { .tree = wanted->tree, .target = wanted->target };

		g_array_append_val(jobs, job);
	}
	return jobs;
}

/* Gives the parsed models to all who want them. */
static void hand_out(struct run *run, guint first, GArray *jobs, const GArray *of)
{
	g_autoptr(GHashTable) parsed = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < jobs->len; i++) {
		struct parse_job *job = &g_array_index(jobs, struct parse_job, i);
		struct wanted *wanted = wanted_at(run, g_array_index(of, guint, i));

		wanted->model = job->model;
		if (!wanted->key)
			continue;
		g_hash_table_insert(parsed, wanted->key, (gpointer)job->model);
		models_keep(run->comparer->models, wanted->key, job);
	}
	for (guint i = first; i < run->wanted->len; i++) {
		struct wanted *wanted = wanted_at(run, i);

		if (!wanted->model)
			wanted->model = g_hash_table_lookup(parsed, wanted->key);
	}
	g_array_append_vals(run->jobs, jobs->data, jobs->len);
}

gboolean run_parse(struct run *run, guint first, GError **error)
{
	const struct compare_options *options = run->comparer->options;
	const struct parse_limits limits = {
		.seconds = options->timeout,
		.workers = options->workers,
		.progress = options->progress,
		.progress_data = options->progress_data,
		.stop = options->stop,
	};
	g_autoptr(GArray) of = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GArray) jobs = choose_jobs(run, first, of);

	if (jobs->len &&
	    !parse_trees((struct parse_job *)(void *)jobs->data, jobs->len, &limits, error)) {
		parse_jobs_free((struct parse_job *)(void *)jobs->data, jobs->len);
		return FALSE;
	}
	hand_out(run, first, jobs, of);
	return TRUE;
}
