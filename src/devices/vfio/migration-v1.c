/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Migration, revision 1: the state of a device, and its registers. */
#include "devices/vfio/migration-v1.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/uapi.h"

enum {
	STOPPED = VFIO_DEVICE_STATE_V1_STOP,
	RUNNING = VFIO_DEVICE_STATE_V1_RUNNING,
	STOP_AND_COPY = VFIO_DEVICE_STATE_V1_SAVING,
	PRE_COPY = VFIO_DEVICE_STATE_V1_SAVING | VFIO_DEVICE_STATE_V1_RUNNING,
	RESUMING = VFIO_DEVICE_STATE_V1_RESUMING,
	FAILED = VFIO_DEVICE_STATE_V1_ERROR,
	STATES,
};

struct vfio_migration_v1 {
	struct vfio_migration *migration;
	int memory;
	guint64 offset;
	gsize size;
	guint32 state;                          /* as the program reads it */
	guint resets;                           /* that are known */
	struct vfio_migration_session *session; /* of a saving state, or of RESUMING */
	gboolean has_written;                   /* something of it was loaded */
	int error;                              /* what became of the session; 0: nothing yet */
	/* Data that was read from the session, and that the program has not seen yet. */
	guint8 *ahead;
	gsize n_ahead;
	gboolean is_at_end;    /* and there is no more */
	gboolean is_presented; /* the data section has it */
	gboolean is_delivered; /* the program knows how much it is */
};

struct vfio_migration_v1 *vfio_migration_v1_new(struct vfio_migration *migration, int memory,
						guint64 offset, gsize size)
{
	struct vfio_migration_v1 *v1 = g_new0(struct vfio_migration_v1, 1);

	v1->migration = migration;
	v1->memory = memory;
	v1->offset = offset;
	v1->size = size;
	v1->state = RUNNING;
	v1->resets = vfio_migration_resets(migration);
	v1->ahead = g_malloc(size);
	return v1;
}

void vfio_migration_v1_free(struct vfio_migration_v1 *v1)
{
	if (!v1)
		return;
	vfio_migration_session_unref(v1->session);
	g_free(v1->ahead);
	g_free(v1);
}

guint64 vfio_migration_v1_size(const struct vfio_migration_v1 *v1)
{
	return VFIO_MIGRATION_V1_DATA + v1->size;
}

/* --- Sessions ------------------------------------------------------------------------- */

/* From now on it is this one, or none. */
static void take_session(struct vfio_migration_v1 *v1, struct vfio_migration_session *session)
{
	vfio_migration_session_unref(v1->session);
	v1->session = session;
	v1->has_written = FALSE;
	v1->error = 0;
	v1->n_ahead = 0;
	v1->is_at_end = v1->is_presented = v1->is_delivered = FALSE;
}

/* What the program knows of is its own now, whether or not it asks for more. */
static void acknowledge(struct vfio_migration_v1 *v1)
{
	if (v1->is_delivered)
		v1->n_ahead = 0;
	v1->is_presented = v1->is_delivered = FALSE;
}

/* Reads ahead, unless something is there already. 0 or an errno, which stays. */
static int fill(struct vfio_migration_v1 *v1)
{
	if (v1->n_ahead || v1->is_at_end || v1->error || !v1->session)
		return v1->error;
	while (v1->n_ahead < v1->size) {
		gssize n = vfio_migration_session_read(v1->session, v1->ahead + v1->n_ahead,
						       v1->size - v1->n_ahead);

		v1->is_at_end = n == 0;
		if (n < 0 && n != -ENOMSG)
			v1->error = (int)n;
		if (n <= 0)
			break;
		v1->n_ahead += (gsize)n;
	}
	return v1->error;
}

/* Puts what was read ahead where the program finds it. */
static int present(struct vfio_migration_v1 *v1)
{
	int result = fill(v1);

	if (result || v1->is_presented)
		return result;
	if (pwrite(v1->memory, v1->ahead, v1->n_ahead, (off_t)v1->offset) != (ssize_t)v1->n_ahead)
		return v1->error = -EIO;
	v1->is_presented = TRUE;
	return 0;
}

