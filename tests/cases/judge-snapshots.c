/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judges two trees, and snapshots of them, and compares the reports.
 *
 * Usage: judge-snapshots CONVENTIONS OLD NEW [OLD NEW]...
 *
 * CONVENTIONS is a folder of convention files.  Each pair is judged for all targets
 * that both sides carry.  Prints lines of the Test Anything Protocol without a plan;
 * of two reports that are not the same the first different lines are shown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../unit/test-snapshot.h"
#include "clang/clang.h"
#include "compare/snapshot-tree.h"
#include "rules/judge.h"

static guint points, failures;

static void check(gboolean passed, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void check(gboolean passed, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	printf("%s %u - ", passed ? "ok" : "not ok", ++points);
	vprintf(format, arguments);
	printf("\n");
	va_end(arguments);
	failures += !passed;
}

static void require(gboolean done, const GError *error)
{
	if (done)
		return;
	printf("Bail out! %s\n", error->message);
	exit(1);
}

/* One side of a comparison: a tree, and a model for each target that is asked for. */
struct side {
	struct tree *tree;
	const struct model *models[TARGET_COUNT];
	struct parse_job jobs[TARGET_COUNT];
	gsize n_jobs;
	struct snapshot *snapshot; /* NULL: the models come from the tree */
};

static void side_clear(struct side *side)
{
	parse_jobs_free(side->jobs, side->n_jobs);
	tree_free(side->tree);
	snapshot_free(side->snapshot);
}

static void parse_side(struct side *side, target_set set)
{
	g_autoptr(GError) error = NULL;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		struct parse_job job = { .tree = side->tree, .target = id };
		if (set & TARGET_BIT(id))
			side->jobs[side->n_jobs++] = job;
	}
	require(parse_trees(side->jobs, side->n_jobs, NULL, &error), error);
	for (gsize i = 0; i < side->n_jobs; i++)
		side->models[side->jobs[i].target] = side->jobs[i].model;
}

static struct tree *open_tree(const char *name)
{
	g_autoptr(GError) error = NULL;
	struct tree *tree = tree_open(name, NULL, &error);

	require(tree != NULL, error);
	return tree;
}

/* What single headers include. */
static void resolve(struct tree *tree)
{
	g_autoptr(GError) error = NULL;

	if (!tree_find(tree, "linux/types.h", TARGET_X86_64))
		require(tree_resolve(tree, "/usr/include", parse_provides, &error), error);
}

static target_set targets_of(const struct tree *tree)
{
	return tree->targets ? tree->targets : TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386);
}

/* The text of a snapshot of @name, made without a look at any other tree. */
static GString *take_snapshot(const char *name)
{
	g_autoptr(GError) error = NULL;
	struct side side = { .tree = open_tree(name) };
	g_autoptr(GString) again = g_string_new(NULL);
	GString *text = g_string_new(NULL);
	difference found = NULL;

	resolve(side.tree);
	parse_side(&side, targets_of(side.tree));
	AUTO(snapshot) snapshot = snapshot_of_tree(side.tree, side.models, NULL, &error);
	require(snapshot != NULL, error);
	snapshot_write(snapshot, text);
	clock_t start = clock();
	AUTO(snapshot) read = snapshot_read(name, text->str, text->len, &error);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	require(read != NULL, error);
	for (guint id = 0; id < TARGET_COUNT && !found; id++) {
		if (side.models[id])
			found = compare_models(side.models[id], read->models[id]);
	}
	check(!found, "%s: the models survive%s%s", name, found ? ", but " : "",
	      found ? found : "");
	snapshot_write(read, again);
	check(g_string_equal(text, again), "%s: written again it is the same", name);
	printf("# %s: %" G_GSIZE_FORMAT " bytes, read in %.3f s of processor time\n", name,
	       text->len, seconds);
	side_clear(&side);
	return text;
}

static void open_snapshot(struct side *side, const char *name, const GString *text)
{
	g_autoptr(GError) error = NULL;

	side->snapshot = snapshot_read(name, text->str, text->len, &error);
	require(side->snapshot != NULL, error);
	side->tree = tree_of_snapshot(side->snapshot);
}

