/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devices/vfio/migration-states.h"

#include <errno.h>
#include <string.h>

#include "devices/vfio/uapi.h"

#define STATES VFIO_DEVICE_STATE_NR

#define COPY     VFIO_MIGRATION_STOP_COPY
#define P2P      VFIO_MIGRATION_P2P
#define PRE_COPY VFIO_MIGRATION_PRE_COPY

static const char *const names[STATES] = {
	[VFIO_DEVICE_STATE_ERROR] = "ERROR",
	[VFIO_DEVICE_STATE_STOP] = "STOP",
	[VFIO_DEVICE_STATE_RUNNING] = "RUNNING",
	[VFIO_DEVICE_STATE_STOP_COPY] = "STOP_COPY",
	[VFIO_DEVICE_STATE_RESUMING] = "RESUMING",
	[VFIO_DEVICE_STATE_RUNNING_P2P] = "RUNNING_P2P",
	[VFIO_DEVICE_STATE_PRE_COPY] = "PRE_COPY",
	[VFIO_DEVICE_STATE_PRE_COPY_P2P] = "PRE_COPY_P2P",
};

static const guint8 needs[STATES] = {
	[VFIO_DEVICE_STATE_STOP] = COPY,
	[VFIO_DEVICE_STATE_RUNNING] = COPY,
	[VFIO_DEVICE_STATE_STOP_COPY] = COPY,
	[VFIO_DEVICE_STATE_RESUMING] = COPY,
	[VFIO_DEVICE_STATE_RUNNING_P2P] = COPY | P2P,
	[VFIO_DEVICE_STATE_PRE_COPY] = COPY | PRE_COPY,
	[VFIO_DEVICE_STATE_PRE_COPY_P2P] = COPY | P2P | PRE_COPY,
};

/* The order says which of two ways of the same length is taken; the rule leaves none today. */
static const struct migration_arc arcs[] = {
	{ VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_STOP_COPY, COPY, 0, MIGRATION_BEGIN_SAVE },
	{ VFIO_DEVICE_STATE_STOP_COPY, VFIO_DEVICE_STATE_STOP, COPY, 0, MIGRATION_END_SAVE },
	{ VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_RESUMING, COPY, 0, MIGRATION_BEGIN_LOAD },
	{ VFIO_DEVICE_STATE_RESUMING, VFIO_DEVICE_STATE_STOP, COPY, 0, MIGRATION_END_LOAD },

	{ VFIO_DEVICE_STATE_RUNNING, VFIO_DEVICE_STATE_STOP, COPY, P2P, MIGRATION_STOP },
	{ VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_RUNNING, COPY, P2P, MIGRATION_RUN },

	{ VFIO_DEVICE_STATE_RUNNING, VFIO_DEVICE_STATE_RUNNING_P2P, P2P, 0, MIGRATION_QUIESCE },
	{ VFIO_DEVICE_STATE_RUNNING_P2P, VFIO_DEVICE_STATE_RUNNING, P2P, 0, MIGRATION_RUN },
	{ VFIO_DEVICE_STATE_RUNNING_P2P, VFIO_DEVICE_STATE_STOP, P2P, 0, MIGRATION_STOP },
	{ VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_RUNNING_P2P, P2P, 0, MIGRATION_QUIESCE },

	{ VFIO_DEVICE_STATE_RUNNING, VFIO_DEVICE_STATE_PRE_COPY, PRE_COPY, 0,
	  MIGRATION_BEGIN_PRECOPY },
	{ VFIO_DEVICE_STATE_PRE_COPY, VFIO_DEVICE_STATE_RUNNING, PRE_COPY, 0, MIGRATION_END_SAVE },
	{ VFIO_DEVICE_STATE_PRE_COPY, VFIO_DEVICE_STATE_STOP_COPY, PRE_COPY, P2P, MIGRATION_STOP },

	{ VFIO_DEVICE_STATE_PRE_COPY, VFIO_DEVICE_STATE_PRE_COPY_P2P, PRE_COPY | P2P, 0,
	  MIGRATION_QUIESCE },
	{ VFIO_DEVICE_STATE_PRE_COPY_P2P, VFIO_DEVICE_STATE_PRE_COPY, PRE_COPY | P2P, 0,
	  MIGRATION_RUN },
	{ VFIO_DEVICE_STATE_PRE_COPY_P2P, VFIO_DEVICE_STATE_RUNNING_P2P, PRE_COPY | P2P, 0,
	  MIGRATION_END_SAVE },
	{ VFIO_DEVICE_STATE_PRE_COPY_P2P, VFIO_DEVICE_STATE_STOP_COPY, PRE_COPY | P2P, 0,
	  MIGRATION_STOP },
	{ VFIO_DEVICE_STATE_RUNNING_P2P, VFIO_DEVICE_STATE_PRE_COPY_P2P, PRE_COPY | P2P, 0,
	  MIGRATION_BEGIN_PRECOPY },
};