/* Loads @n bytes of the data section, which the program may change meanwhile. */
static int load(struct vfio_migration_v1 *v1, guint64 n)
{
	gsize done = 0;

	if (v1->error)
		return v1->error;
	if (n > v1->size)
		return -EINVAL;
	if (pread(v1->memory, v1->ahead, n, (off_t)v1->offset) != (ssize_t)n)
		return -EIO;
	while (done < n) {
		gssize result =
			vfio_migration_session_write(v1->session, v1->ahead + done, n - done);

		if (result <= 0) {
			/* To load the rest again would be to load the beginning twice. */
			v1->error = done ? -EIO : 0;
			return result ? (int)result : -EIO;
		}
		done += (gsize)result;
		v1->has_written = TRUE;
	}
	return 0;
}

/* --- States --------------------------------------------------------------------------- */

/* How a state of revision 2 reads: those that have no counterpart run as their neighbours do. */
static const guint8 shown[VFIO_DEVICE_STATE_NR] = {
	[VFIO_DEVICE_STATE_ERROR] = FAILED,      [VFIO_DEVICE_STATE_STOP] = STOPPED,
	[VFIO_DEVICE_STATE_RUNNING] = RUNNING,   [VFIO_DEVICE_STATE_STOP_COPY] = STOP_AND_COPY,
	[VFIO_DEVICE_STATE_RESUMING] = RESUMING, [VFIO_DEVICE_STATE_RUNNING_P2P] = RUNNING,
	[VFIO_DEVICE_STATE_PRE_COPY] = PRE_COPY, [VFIO_DEVICE_STATE_PRE_COPY_P2P] = PRE_COPY,
};

static gboolean has_precopy(const struct vfio_migration_v1 *v1)
{
	return (vfio_migration_flags(v1->migration) & VFIO_MIGRATION_PRE_COPY) != 0;
}

/*
 * What a state is in revision 2.  Revision 1 obliges every device to pre-copy, if only to say that
 * there is nothing: one that cannot just runs.
 */
static guint32 behind(const struct vfio_migration_v1 *v1, guint32 state)
{
	static const guint8 states[] = {
		[STOPPED] = VFIO_DEVICE_STATE_STOP,
		[RUNNING] = VFIO_DEVICE_STATE_RUNNING,
		[STOP_AND_COPY] = VFIO_DEVICE_STATE_STOP_COPY,
		[PRE_COPY] = VFIO_DEVICE_STATE_PRE_COPY,
		[RESUMING] = VFIO_DEVICE_STATE_RESUMING,
	};

	if (state == PRE_COPY && !has_precopy(v1))
		return VFIO_DEVICE_STATE_RUNNING;
	return states[state];
}

/* Learns what was done to the device behind our back: resets, mostly. */
static void look(struct vfio_migration_v1 *v1)
{
	guint32 state = vfio_migration_state(v1->migration);
	guint resets = vfio_migration_resets(v1->migration);

	if (v1->resets == resets && (v1->state == FAILED || behind(v1, v1->state) == state))
		return;
	v1->resets = resets;
	v1->state = shown[state];
	take_session(v1, NULL);
}

/* One request of revision 2. */
static int request(struct vfio_migration_v1 *v1, guint32 state)
{
	struct vfio_migration_session *session;
	int result = vfio_migration_set_state(v1->migration, state, &session);

	if (session)
		take_session(v1, session);
	else if (v1->session && vfio_migration_session_is_over(v1->session))
		take_session(v1, NULL);
	return result;
}

static int go(struct vfio_migration_v1 *v1, guint32 state)
{
	int result = 0;

	/* There is no way between these two in revision 2, but there is one around. */
	if (v1->state == STOP_AND_COPY && state == PRE_COPY) {
		result = request(v1, VFIO_DEVICE_STATE_STOP);
		if (!result)
			result = request(v1, VFIO_DEVICE_STATE_RUNNING);
	}
	return result ? result : request(v1, behind(v1, state));
}

