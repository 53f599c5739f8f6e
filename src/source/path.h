/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Path names inside an input: always relative, "/" between components, no "."
 * and no "..".  Nothing here looks at a disk.
 */
#ifndef UNBROKEN_SOURCE_PATH_H
#define UNBROKEN_SOURCE_PATH_H

#include <glib.h>

#include "util/target.h"

/*
 * The last place in @path where the components @part ("include/uapi/", with
 * the slash) begin, or NULL.
 */
const char *path_find(const char *path, const char *part);

/* The same, but the first place. */
const char *path_find_first(const char *path, const char *part);

/*
 * @name below the folder @folder ("" is the root) without ".", ".." and
 * doubled slashes; an absolute @name starts at the root.  NULL when it leads
 * out of the root.  Free with g_free().
 */
char *path_join(const char *folder, const char *name);

/* The length of the folder part of @path with its slash; 0 when it has none. */
gsize path_folder_length(const char *path);

gboolean path_is_header(const char *path);

/* Whether a component begins with a dot, as in ".git" or "._x.h". */
gboolean path_is_hidden(const char *path);

/*
 * If @path begins with the name of a multiarch folder ("mips-linux-gnu/"),
 * the rest, and in @id the target of that folder or TARGET_COUNT for a machine
 * we do not judge.  NULL when @path begins with something else.
 */
const char *path_skip_multiarch(const char *path, guint *id);

/*
 * If @path begins with "<arch>/", the rest, and in @set the targets of that
 * architecture (0 for one we do not judge).  NULL when there is no slash.
 */
const char *path_skip_arch(const char *path, target_set *set);

/*
 * Where a kernel's unprocessed header says "include/uapi/" in @path, or NULL.
 * An installed usr/include/uapi is not that.
 */
const char *path_find_uapi(const char *path);

/* Whether @path can only be for a machine that we do not judge. */
gboolean path_is_foreign(const char *path);

#endif
