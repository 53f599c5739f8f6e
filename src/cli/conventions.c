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

static gint by_name(gconstpointer left, gconstpointer right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* In byte order: a later file may override an earlier one. */
static gboolean add_folder(GPtrArray *files, const char *folder, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	const char *name;

	if (!dir) {
		g_prefix_error(error, "the shipped conventions are not where UNBROKEN_DATADIR or "
				      "the installation says: ");
		return FALSE;
	}
	while ((name = g_dir_read_name(dir))) {
		/* Not what editors leave behind. */
		if (name[0] != '.' && !g_str_has_suffix(name, "~"))
			g_ptr_array_add(files, g_build_filename(folder, name, NULL));
	}
	g_ptr_array_sort(files, by_name);
	return TRUE;
}

struct policy *conventions_load(const char *const *extra, const char *profile, GError **error)
{
	g_autofree char *folder = shipped_folder();
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);

	if (!add_folder(files, folder, error))
		return NULL;
	for (; extra && *extra; extra++)
		g_ptr_array_add(files, g_strdup(*extra));
	g_ptr_array_add(files, NULL);
	return policy_load((const char *const *)files->pdata, profile, error);
}
