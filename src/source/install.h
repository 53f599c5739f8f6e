/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel's own header as userspace gets to see it.
 */
#ifndef UNBROKEN_SOURCE_INSTALL_H
#define UNBROKEN_SOURCE_INSTALL_H

#include <glib.h>

/*
 * What "make headers_install" makes of the @size bytes of @text, except that
 * every line stays in its place (blocks for __KERNEL__ are kept: nobody
 * defines that).  NUL-terminated behind @ret_size; free with g_free().
 */
char *install_header(const char *text, gsize size, gsize *ret_size);

/*
 * Whether @text is a header in its kernel form: its include guard still has
 * the _UAPI that installing takes away.
 */
gboolean install_is_needed(const char *text, gsize size);

#endif
