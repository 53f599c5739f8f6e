/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VFIO device of this machine, by system calls: a kernel's own, or one that is hosted. */
#ifndef UNBROKEN_EXERCISE_VFIO_OPEN_H
#define UNBROKEN_EXERCISE_VFIO_OPEN_H

#include "exercise/vfio-port.h"
#include "util/auto.h"

struct vfio_opened {
	struct migration_port port;
	gboolean has_v1, has_v2;             /* revisions of migration that it has */
	int container, group, iommu, device; /* descriptors; -1: not used */
	guint64 region;                      /* where that of revision 1 is in the device's file */
};

/*
 * Opens a device: "/dev/vfio/devices/vfio0" through iommufd, else the name of a PCI device,
 * "0000:01:00.0", or the path of its folder, through its group; @sysfs is where such folders are.
 * Free with vfio_opened_free().  NULL with @error set if it cannot be had.
 */
struct vfio_opened *vfio_open(const char *name, const char *sysfs, GError **error);
void vfio_opened_free(struct vfio_opened *opened);
DEFINE_AUTO(vfio_opened, vfio_opened_free)

#endif
