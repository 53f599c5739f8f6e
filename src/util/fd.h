/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* read() and write() until all is done, whatever signals come. */
#ifndef UNBROKEN_UTIL_FD_H
#define UNBROKEN_UTIL_FD_H

#include <glib.h>

/* FALSE with errno set: nobody knows how much was written. */
gboolean fd_write_all(int fd, gconstpointer bytes, gsize size);

/* How many bytes there are, less than @size only where the file ends; -1 with errno set. */
gssize fd_read_most(int fd, gpointer bytes, gsize size);

/* Whether all of them are there. */
gboolean fd_read_all(int fd, gpointer bytes, gsize size);

#endif
