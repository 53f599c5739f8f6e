/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/path.h"

#include <string.h>

const char *path_find_first(const char *path, const char *part)
{
	const char *found = strstr(path, part);

	while (found && found != path && found[-1] != '/')
		found = strstr(found + 1, part);
	return found;
}

const char *path_find(const char *path, const char *part)
{
	const char *last = NULL;
	const char *found = path_find_first(path, part);

	while (found) {
		const char *next = strchr(found, '/') + 1;

		last = found;
		found = path_find_first(next, part);
	}
	return last;
}

static gboolean append_component(GString *joined, const char *name, gsize length)
{
	if (length == 0 || (length == 1 && name[0] == '.'))
		return TRUE;
	if (length == 2 && name[0] == '.' && name[1] == '.') {
		const char *slash = strrchr(joined->str, '/');

		if (!joined->len)
			return FALSE;
		g_string_truncate(joined, slash ? (gsize)(slash - joined->str) : 0);
		return TRUE;
	}
	if (joined->len)
		g_string_append_c(joined, '/');
	g_string_append_len(joined, name, (gssize)length);
	return TRUE;
}

static gboolean append_components(GString *joined, const char *names)
{
	while (*names) {
		gsize length = strcspn(names, "/");

		if (!append_component(joined, names, length))
			return FALSE;
		names += length;
		names += *names == '/';
	}
	return TRUE;
}

char *path_join(const char *folder, const char *name)
{
	GString *joined = g_string_sized_new(strlen(folder) + strlen(name) + 2);
	gboolean inside = (name[0] == '/' || append_components(joined, folder)) &&
			  append_components(joined, name);

	return g_string_free(joined, !inside);
}

gsize path_folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (gsize)(slash - path) + 1 : 0;
}

gboolean path_is_header(const char *path)
{
	gsize length = strlen(path);

	return length > 2 && memcmp(path + length - 2, ".h", 2) == 0 && path[length - 3] != '/';
}

gboolean path_is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.");
}

const char *path_skip_multiarch(const char *path, guint *id)
{
	gsize length = strcspn(path, "/");

	if (path[length] != '/' || !g_strstr_len(path, (gssize)length, "-linux-"))
		return NULL;
	for (*id = 0; *id < TARGET_COUNT; (*id)++)
		if (strlen(targets[*id].multiarch) == length &&
		    memcmp(targets[*id].multiarch, path, length) == 0)
			break;
	return path + length + 1;
}

const char *path_skip_arch(const char *path, target_set *set)
{
	gsize length = strcspn(path, "/");

	if (path[length] != '/')
		return NULL;
	*set = 0;
	for (guint id = 0; id < TARGET_COUNT; id++)
		if (strlen(targets[id].arch) == length &&
		    memcmp(targets[id].arch, path, length) == 0)
			*set |= TARGET_BIT(id);
	return path + length + 1;
}

const char *path_find_uapi(const char *path)
{
	const char *found = path_find(path, "include/uapi/");
	const char *installed = path_find(path, "usr/include/uapi/");

	return found && (!installed || installed + strlen("usr/") != found) ? found : NULL;
}

static gboolean is_foreign_multiarch(const char *path)
{
	guint id;

	return path_skip_multiarch(path, &id) && id == TARGET_COUNT;
}

static gboolean is_foreign_arch(const char *path, const char *before)
{
	const char *found = path_find_first(path, before);
	target_set set;

	return found && path_skip_arch(found + strlen(before), &set) && !set;
}

gboolean path_is_foreign(const char *path)
{
	const char *include = path_find_first(path, "include/");

	if (is_foreign_multiarch(path))
		return TRUE;
	if (include && is_foreign_multiarch(include + strlen("include/")))
		return TRUE;
	if (is_foreign_arch(path, "lib/linux/uapi/"))
		return TRUE;
	return path_find_uapi(path) && is_foreign_arch(path, "arch/");
}
