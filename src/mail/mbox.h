/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The mails of one file.
 */
#ifndef UNBROKEN_MAIL_MBOX_H
#define UNBROKEN_MAIL_MBOX_H

#include <glib.h>

#define LETTERS_MAX 10000

/*
 * Adds to @letters (of struct letter) what is in the @size bytes of @text, the
 * file that messages call @name: the mails of an mbox, one mail, or one diff.
 * FALSE with @error set when it is none of them.
 */
gboolean mbox_read(GPtrArray *letters, const char *name, const char *text, gsize size,
		   GError **error);

#endif
