/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole migrations, to the device itself: what was saved is loaded. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define LARGE       (1 << 20) /* bytes: a usual piece */
#define SMALL_TURNS 256       /* how many pieces are of another size, so that it ends some day */
#define TURNS       4096      /* and how many reads of a device that never stops to change */

static gsize size_of_piece(struct exercise *exercise, gsize piece, guint turn)
{
	if (turn >= SMALL_TURNS)
		return LARGE;
	return piece ? piece : (gsize)g_rand_int_range(exercise->rand, 1, 5000);
}

gssize exercise_read(struct exercise *exercise, GByteArray *stream, gsize piece)
{
	const struct migration_port *port = exercise->port;
	g_autofree guint8 *buffer = g_malloc(LARGE);
	gssize n = 1;

	for (guint turn = 0; n > 0; turn++) {
		n = port->read(port->data, exercise->session, buffer,
			       MIN(size_of_piece(exercise, piece, turn), LARGE));
		if (n > 0) {
			g_byte_array_append(stream, buffer, (guint)n);
			exercise->report->saved += (guint64)n;
		}
		if (turn > TURNS && exercise_get(exercise) != VFIO_DEVICE_STATE_STOP_COPY)
			return -ENOMSG;
	}
	return n;
}

gboolean exercise_write(struct exercise *exercise, const guint8 *bytes, gsize size, gsize piece)
{
	const struct migration_port *port = exercise->port;
	gsize done = 0;

	for (guint turn = 0; done < size; turn++) {
		gsize part = size_of_piece(exercise, piece, turn);
		gssize n = port->write(port->data, exercise->session, bytes + done,
				       MIN(part, size - done));

		if (!exercise_check(exercise, n > 0 && (gsize)n <= part, RULE_LOAD_ANY_SIZE,
				    "%s of %" G_GSIZE_FORMAT " bytes of a stream that was saved "
				    "here is %s",
				    "a write", MIN(part, size - done), exercise_result(n)))
			return FALSE;
		done += (gsize)n;
		exercise->report->loaded += (guint64)n;
	}
	return TRUE;
}

static void work(struct exercise *exercise)
{
	if (exercise->port->work)
		exercise->port->work(exercise->port->data);
}

/* --- Pre-copy -------------------------------------------------------------------------- */

static int get_info(struct exercise *exercise, guint32 argsz, struct vfio_precopy_info *info)
{
	*info = (struct vfio_precopy_info){ .argsz = argsz };
	return exercise->port->session_ioctl(exercise->port->data, exercise->session,
					     VFIO_MIG_GET_PRECOPY_INFO, info);
}

static void check_info(struct exercise *exercise)
{
	struct vfio_precopy_info info;
	int result = get_info(exercise, sizeof(info), &info);

	exercise_check(exercise, !result && info.initial_bytes > 0, RULE_PRECOPY_INFO,
		       "as pre-copy begins VFIO_MIG_GET_PRECOPY_INFO is %s, with %" G_GUINT64_FORMAT
		       " initial bytes",
		       exercise_result(result), info.initial_bytes);
	result = get_info(exercise, sizeof(info) - 1, &info);
	exercise_check(exercise, result == -EINVAL, RULE_PRECOPY_INFO,
		       "VFIO_MIG_GET_PRECOPY_INFO with argsz 23 is %s, not EINVAL",
		       exercise_result(result));
}

/* Reads what there is while the device goes on. FALSE: the stream is of no use. */
static gboolean read_precopy(struct exercise *exercise, GByteArray *stream, gsize piece)
{
	struct vfio_precopy_info before, after;
	gssize result;

	check_info(exercise);
	get_info(exercise, sizeof(before), &before);
	result = exercise_read(exercise, stream, piece);
	exercise_check(exercise, stream->len > 0, RULE_STREAM_PRECOPY,
		       "as pre-copy begins there is nothing to read: %s", exercise_result(result));
	exercise_check(exercise, result == -ENOMSG, RULE_STREAM_PRECOPY,
		       "a read with nothing there is %s, not ENOMSG", exercise_result(result));
	get_info(exercise, sizeof(after), &after);
	exercise_check(exercise, after.initial_bytes < before.initial_bytes, RULE_PRECOPY_INFO,
		       "after %u bytes were read the initial bytes are still %" G_GUINT64_FORMAT,
		       stream->len, after.initial_bytes);
	work(exercise);
	if (result == -ENOMSG || !result)
		result = exercise_read(exercise, stream, piece);
	return result == -ENOMSG || !result;
}

static void check_info_is_over(struct exercise *exercise)
{
	struct vfio_precopy_info info;
	int result = get_info(exercise, sizeof(info), &info);

	exercise_check(exercise, result == -EINVAL || result == -ENOTTY, RULE_PRECOPY_INFO,
		       "VFIO_MIG_GET_PRECOPY_INFO in STOP_COPY is %s, not EINVAL",
		       exercise_result(result));
}

/* --- Saving and loading ------------------------------------------------------------------- */

static gboolean read_to_end(struct exercise *exercise, GByteArray *stream, gsize piece)
{
	gssize result = exercise_read(exercise, stream, piece);

	if (!exercise_check(exercise, !result, RULE_STREAM_END,
			    "a read in STOP_COPY is %s after %u bytes", exercise_result(result),
			    stream->len))
		return FALSE;
	result = exercise_read(exercise, stream, piece);
	return exercise_check(exercise, !result, RULE_STREAM_END,
			      "a read after the end of the stream is %s", exercise_result(result));
}

