/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request in every state, every sequence of some length, and long ones at random. */
#include <errno.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

/* Streams that are larger are loaded in the chapter about streams only. */
#define LOADABLE (4u << 20)

#define MAX_LENGTH 4
#define WALK       40 /* steps */

/* A kernel with the defect never returns from these. */
static gboolean is_blocked(const struct exercise *exercise, guint32 from, guint32 to)
{
	return !exercise->options->blocked_arcs && from == VFIO_DEVICE_STATE_STOP_COPY &&
	       (to == VFIO_DEVICE_STATE_PRE_COPY || to == VFIO_DEVICE_STATE_PRE_COPY_P2P);
}

static gboolean can_load(struct exercise *exercise)
{
	if (exercise->stream->len > LOADABLE)
		exercise_note(exercise, "the stream has %u bytes: it is not loaded in sequences",
			      exercise->stream->len);
	return exercise->stream->len && exercise->stream->len <= LOADABLE;
}

/* To leave RESUMING a whole stream is needed. */
static gboolean prepare(struct exercise *exercise, guint32 from, guint32 to)
{
	if (from != VFIO_DEVICE_STATE_RESUMING || to == from ||
	    !migration_state_is_offered(to, exercise->flags) || to == VFIO_DEVICE_STATE_ERROR)
		return TRUE;
	return can_load(exercise) && exercise->session >= 0 &&
	       exercise_write(exercise, exercise->stream->data, exercise->stream->len, 0);
}

static void check_reset(struct exercise *exercise, guint32 from)
{
	const struct migration_port *port = exercise->port;
	gint32 session = exercise->session;
	gboolean loads = from == VFIO_DEVICE_STATE_RESUMING;
	guint8 byte = 0;
	gssize result;

	if (session < 0) {
		exercise_reset(exercise);
		return;
	}
	exercise->session = -1; /* it is to be open when the reset comes */
	exercise_reset(exercise);
	result = loads ? port->write(port->data, session, &byte, 1)
		       : port->read(port->data, session, &byte, 1);
	exercise_check(exercise, result == -ENODEV, RULE_SESSION_ENDS,
		       "after a reset in %s the descriptor of the session gives %s, not ENODEV",
		       migration_state_name(from), exercise_result(result));
	port->close(port->data, session);
}

void exercise_arcs(struct exercise *exercise)
{
	for (guint32 from = 1; from < EXERCISE_STATES; from++) {
		if (!migration_state_is_offered(from, exercise->flags))
			continue;
		for (guint32 to = 0; to < EXERCISE_STATES + 2; to++) {
			if (is_blocked(exercise, from, to) || !exercise_bring(exercise, from) ||
			    !prepare(exercise, from, to))
				continue;
			exercise_request(exercise, from, to);
		}
		if (exercise_bring(exercise, from))
			check_reset(exercise, from);
	}
	if (!exercise->options->blocked_arcs && exercise->flags & VFIO_MIGRATION_PRE_COPY)
		exercise_note(exercise, "STOP_COPY -> PRE_COPY was not asked for: some kernels "
					"never return from it");
}

/* --- Sequences ---------------------------------------------------------------------------- */

/* Goes through the states from RUNNING on; those that are refused are passed over. */
static void go_through(struct exercise *exercise, const guint32 *states, guint n, gboolean resets)
{
	guint32 state = VFIO_DEVICE_STATE_RUNNING;

	if (!exercise_reset(exercise))
		return;
	exercise->report->sequences++;
	for (guint i = 0; i < n; i++) {
		if (resets && states[i] == VFIO_DEVICE_STATE_RESUMING) {
			if (!exercise_reset(exercise))
				return;
			state = VFIO_DEVICE_STATE_RUNNING;
		}
		if (is_blocked(exercise, state, states[i]) || !prepare(exercise, state, states[i]))
			return;
		if (exercise_request(exercise, state, states[i]))
			state = states[i];
		else if (exercise_get(exercise) != state)
			return;
	}
}

static gboolean has_resuming(const guint32 *states, guint n)
{
	for (guint i = 1; i < n; i++) {
		if (states[i] == VFIO_DEVICE_STATE_RESUMING)
			return TRUE;
	}
	return FALSE;
}

/* Number @number of all sequences of @n states that the device has; FALSE: there is none. */
static gboolean make_sequence(const struct exercise *exercise, guint number, guint32 *states,
			      guint n)
{
	guint32 offered[EXERCISE_STATES];
	guint count = 0;

	for (guint32 state = 1; state < EXERCISE_STATES; state++) {
		if (migration_state_is_offered(state, exercise->flags))
			offered[count++] = state;
	}
	for (guint i = 0; i < n; i++) {
		states[i] = offered[number % count];
		number /= count;
	}
	return number == 0;
}

void exercise_sequences(struct exercise *exercise)
{
	guint n = CLAMP(exercise->options->length, 1, MAX_LENGTH);
	guint32 states[MAX_LENGTH];

	for (guint i = 0; make_sequence(exercise, i, states, n); i++) {
		go_through(exercise, states, n, FALSE);
		if (has_resuming(states, n))
			go_through(exercise, states, n, TRUE);
	}
}

/* --- At random ----------------------------------------------------------------------------- */

static void read_something(struct exercise *exercise)
{
	const struct migration_port *port = exercise->port;
	guint8 bytes[512];
	gsize size = (gsize)g_rand_int_range(exercise->rand, 0, sizeof(bytes) + 1);
	gssize n = port->read(port->data, exercise->session, bytes, size);

	exercise_check(exercise, (n >= 0 && (gsize)n <= size) || n == -ENOMSG, RULE_LOAD_ANY_SIZE,
		       "a read of %" G_GSIZE_FORMAT " bytes is %s", size, exercise_result(n));
}

static gboolean walk_on(struct exercise *exercise, guint32 *state)
{
	guint32 to = (guint32)g_rand_int_range(exercise->rand, 0, EXERCISE_STATES + 1);

	if (exercise->port->work)
		exercise->port->work(exercise->port->data);
	if (migration_state_is_saving(*state) && exercise->session >= 0 &&
	    g_rand_boolean(exercise->rand))
		read_something(exercise);
	if (!g_rand_int_range(exercise->rand, 0, 12)) {
		check_reset(exercise, *state);
		*state = VFIO_DEVICE_STATE_RUNNING;
	}
	if (is_blocked(exercise, *state, to))
		return TRUE;
	if (!prepare(exercise, *state, to))
		return FALSE;
	if (exercise_request(exercise, *state, to))
		*state = to;
	return exercise_get(exercise) == *state;
}

void exercise_walks(struct exercise *exercise)
{
	for (guint round = 0; round < exercise->options->rounds; round++) {
		guint32 state = VFIO_DEVICE_STATE_RUNNING;

		if (!exercise_reset(exercise))
			return;
		for (guint step = 0; step < WALK && walk_on(exercise, &state); step++)
			;
	}
}
