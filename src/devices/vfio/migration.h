/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Migration of a VFIO device, revision 2.
 *
 * A device that can migrate is a table of operations, of which each does one thing to it.  From
 * these struct vfio_migration makes what a client sees: states and the arcs between them, sessions
 * that carry the device's state through a descriptor, features, the log of DMA.  Revision 1 is
 * another client of the functions here, see migration-v1.h.
 *
 * Results are 0 or more, or a negative errno.  Nothing here blocks.
 */
#ifndef UNBROKEN_DEVICES_VFIO_MIGRATION_H
#define UNBROKEN_DEVICES_VFIO_MIGRATION_H

#include <glib.h>
#include <sys/types.h>

#include "devices/vfio/dirty-log.h"
#include "devices/vfio/migration-fault.h"
#include <unbroken/device.h>
#include "util/auto.h"

/* --- What a device brings --------------------------------------------------------- */

enum vfio_activity {
	VFIO_ACTIVITY_STOPPED,  /* no DMA, no interrupt, nothing changes by itself */
	VFIO_ACTIVITY_QUIESCED, /* works, and starts no DMA to other devices */
	VFIO_ACTIVITY_RUNNING,
};

/* How many bytes a session has still to give; estimates, of which only 0 is exact. */
struct vfio_migration_counts {
	guint64 initial;   /* of what pre-copy begins with */
	guint64 dirty;     /* of what changed since it was saved */
	guint64 stop_copy; /* of all that is left if the device stops now */
	gboolean reinit;   /* @initial is of a new first phase, since this was last asked */
};

/*
 * All have the device itself as first parameter.  One that fails has changed nothing; where that
 * cannot be, it says so through vfio_migration_break().
 */
struct vfio_migration_operations {
	int (*set_activity)(void *device, enum vfio_activity activity);
	/*
	 * A stream begins.  @precopy: the device goes on, and remembers what it changes; it is
	 * stopped later by set_activity().
	 */
	int (*begin_save)(void *device, gboolean precopy);
	/*
	 * The next bytes of the stream, at most @size.  0: nothing now, and once the device is
	 * stopped, nothing any more.
	 */
	gssize (*save)(void *device, void *to, gsize size);
	void (*count)(void *device, struct vfio_migration_counts *counts);
	void (*end_save)(void *device);
	/* A stream will come.  The device resets itself: nothing that it was before matters. */
	int (*begin_load)(void *device);
	/* Bytes of it, in pieces of any size; at least one is taken, or it fails. */
	gssize (*load)(void *device, const void *from, gsize size);
	/* All of it was there.  -EINVAL if it was not, or is not the state of such a device. */
	int (*end_load)(void *device);
	/* As after it was switched on: running, and no stream is read or written. */
	void (*reset)(void *device);
};

struct vfio_migration_config {
	const char *name; /* of the device, in what is told; NULL: nothing is. It outlives all */
	guint64 flags;    /* VFIO_MIGRATION_*; STOP_COPY must be among them */
	gboolean has_logging;   /* features 6 to 8 */
	gboolean has_data_size; /* feature 9, since Linux 6.2 */
	gboolean has_precopy_2; /* feature 12, since Linux 7.1 */
	gboolean has_faults;    /* MIGRATION_FAULT_FEATURE, which kernels do not have */
};

/* All that kernels have, with @flags. */
struct vfio_migration_config vfio_migration_config_full(guint64 flags);

/* --- Migration of a device -------------------------------------------------------- */

struct vfio_migration;
struct vfio_migration_session;

/*
 * @operations, @data and @log must outlive it.  @host is what timers for delays are asked of; with
 * NULL there are no delays.  The device runs.  Free with vfio_migration_free(); sessions that
 * somebody still refers to are dead then.
 */
struct vfio_migration *vfio_migration_new(const struct vfio_migration_operations *operations,
					  void *data, const struct vfio_migration_config *config,
					  struct vfio_dirty_log *log, struct unbroken_device *host);
void vfio_migration_free(struct vfio_migration *migration);
DEFINE_AUTO(vfio_migration, vfio_migration_free)

/* enum vfio_device_mig_state */
guint32 vfio_migration_state(const struct vfio_migration *migration);
guint64 vfio_migration_flags(const struct vfio_migration *migration);
/* How often the device was reset: who keeps a state of his own sees from it that it is void. */
guint vfio_migration_resets(const struct vfio_migration *migration);
/* How many bytes are left to be saved; zeroes if the device cannot tell. */
void vfio_migration_count(struct vfio_migration *migration, struct vfio_migration_counts *counts);

/*
 * Takes the device to @target, arc by arc, and stops at one that fails: then the state is that
 * after the last one that did not, or ERROR.  If a session began, *session is a reference to it
 * (also NULL: nobody wants it), else NULL.
 */
int vfio_migration_set_state(struct vfio_migration *migration, guint32 target,
			     struct vfio_migration_session **session);

/*
 * VFIO_DEVICE_RESET.  In the midst of an arc, or while one is delayed, it happens once that is
 * over, and this returns before.
 */
void vfio_migration_reset(struct vfio_migration *migration);
/* The device's file was closed: as if it was never opened, but faults stay. */
void vfio_migration_close(struct vfio_migration *migration);
/* Said by an operation that fails: what the device is now, is unknown.  Only reset helps. */
void vfio_migration_break(struct vfio_migration *migration);

/* Tells what happens to it, to those who asked for that (-v). */
void vfio_migration_note(const struct vfio_migration *migration, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* The faults that befall arcs, reads and writes. */
struct migration_faults *vfio_migration_faults(struct vfio_migration *migration);

/* --- Sessions ----------------------------------------------------------------------- */

struct vfio_migration_session *vfio_migration_session_ref(struct vfio_migration_session *session);
/* Accepts NULL.  That nobody refers to a session any more does not end it. */
void vfio_migration_session_unref(struct vfio_migration_session *session);

/* Whether it was ended: by a state outside it, by reset, by an error. */
gboolean vfio_migration_session_is_over(const struct vfio_migration_session *session);

/*
 * The next bytes of a device that saves.  0: there will be no more, -ENOMSG: none now, -ENODEV:
 * the session is over, -EBADF: the device loads.
 */
gssize vfio_migration_session_read(struct vfio_migration_session *session, void *to, gsize size);
/* Bytes for a device that loads; may take less than @size. */
gssize vfio_migration_session_write(struct vfio_migration_session *session, const void *from,
				    gsize size);

/* --- Calls of clients --------------------------------------------------------------- */

/* VFIO_DEVICE_FEATURE: @address is that of the client's argument. */
long vfio_migration_feature(struct vfio_migration *migration, struct unbroken_call *call,
			    guint64 address);

/* What a call is about if it is not about a state. */
#define MIGRATION_FOR_NOTHING (-1)
#define MIGRATION_FOR_READ    (-2) /* of a session */
#define MIGRATION_FOR_WRITE   (-3)

/*
 * Does something to the device for @call once no other arc is under way, and after what faults
 * delay: the way to the state @target, or one of the above.  @run gets NULL as call if the client
 * is gone by then.  What it returns, or UNBROKEN_LATER.  @data is freed with @free_data, which may
 * be NULL.
 */
typedef long (*migration_run)(struct vfio_migration *migration, struct unbroken_call *call,
			      void *data);
long vfio_migration_enter(struct vfio_migration *migration, struct unbroken_call *call,
			  gint64 target, migration_run run, void *data, GDestroyNotify free_data);

#endif
