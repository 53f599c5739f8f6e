/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests of revision 2, and what is promised of each. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define name_of migration_state_name

int exercise_feature(struct exercise *exercise, guint32 flags, gpointer payload, gsize n)
{
	const struct migration_port *port = exercise->port;
	g_autofree guint8 *argument = g_malloc0(sizeof(struct vfio_device_feature) + n);
	struct vfio_device_feature header = { .flags = flags };
	int result;

	header.argsz = (guint32)(sizeof(header) + n);
	memcpy(argument, &header, sizeof(header));
	if (n)
		memcpy(argument + sizeof(header), payload, n);
	result = port->ioctl(port->data, VFIO_DEVICE_FEATURE, argument);
	if (n)
		memcpy(payload, argument + sizeof(header), n);
	return result;
}

int exercise_set(struct exercise *exercise, guint32 state, gint32 *fd)
{
	struct vfio_device_feature_mig_state payload = { state, 0x7ead };
	int result =
		exercise_feature(exercise,
				 VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 &payload, sizeof(payload));

	*fd = -1;
	exercise_check(exercise, payload.device_state == state, RULE_STATE_FIELDS,
		       "SET %s wrote back the state %u", name_of(state), payload.device_state);
	if (result < 0) {
		exercise_check(exercise, payload.data_fd == -1, RULE_STATE_FIELDS,
			       "SET %s that failed with %s wrote back data_fd %d", name_of(state),
			       exercise_result(result), payload.data_fd);
	} else if (exercise_check(exercise, payload.data_fd >= -1 && payload.data_fd != 0x7ead,
				  RULE_STATE_FIELDS, "SET %s wrote back data_fd %d", name_of(state),
				  payload.data_fd)) {
		*fd = payload.data_fd;
	}
	return result;
}

guint32 exercise_get(struct exercise *exercise)
{
	struct vfio_device_feature_mig_state payload = { 0x57a7e, 0x7ead };
	int result =
		exercise_feature(exercise,
				 VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 &payload, sizeof(payload));

	exercise_check(exercise, !result && payload.device_state < EXERCISE_STATES,
		       RULE_FEATURE_OPERATION, "GET of the state is %s, with state %u",
		       exercise_result(result), payload.device_state);
	exercise_check(exercise, payload.data_fd == -1, RULE_STATE_FIELDS,
		       "GET of the state wrote back data_fd %d", payload.data_fd);
	return result ? EXERCISE_STATES : MIN(payload.device_state, EXERCISE_STATES);
}

void exercise_hold(struct exercise *exercise, gint32 fd)
{
	if (exercise->session >= 0)
		exercise->port->close(exercise->port->data, exercise->session);
	exercise->session = fd;
}

gboolean exercise_reset(struct exercise *exercise)
{
	const struct migration_port *port = exercise->port;
	int result = port->ioctl(port->data, VFIO_DEVICE_RESET, NULL);
	guint32 state;

	exercise_hold(exercise, -1);
	state = exercise_get(exercise);
	return exercise_check(exercise, !result && state == VFIO_DEVICE_STATE_RUNNING, RULE_RESET,
			      "VFIO_DEVICE_RESET is %s, and the state is %s",
			      exercise_result(result), name_of(state));
}

gboolean exercise_bring(struct exercise *exercise, guint32 state)
{
	gint32 fd = -1;
	int result;

	if (!exercise_reset(exercise))
		return FALSE;
	if (state == VFIO_DEVICE_STATE_RUNNING)
		return TRUE;
	result = exercise_set(exercise, state, &fd);
	if (!exercise_check(exercise, !result, RULE_STATE_REQUEST, "RUNNING -> %s is %s",
			    name_of(state), exercise_result(result)))
		return FALSE;
	exercise_hold(exercise, fd);
	return TRUE;
}

/* --- Sessions ------------------------------------------------------------------------ */

static gboolean has_session(guint32 state)
{
	return migration_state_is_saving(state) || state == VFIO_DEVICE_STATE_RESUMING;
}

