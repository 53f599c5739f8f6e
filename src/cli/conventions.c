/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cli/conventions.h"

/* A build folder has a link to the data of its sources, so that its program runs from there. */
static char *beside_program(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = program ? g_path_get_dirname(program) : NULL;
	g_autofree char *data = NULL;

	if (!folder)
		return NULL;
	data = g_build_filename(folder, "data", "conventions", NULL);
	return g_file_test(data, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&data) : NULL;
}

static char *shipped_folder(void)
{
	const char *data = g_getenv("UNBROKEN_DATADIR");
	char *beside = data ? NULL : beside_program();

	return beside ? beside : g_build_filename(data ? data : DATADIR, "conventions", NULL);
}

/* Says of the shipped folder alone where it was looked for; policy_load() reads it. */
static gboolean is_there(const char *folder, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);

	if (!dir)
		g_prefix_error(error, "the shipped conventions are not where UNBROKEN_DATADIR or "
				      "the installation says: ");
	return dir != NULL;
}

struct policy *conventions_load(const char *const *extra, const char *profile, GError **error)
{
	g_autofree char *folder = shipped_folder();
	g_autoptr(GPtrArray) files = g_ptr_array_new();

	if (!is_there(folder, error))
		return NULL;
	g_ptr_array_add(files, folder);
	for (; extra && *extra; extra++)
		g_ptr_array_add(files, (gpointer)*extra);
	g_ptr_array_add(files, NULL);
	return policy_load((const char *const *)files->pdata, profile, error);
}
