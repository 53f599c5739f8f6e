/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "clang/clang.h"
#include "cli/inputs.h"
#include "cli/options.h"

#define SYSTEM_HEADERS "/usr/include"

static gboolean is_empty(const struct tree *tree)
{
	return tree->n_files == 0 && tree->n_refusals == 0;
}

gboolean inputs_open(struct inputs *inputs, const char *old_name, const char *new_name,
		     GError **error)
{
	inputs->old_tree = tree_open(old_name, NULL, error);
	if (!inputs->old_tree)
		return FALSE;
	inputs->new_tree = tree_open(new_name, NULL, error);
	if (!inputs->new_tree)
		return FALSE;
	if (is_empty(inputs->old_tree) && is_empty(inputs->new_tree)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "neither '%s' nor '%s' holds any header", old_name, new_name);
		return FALSE;
	}
	if (is_empty(inputs->old_tree))
		warn("'%s' holds no header: all of '%s' counts as added", old_name, new_name);
	if (is_empty(inputs->new_tree))
		warn("'%s' holds no header: all of '%s' counts as removed", new_name, old_name);
	tree_pair_single_headers(inputs->old_tree, inputs->new_tree);
	tree_note_absent(inputs->old_tree, inputs->new_tree);
	tree_note_absent(inputs->new_tree, inputs->old_tree);
	return TRUE;
}

gboolean inputs_open_before(struct inputs *inputs, const char *name, GError **error)
{
	if (!name)
		return TRUE;
	inputs->before_tree = tree_open(name, NULL, error);
	if (!inputs->before_tree)
		return FALSE;
	tree_pair_single_headers(inputs->before_tree, inputs->new_tree);
	return TRUE;
}

static gboolean lacks_types(const struct tree *tree)
{
	for (gsize i = 0; i < tree->n_files; i++) {
		if (strcmp(tree->files[i].path, "linux/types.h") == 0)
			return FALSE;
	}
	return !is_empty(tree);
}

static const char *default_sysroot(const struct inputs *inputs)
{
	if (!lacks_types(inputs->old_tree) && !lacks_types(inputs->new_tree))
		return NULL;
	if (!g_file_test(SYSTEM_HEADERS "/linux/types.h", G_FILE_TEST_IS_REGULAR))
		return NULL;
	return SYSTEM_HEADERS;
}

gboolean inputs_resolve(struct inputs *inputs, const char *sysroot, GError **error)
{
	if (sysroot && strcmp(sysroot, "none") == 0)
		return TRUE;
	if (!sysroot)
		sysroot = default_sysroot(inputs);
	if (!sysroot)
		return TRUE;
	if (!g_file_test(sysroot, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND,
			    "the sysroot '%s' is not a folder", sysroot);
		return FALSE;
	}
	inputs->sysroot = g_strdup(sysroot);
	return tree_resolve(inputs->old_tree, sysroot, parse_provides, error) &&
	       tree_resolve(inputs->new_tree, sysroot, parse_provides, error) &&
	       (!inputs->before_tree ||
		tree_resolve(inputs->before_tree, sysroot, parse_provides, error));
}

/* Only looks which asm folders are there: the sysroot may be a whole system. */
static target_set sysroot_targets(const char *sysroot)
{
	static const char *const prefixes[] = { "", "usr/include" };
	target_set found = 0;

	for (guint id = 0; sysroot && id < TARGET_COUNT; id++) {
		for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
			g_autofree char *folder =
				g_build_filename(sysroot, prefixes[i], targets[id].multiarch, "asm",
						 NULL);

			if (g_file_test(folder, G_FILE_TEST_IS_DIR))
				found |= target_set_of_arch(targets[id].arch);
		}
	}
	return found;
}

static void leave_out(struct inputs *inputs, const struct tree *carrier, target_set set)
{
	struct not_judged part = { .header = "asm/", .targets = set, .expected = TRUE };

	if (set == 0)
		return;
	part.reason = g_strdup_printf("only '%s' carries the headers of this architecture",
				      carrier->name);
	g_array_append_val(inputs->not_judged, part);
}

static gboolean choose_common(struct inputs *inputs, GError **error)
{
	const target_set old_set = inputs->old_tree->targets;
	const target_set new_set = inputs->new_tree->targets;
	g_autofree char *old_names = NULL, *new_names = NULL;

	inputs->targets = old_set & new_set;
	if (inputs->targets == 0) {
		old_names = target_set_format(old_set);
		new_names = target_set_format(new_set);
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "the inputs share no target: '%s' is for %s, '%s' is for %s",
			    inputs->old_tree->name, old_names, inputs->new_tree->name, new_names);
		return FALSE;
	}
	leave_out(inputs, inputs->old_tree, old_set & ~new_set);
	leave_out(inputs, inputs->new_tree, new_set & ~old_set);
	return TRUE;
}

gboolean inputs_choose_targets(struct inputs *inputs, const char *list, GError **error)
{
	const target_set old_set = inputs->old_tree->targets;
	const target_set new_set = inputs->new_tree->targets;

	inputs->not_judged = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	if (list)
		return target_set_parse(list, &inputs->targets, error);
	if (old_set && new_set)
		return choose_common(inputs, error);
	inputs->targets = old_set | new_set;
	if (inputs->targets == 0)
		inputs->targets = sysroot_targets(inputs->sysroot);
	if (inputs->targets == 0)
		inputs->targets = TARGET_BIT(TARGET_X86_64);
	return TRUE;
}

void inputs_clear(struct inputs *inputs)
{
	tree_free(inputs->old_tree);
	tree_free(inputs->new_tree);
	tree_free(inputs->before_tree);
	g_free(inputs->sysroot);
	for (guint i = 0; inputs->not_judged && i < inputs->not_judged->len; i++)
		g_free((char *)g_array_index(inputs->not_judged, struct not_judged, i).reason);
	if (inputs->not_judged)
		g_array_unref(inputs->not_judged);
}
