/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/stat.h>

#include "source/archive.h"
#include "source/dir.h"
#include "source/header.h"
#include "source/path.h"
#include "source/source.h"
#include "source/tree.h"

static gboolean is_folder(const char *name, const struct stat *status)
{
	(void)name;
	return S_ISDIR(status->st_mode);
}

static gboolean is_header(const char *name, const struct stat *status)
{
	return S_ISREG(status->st_mode) && path_is_header(name);
}

/* What else a file may be, its own bytes must say. */
static gboolean is_file(const char *name, const struct stat *status)
{
	(void)name;
	return S_ISREG(status->st_mode);
}

static struct tree *open_header(const char *name, const struct header_set *set,
				const struct tree_limits *limits, GError **error)
{
	if (!set)
		return tree_open_header(name, limits, error);
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "'%s' is one header, and a header set is in a folder, an archive or a revision",
		    name);
	return NULL;
}

/* The kinds of input; the first that recognises one opens it. */
static const struct {
	gboolean (*recognise)(const char *name, const struct stat *status);
	struct tree *(*open)(const char *name, const struct header_set *set,
			     const struct tree_limits *limits, GError **error);
} kinds[] = {
	{ is_folder, tree_open_dir },
	{ is_header, open_header },
	{ is_file, tree_open_archive },
};

struct tree *tree_open_nothing(const char *name)
{
	return tree_new(name, TREE_INSTALLED);
}

struct tree *tree_open_set(const char *name, const struct header_set *set,
			   const struct tree_limits *limits, GError **error)
{
	struct stat status;

	if (stat(name, &status) < 0) {
		int code = errno;

		g_set_error(error, SOURCE_ERROR,
			    code == ENOENT || code == ENOTDIR ? SOURCE_ERROR_NOT_FOUND
							      : SOURCE_ERROR_UNREADABLE,
			    "Cannot open '%s': %s", name, g_strerror(code));
		return NULL;
	}
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].recognise(name, &status))
			return kinds[i].open(name, set, limits ? limits : &tree_limits_default,
					     error);
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "'%s' is neither a folder, a header nor an archive", name);
	return NULL;
}

struct tree *tree_open(const char *name, const struct tree_limits *limits, GError **error)
{
	return tree_open_set(name, NULL, limits, error);
}