static gboolean is_for(const struct migration_arc *arc, guint64 flags)
{
	guint64 wanted = arc->needs | COPY;

	return (flags & wanted) == wanted && !(flags & arc->without);
}

const struct migration_arc *migration_arc_find(guint32 from, guint32 to, guint64 flags)
{
	for (gsize i = 0; i < G_N_ELEMENTS(arcs); i++) {
		if (arcs[i].from == from && arcs[i].to == to && is_for(&arcs[i], flags))
			return &arcs[i];
	}
	return NULL;
}

gboolean migration_state_is_offered(guint32 state, guint64 flags)
{
	return state < STATES && (flags & needs[state]) == needs[state];
}

gboolean migration_state_is_saving(guint32 state)
{
	return state == VFIO_DEVICE_STATE_STOP_COPY || state == VFIO_DEVICE_STATE_PRE_COPY ||
	       state == VFIO_DEVICE_STATE_PRE_COPY_P2P;
}

/* Whether the way from one state to another may lead on from @state. */
static gboolean may_pass(guint32 state, guint32 from, guint32 to)
{
	gboolean goes_on = migration_state_is_saving(from) && migration_state_is_saving(to);

	return state == from || migration_state_is_saving(state) == goes_on;
}

int migration_next_state(guint32 from, guint32 to, guint64 flags, guint32 *next)
{
	guint8 first[STATES] = { 0 }; /* the first step of the way to a state; 0: none is known */
	guint8 queue[STATES];
	gsize end = 0;

	if (from >= STATES || to >= STATES || !migration_state_is_offered(from, flags) ||
	    !migration_state_is_offered(to, flags))
		return -EINVAL;
	*next = from;
	if (from == to)
		return 0;
	queue[end++] = (guint8)from;
	for (gsize at = 0; at < end && !first[to]; at++) {
		for (gsize i = 0; i < G_N_ELEMENTS(arcs); i++) {
			const struct migration_arc *arc = &arcs[i];

			if (arc->from != queue[at] || !is_for(arc, flags) || arc->to == from ||
			    first[arc->to] || !may_pass(arc->from, from, to))
				continue;
			first[arc->to] = at ? first[arc->from] : arc->to;
			queue[end++] = arc->to;
		}
	}
	*next = first[to];
	return first[to] ? 0 : -EINVAL;
}

const char *migration_state_name(guint32 state)
{
	return state < STATES ? names[state] : "unknown";
}

gboolean migration_state_parse(const char *name, guint32 *state)
{
	g_autofree char *wanted = g_ascii_strup(name, -1);

	for (guint32 i = 0; i < STATES; i++) {
		if (!strcmp(wanted, names[i]) || (wanted[0] == (char)('0' + i) && !wanted[1])) {
			*state = i;
			return TRUE;
		}
	}
	return FALSE;
}
