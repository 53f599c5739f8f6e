/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_SOURCE_ARCHIVE_H
#define UNBROKEN_SOURCE_ARCHIVE_H

#include "source/source.h"

/* The library in use, "libarchive 3.6.2"; free with g_free(). */
char *archive_library_version(void);

/*
 * tree_open() for an archive, of @set (NULL: what it holds) alone: SOURCE_ERROR_UNKNOWN if @name
 * is none, and, without @set, SOURCE_ERROR_EMPTY if no header is in it.
 */
struct tree *tree_open_archive(const char *name, const struct header_set *set,
			       const struct tree_limits *limits, GError **error);

/* The same for the @size bytes of an archive in memory, called @name in messages. */
struct tree *tree_open_memory(const char *name, const void *bytes, gsize size,
			      const struct tree_limits *limits, GError **error);

#endif
