/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/shipped.h"

#include <dlfcn.h>
#include <link.h>

/* The file that this code was loaded from: the program, or the library in any program. */
static char *own_file(void)
{
	struct link_map *map = NULL;
	Dl_info info;

	if (!dladdr1((const void *)policy_load_shipped, &info, (void **)&map, RTLD_DL_LINKMAP))
		return NULL;
	if (map && map->l_name && *map->l_name)
		return g_canonicalize_filename(map->l_name, NULL);
	return g_file_read_link("/proc/self/exe", NULL);
}

/* A build folder has a link to the data of its sources, so that what is in it runs from there. */
static char *beside_us(void)
{
	g_autofree char *file = own_file();
	g_autofree char *folder = file ? g_path_get_dirname(file) : NULL;
	g_autofree char *data = NULL;

	if (!folder)
		return NULL;
	data = g_build_filename(folder, "data", "conventions", NULL);
	return g_file_test(data, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&data) : NULL;
}

static char *shipped_folder(void)
{
	const char *data = g_getenv("UNBROKEN_DATADIR");
	char *beside = data ? NULL : beside_us();

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

struct policy *policy_load_shipped(const char *const *extra, const char *profile, GError **error)
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
