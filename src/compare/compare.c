/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "compare/internal.h"
#include "compare/snapshot-tree.h"
#include "rules/judge.h"

#define INDEX_KEY "includes-1"

/* Only what is used of it counts. */
#define TYPES_BYTES ((gsize)1 << 30)

/* The jobs of one call of compare(). */
struct run {
	struct comparer *comparer;
	struct comparison *comparisons;
	gsize n;
	GArray *jobs; /* struct parse_job */
};

struct comparer *comparer_new(const struct compare_options *options)
{
	struct comparer *comparer = g_new0(struct comparer, 1);
	gsize size;
	g_autofree char *text = cache_get(options->cache, INDEX_KEY, &size);

	comparer->options = options;
	comparer->includes = include_index_new();
	if (text)
		include_index_read(comparer->includes, text, size);
	return comparer;
}

void comparer_free(struct comparer *comparer)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (!comparer)
		return;
	if (comparer->options->cache && include_index_is_new(comparer->includes)) {
		include_index_write(comparer->includes, text);
		cache_put(comparer->options->cache, INDEX_KEY, text->str, text->len);
	}
	include_index_free(comparer->includes);
	g_free(comparer);
}

static void not_judged_clear(gpointer data)
{
	struct not_judged *part = data;

	g_free((char *)part->reason);
}

static void parts_init(struct comparison *comparison)
{
	struct comparison_parts *parts = g_new0(struct comparison_parts, 1);

	parts->left_out = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	g_array_set_clear_func(parts->left_out, not_judged_clear);
	comparison->parts = parts;
	comparison->report = NULL;
}

static void free_trees(struct comparison_parts *parts)
{
	if (parts->owns_trees) {
		tree_free(parts->old_tree);
		tree_free(parts->new_tree);
		tree_free(parts->before_tree);
	}
	parts->old_tree = parts->new_tree = parts->before_tree = NULL;
	for (guint side = 0; side < 3; side++)
		g_clear_pointer(&parts->whole[side], tree_free);
}

void comparison_clear(struct comparison *comparison)
{
	struct comparison_parts *parts = comparison->parts;

	if (!parts)
		return;
	free_trees(parts);
	g_clear_pointer(&parts->affected, g_hash_table_unref);
	judge_free(parts->judged);
	arena_free(parts->types_arena);
	g_array_unref(parts->left_out);
	g_clear_pointer(&parts->not_judged, g_array_unref);
	g_free(parts);
	comparison->parts = NULL;
	comparison->report = NULL;
}

/* --- What is judged --------------------------------------------------------- */

static gboolean is_unread(const struct tree *tree)
{
	for (gsize i = 0; tree && i < tree->n_files; i++) {
		if (!tree->files[i].text && tree->files[i].blob)
			return TRUE;
	}
	return FALSE;
}

static void take_slices(struct comparison *comparison, const struct slices *slices)
{
	struct comparison_parts *parts = comparison->parts;

	parts->old_tree = slices->old_tree;
	parts->new_tree = slices->new_tree;
	parts->before_tree = slices->before_tree;
	parts->owns_trees = TRUE;
	parts->affected = slices->affected;
	parts->is_slice = !slices->is_whole;
	parts->parsed = slices->n_touched ? comparison->targets & slices->targets : 0;
	comparison->n_touched = slices->n_touched;
}

static gboolean is_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

/* All of the trees. */
static void take_whole(struct comparison *comparison)
{
	struct comparison_parts *parts = comparison->parts;

	parts->parsed = comparison->targets;
	parts->owns_trees = is_unread(comparison->old_tree) || is_unread(comparison->new_tree) ||
			    is_unread(comparison->before_tree);
	if (!parts->owns_trees) {
		parts->old_tree = comparison->old_tree;
		parts->new_tree = comparison->new_tree;
		parts->before_tree = comparison->before_tree;
		return;
	}
	parts->old_tree = tree_select(comparison->old_tree, is_any, NULL);
	parts->new_tree = tree_select(comparison->new_tree, is_any, NULL);
	if (comparison->before_tree)
		parts->before_tree = tree_select(comparison->before_tree, is_any, NULL);
}