/*
 * No state is left that a program could go on from, but for a reset.  The device may have been
 * left at work on the way, and the program will not stop what it was told has failed.
 */
static void fail(struct vfio_migration_v1 *v1)
{
	if (vfio_migration_state(v1->migration) != VFIO_DEVICE_STATE_ERROR)
		request(v1, VFIO_DEVICE_STATE_STOP);
	v1->state = FAILED;
	take_session(v1, NULL);
}

/*
 * A request failed on its way, and the program is to find the state that it came from.  What was
 * loaded cannot be taken back: such a request is tried once more, and else the device stops.
 */
static int go_back(struct vfio_migration_v1 *v1, guint32 wanted, int error)
{
	guint32 from = behind(v1, v1->state);
	guint32 state = vfio_migration_state(v1->migration);

	if (state == from)
		return error;
	if (state == VFIO_DEVICE_STATE_ERROR) {
		fail(v1);
	} else if (v1->state == RESUMING) {
		if (!request(v1, behind(v1, wanted))) {
			v1->state = wanted;
			return 0;
		}
		fail(v1);
	} else if (request(v1, from)) {
		fail(v1);
	}
	return error;
}

static int set_state(struct vfio_migration_v1 *v1, guint32 state)
{
	int result;

	look(v1);
	vfio_migration_note(v1->migration, "device_state %u -> %u", v1->state, state);
	if (state > RESUMING || v1->state == FAILED)
		return -EINVAL;
	acknowledge(v1);
	if (state == v1->state)
		return 0;
	if (v1->state == RESUMING && !v1->has_written) {
		/* Nothing came: the program has given up, and does not want to hear that. */
		vfio_migration_reset(v1->migration);
		look(v1);
	}
	result = go(v1, state);
	if (result)
		return go_back(v1, state, result);
	v1->state = state;
	return 0;
}

/* --- Registers ------------------------------------------------------------------------ */

static gboolean is_saving(const struct vfio_migration_v1 *v1)
{
	return v1->state == STOP_AND_COPY || v1->state == PRE_COPY;
}

static int read_pending(struct vfio_migration_v1 *v1, guint64 *value)
{
	struct vfio_migration_counts counts;
	int result;

	*value = 0;
	if (!is_saving(v1) || !v1->session)
		return v1->error;
	acknowledge(v1);
	result = fill(v1);
	if (result || !v1->n_ahead)
		return result;
	*value = v1->n_ahead;
	if (v1->is_at_end)
		return 0;
	vfio_migration_count(v1->migration, &counts);
	if (v1->state == STOP_AND_COPY)
		*value += MAX(counts.stop_copy, 1);
	else
		*value += counts.initial + counts.dirty;
	return 0;
}

static int read_register(struct vfio_migration_v1 *v1, guint64 offset, guint64 *value)
{
	look(v1);
	switch (offset) {
	case offsetof(struct vfio_device_migration_info, device_state):
		*value = v1->state;
		return 0;
	case offsetof(struct vfio_device_migration_info, pending_bytes):
		return read_pending(v1, value);
	case offsetof(struct vfio_device_migration_info, data_offset):
		*value = VFIO_MIGRATION_V1_DATA;
		return is_saving(v1) && v1->session ? present(v1) : 0;
	case offsetof(struct vfio_device_migration_info, data_size):
		*value = v1->is_presented ? v1->n_ahead : 0;
		v1->is_delivered = *value != 0;
		return 0;
	default:
		*value = 0;
		return 0;
	}
}

static int write_register(struct vfio_migration_v1 *v1, guint64 offset, guint64 value)
{
	look(v1);
	switch (offset) {
	case offsetof(struct vfio_device_migration_info, device_state):
		return set_state(v1, (guint32)value);
	case offsetof(struct vfio_device_migration_info, reserved):
		return 0;
	case offsetof(struct vfio_device_migration_info, data_size):
		return v1->state == RESUMING && v1->session ? load(v1, value) : -EINVAL;
	default:
		return -EINVAL;
	}
}