/* What reading (or writing, to what loads) one byte says. */
static gssize touch(struct exercise *exercise, gboolean loads)
{
	const struct migration_port *port = exercise->port;
	guint8 byte = 0;

	return loads ? port->write(port->data, exercise->session, &byte, 1)
		     : port->read(port->data, exercise->session, &byte, 1);
}

static void check_ended(struct exercise *exercise, guint32 from, guint32 to)
{
	gssize result;

	if (exercise->session < 0)
		return;
	result = touch(exercise, from == VFIO_DEVICE_STATE_RESUMING);
	exercise_check(exercise, result == -ENODEV, RULE_SESSION_ENDS,
		       "after %s -> %s the descriptor of the session gives %s, not ENODEV",
		       name_of(from), name_of(to), exercise_result(result));
}

/* No byte is read: the stream is not to have a hole. */
static void check_goes_on(struct exercise *exercise, guint32 from, guint32 to)
{
	const struct migration_port *port = exercise->port;
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	int result;

	if (exercise->session < 0 || to == VFIO_DEVICE_STATE_STOP_COPY)
		return;
	result = port->session_ioctl(port->data, exercise->session, VFIO_MIG_GET_PRECOPY_INFO,
				     &info);
	exercise_check(exercise, !result, RULE_SESSION_GOES_ON,
		       "after %s -> %s the descriptor of the session gives %s", name_of(from),
		       name_of(to), exercise_result(result));
}

/* The request was granted: what became of sessions? */
static void check_session(struct exercise *exercise, guint32 from, guint32 to, gint32 fd)
{
	gboolean goes_on =
		from == to || (migration_state_is_saving(from) && migration_state_is_saving(to));
	gboolean begins = has_session(to) && !goes_on;

	exercise_check(exercise, begins == (fd >= 0), RULE_SESSION_BEGINS,
		       "%s -> %s: data_fd is %s", name_of(from), name_of(to),
		       fd >= 0 ? "a descriptor" : "-1");
	if (goes_on) {
		if (from != to)
			check_goes_on(exercise, from, to);
	} else if (has_session(from)) {
		check_ended(exercise, from, to);
	}
	if (fd >= 0 || !goes_on)
		exercise_hold(exercise, fd);
}

/* --- One request ---------------------------------------------------------------------- */

static void check_refused(struct exercise *exercise, guint32 from, guint32 to, int result)
{
	guint32 state = exercise_get(exercise);

	exercise_check(exercise, result == -EINVAL, RULE_STATE_REFUSED,
		       "%s -> %s (%u) is %s, not EINVAL", name_of(from), name_of(to), to,
		       exercise_result(result));
	exercise_check(exercise, state == from, RULE_STATE_REFUSED,
		       "%s -> %s (%u) is refused, and leaves the state %s", name_of(from),
		       name_of(to), to, name_of(state));
}

gboolean exercise_request(struct exercise *exercise, guint32 from, guint32 to)
{
	guint row = MIN(from, EXERCISE_STATES - 1), column = MIN(to, EXERCISE_STATES - 1);
	struct exercise_coverage *coverage = &exercise->report->coverage[row][column];
	enum rule rule = from == to ? RULE_STATE_SAME : RULE_STATE_REQUEST;
	guint32 next, state;
	gboolean wanted = !migration_next_state(from, to, exercise->flags, &next);
	gint32 fd;
	int result = exercise_set(exercise, to, &fd);

	coverage->asked += to < EXERCISE_STATES;
	if (!wanted) {
		coverage->refused += to < EXERCISE_STATES && result < 0;
		check_refused(exercise, from, to, result);
		if (fd >= 0)
			exercise_hold(exercise, fd);
		return FALSE;
	}
	exercise_check(exercise, !result, rule, "%s -> %s is %s", name_of(from), name_of(to),
		       exercise_result(result));
	state = exercise_get(exercise);
	exercise_check(exercise, result || state == to, rule, "%s -> %s leaves the state %s",
		       name_of(from), name_of(to), name_of(state));
	if (result)
		return FALSE;
	coverage->done++;
	check_session(exercise, from, to, fd);
	return state == to;
}