static gboolean resolve(const struct comparison *comparison, const char *sysroot, GError **error)
{
	const struct comparison_parts *parts = comparison->parts;
	struct tree *const trees[] = { parts->old_tree, parts->new_tree, parts->before_tree };

	if (!sysroot)
		return TRUE;
	if (!g_file_test(sysroot, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND,
			    "the sysroot '%s' is not a folder", sysroot);
		return FALSE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(trees); i++) {
		if (trees[i] && !comparison->snapshots[i] &&
		    !tree_resolve(trees[i], sysroot, parse_provides, error))
			return FALSE;
	}
	return TRUE;
}

/* What only one side has may be in no input of the other's kind. */
static gboolean match_sides(struct comparison *comparison, GError **error)
{
	const struct tree *const trees[] = { comparison->old_tree, comparison->new_tree,
					     comparison->before_tree };

	if (comparison->old_types || comparison->new_types)
		return TRUE;
	tree_pair_single_headers(comparison->old_tree, comparison->new_tree);
	if (comparison->before_tree)
		tree_pair_single_headers(comparison->before_tree, comparison->new_tree);
	tree_note_absent(comparison->old_tree, comparison->new_tree);
	tree_note_absent(comparison->new_tree, comparison->old_tree);
	for (guint side = 0; side < G_N_ELEMENTS(trees); side++) {
		struct snapshot *snapshot = comparison->snapshots[side];

		if (snapshot && !snapshot_follow_tree(snapshot, trees[side], error))
			return FALSE;
	}
	return TRUE;
}

static gboolean prepare(struct comparer *comparer, struct comparison *comparison, GError **error)
{
	const struct compare_options *options = comparer->options;
	const char *sysroot = choose_sysroot(options, comparison);
	const target_set asked = comparison->targets;
	struct slices slices;

	if (!match_sides(comparison, error) || !choose_targets(comparison, sysroot, error) ||
	    !narrow_to_snapshots(comparison, asked, error))
		return FALSE;
	if ((comparison->old_types || comparison->new_types) && !narrow_to_types(comparison, error))
		return FALSE;
	if (options->only_changes) {
		slice_trees(comparison->old_tree, comparison->new_tree, comparison->before_tree,
			    comparer->includes, parse_provides, parse_always, &slices);
		take_slices(comparison, &slices);
	} else {
		take_whole(comparison);
	}
	return resolve(comparison, sysroot, error);
}

/* --- Models ----------------------------------------------------------------- */

/* Who of the sides is read from headers. */
static const struct tree *parsed_tree(const struct comparison *comparison, guint side)
{
	const struct comparison_parts *parts = comparison->parts;

	if (comparison->snapshots[side])
		return NULL;
	switch (side) {
	case 0:
		return comparison->old_types ? NULL : parts->old_tree;
	case 1:
		return comparison->new_types ? NULL : parts->new_tree;
	default:
		return parts->before_tree;
	}
}

/* Jobs for those of the comparison's targets that are in @set. */
static void add_jobs(struct run *run, struct comparison_parts *parts, guint side,
		     const struct tree *tree, target_set set)
{
	guint next = 0;

	for (guint id = 0; tree && id < TARGET_COUNT; id++) {
		const struct parse_job job = { .tree = tree, .target = id };

		if (!(parts->parsed & TARGET_BIT(id)))
			continue;
		if (set & TARGET_BIT(id)) {
			parts->jobs[side][next] = run->jobs->len;
			g_array_append_val(run->jobs, job);
		}
		next++;
	}
}

/* Parses the jobs from @first on. */
static gboolean parse_from(struct run *run, guint first, GError **error)
{
	const struct compare_options *options = run->comparer->options;
	const struct parse_limits limits = {
		.seconds = options->timeout,
		.workers = options->workers,
		.progress = options->progress,
		.progress_data = options->progress_data,
	};

	if (run->jobs->len == first)
		return TRUE;
	return parse_trees(&g_array_index(run->jobs, struct parse_job, first),
			   run->jobs->len - first, &limits, error);
}

