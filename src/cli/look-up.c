/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/look-up.h"

#include <string.h>

#include "compare/compare.h"

gboolean look_up_open(struct look_up *look_up, const char *name, const char *sysroot,
		      const char *target_list, GError **error)
{
	if (target_list && !target_set_parse(target_list, &look_up->targets, error))
		return FALSE;
	look_up->whole = tree_open(name, NULL, error);
	if (!look_up->whole)
		return FALSE;
	if (!look_up->whole->n_files && !look_up->whole->n_refusals) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY, "'%s' holds no header", name);
		return FALSE;
	}
	look_up->sysroot = g_strdup(compare_tree_sysroot(look_up->whole, sysroot));
	if (look_up->sysroot && !g_file_test(look_up->sysroot, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND,
			    "the sysroot '%s' is not a folder", look_up->sysroot);
		return FALSE;
	}
	if (!look_up->targets)
		look_up->targets = compare_tree_targets(look_up->whole, look_up->sysroot);
	return TRUE;
}

static void drop_models(struct look_up *look_up)
{
	parse_jobs_free(look_up->jobs, look_up->n_jobs);
	look_up->n_jobs = 0;
	memset(&look_up->models, 0, sizeof(look_up->models));
	g_clear_pointer(&look_up->part, tree_free);
}

static gboolean parse_part(struct look_up *look_up, target_set set, GError **error)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (set & TARGET_BIT(id))
			look_up->jobs[look_up->n_jobs++] =
				(struct parse_job){ .tree = look_up->part, .target = id };
	}
	if (!parse_trees(look_up->jobs, look_up->n_jobs, &look_up->limits, error))
		return FALSE;
	for (gsize i = 0; i < look_up->n_jobs; i++)
		look_up->models.of[look_up->jobs[i].target] = look_up->jobs[i].model;
	return TRUE;
}

gboolean look_up_parse(struct look_up *look_up, const struct selection *selection, target_set set,
		       GError **error)
{
	target_set selected;

	drop_models(look_up);
	selection_count(selection, look_up->whole, &selected);
	look_up->part = selection_tree(selection, look_up->whole, parse_provides);
	if (look_up->sysroot &&
	    !tree_resolve(look_up->part, look_up->sysroot, parse_provides, error))
		return FALSE;
	return parse_part(look_up, set & selected, error);
}

void look_up_clear(struct look_up *look_up)
{
	drop_models(look_up);
	tree_free(look_up->whole);
	g_free(look_up->sysroot);
}
