/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The states of a device that migrates (revision 2), and the ways between them.
 *
 * What a device can do is a set of VFIO_MIGRATION_* flags.  A request names the state that is
 * wanted; the device goes there arc by arc.  All functions take numbers as a client gave them.
 */
#ifndef UNBROKEN_DEVICES_VFIO_MIGRATION_STATES_H
#define UNBROKEN_DEVICES_VFIO_MIGRATION_STATES_H

#include <glib.h>

/* What an arc does to a device: each does one thing, so that it happens or does not. */
enum migration_step {
	MIGRATION_STOP,          /* it works no more */
	MIGRATION_QUIESCE,       /* it works, and starts nothing that concerns other devices */
	MIGRATION_RUN,           /* it works */
	MIGRATION_BEGIN_SAVE,    /* a session begins that saves what stands still */
	MIGRATION_BEGIN_PRECOPY, /* one that saves what goes on */
	MIGRATION_END_SAVE,
	MIGRATION_BEGIN_LOAD,
	MIGRATION_END_LOAD, /* what was loaded becomes the state of the device */
};

struct migration_arc {
	guint8 from, to;
	guint8 needs;   /* flags that a device must have for it */
	guint8 without; /* and those that it must not have: their arcs go the same way */
	enum migration_step step;
};

/* The arc between two states that are neighbours for these flags; else NULL. */
const struct migration_arc *migration_arc_find(guint32 from, guint32 to, guint64 flags);

/* Whether a device with these flags can be in @state; of the error state it is said always. */
gboolean migration_state_is_offered(guint32 state, guint64 flags);

/* Whether there is a session, which goes on between such states. */
gboolean migration_state_is_saving(guint32 state);

/*
 * The first step of the way from one state to another: the shortest that passes through no saving
 * state, unless both are ones; then all that it passes are, since the session goes on.  0 and
 * *next (which is @to if there is nothing to do), or -EINVAL.
 */
int migration_next_state(guint32 from, guint32 to, guint64 flags, guint32 *next);

/* "PRE_COPY_P2P", as in the kernel's names; "unknown" for what is no state. */
const char *migration_state_name(guint32 state);
/* The state of such a name, in any case, or number; FALSE if it is none. */
gboolean migration_state_parse(const char *name, guint32 *state);

#endif