static guint count_targets(target_set set)
{
	guint n = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		n += (set & TARGET_BIT(id)) != 0;
	return n;
}

static const struct model *model_of_job(const struct run *run, guint job)
{
	return g_array_index(run->jobs, struct parse_job, job).model;
}

/* Whether a header that may have changed could not be read in the company of what it
 * includes alone. */
static gboolean lacks_company(const struct comparison_parts *parts, const struct model *model)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];

		if (!unjudged->expected && g_hash_table_contains(parts->affected, unjudged->path))
			return TRUE;
	}
	return FALSE;
}

/* The targets for which a slice is not enough. */
static target_set needs_whole(const struct run *run, const struct comparison *comparison)
{
	const struct comparison_parts *parts = comparison->parts;
	const guint n = count_targets(parts->parsed);
	target_set set = 0;

	for (guint side = 0; parts->is_slice && side < 2; side++) {
		for (guint i = 0; parsed_tree(comparison, side) && i < n; i++) {
			const struct model *model = model_of_job(run, parts->jobs[side][i]);

			if (lacks_company(parts, model))
				set |= TARGET_BIT(model->target);
		}
	}
	return set;
}

static gboolean take_whole_trees(const struct run *run, struct comparison *comparison,
				 GError **error)
{
	struct comparison_parts *parts = comparison->parts;
	const struct tree *const trees[] = { comparison->old_tree, comparison->new_tree,
					     comparison->before_tree };
	const char *sysroot = choose_sysroot(run->comparer->options, comparison);

	for (guint side = 0; side < 3; side++) {
		if (!trees[side])
			continue;
		parts->whole[side] = tree_select(trees[side], is_any, NULL);
		if (sysroot && !tree_resolve(parts->whole[side], sysroot, parse_provides, error))
			return FALSE;
	}
	return TRUE;
}

/*
 * Some headers use what programs have included before them (<time.h>, <sys/types.h>).  Among
 * all other headers they can be judged.
 */
static gboolean parse_in_company(struct run *run, GError **error)
{
	guint first = run->jobs->len;

	for (gsize i = 0; i < run->n; i++) {
		struct comparison *comparison = &run->comparisons[i];
		target_set set = needs_whole(run, comparison);

		if (!set)
			continue;
		if (!take_whole_trees(run, comparison, error))
			return FALSE;
		for (guint side = 0; side < 3; side++)
			add_jobs(run, comparison->parts, side, comparison->parts->whole[side], set);
	}
	return parse_from(run, first, error);
}

static gboolean parse_all(struct run *run, GError **error)
{
	for (gsize i = 0; i < run->n; i++) {
		struct comparison *comparison = &run->comparisons[i];

		for (guint side = 0; side < 3; side++)
			add_jobs(run, comparison->parts, side, parsed_tree(comparison, side),
				 TARGET_ALL);
	}
	return parse_from(run, 0, error) && parse_in_company(run, error);
}

/* --- Who has which model ---------------------------------------------------- */

static void take_parsed(const struct run *run, const struct comparison *comparison, guint side)
{
	struct comparison_parts *parts = comparison->parts;
	guint n = parsed_tree(comparison, side) ? count_targets(parts->parsed) : 0;

	for (guint i = 0; i < n; i++)
		parts->models[side][i] = model_of_job(run, parts->jobs[side][i]);
}

/* A kernel's types are those of what the other side defines. */
static gboolean take_types(struct comparison_parts *parts, const struct btf_types *types,
			   guint side, GError **error)
{
	guint n = count_targets(parts->parsed);

	if (!types)
		return TRUE;
	parts->types_arena = arena_new(TYPES_BYTES, error);
	for (guint i = 0; parts->types_arena && i < n; i++) {
		parts->models[side][i] =
			btf_model(types, parts->models[!side][i], parts->types_arena, error);
		if (!parts->models[side][i])
			return FALSE;
	}
	return parts->types_arena != NULL;
}

