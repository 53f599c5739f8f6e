/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text for people: made harmless for a terminal, and wrapped.
 */
#ifndef UNBROKEN_REPORT_WRAP_H
#define UNBROKEN_REPORT_WRAP_H

#include <glib.h>

/*
 * Appends @text without anything that a terminal would obey or that would hide
 * what is there: names and comments in headers are foreign bytes.  Invalid
 * UTF-8 becomes U+FFFD, control and formatting characters '?', line ends and
 * tabs blanks.
 */
void append_printable(GString *out, const char *text);

/*
 * Appends @label, then the words of @text, in lines of at most @width columns
 * of which the second and later start with @indent blanks, and a line end.  A
 * word is never broken.  @text is made printable.
 */
void append_wrapped(GString *out, const char *label, guint indent, guint width, const char *text);

#endif