/* As any comparison of two trees begins. */
static target_set pair_sides(struct side *old, struct side *now)
{
	tree_pair_single_headers(old->tree, now->tree);
	tree_note_absent(old->tree, now->tree);
	tree_note_absent(now->tree, old->tree);
	return targets_of(old->tree) & targets_of(now->tree);
}

static void follow(struct side *side)
{
	g_autoptr(GError) error = NULL;

	require(snapshot_follow_tree(side->snapshot, side->tree, &error), error);
	memcpy(side->models, side->snapshot->models, sizeof(side->models));
}

static gsize pick_models(const struct side *side, target_set set, const struct model **models)
{
	gsize n = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (set & TARGET_BIT(id))
			models[n++] = side->models[id];
	}
	return n;
}

/* All that can be said, as JSON and as text. */
static char *report_on(const struct side *old, const struct side *now, target_set set,
		       const struct policy *policy)
{
	static const struct report_options options = { .verbose = TRUE };
	const struct model *old_models[TARGET_COUNT], *new_models[TARGET_COUNT];
	const struct judge_input input = {
		.old_tree = old->tree,
		.new_tree = now->tree,
		.old_models = old_models,
		.new_models = new_models,
		.n_models = pick_models(old, set, old_models),
		.policy = policy,
	};
	GString *text = g_string_new(NULL);

	pick_models(now, set, new_models);
	AUTO(report) report = judge(&input);
	report_format_find("json")->write(report, &options, text);
	report_format_find("text")->write(report, &options, text);
	return g_string_free(text, FALSE);
}

static void show_difference(const char *one, const char *other)
{
	g_auto(GStrv) lines = g_strsplit(one, "\n", -1);
	g_auto(GStrv) others = g_strsplit(other, "\n", -1);
	gsize i = 0;

	while (lines[i] && others[i] && !strcmp(lines[i], others[i]))
		i++;
	printf("#   trees:     %s\n#   snapshots: %s\n", lines[i] ? lines[i] : "(ends)",
	       others[i] ? others[i] : "(ends)");
}

static void judge_pair(const char *old_name, const char *new_name, const GString *old_text,
		       const GString *new_text, const struct policy *policy)
{
	struct side old = { .tree = open_tree(old_name) }, now = { .tree = open_tree(new_name) };
	struct side old_read = { 0 }, new_read = { 0 };
	target_set set = pair_sides(&old, &now);

	resolve(old.tree);
	resolve(now.tree);
	parse_side(&old, set);
	parse_side(&now, set);
	g_autofree char *report = report_on(&old, &now, set, policy);

	open_snapshot(&old_read, old_name, old_text);
	open_snapshot(&new_read, new_name, new_text);
	target_set read_set = pair_sides(&old_read, &new_read);
	follow(&old_read);
	follow(&new_read);
	g_autofree char *its = report_on(&old_read, &new_read, read_set, policy);

	check(!strcmp(report, its), "%s -> %s: %" G_GSIZE_FORMAT " bytes of reports", old_name,
	      new_name, strlen(report));
	if (strcmp(report, its))
		show_difference(report, its);
	side_clear(&old);
	side_clear(&now);
	side_clear(&old_read);
	side_clear(&new_read);
}

static void free_text(gpointer text)
{
	g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
	g_autoptr(GHashTable) texts =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_text);
	g_autoptr(GError) error = NULL;

	if (argc < 4 || argc % 2) {
		fprintf(stderr, "Usage: judge-snapshots CONVENTIONS OLD NEW [OLD NEW]...\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	AUTO(policy) policy = policy_load((const char *const[]){ argv[1], NULL }, "kernel", &error);
	require(policy != NULL, error);
	for (int i = 2; i < argc; i++) {
		if (!g_hash_table_contains(texts, argv[i]))
			g_hash_table_insert(texts, argv[i], take_snapshot(argv[i]));
	}
	for (int i = 2; i < argc; i += 2)
		judge_pair(argv[i], argv[i + 1], g_hash_table_lookup(texts, argv[i]),
			   g_hash_table_lookup(texts, argv[i + 1]), policy);
	return failures ? 1 : 0;
}
