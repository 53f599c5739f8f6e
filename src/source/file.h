/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a file that somebody else made: never a device, never blocking.
 */
#ifndef UNBROKEN_SOURCE_FILE_H
#define UNBROKEN_SOURCE_FILE_H

#include <glib.h>

/*
 * Reads @name in the folder @folder (or AT_FDCWD), which must be a regular
 * file of at most @limit bytes and no symbolic link.  NUL-terminated behind
 * @ret_size; free with g_free().  NULL with @ret_reason set ("cannot be read:
 * ...") otherwise; the reason is good until the next call in this thread.
 */
char *file_read(int folder, const char *name, gsize limit, gsize *ret_size,
		const char **ret_reason);

/* The same for a file that is open already; closes it. */
char *file_read_descriptor(int descriptor, gsize limit, gsize *ret_size, const char **ret_reason);

/* Why a header of more than @limit bytes is refused. */
const char *file_too_large(gsize limit);

/*
 * Opens @name below @root, following symbolic links as long as they stay
 * inside @inside, which is a real path without a slash at its end.  -1 if there is
 * no such regular file.
 */
int file_open_inside(const char *root, const char *name, const char *inside);

#endif
