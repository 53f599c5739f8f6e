/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "source/closure.h"
#include "source/tree.h"

/* From usr/include/<multiarch>, a sister's folder of the same architecture, or usr/include. */
static target_set fetch(const struct closure_source *source, struct closure *closure,
			const char *path, target_set missing)
{
	target_set got = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_autofree char *name = g_strconcat(targets[id].multiarch, "/", path, NULL);

		got |= closure_add_file(source, closure, name, path, missing & ~got,
					TARGET_BIT(id));
	}
	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_autofree char *name = g_strconcat(targets[id].multiarch, "/", path, NULL);

		got |= closure_add_file(source, closure, name, path, missing & ~got,
					target_set_of_arch(targets[id].arch));
	}
	return got | closure_add_file(source, closure, path, path, missing & ~got, TARGET_ALL);
}

/* The folder that links below the include folder @root may lead to. */
static char *enclosure(const char *sysroot, const char *root)
{
	char *real = realpath(sysroot, NULL);
	char *real_root = realpath(root, NULL);
	char *enclosure = NULL;

	if (real_root && g_str_has_suffix(real_root, "/usr/include"))
		enclosure = g_strndup(real_root, strlen(real_root) - strlen("/usr/include"));
	else if (real)
		enclosure = g_strdup(real);
	free(real);
	free(real_root);
	return enclosure;
}

gboolean tree_resolve(struct tree *tree, const char *sysroot,
		      const char *(*provided)(const char *path), GError **error)
{
	g_autofree char *below = g_build_filename(sysroot, "usr/include", NULL);
	const char *root = g_file_test(below, G_FILE_TEST_IS_DIR) ? below : sysroot;
	g_autofree char *shown = g_strconcat(root, g_str_has_suffix(root, "/") ? "" : "/", NULL);
	g_autofree char *inside = enclosure(sysroot, root);
	const struct closure_source source = {
		.fetch = fetch,
		.provided = provided,
		.root = root,
		.inside = inside,
		.shown = shown,
	};

	if (!g_file_test(root, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND,
			    "The sysroot '%s' is not a folder", sysroot);
		return FALSE;
	}
	closure_complete(tree, &source);
	return TRUE;
}
