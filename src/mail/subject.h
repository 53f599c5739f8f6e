/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the subject of a patch says besides its title: "[PATCH v2 3/7]".
 */
#ifndef UNBROKEN_MAIL_SUBJECT_H
#define UNBROKEN_MAIL_SUBJECT_H

#include <glib.h>

struct subject {
	char *title;
	guint number, total; /* 0: not told; number 0 of a total: the cover letter */
	guint version;       /* 1 where not told */
	gboolean reply;      /* "Re: ..." */
};

/* Reads @text, which may be NULL.  End with subject_clear(). */
void subject_parse(struct subject *subject, const char *text);

void subject_clear(struct subject *subject);

/* @text in valid UTF-8, on one line, with a limit to its length; NULL gives "". */
char *clean_line(const char *text);

#endif
