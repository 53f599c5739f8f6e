/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An I/O address space: what the DMA of devices reaches in the memory of programs.  Containers
 * and iommufd's address spaces are both made of one.
 */
#ifndef UNBROKEN_DEVICES_VFIO_IOVA_H
#define UNBROKEN_DEVICES_VFIO_IOVA_H

#include <glib.h>
#include <unbroken/device.h>

#include "devices/vfio/uapi.h"

/* The one size of pages that it knows. */
#define VFIO_IOVA_PAGE_SIZE ((guint64)4096)

/* How many mappings it may have, as the kernel's module parameter says without being told. */
#define VFIO_IOVA_MAPPINGS 65535

/* What may be mapped: the room in between is where a PC has its interrupt messages. */
extern const struct vfio_iova_range vfio_iova_ranges[2];

struct vfio_iova;

/* A mapping: @size bytes at @iova are those at @address of @client, or of a file. */
struct vfio_mapping {
	guint64 iova;
	guint64 size;
	guint64 address;
	guint32 flags; /* VFIO_DMA_MAP_FLAG_READ, _WRITE */
	struct unbroken_client *client;
	int file; /* made of memory; -1: none */
};

/* Shared by what uses it: each vfio_iova_ref() needs its vfio_iova_unref(). */
struct vfio_iova *vfio_iova_new(void);
struct vfio_iova *vfio_iova_ref(struct vfio_iova *space);
void vfio_iova_unref(struct vfio_iova *space);

/* How many more mappings are possible. */
guint vfio_iova_available(const struct vfio_iova *space);

/* Whether all of a range may be mapped. */
gboolean vfio_iova_is_valid(guint64 iova, guint64 size);

/*
 * Adds a mapping, whose client is kept, and whose file is owned from then on.  0, -EEXIST where
 * there is one already, -ENOSPC if there are too many, -EINVAL outside of what may be mapped.
 */
int vfio_iova_map(struct vfio_iova *space, const struct vfio_mapping *mapping);

/* The mapping that an address belongs to; NULL if none does. */
const struct vfio_mapping *vfio_iova_find(const struct vfio_iova *space, guint64 iova);

/* The first mapping that has an address in [@iova, @last], which may be empty; NULL if none has. */
const struct vfio_mapping *vfio_iova_first(const struct vfio_iova *space, guint64 iova,
					   guint64 last);

/* Whether [@iova, @last] begins or ends inside of a mapping. */
gboolean vfio_iova_bisects(const struct vfio_iova *space, guint64 iova, guint64 last);

/* Removes @mapping, one that was found in @space. */
void vfio_iova_remove(struct vfio_iova *space, const struct vfio_mapping *mapping);

/* Removes all. */
void vfio_iova_clear(struct vfio_iova *space);

/*
 * DMA of a device: bytes at @iova, in as many mappings as it takes.  0, or -EFAULT if a part is
 * not mapped, not for this direction, or gone from the client; parts before it are done then.
 * What is written is marked in the space's dirty log.
 */
int vfio_iova_read(struct vfio_iova *space, guint64 iova, void *to, gsize size);
int vfio_iova_write(struct vfio_iova *space, guint64 iova, const void *from, gsize size);

/* --- What was written --- */

/* Starts, ends to note what DMA writes; both may be repeated, and the end forgets all. */
void vfio_iova_start_tracking(struct vfio_iova *space);
void vfio_iova_stop_tracking(struct vfio_iova *space);
gboolean vfio_iova_is_tracking(const struct vfio_iova *space);

/*
 * Ors the pages of @mapping that were written into the bitmap at @address of the caller, whose
 * first bit is the page at @base, and forgets them.  0 or -EFAULT.
 */
int vfio_iova_take_dirty(struct vfio_iova *space, const struct vfio_mapping *mapping, guint64 base,
			 struct unbroken_call *call, guint64 address);

#endif
