/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_SOURCE_DIR_H
#define UNBROKEN_SOURCE_DIR_H

#include <sys/stat.h>

#include "source/listing.h"
#include "source/source.h"

/* tree_open() for a folder, of @set (NULL: what it holds) alone. */
struct tree *tree_open_dir(const char *name, const struct header_set *set,
			   const struct tree_limits *limits, GError **error);

/* Names for the bytes of files, so that those which are known need not be read. */
struct dir_names {
	/* The name of the bytes of the file @path whose state is @status, NULL if it is not
	 * known; free with g_free(). */
	char *(*known)(gpointer data, const char *path, const struct stat *status);
	/* The name of these bytes; free with g_free(). */
	char *(*name)(gpointer data, const char *text, gsize size);
	/* Why the folder @path is not looked into, one line that is copied; NULL: it is. */
	const char *(*reason_against)(gpointer data, const char *path);
	gpointer data;
};

/*
 * Lists the file or folder @part of the open folder @folder ("" is all of it), if it
 * is there; headers by the names of their bytes.
 */
gboolean dir_list(struct listing *listing, int folder, const char *part,
		  const struct dir_names *names, GError **error);

#endif
