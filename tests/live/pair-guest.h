/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program that uses the device which migrates, and knows what has to become of its work. */
#ifndef PAIR_GUEST_H
#define PAIR_GUEST_H

#include "pair-device.h"

/* Of both memories: the first half is the program's own, the second that of what is under way. */
#define GUEST_HALF (PAIR_MEMORY / 2)

struct job {
	gboolean is_active;
	guint32 command;
	guint64 from_guest, offset, length, pattern;
};

struct guest {
	GRand *rand;
	guint8 *bytes;               /* PAIR_GUEST of them, that both devices reach */
	guint8 expected[PAIR_GUEST]; /* what they have to be */
	/* What the device has to be: */
	guint8 memory[PAIR_MEMORY];
	guint64 scratch[4];
	guint32 doorbells;
	guint64 work, checksum;
	guint64 jobs, interrupts; /* that are complete, and that said so */
	struct job job;
	GString *story; /* of this round, for the one that goes wrong */
	guint round;
};

/* Ends the program with the story of the round, unless @holds. */
void claim(const struct guest *guest, gboolean holds, const char *format, ...) G_GNUC_PRINTF(3, 4);
void tell(struct guest *guest, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* From 0 on, and less than @end. */
guint below(struct guest *guest, guint end);
/* Once in so many times. */
gboolean once_in(struct guest *guest, guint times);

/* @device was reset: it is enabled again, and nothing is under way. */
void guest_restart(struct guest *guest, const struct side *device);
/* Does something with the device, which may be in the middle of a migration. */
void guest_work(struct guest *guest, const struct side *device);
/* Begins a job that takes its time, if none is under way. */
void guest_begin_job(struct guest *guest, const struct side *device);
/* All that must be right at any moment at which the device runs. */
void guest_check(struct guest *guest, const struct side *device);
/* Waits until the job is complete, and checks what it did, and everything else. */
void guest_settle(struct guest *guest, const struct side *device);

#endif
