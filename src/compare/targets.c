/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which machines a comparison is for, and where what the inputs lack comes from.
 */
#include <string.h>
#include <sys/utsname.h>

#include "compare/internal.h"

#define SYSTEM_HEADERS "/usr/include"
#define RUNNING_KERNEL "btf:/sys/"

static gboolean lacks_types(const struct tree *tree)
{
	for (gsize i = 0; i < tree->n_files; i++) {
		if (strcmp(tree->files[i].path, "linux/types.h") == 0)
			return FALSE;
	}
	return tree->n_files > 0 || tree->n_refusals > 0;
}

/* @is_needed: when none is asked for, the system's headers will do. */
static const char *sysroot_or_default(const char *asked, gboolean is_needed)
{
	if (asked)
		return strcmp(asked, "none") == 0 ? NULL : asked;
	if (!is_needed)
		return NULL;
	if (!g_file_test(SYSTEM_HEADERS "/linux/types.h", G_FILE_TEST_IS_REGULAR))
		return NULL;
	return SYSTEM_HEADERS;
}

const char *choose_sysroot(const struct compare_options *options,
			   const struct comparison *comparison)
{
	return sysroot_or_default(options->sysroot, lacks_types(comparison->old_tree) ||
							    lacks_types(comparison->new_tree));
}

const char *compare_tree_sysroot(const struct tree *tree, const char *asked)
{
	return sysroot_or_default(asked, lacks_types(tree));
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

static target_set targets_or_default(target_set set, const char *sysroot)
{
	if (set == 0)
		set = sysroot_targets(sysroot);
	return set ? set : TARGET_BIT(TARGET_X86_64);
}

target_set compare_tree_targets(const struct tree *tree, const char *sysroot)
{
	return targets_or_default(tree->targets, sysroot);
}

static void leave_out(struct comparison *comparison, const struct tree *carrier, target_set set)
{
	struct not_judged part = { .header = "asm/", .targets = set, .expected = TRUE };

	if (set == 0)
		return;
	part.reason = g_strdup_printf("only '%s' carries the headers of this architecture",
				      carrier->name);
	g_array_append_val(comparison->parts->left_out, part);
}

static gboolean choose_common(struct comparison *comparison, GError **error)
{
	const target_set old_set = comparison->old_tree->targets;
	const target_set new_set = comparison->new_tree->targets;
	g_autofree char *old_names = NULL, *new_names = NULL;

	comparison->targets = old_set & new_set;
	if (comparison->targets == 0) {
		old_names = target_set_format(old_set);
		new_names = target_set_format(new_set);
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "the inputs share no target: '%s' is for %s, '%s' is for %s",
			    comparison->old_tree->name, old_names, comparison->new_tree->name,
			    new_names);
		return FALSE;
	}
	leave_out(comparison, comparison->old_tree, old_set & ~new_set);
	leave_out(comparison, comparison->new_tree, new_set & ~old_set);
	return TRUE;
}

gboolean choose_targets(struct comparison *comparison, const char *sysroot, GError **error)
{
	const target_set old_set = comparison->old_tree->targets;
	const target_set new_set = comparison->new_tree->targets;

	if (comparison->targets)
		return TRUE;
	if (old_set && new_set)
		return choose_common(comparison, error);
	comparison->targets = targets_or_default(old_set | new_set, sysroot);
	return TRUE;
}

static target_set running_target(void)
{
	struct utsname name;

	for (guint id = 0; uname(&name) == 0 && id < TARGET_COUNT; id++) {
		if (strcmp(name.machine, targets[id].name) == 0)
			return TARGET_BIT(id);
	}
	return 0;
}

/* Bare BTF does not name its machine, but that of the running kernel is known. */
gboolean narrow_to_types(struct comparison *comparison, GError **error)
{
	const struct btf_types *types =
		comparison->old_types ? comparison->old_types : comparison->new_types;
	const char *name =
		comparison->old_types ? comparison->old_tree->name : comparison->new_tree->name;
	target_set set = comparison->targets & btf_targets(types);
	g_autofree char *names = target_set_format(set ? set : comparison->targets);

	if (g_str_has_prefix(name, RUNNING_KERNEL) && (set & running_target()))
		set &= running_target();
	if (!set) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "'%s' is of no kernel for %s, which the headers are for", name, names);
		return FALSE;
	}
	if (set & (set - 1)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "'%s' does not say which machine it is of: choose one with "
			    "--targets, of %s",
			    name, names);
		return FALSE;
	}
	comparison->targets = set;
	return TRUE;
}

static target_set modelled_targets(const struct snapshot *snapshot)
{
	target_set set = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		set |= snapshot->models[id] ? TARGET_BIT(id) : 0;
	return set;
}

gboolean narrow_to_snapshots(struct comparison *comparison, target_set asked, GError **error)
{
	for (guint side = 0; side < G_N_ELEMENTS(comparison->snapshots); side++) {
		const struct snapshot *snapshot = comparison->snapshots[side];
		target_set has = snapshot ? modelled_targets(snapshot) : TARGET_ALL;
		g_autofree char *names = target_set_format(has);

		if (asked & ~has || !(comparison->targets & has)) {
			g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
				    "the snapshot '%s' is for %s only", snapshot->name, names);
			return FALSE;
		}
		comparison->targets &= has;
	}
	return TRUE;
}
