/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arcs, reads and writes that fail. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define ERROR_OF_OURS EDQUOT /* that no device gives by itself */

static gboolean arrange(struct exercise *exercise, enum migration_port_event event, guint32 from,
			guint32 to)
{
	const struct migration_port *port = exercise->port;

	if (port->fail && port->fail(port->data, event, from, to, ERROR_OF_OURS))
		return TRUE;
	exercise_note(exercise, "the device could not be made to fail: not tried");
	return FALSE;
}

static void fail_no_more(struct exercise *exercise)
{
	if (exercise->port->fail_no_more)
		exercise->port->fail_no_more(exercise->port->data);
}

/* --- Arcs ------------------------------------------------------------------------------- */

/* Whether @state is on the way from one to another, before its end. */
static gboolean is_on_way(struct exercise *exercise, guint32 from, guint32 to, guint32 state)
{
	while (from != to) {
		if (from == state)
			return TRUE;
		if (migration_next_state(from, to, exercise->flags, &from))
			return FALSE;
	}
	return FALSE;
}

static void check_error_state(struct exercise *exercise)
{
	gint32 fd;

	for (guint32 to = 1; to < EXERCISE_STATES; to++) {
		int result = exercise_set(exercise, to, &fd);

		exercise_check(exercise, result < 0, RULE_STATE_RECOVERY, "in ERROR, SET %s is %s",
			       migration_state_name(to), exercise_result(result));
	}
}

static void check_recovery(struct exercise *exercise, guint32 state)
{
	gint32 fd;
	int result;

	if (state == VFIO_DEVICE_STATE_ERROR) {
		check_error_state(exercise);
	} else {
		result = exercise_set(exercise, VFIO_DEVICE_STATE_RUNNING, &fd);
		exercise_check(exercise, !result, RULE_STATE_RECOVERY,
			       "after a failure that left %s, SET RUNNING is %s",
			       migration_state_name(state), exercise_result(result));
	}
	exercise_reset(exercise);
}

/* The arc @at -> @next, on the way from @from to @to, fails. */
static void fail_arc(struct exercise *exercise, guint32 from, guint32 to, guint32 at, guint32 next)
{
	guint32 state;
	gint32 fd;
	int result;

	if (!exercise_bring(exercise, from))
		return;
	if (from == VFIO_DEVICE_STATE_RESUMING &&
	    (!exercise->stream->len || exercise->session < 0 ||
	     !exercise_write(exercise, exercise->stream->data, exercise->stream->len, 0)))
		return;
	if (!arrange(exercise, MIGRATION_PORT_ARC, at, next))
		return;
	result = exercise_set(exercise, to, &fd);
	fail_no_more(exercise);
	state = exercise_get(exercise);
	exercise->report->coverage[from][to].failed += result < 0;
	exercise_check(exercise, result == -ERROR_OF_OURS, RULE_STATE_FAILURE,
		       "%s -> %s whose arc %s -> %s fails with %s is %s",
		       migration_state_name(from), migration_state_name(to),
		       migration_state_name(at), migration_state_name(next),
		       exercise_result(-ERROR_OF_OURS), exercise_result(result));
	exercise_check(exercise,
		       state == VFIO_DEVICE_STATE_ERROR || is_on_way(exercise, from, to, state),
		       RULE_STATE_FAILURE, "%s -> %s whose arc %s -> %s fails leaves the state %s",
		       migration_state_name(from), migration_state_name(to),
		       migration_state_name(at), migration_state_name(next),
		       migration_state_name(state));
	if (fd >= 0)
		exercise_hold(exercise, fd);
	check_recovery(exercise, state);
}

static void fail_arcs(struct exercise *exercise, guint32 from, guint32 to)
{
	guint32 at = from, next;

	while (at != to && !migration_next_state(at, to, exercise->flags, &next)) {
		fail_arc(exercise, from, to, at, next);
		at = next;
	}
}

/* --- Streams ---------------------------------------------------------------------------- */

/* A read fails in the midst of a stream, which goes on as if nothing was. */
static gboolean save_with_failure(struct exercise *exercise, GByteArray *stream)
{
	const struct migration_port *port = exercise->port;
	guint8 bytes[100];
	gssize n;

	if (!exercise_bring(exercise, VFIO_DEVICE_STATE_STOP_COPY) || exercise->session < 0)
		return FALSE;
	n = port->read(port->data, exercise->session, bytes, sizeof(bytes));
	g_byte_array_append(stream, bytes, (guint)MAX(n, 0));
	if (!arrange(exercise, MIGRATION_PORT_READ, 0, 0))
		return FALSE;
	n = port->read(port->data, exercise->session, bytes, sizeof(bytes));
	fail_no_more(exercise);
	exercise_check(exercise, n == -ERROR_OF_OURS, RULE_STREAM_ERROR,
		       "a read that fails with %s is %s", exercise_result(-ERROR_OF_OURS),
		       exercise_result(n));
	return exercise_check(exercise, !exercise_read(exercise, stream, 0), RULE_STREAM_ERROR,
			      "after a read that failed the stream does not go on");
}

static void load_with_failure(struct exercise *exercise, const GByteArray *stream)
{
	const struct migration_port *port = exercise->port;
	gsize half = stream->len / 2;
	gssize n;

	if (!exercise_bring(exercise, VFIO_DEVICE_STATE_RESUMING) || exercise->session < 0 ||
	    !exercise_write(exercise, stream->data, half, 0) ||
	    !arrange(exercise, MIGRATION_PORT_WRITE, 0, 0))
		return;
	n = port->write(port->data, exercise->session, stream->data + half, stream->len - half);
	fail_no_more(exercise);
	exercise_check(exercise, n == -ERROR_OF_OURS, RULE_STREAM_ERROR,
		       "a write that fails with %s is %s", exercise_result(-ERROR_OF_OURS),
		       exercise_result(n));
	if (exercise_write(exercise, stream->data + half, stream->len - half, 0))
		exercise_request(exercise, VFIO_DEVICE_STATE_RESUMING, VFIO_DEVICE_STATE_RUNNING);
}

void exercise_faults(struct exercise *exercise)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	for (guint32 from = 1; from < EXERCISE_STATES; from++) {
		for (guint32 to = 1; to < EXERCISE_STATES; to++)
			fail_arcs(exercise, from, to);
	}
	if (save_with_failure(exercise, stream))
		load_with_failure(exercise, stream);
	exercise_reset(exercise);
}
