/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "compare/internal.h"
#include "compare/snapshot-tree.h"
#include "rules/judge.h"

#define INDEX_KEY "includes-1"

struct comparer *comparer_new(const struct compare_options *options)
{
	struct comparer *comparer = g_new0(struct comparer, 1);
	gsize size;
	g_autofree char *text = cache_get(options->cache, INDEX_KEY, &size);

	comparer->options = options;
	comparer->includes = include_index_new();
	comparer->models = models_kept_new(options->cache, options->keeps_models);
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
	models_kept_free(comparer->models);
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

	parts->named = g_ptr_array_new_with_free_func(g_free);
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
	for (guint side = 0; side < 3; side++) {
		g_clear_pointer(&parts->company[side], tree_free);
		g_clear_pointer(&parts->whole[side], tree_free);
	}
}

void comparison_clear(struct comparison *comparison)
{
	struct comparison_parts *parts = comparison->parts;

	if (!parts)
		return;
	free_trees(parts);
	g_clear_pointer(&parts->affected, g_hash_table_unref);
	judge_free(parts->judged);
	g_ptr_array_unref(parts->named);
	arena_free(parts->types_arena);
	g_array_unref(parts->left_out);
	g_clear_pointer(&parts->not_judged, g_array_unref);
	g_clear_pointer(&parts->excerpted, g_array_unref);
	g_clear_pointer(&parts->excerpts, g_string_chunk_free);
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

const struct tree *comparison_tree(const struct comparison *comparison, guint side)
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

/* --- All of it -------------------------------------------------------------- */

static gboolean parse_all(struct run *run, struct comparison *comparisons, gsize n, GError **error)
{
	for (gsize i = 0; i < n; i++) {
		for (guint side = 0; side < 3; side++)
			run_want(run, comparisons[i].parts, side,
				 comparison_tree(&comparisons[i], side), TARGET_ALL);
	}
	return run_parse(run, 0, error);
}

/* What only this comparison needs ends with it. */
static gboolean finish_one(struct run *run, struct comparison *comparison, GError **error)
{
	guint first = run->jobs->len;
	gboolean done =
		bring_company(run, comparison, error) && finish_comparison(run, comparison, error);

	free_trees(comparison->parts);
	run_release(run, first);
	return done;
}

gboolean compare(struct comparer *comparer, struct comparison *comparisons, gsize n, GError **error)
{
	struct run run;
	gboolean done = TRUE;

	run_init(&run, comparer);
	for (gsize i = 0; i < n; i++)
		parts_init(&comparisons[i]);
	for (gsize i = 0; done && i < n; i++)
		done = prepare(comparer, &comparisons[i], error);
	if (done)
		done = parse_all(&run, comparisons, n, error);
	for (gsize i = 0; done && i < n; i++)
		done = finish_one(&run, &comparisons[i], error);
	run_clear(&run);
	return done;
}
