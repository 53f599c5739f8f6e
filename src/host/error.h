/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_HOST_ERROR_H
#define UNBROKEN_HOST_ERROR_H

#include <glib.h>

#define HOST_ERROR host_error_quark()
GQuark host_error_quark(void);

enum host_error {
	HOST_ERROR_USAGE,   /* of a device or its options */
	HOST_ERROR_MACHINE, /* the kernel lacks or refuses something */
	HOST_ERROR_COMMAND, /* the program to be run cannot be */
};

/* Sets a HOST_ERROR_MACHINE: what could not be done, and what the errno @code says.  FALSE. */
gboolean host_fail(GError **error, int code, const char *what);

#endif
