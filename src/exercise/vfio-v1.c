/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Revision 1: the region, its states and its data. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define STOPPED       0
#define RUNNING       1
#define STOP_AND_COPY 2
#define PRE_COPY      3
#define RESUMING      4
#define FAILED        6
#define STATES        5 /* that can be asked for */

#define PENDING     offsetof(struct vfio_device_migration_info, pending_bytes)
#define DATA_OFFSET offsetof(struct vfio_device_migration_info, data_offset)
#define DATA_SIZE   offsetof(struct vfio_device_migration_info, data_size)

#define TURNS 100000 /* of the saving protocol */
#define MOST  (64u << 20)
#define ANY   G_MAXUINT32

static const char *name_of(guint32 state)
{
	static const char *const names[] = { "stopped",  "running", "stop-and-copy", "pre-copy",
					     "resuming", "5",       "error" };

	return state < G_N_ELEMENTS(names) ? names[state] : "unknown";
}

static gssize get(struct exercise *exercise, guint64 offset, gpointer value, gsize size)
{
	gssize n = exercise->port->region_read(exercise->port->data, offset, value, size);

	return n == (gssize)size ? 0 : n < 0 ? n : -EIO;
}

static gssize put(struct exercise *exercise, guint64 offset, gconstpointer value, gsize size)
{
	gssize n = exercise->port->region_write(exercise->port->data, offset, value, size);

	return n == (gssize)size ? 0 : n < 0 ? n : -EIO;
}

static guint32 get_state(struct exercise *exercise)
{
	guint32 state = 0;
	gssize result = get(exercise, 0, &state, sizeof(state));

	exercise_check(exercise, !result, RULE_V1_REGISTERS, "to read device_state is %s",
		       exercise_result(result));
	return result ? ANY : state;
}

static gssize set_state(struct exercise *exercise, guint32 state)
{
	return put(exercise, 0, &state, sizeof(state));
}

static gboolean reset(struct exercise *exercise)
{
	const struct migration_port *port = exercise->port;
	int result = port->ioctl(port->data, VFIO_DEVICE_RESET, NULL);
	guint32 state = get_state(exercise);
	guint64 pending = 0;

	get(exercise, PENDING, &pending, sizeof(pending));
	return exercise_check(exercise, !result && state == RUNNING && !pending, RULE_V1_RESET,
			      "VFIO_DEVICE_RESET is %s, the state is %s, and %" G_GUINT64_FORMAT
			      " bytes are pending",
			      exercise_result(result), name_of(state), pending);
}

static void work(struct exercise *exercise)
{
	if (exercise->port->work)
		exercise->port->work(exercise->port->data);
}

/* A request that must succeed. */
static gboolean request(struct exercise *exercise, guint32 from, guint32 to)
{
	enum rule rule = from == to ? RULE_V1_SAME : RULE_V1_REQUEST;
	gssize result = set_state(exercise, to);
	guint32 state = get_state(exercise);

	exercise->report->coverage[from][to].asked++;
	if (!exercise_check(exercise, !result && state == to, rule,
			    "%s -> %s is %s, and leaves the state %s", name_of(from), name_of(to),
			    exercise_result(result), name_of(state)))
		return FALSE;
	exercise->report->coverage[from][to].done++;
	return TRUE;
}

/* --- Data ------------------------------------------------------------------------------- */

/* What is in the data section, by all registers. Bytes, which the caller frees; or an errno. */
static gssize read_data(struct exercise *exercise, guint64 *offset, guint8 **bytes)
{
	guint64 size = 0, end = exercise->port->region_size;
	gssize result = get(exercise, DATA_OFFSET, offset, sizeof(*offset));

	*bytes = NULL;
	if (!result)
		result = get(exercise, DATA_SIZE, &size, sizeof(size));
	if (result || !size)
		return result;
	if (!exercise_check(exercise,
			    *offset >= sizeof(struct vfio_device_migration_info) &&
				    *offset <= end && size <= end - *offset,
			    RULE_V1_SAVING,
			    "data of %" G_GUINT64_FORMAT " bytes at %" G_GUINT64_FORMAT
			    " is not in the region",
			    size, *offset))
		return -EIO;
	*bytes = g_malloc(size);
	result = get(exercise, *offset, *bytes, size);
	return result ? result : (gssize)size;
}

