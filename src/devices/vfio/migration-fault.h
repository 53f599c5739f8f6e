/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Faults of a migrating device, so that it can be tried what programs make of them:
 *
 *	running-pre_copy:EIO		this arc fails, the first time
 *	any-stop_copy:EIO:3		the third time
 *	any:EIO:3+			from the third arc on, whatever it is
 *	pre_copy-stop_copy:broken	fails, and leaves the device in the error state
 *	stop-resuming:delay=200		takes 200 milliseconds longer
 *	read:ENOSPC:2			the second read of a session fails; write: likewise
 *	read:cut=1:1+			all reads give one byte at a time
 */
#ifndef UNBROKEN_DEVICES_VFIO_MIGRATION_FAULT_H
#define UNBROKEN_DEVICES_VFIO_MIGRATION_FAULT_H

#include <glib.h>

#include "util/auto.h"

#define MIGRATION_ANY_STATE G_MAXUINT32

/*
 * A feature that no kernel has: a device that is made to try programs out lets the program itself
 * say, with SET, what is to go wrong.  Its payload is a text as above, in so many bytes, and empty
 * if nothing is to go wrong any more.
 */
#define MIGRATION_FAULT_FEATURE 0xfa17
#define MIGRATION_FAULT_SIZE    64

enum migration_event {
	MIGRATION_ARC,
	MIGRATION_READ,
	MIGRATION_WRITE,
};

struct migration_fault {
	enum migration_event event;
	guint32 from, to; /* of an arc; MIGRATION_ANY_STATE */
	guint first;      /* the first event that it befalls, from 1 on */
	gboolean lasts;   /* all that follow as well */
	/* What happens: */
	int error;       /* an errno; 0: none */
	gboolean breaks; /* leaves the error state behind; with @error */
	guint32 delay;   /* in milliseconds */
	gsize cut;       /* the most that is transferred; 0: as much as there is */
	guint seen;      /* events that it could have befallen */
};

struct migration_faults;

struct migration_faults *migration_faults_new(void);
void migration_faults_free(struct migration_faults *faults);
DEFINE_AUTO(migration_faults, migration_faults_free)

void migration_faults_add(struct migration_faults *faults, const struct migration_fault *fault);
void migration_faults_clear(struct migration_faults *faults);
/* Adds what @text says, as above.  FALSE with a sentence in @error. */
gboolean migration_faults_parse(struct migration_faults *faults, const char *text, GError **error);

/* Counts an arc, a read (the states are not looked at), ...; *effect is what befalls it. */
void migration_faults_strike(struct migration_faults *faults, enum migration_event event,
			     guint32 from, guint32 to, struct migration_fault *effect);
/* What an event would be delayed by, if it was the next one. */
guint32 migration_faults_delay(const struct migration_faults *faults, enum migration_event event,
			       guint32 from, guint32 to);

#endif
