/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/take.h"

#include "compare/internal.h"
#include "compare/snapshot-tree.h"

static gboolean is_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

/* The models of @tree, which @jobs own. */
static gboolean parse(const struct compare_options *options, const struct tree *tree,
		      target_set set, struct parse_job *jobs, const struct model **models,
		      GError **error)
{
	const struct parse_limits limits = {
		.seconds = options->timeout,
		.workers = options->workers,
		.progress = options->progress,
		.progress_data = options->progress_data,
		.stop = options->stop,
	};
	gsize n = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(set & TARGET_BIT(id)))
			continue;
		jobs[n].tree = tree;
		jobs[n++].target = id;
	}
	if (!parse_trees(jobs, n, &limits, error))
		return FALSE;
	for (gsize i = 0; i < n; i++)
		models[jobs[i].target] = jobs[i].model;
	return TRUE;
}

gboolean snapshot_take(const struct compare_options *options, struct tree *tree, target_set set,
		       const char *name, GString *out, GError **error)
{
	struct comparison itself = { .old_tree = tree, .new_tree = tree, .targets = set };
	const char *sysroot = choose_sysroot(options, &itself);
	struct parse_job jobs[TARGET_COUNT] = { 0 };
	const struct model *models[TARGET_COUNT] = { 0 };
	AUTO(snapshot) snapshot = NULL;
	AUTO(tree) whole = tree_select(tree, is_any, NULL); /* with all its bytes */

	if ((!sysroot || tree_resolve(whole, sysroot, parse_provides, error)) &&
	    choose_targets(&itself, sysroot, error) &&
	    parse(options, whole, itself.targets, jobs, models, error))
		snapshot = snapshot_of_tree(whole, models, name, error);
	if (snapshot)
		snapshot_write(snapshot, out);
	parse_jobs_free(jobs, TARGET_COUNT);
	return snapshot != NULL;
}