/* Saves the device, which is stopped then; the stream and what it stands for are kept. */
static gboolean save(struct exercise *exercise, gboolean precopy, gsize piece)
{
	guint32 from = precopy ? VFIO_DEVICE_STATE_PRE_COPY : VFIO_DEVICE_STATE_RUNNING;

	g_byte_array_set_size(exercise->stream, 0);
	work(exercise);
	if (precopy &&
	    (!exercise_request(exercise, VFIO_DEVICE_STATE_RUNNING, VFIO_DEVICE_STATE_PRE_COPY) ||
	     exercise->session < 0 || !read_precopy(exercise, exercise->stream, piece)))
		return FALSE;
	if (!exercise_request(exercise, from, VFIO_DEVICE_STATE_STOP_COPY) || exercise->session < 0)
		return FALSE;
	check_info_is_over(exercise);
	if (!read_to_end(exercise, exercise->stream, piece))
		return FALSE;
	if (exercise->port->fingerprint)
		exercise->print = exercise->port->fingerprint(exercise->port->data);
	return TRUE;
}

/* Loads the stream into the device, which runs; then it is what was saved. */
static gboolean load(struct exercise *exercise, gsize piece, gboolean resets)
{
	const struct migration_port *port = exercise->port;
	enum rule rule = resets ? RULE_LOAD_RESULT : RULE_LOAD_WITHOUT_RESET;

	if (resets && !exercise_reset(exercise))
		return FALSE;
	work(exercise);
	if (!exercise_request(exercise, VFIO_DEVICE_STATE_RUNNING, VFIO_DEVICE_STATE_RESUMING) ||
	    exercise->session < 0 ||
	    !exercise_write(exercise, exercise->stream->data, exercise->stream->len, piece) ||
	    !exercise_request(exercise, VFIO_DEVICE_STATE_RESUMING, VFIO_DEVICE_STATE_RUNNING))
		return FALSE;
	return exercise_check(exercise,
			      !port->fingerprint ||
				      port->fingerprint(port->data) == exercise->print,
			      rule, "the device that was loaded %s a reset is not what was saved",
			      resets ? "after" : "without");
}

static void migrate(struct exercise *exercise, gboolean precopy, gsize piece, gsize other)
{
	for (guint resets = 0; resets < 2; resets++) {
		if (!exercise_reset(exercise) || !save(exercise, precopy, piece) ||
		    !exercise_request(exercise, VFIO_DEVICE_STATE_STOP_COPY,
				      VFIO_DEVICE_STATE_RUNNING))
			return;
		load(exercise, other, resets);
	}
}

/* --- What is no whole stream --------------------------------------------------------------- */

static void load_part(struct exercise *exercise, gsize size)
{
	gint32 fd;
	guint32 state;
	int result;

	if (!exercise_bring(exercise, VFIO_DEVICE_STATE_RESUMING) || exercise->session < 0 ||
	    !exercise_write(exercise, exercise->stream->data, size, LARGE))
		return;
	result = exercise_set(exercise, VFIO_DEVICE_STATE_STOP, &fd);
	state = exercise_get(exercise);
	exercise_check(exercise, result < 0, RULE_LOAD_INCOMPLETE,
		       "with %" G_GSIZE_FORMAT " of %u bytes RESUMING -> STOP is %s", size,
		       exercise->stream->len, exercise_result(result));
	exercise_check(exercise,
		       !result || state == VFIO_DEVICE_STATE_RESUMING ||
			       state == VFIO_DEVICE_STATE_ERROR,
		       RULE_STATE_FAILURE, "RESUMING -> STOP that failed leaves the state %s",
		       migration_state_name(state));
}

static void check_direction(struct exercise *exercise, guint32 state)
{
	const struct migration_port *port = exercise->port;
	gboolean loads = state == VFIO_DEVICE_STATE_RESUMING;
	guint64 argument[8] = { sizeof(argument) };
	gssize result;

	if (!exercise_bring(exercise, state) || exercise->session < 0)
		return;
	result = loads ? port->read(port->data, exercise->session, argument, 1)
		       : port->write(port->data, exercise->session, argument, 1);
	exercise_check(exercise, result == -EBADF, RULE_SESSION_DIRECTION, "%s in %s is %s",
		       loads ? "read()" : "write()", migration_state_name(state),
		       exercise_result(result));
	for (guint i = 0; i < 2; i++) {
		guint32 number = i ? VFIO_MIG_GET_PRECOPY_INFO : VFIO_DEVICE_GET_INFO;

		if (i && !loads)
			continue;
		result = port->session_ioctl(port->data, exercise->session, number, argument);
		exercise_check(exercise, result == -ENOTTY, RULE_SESSION_COMMANDS,
			       "command %#x of the session in %s is %s, not ENOTTY", number,
			       migration_state_name(state), exercise_result(result));
	}
}

void exercise_streams(struct exercise *exercise)
{
	static const gsize pieces[] = { LARGE, 1, 7, 4095, 4097, 0 };
	gsize n = G_N_ELEMENTS(pieces);

	for (gsize i = 0; i < n; i++) {
		migrate(exercise, FALSE, pieces[i], pieces[n - 1 - i]);
		if (exercise->flags & VFIO_MIGRATION_PRE_COPY)
			migrate(exercise, TRUE, pieces[i], pieces[(i + 2) % n]);
	}
	check_direction(exercise, VFIO_DEVICE_STATE_STOP_COPY);
	check_direction(exercise, VFIO_DEVICE_STATE_RESUMING);
	/* What is left of it is whole, for all that comes after. */
	if (!exercise_reset(exercise) || !save(exercise, FALSE, LARGE)) {
		exercise_note(exercise, "no whole stream could be saved: none was loaded");
		g_byte_array_set_size(exercise->stream, 0);
		return;
	}
	load_part(exercise, 0);
	load_part(exercise, exercise->stream->len / 2);
	load_part(exercise, exercise->stream->len - 1);
	exercise_reset(exercise);
}
