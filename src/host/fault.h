/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Faults that a user asks for, to see what a program makes of them:
 *
 *	fault=VFIO_DEVICE_RESET:EIO	the first such call fails
 *	fault=read:EIO:3		the third read() fails; 3+: all from it on
 *	delay=read:200			takes 200 milliseconds longer
 *	cut=read:100			gives at most 100 bytes
 */
#ifndef UNBROKEN_HOST_FAULT_H
#define UNBROKEN_HOST_FAULT_H

#include <glib.h>

struct unbroken_device;
struct fault;

/* What befalls a call. */
struct fault_effect {
	gint error; /* an errno; 0: none */
	guint32 milliseconds;
	gboolean cuts; /* the transfer, to @cut bytes */
	gsize cut;
};

/*
 * Reads one of the options above.  NULL with @error set; @ret_is_one is whether @option is such
 * an option at all.
 */
struct fault *fault_parse(const char *option, const char *value, gboolean *ret_is_one,
			  GError **error);
void fault_free(gpointer fault);

/* Counts a call of @name; whether something befalls it, and what. */
gboolean fault_strikes(struct unbroken_device *device, const char *name,
		       struct fault_effect *effect);

#endif
