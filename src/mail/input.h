/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the files and folders that mails are in.
 */
#ifndef UNBROKEN_MAIL_INPUT_H
#define UNBROKEN_MAIL_INPUT_H

#include <glib.h>

#define INPUT_BYTES_MAX (256 * 1024 * 1024)

/*
 * Adds to @letters (of struct letter) what is in @file: a file, a maildir, or
 * "-" for standard input.  Adds the bytes read to @bytes, which may be at most
 * INPUT_BYTES_MAX.  FALSE with @error set otherwise.
 */
gboolean input_read(GPtrArray *letters, const char *file, gsize *bytes, GError **error);

#endif
