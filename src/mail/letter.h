/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One mail, or one diff that came without.
 */
#ifndef UNBROKEN_MAIL_LETTER_H
#define UNBROKEN_MAIL_LETTER_H

#include <glib.h>

#include "mail/subject.h"
#include "util/auto.h"

struct letter {
	struct subject subject;
	char *author;
	char *message_id;
	char *message; /* what would become the message of the commit, but the subject */
	char *thread;  /* the Message-ID of the mail that began the thread, or "" */
	char *reply_subject, *reply_to, *reply_cc, *references; /* see struct patch */
	char *shown;                                            /* as messages name it */
	GString *diff;
	GError *flaw; /* why the diff cannot be used, without the name; NULL: it can */
};

void letter_free(struct letter *letter);
DEFINE_AUTO(letter, letter_free)

/* Whether it brings a diff, good or not. */
gboolean letter_has_diff(const struct letter *letter);

/* Reads the @size bytes of a mail. */
struct letter *letter_read_mail(const char *text, gsize size);

/* Reads a diff and whatever is around it. */
struct letter *letter_read_diff(const char *text, gsize size);

#endif
