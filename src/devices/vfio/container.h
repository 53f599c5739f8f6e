/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /dev/vfio/vfio and /dev/vfio/N: containers and groups, with a type 1 IOMMU. */
#ifndef UNBROKEN_DEVICES_VFIO_CONTAINER_H
#define UNBROKEN_DEVICES_VFIO_CONTAINER_H

#include <glib.h>
#include <unbroken/device.h>

#include "devices/vfio/iova.h"

struct vfio_device;
struct vfio_container;

/* A group: what programs get hold of together.  It lives as long as a device is in it. */
struct vfio_group {
	guint number;
	GPtrArray *devices;               /* struct vfio_device; not owned */
	struct vfio_container *container; /* NULL: none is set */
	gboolean is_open;                 /* its file; a group is opened once at a time */
	guint users;                      /* files of its devices that came through it */
};

/*
 * The group of that number, made if there is none yet; each needs its vfio_group_drop().  All
 * devices of this process share the groups, and containers too.
 */
struct vfio_group *vfio_group_add(guint number, struct vfio_device *device);
void vfio_group_drop(struct vfio_group *group, struct vfio_device *device);
/* Whether there is one. */
gboolean vfio_group_exists(guint number);

/* The address space that DMA of the group's devices goes through; NULL without one. */
struct vfio_iova *vfio_group_iova(const struct vfio_group *group);

/* A file of one of the group's devices is gone. */
void vfio_group_release(struct vfio_group *group);

/* Opens the files; results as of a model's open(). */
long vfio_container_open(struct unbroken_call *call, guint32 flags);
long vfio_group_open(struct unbroken_call *call, struct vfio_group *group, guint32 flags);

/* --- Between group.c and container.c --- */

/* The container behind a file; NULL if it is another kind of file. */
struct vfio_container *vfio_container_of(struct unbroken_file *file);
void vfio_container_add_group(struct vfio_container *container);
/* The last group takes all mappings with it, and the choice of an IOMMU. */
void vfio_container_remove_group(struct vfio_container *container);
/* NULL: no IOMMU was set. */
struct vfio_iova *vfio_container_iova(const struct vfio_container *container);

/* Commands of type 1 that are of some length: type1.c. */
struct vfio_type1 {
	guint version; /* 1 or 2 */
	struct vfio_iova *iova;
};

long vfio_type1_get_info(struct unbroken_call *call, const struct vfio_type1 *type1,
			 const void *argument);
long vfio_type1_map(struct unbroken_call *call, const struct vfio_type1 *type1,
		    const void *argument);
long vfio_type1_unmap(struct unbroken_call *call, const struct vfio_type1 *type1,
		      const void *argument);
long vfio_type1_dirty_pages(struct unbroken_call *call, const struct vfio_type1 *type1,
			    const void *argument);

#endif
