/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From models to the report of a comparison.
 */
#include <string.h>

#include "compare/internal.h"
#include "rules/judge.h"

/* Only what is used of it counts. */
#define TYPES_BYTES ((gsize)1 << 30)

static void take_parsed(const struct run *run, const struct comparison *comparison, guint side)
{
	struct comparison_parts *parts = comparison->parts;
	guint n = comparison_tree(comparison, side) ? target_set_count(parts->parsed) : 0;

	for (guint i = 0; i < n; i++) {
		const struct wanted *wanted =
			&g_array_index(run->wanted, struct wanted, parts->wanted[side][i]);
		const struct model *model = wanted->model;

		if (wanted->key) {
			model = models_named(model, wanted->tree);
			g_ptr_array_add(parts->named, (gpointer)model);
		}
		parts->models[side][i] = model;
	}
}

/* A kernel's types are those of what the other side defines. */
static gboolean take_types(struct comparison_parts *parts, const struct btf_types *types,
			   guint side, GError **error)
{
	guint n = target_set_count(parts->parsed);

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

static gsize count_affected(const struct compare_options *options, GHashTable *affected)
{
	GHashTableIter headers;
	gpointer path;
	gsize n = 0;

	g_hash_table_iter_init(&headers, affected);
	while (g_hash_table_iter_next(&headers, &path, NULL))
		n += judge_wants(options->headers, path);
	return n;
}

/* What the rules could not judge, and what never reached them. */
static void finish_report(const struct run *run, struct comparison *comparison)
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
		report->headers_judged = count_affected(run->comparer->options, parts->affected);
	g_array_sort(parts->not_judged, by_header);
	report->not_judged = (const struct not_judged *)(void *)parts->not_judged->data;
	report->n_not_judged = parts->not_judged->len;
	report->old_name = comparison->old_tree->name;
	report->new_name = comparison->new_tree->name;
	report->targets = comparison->targets;
	if (run->comparer->options->wants_excerpts)
		add_excerpts(parts, report);
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
		.n_models = target_set_count(parts->parsed),
		.headers = options->headers,
		.policy = options->policy,
		.level = comparison->level,
		.standing = comparison->standing,
	};

	parts->judged = judge(&input);
	finish_report(run, comparison);
}

gboolean finish_comparison(const struct run *run, struct comparison *comparison, GError **error)
{
	if (!take_models(run, comparison, error))
		return FALSE;
	judge_one(run, comparison);
	return TRUE;
}
