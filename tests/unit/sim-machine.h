/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A simulated device that migrates, with all that belongs to it, and a client of it. */
#ifndef UNBROKEN_TEST_SIM_MACHINE_H
#define UNBROKEN_TEST_SIM_MACHINE_H

#include "devices/vfio/uapi.h"
#include "fake-host.h"
#include "sim-device.h"

#define ALL (VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P | VFIO_MIGRATION_PRE_COPY)

enum {
	STOP = VFIO_DEVICE_STATE_STOP,
	RUNNING = VFIO_DEVICE_STATE_RUNNING,
	STOP_COPY = VFIO_DEVICE_STATE_STOP_COPY,
	RESUMING = VFIO_DEVICE_STATE_RESUMING,
	RUNNING_P2P = VFIO_DEVICE_STATE_RUNNING_P2P,
	PRE_COPY = VFIO_DEVICE_STATE_PRE_COPY,
	PRE_COPY_P2P = VFIO_DEVICE_STATE_PRE_COPY_P2P,
};

struct machine {
	struct unbroken_device *host;
	struct sim_device *device;
	struct vfio_dirty_log *log;
	struct vfio_migration *migration;
};

void machine_init(struct machine *machine, guint64 flags);
void machine_clear(struct machine *machine);
void machine_add_fault(struct machine *machine, const char *text);

/* VFIO_DEVICE_FEATURE */
long machine_feature(struct machine *machine, void *argument);

struct state_argument {
	guint32 argsz, flags;
	guint32 state;
	gint32 fd;
};

/* *fd may be NULL if no session is to begin; -1: none has. */
long machine_set(struct machine *machine, guint32 state, gint32 *fd);
guint32 machine_get(struct machine *machine);

/* Asserts what is true in every state, whatever led to it. */
void machine_check(const struct machine *machine);

/* Reads at most @most bytes in pieces of @piece: how many, or the error that came first. */
gssize machine_read(struct machine *machine, int fd, GByteArray *stream, gsize piece, gsize most);
gboolean machine_write(struct machine *machine, int fd, const GByteArray *stream, gsize piece);

#endif
