/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A device whose state is real: some pages of memory and a register, which change as long as it
 * works, and a stream that carries them.  Flaws can be switched on, to see whether they are found.
 */
#ifndef UNBROKEN_TEST_SIM_DEVICE_H
#define UNBROKEN_TEST_SIM_DEVICE_H

#include "devices/vfio/migration.h"

#define SIM_PAGES     16
#define SIM_PAGE_SIZE 512

struct sim_device {
	guint8 memory[SIM_PAGES][SIM_PAGE_SIZE];
	guint64 ticks; /* a register: how much it has worked */
	enum vfio_activity activity;
	guint32 random;

	/* Of the stream that it saves. */
	gboolean saves, precopy;
	gboolean dirty[SIM_PAGES]; /* changed since it was put in the stream */
	guint initial;             /* pages of the first phase that are still to come */
	GByteArray *out;           /* bytes that are ready */
	guint out_at;
	gboolean is_finished; /* all is in @out */

	/* Of the stream that it loads. */
	gboolean loads;
	GByteArray *in;       /* bytes of a record that is not complete */
	gboolean is_complete; /* the last record was there */
	gboolean is_strange;  /* something was in it that is no record */

	guint resets, saves_begun, loads_begun;
};

extern const struct vfio_migration_operations sim_operations;

struct sim_device *sim_device_new(guint32 seed);
void sim_device_free(struct sim_device *device);
DEFINE_AUTO(sim_device, sim_device_free)

/* Works a little, if it works at all: changes some bytes. Whether it did. */
gboolean sim_device_work(struct sim_device *device);
/* What its state is, as a number: two with the same are the same. */
guint64 sim_device_sum(const struct sim_device *device);

#endif
