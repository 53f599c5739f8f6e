/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the text of a mail says before its diff.
 */
#ifndef UNBROKEN_MAIL_BODY_H
#define UNBROKEN_MAIL_BODY_H

#include <glib.h>

/* What stands in place of the mail's own headers; NULL where nothing does. */
struct body_headers {
	char *from;
	char *subject;
};

/*
 * Reads the "From:" and "Subject:" at the top of the @size bytes of @text, which
 * end where the diff begins; a line of scissors ("-- >8 --") makes a new top.
 * End with body_headers_clear().
 */
void body_headers_read(struct body_headers *headers, const char *text, gsize size);

void body_headers_clear(struct body_headers *headers);

#endif
