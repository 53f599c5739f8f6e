/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/look-up.h"

#include <string.h>

#include "compare/compare.h"

static gboolean is_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

/* What is asked for is looked for in the texts of headers. */
static void read_texts(struct look_up *look_up)
{
	const struct tree *tree = look_up->input.tree;

	look_up->whole = look_up->input.tree;
	if (!tree->n_files || tree->files[0].text || look_up->input.snapshot)
		return;
	look_up->read = tree_select(tree, is_any, NULL);
	look_up->whole = look_up->read;
}

static target_set modelled_targets(const struct snapshot *snapshot)
{
	target_set set = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		set |= snapshot->models[id] ? TARGET_BIT(id) : 0;
	return set;
}

static gboolean choose_targets(struct look_up *look_up, target_set asked, GError **error)
{
	const struct snapshot *snapshot = look_up->input.snapshot;
	target_set set = snapshot ? modelled_targets(snapshot)
				  : compare_tree_targets(look_up->whole, look_up->sysroot);
	g_autofree char *names = target_set_format(set);

	look_up->targets = asked ? asked : set;
	if (!snapshot || !(look_up->targets & ~set))
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY, "the snapshot '%s' is for %s only",
		    snapshot->name, names);
	return FALSE;
}

gboolean look_up_open(struct look_up *look_up, const struct input *input, const char *sysroot,
		      target_set asked, GError **error)
{
	look_up->input = *input;
	if (input->types) {
		g_set_error(
			error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
			"'%s' is the types of a kernel: there is nothing to show without headers",
			input->tree->name);
		return FALSE;
	}
	read_texts(look_up);
	if (!look_up->whole->n_files && !look_up->whole->n_refusals) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY, "'%s' holds no header",
			    look_up->whole->name);
		return FALSE;
	}
	if (!input->snapshot)
		look_up->sysroot = g_strdup(compare_tree_sysroot(look_up->whole, sysroot));
	if (look_up->sysroot && !g_file_test(look_up->sysroot, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND,
			    "the sysroot '%s' is not a folder", look_up->sysroot);
		return FALSE;
	}
	return choose_targets(look_up, asked, error);
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
	if (look_up->input.snapshot) {
		for (guint id = 0; id < TARGET_COUNT; id++)
			look_up->models.of[id] =
				set & TARGET_BIT(id) ? look_up->input.snapshot->models[id] : NULL;
		return TRUE;
	}
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
	tree_free(look_up->read);
	input_clear(&look_up->input);
	g_free(look_up->sysroot);
}