/* Reads one buffer twice; both must be the same.  Bytes, or an errno. */
static gssize read_buffer(struct exercise *exercise, GByteArray *stream)
{
	g_autofree guint8 *first = NULL, *again = NULL;
	guint64 offsets[2] = { 0 };
	gssize size = read_data(exercise, &offsets[0], &first), other;

	if (size <= 0)
		return size;
	other = read_data(exercise, &offsets[1], &again);
	if (other < 0)
		return other;
	exercise_check(exercise,
		       size == other && offsets[0] == offsets[1] &&
			       !memcmp(first, again, (gsize)size),
		       RULE_V1_STABLE, "the same buffer is another when it is read again");
	g_byte_array_append(stream, first, (guint)size);
	exercise->report->saved += (guint64)size;
	return size;
}

/* One turn of the saving protocol. Bytes; 0: nothing is pending; or an errno. */
static gssize iterate(struct exercise *exercise, guint32 state, GByteArray *stream)
{
	guint64 pending[2] = { 0 };
	gssize result = get(exercise, PENDING, &pending[0], sizeof(pending[0]));

	if (!result)
		result = get(exercise, PENDING, &pending[1], sizeof(pending[1]));
	if (result)
		return result;
	exercise_check(exercise, !pending[0] == !pending[1] || state == PRE_COPY, RULE_V1_STABLE,
		       "pending_bytes is %" G_GUINT64_FORMAT ", and then %" G_GUINT64_FORMAT,
		       pending[0], pending[1]);
	if (!pending[1])
		return 0;
	result = read_buffer(exercise, stream);
	exercise_check(exercise, result || state == PRE_COPY, RULE_V1_SAVING,
		       "%" G_GUINT64_FORMAT " bytes are pending, and data_size is 0", pending[1]);
	return result;
}

/* Iterates until nothing is pending, at most @turns times. */
static gssize iterate_all(struct exercise *exercise, guint32 state, guint turns)
{
	gssize n = 1;

	while (turns-- && n > 0 && exercise->stream->len < MOST)
		n = iterate(exercise, state, exercise->stream);
	return MIN(n, 0);
}

static gboolean load(struct exercise *exercise, gsize most, gsize limit)
{
	for (gsize at = 0; at < limit;) {
		guint64 offset = 0, size;
		gsize room;

		if (get(exercise, DATA_OFFSET, &offset, sizeof(offset)) ||
		    offset >= exercise->port->region_size)
			return exercise_check(exercise, FALSE, RULE_V1_LOADING,
					      "data_offset is %" G_GUINT64_FORMAT " in resuming",
					      offset);
		room = MIN(most, exercise->port->region_size - offset);
		size = MIN(room, limit - at);
		if (put(exercise, offset, exercise->stream->data + at, size) ||
		    put(exercise, DATA_SIZE, &size, sizeof(size)))
			return exercise_check(exercise, FALSE, RULE_V1_LOADING,
					      "%" G_GUINT64_FORMAT " bytes of a stream that was "
					      "saved here are not taken",
					      size);
		at += size;
		exercise->report->loaded += size;
	}
	return TRUE;
}

/* Through the states of @way, of which each is a digit; 'i' iterates to the end. */
static gboolean save(struct exercise *exercise, const char *way)
{
	guint32 state = RUNNING;
	gssize result;

	g_byte_array_set_size(exercise->stream, 0);
	work(exercise);
	for (; *way; way++) {
		guint32 to = (guint32)(*way - '0');

		if (*way == 'i') {
			result = iterate_all(exercise, state, TURNS);
			if (!exercise_check(exercise, !result, RULE_V1_SAVING,
					    "to save in %s ends with %s", name_of(state),
					    exercise_result(result)))
				return FALSE;
			continue;
		}
		if (state < STOP_AND_COPY)
			g_byte_array_set_size(exercise->stream, 0);
		if (!request(exercise, state, to))
			return FALSE;
		state = to;
		if (state == STOP_AND_COPY && exercise->port->fingerprint)
			exercise->print = exercise->port->fingerprint(exercise->port->data);
		/* One buffer, which the next state finds read and not acknowledged. */
		if (state >= STOP_AND_COPY)
			iterate_all(exercise, state, 1);
		work(exercise);
	}
	return exercise_check(exercise, exercise->stream->len > 0, RULE_V1_SAVING,
			      "nothing was saved");
}

