/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers that a slice is not enough for: they use what programs have included before them,
 * such as <time.h> or <sys/types.h>.  Behind such headers they can be judged, or at last among
 * all others of their tree.
 */
#include <string.h>

#include "compare/internal.h"
#include "source/tree.h"

/* Comes before all other headers of a tree, which are parsed in order. */
#define COMPANY_PATH "0-company.h"

static const char company_text[] = "#include <sys/types.h>\n"
				   "#include <time.h>\n"
				   "#include <sys/time.h>\n"
				   "#include <sys/socket.h>\n"
				   "#include <netinet/in.h>\n"
				   "#include <net/if.h>\n";

static const char *provide(const char *path)
{
	return strcmp(path, COMPANY_PATH) == 0 ? company_text : parse_provides(path);
}

/* Whether the header @path includes what is nowhere: no company helps it. */
static gboolean is_hopeless(const struct model *model, const char *path)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		if (strcmp(model->unjudged[i].path, path) == 0 &&
		    g_str_has_suffix(model->unjudged[i].reason, "file not found"))
			return TRUE;
	}
	return FALSE;
}

/* Whether a header that may have changed could not be read in the company of what it
 * includes alone. */
static gboolean lacks_company(const struct comparison_parts *parts, const struct model *model)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];

		if (!unjudged->expected && g_hash_table_contains(parts->affected, unjudged->path) &&
		    !is_hopeless(model, unjudged->path))
			return TRUE;
	}
	return FALSE;
}

/* The targets for which the models at hand are not enough. */
static target_set find_lonely(const struct run *run, const struct comparison *comparison)
{
	const struct comparison_parts *parts = comparison->parts;
	const guint n = target_set_count(parts->parsed);
	target_set set = 0;

	for (guint side = 0; parts->is_slice && side < 2; side++) {
		for (guint i = 0; comparison_tree(comparison, side) && i < n; i++) {
			const struct model *model = run_model(run, parts->wanted[side][i]);

			if (lacks_company(parts, model))
				set |= TARGET_BIT(model->target);
		}
	}
	return set;
}

static void want_all(struct run *run, struct comparison *comparison, struct tree *const *trees,
		     target_set set)
{
	for (guint side = 0; side < 3; side++)
		run_want(run, comparison->parts, side, trees[side], set);
}

static void add_company(struct tree *tree)
{
	const struct tree_offer offer = {
		.path = COMPANY_PATH,
		.shown = COMPANY_PATH,
		.text = company_text,
		.size = strlen(company_text),
		.claims = { [TREE_CLAIM_ANY] = TARGET_ALL },
		.judged = TRUE,
	};

	tree_offer(tree, &offer);
	tree_settle(tree);
}

static gboolean resolve(const struct run *run, const struct comparison *comparison,
			struct tree *const *trees, GError **error)
{
	const char *sysroot = choose_sysroot(run->comparer->options, comparison);

	for (guint side = 0; side < 3; side++) {
		if (sysroot && trees[side] &&
		    !tree_resolve(trees[side], sysroot, parse_provides, error))
			return FALSE;
	}
	return TRUE;
}

/* The slices once more, with what programs include first. */
static gboolean parse_with_company(struct run *run, struct comparison *comparison, target_set set,
				   GError **error)
{
	static const char *const always[] = { COMPANY_PATH, "stddef.h",      "stdint.h",
					      "limits.h",   "linux/types.h", "linux/ioctl.h",
					      NULL };
	struct tree **trees = comparison->parts->company;
	guint first = run->wanted->len;
	struct slices slices;

	slice_trees(comparison->old_tree, comparison->new_tree, comparison->before_tree,
		    run->comparer->includes, provide, always, &slices);
	trees[0] = slices.old_tree;
	trees[1] = slices.new_tree;
	trees[2] = slices.before_tree;
	g_hash_table_unref(slices.affected);
	for (guint side = 0; side < 3; side++) {
		if (trees[side])
			add_company(trees[side]);
	}
	if (!resolve(run, comparison, trees, error))
		return FALSE;
	want_all(run, comparison, trees, set);
	return run_parse(run, first, error);
}

static gboolean is_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

static gboolean parse_with_all(struct run *run, struct comparison *comparison, target_set set,
			       GError **error)
{
	const struct tree *const from[] = { comparison->old_tree, comparison->new_tree,
					    comparison->before_tree };
	struct tree **trees = comparison->parts->whole;
	guint first = run->wanted->len;

	for (guint side = 0; side < 3; side++)
		trees[side] = from[side] ? tree_select(from[side], is_any, NULL) : NULL;
	if (!resolve(run, comparison, trees, error))
		return FALSE;
	want_all(run, comparison, trees, set);
	return run_parse(run, first, error);
}

gboolean bring_company(struct run *run, struct comparison *comparison, GError **error)
{
	target_set set = find_lonely(run, comparison);

	if (set && !parse_with_company(run, comparison, set, error))
		return FALSE;
	set = set ? find_lonely(run, comparison) : 0;
	return !set || parse_with_all(run, comparison, set, error);
}
