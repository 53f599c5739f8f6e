/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns of names, in which "*" stands for any bytes and "?" for one. */
#ifndef UNBROKEN_UTIL_GLOB_H
#define UNBROKEN_UTIL_GLOB_H

#include <glib.h>

/*
 * Whether @glob matches all of @text.  Both may be any bytes: GLib's patterns end the program
 * where names or patterns are not UTF-8, as those of foreign headers need not be.
 */
gboolean glob_matches(const char *glob, const char *text);

/* Whether @text has a "*" or a "?". */
gboolean glob_is_one(const char *text);

#endif
