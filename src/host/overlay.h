/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders that clients see otherwise than the machine has them: a stand-in with the entries of the
 * machine and those of our devices is mounted over each, where only clients see it.
 */
#ifndef UNBROKEN_HOST_OVERLAY_H
#define UNBROKEN_HOST_OVERLAY_H

#include <glib.h>

struct host;

struct overlay {
	char *folder;   /* "/sys/bus/pci/devices" */
	char *stand_in; /* a folder of ours */
};

/*
 * The stand-ins that the devices of @host want, as a new array of struct overlay; NULL with @error
 * set.  Free with overlays_free(), which removes them.
 */
GPtrArray *overlays_new(struct host *host, GError **error);
void overlays_free(GPtrArray *overlays);

/*
 * Mounts all of them in a namespace of the calling process, which must be about to become a
 * client.  0, or an errno.  Safe after fork().
 */
int overlays_enter(const GPtrArray *overlays);

#endif