/* A snapshot has its models with it. */
static void take_kept(struct comparison *comparison, guint side)
{
	const struct snapshot *snapshot = comparison->snapshots[side];
	guint next = 0;

	for (guint id = 0; snapshot && id < TARGET_COUNT; id++) {
		if (comparison->parts->parsed & TARGET_BIT(id))
			comparison->parts->models[side][next++] = snapshot->models[id];
	}
}

static gboolean take_models(const struct run *run, struct comparison *comparison, GError **error)
{
	struct comparison_parts *parts = comparison->parts;

	for (guint side = 0; side < 3; side++) {
		take_parsed(run, comparison, side);
		take_kept(comparison, side);
	}
	return take_types(parts, comparison->old_types, 0, error) &&
	       take_types(parts, comparison->new_types, 1, error);
}

/* --- The report ------------------------------------------------------------- */

static gint by_header(gconstpointer left, gconstpointer right)
{
	const struct not_judged *a = left, *b = right;

	return strcmp(a->header, b->header);
}

/* Of a change only what it can have touched is missed. */
static gboolean is_missed(const struct comparison_parts *parts, const struct not_judged *part)
{
	return !parts->affected || g_hash_table_contains(parts->affected, part->header);
}

/* What the rules could not judge, and what never reached them. */
static void finish_report(struct comparison *comparison)
{
	struct comparison_parts *parts = comparison->parts;
	struct report *report = &parts->report;

	*report = *parts->judged;
	parts->not_judged = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	g_array_append_vals(parts->not_judged, parts->left_out->data, parts->left_out->len);
	for (gsize i = 0; i < report->n_not_judged; i++) {
		if (is_missed(parts, &report->not_judged[i]))
			g_array_append_val(parts->not_judged, report->not_judged[i]);
	}
	if (parts->affected)
		report->headers_judged = g_hash_table_size(parts->affected);
	g_array_sort(parts->not_judged, by_header);
	report->not_judged = (const struct not_judged *)(void *)parts->not_judged->data;
	report->n_not_judged = parts->not_judged->len;
	report->old_name = comparison->old_tree->name;
	report->new_name = comparison->new_tree->name;
	report->targets = comparison->targets;
	comparison->report = report;
}

/* What the sides' bytes are compared for, there are none of: those of the headers are
 * the same as themselves. */
static const struct tree *judged_tree(const struct tree *tree, const struct btf_types *types,
				      const struct tree *other)
{
	return types ? other : tree;
}

static void judge_one(const struct run *run, struct comparison *comparison)
{
	const struct compare_options *options = run->comparer->options;
	struct comparison_parts *parts = comparison->parts;
	const struct judge_input input = {
		.old_tree = judged_tree(parts->old_tree, comparison->old_types, parts->new_tree),
		.new_tree = judged_tree(parts->new_tree, comparison->new_types, parts->old_tree),
		.old_models = parts->models[0],
		.new_models = parts->models[1],
		.before_tree = parts->before_tree,
		.before_models = parts->models[2],
		.n_models = count_targets(parts->parsed),
		.policy = options->policy,
		.level = comparison->level,
	};

	parts->judged = judge(&input);
	finish_report(comparison);
	free_trees(parts);
}

gboolean compare(struct comparer *comparer, struct comparison *comparisons, gsize n, GError **error)
{
	g_autoptr(GArray) jobs = g_array_new(FALSE, TRUE, sizeof(struct parse_job));
	struct run run = { comparer, comparisons, n, jobs };
	gboolean done = TRUE;

	for (gsize i = 0; i < n; i++)
		parts_init(&comparisons[i]);
	for (gsize i = 0; done && i < n; i++)
		done = prepare(comparer, &comparisons[i], error);
	if (done)
		done = parse_all(&run, error);
	for (gsize i = 0; done && i < n; i++) {
		done = take_models(&run, &comparisons[i], error);
		if (done)
			judge_one(&run, &comparisons[i]);
	}
	parse_jobs_free((struct parse_job *)(void *)jobs->data, jobs->len);
	return done;
}
