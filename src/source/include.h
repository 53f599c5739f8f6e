/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The #include lines of a header, without a compiler.
 */
#ifndef UNBROKEN_SOURCE_INCLUDE_H
#define UNBROKEN_SOURCE_INCLUDE_H

#include <glib.h>

struct include_scan {
	const char *at;
	const char *end;
};

/* One name between quotes or angles; not NUL-terminated. */
struct include_name {
	const char *text;
	gsize length;
	gboolean quoted;
};

/*
 * Reads on behind the last name found.  FALSE at the end.  Lines that name
 * their header through a macro are passed over; lines in comments or in
 * branches not taken are not.
 */
gboolean include_next(struct include_scan *scan, struct include_name *name);

#endif