static void check_all_read(struct exercise *exercise)
{
	guint64 pending = 1;

	get(exercise, PENDING, &pending, sizeof(pending));
	exercise_check(exercise, !pending, RULE_V1_PENDING,
		       "%" G_GUINT64_FORMAT " bytes are pending after all was read", pending);
}

static void migrate(struct exercise *exercise, const char *way, gsize piece, gboolean resets)
{
	const struct migration_port *port = exercise->port;

	if (!reset(exercise) || !save(exercise, way))
		return;
	check_all_read(exercise);
	if (resets ? !reset(exercise) : !request(exercise, get_state(exercise), RUNNING))
		return;
	work(exercise);
	if (!request(exercise, RUNNING, RESUMING) ||
	    !load(exercise, piece, exercise->stream->len) || !request(exercise, RESUMING, RUNNING))
		return;
	exercise_check(exercise,
		       !port->fingerprint || port->fingerprint(port->data) == exercise->print,
		       RULE_V1_LOADING,
		       "the device that was loaded %s a reset, saved by way of %s, "
		       "is not what was saved",
		       resets ? "after" : "without", way);
}

/* --- States ----------------------------------------------------------------------------- */

static gboolean bring(struct exercise *exercise, guint32 state)
{
	if (!reset(exercise) || (state != RUNNING && !request(exercise, RUNNING, state)))
		return FALSE;
	return state != RESUMING || load(exercise, G_MAXSIZE, exercise->stream->len);
}

static void check_pending(struct exercise *exercise, guint32 state)
{
	guint64 pending = 1;

	if (state == STOP_AND_COPY || state == PRE_COPY)
		return;
	get(exercise, PENDING, &pending, sizeof(pending));
	exercise_check(exercise, !pending, RULE_V1_PENDING,
		       "in %s %" G_GUINT64_FORMAT " bytes are pending", name_of(state), pending);
}

static void check_table(struct exercise *exercise)
{
	for (guint32 from = 0; from < STATES; from++) {
		for (guint32 to = 0; to < STATES; to++) {
			if (bring(exercise, from) && request(exercise, from, to))
				check_pending(exercise, to);
		}
	}
}

static void check_refused(struct exercise *exercise)
{
	static const guint32 bad[] = { 5, 6, 7 };

	for (guint32 from = 0; from < STATES; from++) {
		if (!bring(exercise, from))
			continue;
		for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
			gssize result = set_state(exercise, bad[i]);
			guint32 state = get_state(exercise);

			exercise->report->coverage[from][bad[i]].asked++;
			exercise->report->coverage[from][bad[i]].refused += result < 0;
			exercise_check(exercise, result < 0 && state == from, RULE_V1_REFUSED,
				       "to write %u in %s is %s, and leaves the state %s", bad[i],
				       name_of(from), exercise_result(result), name_of(state));
		}
	}
}

static void check_registers(struct exercise *exercise)
{
	static const struct {
		guint64 offset;
		gsize size;
	} bad[] = { { 0, 1 }, { 0, 2 }, { 2, 4 },  { 1, 1 },  { 6, 4 },  { 8, 4 },
		    { 8, 1 }, { 9, 8 }, { 12, 8 }, { 20, 4 }, { 28, 4 }, { 24, 2 } };

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		guint8 bytes[8] = { 0 };
		gssize result = exercise->port->region_read(exercise->port->data, bad[i].offset,
							    bytes, bad[i].size);

		exercise_check(exercise, result < 0, RULE_V1_REGISTERS,
			       "%" G_GSIZE_FORMAT " bytes at %" G_GUINT64_FORMAT " can be read",
			       bad[i].size, bad[i].offset);
	}
}

/* --- Failures ----------------------------------------------------------------------------- */

static void check_error_state(struct exercise *exercise)
{
	for (guint32 to = 0; to < STATES; to++) {
		gssize result = set_state(exercise, to);
		guint32 state = get_state(exercise);

		exercise_check(exercise, result < 0 && state == FAILED, RULE_V1_ERROR_STATE,
			       "in the error state, to write %u is %s, and leaves %s", to,
			       exercise_result(result), name_of(state));
	}
}