/* An access to a register, which may have to wait until the device is free. */
struct access {
	struct vfio_migration_v1 *v1;
	guint64 offset;
	guint64 value; /* of a write */
	void *to;      /* of a read, else NULL; the call's own */
	gsize size;
};

static long do_access(struct vfio_migration *migration, struct unbroken_call *call, void *data)
{
	const struct access *access = data;
	guint64 value = access->value;
	int result;

	(void)migration;
	(void)call;
	if (access->to)
		result = read_register(access->v1, access->offset, &value);
	else
		result = write_register(access->v1, access->offset, value);
	if (!result && access->to)
		memcpy(access->to, &value, access->size);
	return result ? result : (long)access->size;
}

/* The same of one that waited, whose client may be gone, and with it where it reads to. */
static long do_access_later(struct vfio_migration *migration, struct unbroken_call *call,
			    void *data)
{
	const struct access *access = data;

	return access->to && !call ? 0 : do_access(migration, call, data);
}

/* Whether it may have to read from the session. */
static gboolean reads_on(const struct access *access)
{
	const struct vfio_migration_v1 *v1 = access->v1;

	return is_saving(v1) && !v1->n_ahead && !v1->is_at_end &&
	       (access->offset == offsetof(struct vfio_device_migration_info, pending_bytes) ||
		access->offset == offsetof(struct vfio_device_migration_info, data_offset));
}

/* What an access has to wait for. */
static gint64 target_of(const struct access *access)
{
	if (access->to)
		return reads_on(access) ? MIGRATION_FOR_READ : MIGRATION_FOR_NOTHING;
	if (access->offset)
		return MIGRATION_FOR_WRITE;
	if (access->value > RESUMING)
		return MIGRATION_FOR_NOTHING;
	return behind(access->v1, (guint32)access->value);
}

static long enter(const struct access *access, struct unbroken_call *call)
{
	struct vfio_migration *migration = access->v1->migration;

	if (!call)
		return do_access(migration, NULL, (void *)access);
	return vfio_migration_enter(migration, call, target_of(access), do_access_later,
				    g_memdup2(access, sizeof(*access)), g_free);
}

/* Registers are accessed as a whole only. */
static gboolean is_register(guint64 offset, gsize size)
{
	gsize width = offset < offsetof(struct vfio_device_migration_info, pending_bytes) ? 4 : 8;

	return offset < sizeof(struct vfio_device_migration_info) && size == width &&
	       offset % width == 0;
}

static gboolean is_data(const struct vfio_migration_v1 *v1, guint64 offset, gsize size)
{
	guint64 end = vfio_migration_v1_size(v1);

	return offset >= VFIO_MIGRATION_V1_DATA && offset <= end && size <= end - offset;
}

long vfio_migration_v1_read(struct vfio_migration_v1 *v1, struct unbroken_call *call,
			    guint64 offset, void *to, gsize size)
{
	struct access access = { .v1 = v1, .offset = offset, .to = to, .size = size };
	guint64 at = v1->offset + offset - VFIO_MIGRATION_V1_DATA;

	if (is_register(offset, size))
		return enter(&access, call);
	if (!is_data(v1, offset, size))
		return -EINVAL;
	return pread(v1->memory, to, size, (off_t)at) == (ssize_t)size ? (long)size : -EIO;
}

long vfio_migration_v1_write(struct vfio_migration_v1 *v1, struct unbroken_call *call,
			     guint64 offset, const void *from, gsize size)
{
	struct access access = { .v1 = v1, .offset = offset, .size = size };
	guint64 at = v1->offset + offset - VFIO_MIGRATION_V1_DATA;
	guint32 small;

	if (is_register(offset, size)) {
		memcpy(&small, from, sizeof(small));
		access.value = small;
		if (size == sizeof(access.value))
			memcpy(&access.value, from, size);
		return enter(&access, call);
	}
	if (!is_data(v1, offset, size))
		return -EINVAL;
	return pwrite(v1->memory, from, size, (off_t)at) == (ssize_t)size ? (long)size : -EIO;
}
