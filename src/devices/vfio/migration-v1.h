/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Migration of a VFIO device, revision 1, by a client of revision 2.
 *
 * Revision 1 is a region: 32 bytes of registers, of which one is the state, and after them a
 * section for data.  What a program does there is done by the functions of migration.h, and by
 * them only.  Where revision 2 gives less than was promised then, it is made up here: the state
 * goes back if a request fails, the saving states take any order, and data that was shown stays
 * until the program has seen it.
 */
#ifndef UNBROKEN_DEVICES_VFIO_MIGRATION_V1_H
#define UNBROKEN_DEVICES_VFIO_MIGRATION_V1_H

#include "devices/vfio/migration.h"

/* Where the data section is in the region; registers are before it. */
#define VFIO_MIGRATION_V1_DATA 4096

struct vfio_migration_v1;

/*
 * The data section has @size bytes, which are those of the file @memory from @offset on, so that
 * programs can map them.  Both, and @migration, must outlive it, and no call may wait when it is
 * freed: vfio_migration_close() sees to that.
 */
struct vfio_migration_v1 *vfio_migration_v1_new(struct vfio_migration *migration, int memory,
						guint64 offset, gsize size);
void vfio_migration_v1_free(struct vfio_migration_v1 *v1);
DEFINE_AUTO(vfio_migration_v1, vfio_migration_v1_free)

/* Of the whole region. */
guint64 vfio_migration_v1_size(const struct vfio_migration_v1 *v1);

/*
 * Accesses to the region: of registers as a whole, of data at any place.  The number of bytes, a
 * negative errno, or UNBROKEN_LATER.  @call may be NULL: then nothing is ever delayed.
 */
long vfio_migration_v1_read(struct vfio_migration_v1 *v1, struct unbroken_call *call,
			    guint64 offset, void *to, gsize size);
long vfio_migration_v1_write(struct vfio_migration_v1 *v1, struct unbroken_call *call,
			     guint64 offset, const void *from, gsize size);

#endif