static void fail(struct exercise *exercise, guint32 from, guint32 to)
{
	const struct migration_port *port = exercise->port;
	gssize result;
	guint32 state;

	if (!bring(exercise, from) || !port->fail(port->data, MIGRATION_PORT_ARC, ANY, ANY, EDQUOT))
		return;
	result = set_state(exercise, to);
	port->fail_no_more(port->data);
	state = get_state(exercise);
	exercise->report->coverage[from][to].failed += result < 0;
	exercise_check(exercise, result < 0 ? state == from || state == FAILED : state == to,
		       RULE_V1_FAILURE, "%s -> %s, which was made to fail, is %s, and leaves %s",
		       name_of(from), name_of(to), exercise_result(result), name_of(state));
	if (state == FAILED)
		check_error_state(exercise);
	else if (result < 0)
		request(exercise, from, to);
}

static void check_failures(struct exercise *exercise)
{
	if (!exercise->port->fail || !exercise->port->fail_no_more) {
		exercise_note(exercise, "the device could not be made to fail: not tried");
		return;
	}
	for (guint32 from = 0; from < STATES; from++) {
		for (guint32 to = 0; to < STATES; to++) {
			if (from != to)
				fail(exercise, from, to);
		}
	}
}

static void check_incomplete(struct exercise *exercise)
{
	gssize result;
	guint32 state;

	if (!reset(exercise) || !request(exercise, RUNNING, RESUMING) ||
	    !load(exercise, G_MAXSIZE, exercise->stream->len / 2))
		return;
	result = set_state(exercise, RUNNING);
	state = get_state(exercise);
	exercise_check(exercise, result < 0 && (state == RESUMING || state == FAILED),
		       RULE_V1_LOADING,
		       "with half of a stream resuming -> running is %s, and "
		       "leaves %s",
		       exercise_result(result), name_of(state));
}

/* --- Sequences ------------------------------------------------------------------------------ */

/* What QEMU does, and what it does not. */
static const char *const ways[] = {
	"32i",             /* live */
	"322i",            /* and the state written again */
	"3i2i",            /* all that there is before */
	"22i",             /* paused by the same write, as for a snapshot */
	"2i",     "02i",   /* paused before */
	"022i",   "3132i", /* cancelled once */
	"3212i",           /* cancelled late */
	"32022i", "03222i", "1012i",
};

static void check_sequences(struct exercise *exercise)
{
	static const gsize pieces[] = { G_MAXSIZE, 1000, 4096, 333 };

	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		for (guint resets = 0; resets < 2; resets++) {
			exercise->report->sequences++;
			migrate(exercise, ways[i], pieces[i % G_N_ELEMENTS(pieces)], resets);
		}
	}
}

static void walk(struct exercise *exercise)
{
	guint32 state = RUNNING;

	if (!reset(exercise))
		return;
	for (guint step = 0; step < 40; step++) {
		guint32 to = (guint32)g_rand_int_range(exercise->rand, 0, STATES);
		g_autoptr(GByteArray) scrap = g_byte_array_new();

		work(exercise);
		if (state == RESUMING && to != RESUMING) {
			if (!load(exercise, 777, exercise->stream->len) ||
			    !request(exercise, state, to))
				return;
		} else if (!request(exercise, state, to)) {
			return;
		}
		state = to;
		if (state == PRE_COPY || state == STOP_AND_COPY)
			iterate(exercise, state, scrap);
		check_pending(exercise, state);
	}
}

void exercise_revision_1(struct exercise *exercise)
{
	if (!exercise->port->region_read || !exercise->port->region_write) {
		exercise_note(exercise,
			      "the device has no region of revision 1: nothing was tried");
		return;
	}
	if (!reset(exercise))
		return;
	check_registers(exercise);
	check_sequences(exercise);
	/* The stream that the last one left is whole. */
	if (!reset(exercise) || !save(exercise, "22i"))
		return;
	check_table(exercise);
	check_refused(exercise);
	check_failures(exercise);
	check_incomplete(exercise);
	for (guint round = 0; round < exercise->options->rounds; round++)
		walk(exercise);
	reset(exercise);
}
