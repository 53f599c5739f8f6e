/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VFIO device: the file of it that programs have, and what is behind its regions. */
#ifndef UNBROKEN_DEVICES_VFIO_DEVICE_H
#define UNBROKEN_DEVICES_VFIO_DEVICE_H

#include <glib.h>

#include "devices/vfio/config-space.h"
#include "devices/vfio/container.h"
#include "devices/vfio/interrupt.h"
#include "devices/vfio/iommufd.h"
#include "devices/vfio/migration-v1.h"
#include "devices/vfio/migration.h"
#include "devices/vfio/test-device.h"
#include <unbroken/device.h>

/* What the options of the model say. */
struct vfio_options {
	gboolean has_v1, has_v2; /* revisions of migration */
	gboolean has_v1_map;     /* data of v1 can be mapped */
	gboolean has_precopy, has_p2p;
	gboolean has_fault_feature; /* MIGRATION_FAULT_FEATURE */
	guint64 memory;             /* bytes, a power of two */
	char *address;              /* "0000:06:0d.0" */
	guint group;
	char *sysfs;  /* NULL: none is wanted */
	char *fault;  /* of migration; NULL: none */
	guint number; /* of /dev/vfio/devices/vfioN */
};

/* Frees what is in it. */
void vfio_options_clear(struct vfio_options *options);

struct vfio_device {
	struct unbroken_device *host;
	struct vfio_options options;
	const char *address; /* the one in options */
	guint number;        /* of /dev/vfio/devices/vfioN */
	struct vfio_group *group;
	struct iommufd_binding *binding; /* in place of the group; NULL: none */
	guint users;                     /* open files */
	int memory;                      /* a file with all regions that can be mapped */
	struct config_space config;
	struct interrupts *interrupts;
	struct vfio_dirty_log *log;
	struct test_device *test;
	struct vfio_migration *migration;       /* NULL: it cannot */
	struct vfio_migration_v1 *migration_v1; /* NULL: not in this revision */
	char *sysfs_folder;                     /* what was made, and is to be removed */
};

/*
 * Takes over what is in @options.  NULL after telling the user what is wrong.  Free with
 * vfio_device_free(), which accepts NULL.
 */
struct vfio_device *vfio_device_new(struct unbroken_device *host, struct vfio_options *options);
void vfio_device_free(struct vfio_device *device);

/*
 * Opens a file of it, through @group, or with NULL by itself: then nothing can be done with it
 * before it is bound to an iommufd.  The result as of a model's open().
 */
long vfio_device_open(struct unbroken_call *call, struct vfio_device *device,
		      struct vfio_group *group, guint32 flags);

/* The address space that its DMA goes through; NULL if it has none. */
struct vfio_iova *vfio_device_iova(const struct vfio_device *device);

/* --- Regions: region.c --- */

/* Fills in size, offset, flags of the region info->index: 0 or -EINVAL. */
long vfio_region_describe(const struct vfio_device *device, struct vfio_region_info *info);
/* What capabilities that region has, for an answer that begins with a struct vfio_region_info. */
GByteArray *vfio_region_capabilities(const struct vfio_device *device, guint index);
/* How many there are. */
guint vfio_region_count(const struct vfio_device *device);

/* read(), write() and mmap() of a device's file. */
long vfio_region_read(struct vfio_device *device, struct unbroken_call *call, void *to, gsize size,
		      guint64 offset);
long vfio_region_write(struct vfio_device *device, struct unbroken_call *call, const void *from,
		       gsize size, guint64 offset);
long vfio_region_map(const struct vfio_device *device, guint64 offset, guint64 length);

/* Where a region is in the file of a device, and in the file with what can be mapped. */
guint64 vfio_region_offset(guint index);

/* The region of migration v1, after all that a PCI device has; its data have as many bytes. */
#define VFIO_REGION_MIGRATION      VFIO_PCI_NUM_REGIONS
#define VFIO_REGION_MIGRATION_DATA ((gsize)1 << 20)

/* A file with room for all regions that can be mapped, each at its place; -1 with errno set. */
int vfio_region_make_memory(const struct vfio_options *options);

/* --- /sys: sysfs.c --- */

/*
 * Makes the folder of @device in the folder @parent, as /sys/bus/pci/devices has it.  The path of
 * it (free with g_free()), or NULL with @error set.
 */
char *vfio_sysfs_make(const struct vfio_device *device, const char *parent, GError **error);
/* Removes what vfio_sysfs_make() made. */
void vfio_sysfs_remove(const char *folder);

#endif
