/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Migration, revision 2: the state of a device, and what moves it. */
#include "devices/vfio/migration.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"

struct vfio_migration_config vfio_migration_config_full(guint64 flags)
{
	return (struct vfio_migration_config){
		.flags = flags,
		.has_logging = TRUE,
		.has_data_size = TRUE,
		.has_precopy_2 = TRUE,
	};
}

struct vfio_migration *vfio_migration_new(const struct vfio_migration_operations *operations,
					  void *data, const struct vfio_migration_config *config,
					  struct vfio_dirty_log *log, struct unbroken_device *host)
{
	struct vfio_migration *migration = g_new0(struct vfio_migration, 1);

	migration->operations = operations;
	migration->device = data;
	migration->config = *config;
	migration->log = log;
	migration->host = host;
	migration->faults = migration_faults_new();
	migration->state = VFIO_DEVICE_STATE_RUNNING;
	migration->sessions = g_ptr_array_new();
	g_queue_init(&migration->waiting);
	return migration;
}

/* The session that goes on, if there is one, ends. */
static void end_session(struct vfio_migration *migration)
{
	struct vfio_migration_session *session = g_steal_pointer(&migration->session);

	if (session)
		vfio_migration_session_end(session);
	vfio_migration_session_unref(session);
}

void vfio_migration_free(struct vfio_migration *migration)
{
	if (!migration)
		return;
	vfio_migration_drop_waiting(migration);
	end_session(migration);
	for (guint i = 0; i < migration->sessions->len; i++) {
		struct vfio_migration_session *session = migration->sessions->pdata[i];

		session->migration = NULL;
	}
	g_ptr_array_unref(migration->sessions);
	migration_faults_free(migration->faults);
	g_free(migration);
}

guint32 vfio_migration_state(const struct vfio_migration *migration)
{
	return migration->state;
}

guint64 vfio_migration_flags(const struct vfio_migration *migration)
{
	return migration->config.flags;
}

guint vfio_migration_resets(const struct vfio_migration *migration)
{
	return migration->resets;
}

struct migration_faults *vfio_migration_faults(struct vfio_migration *migration)
{
	return migration->faults;
}

void vfio_migration_count(struct vfio_migration *migration, struct vfio_migration_counts *counts)
{
	*counts = (struct vfio_migration_counts){ 0 };
	if (migration->operations->count)
		migration->operations->count(migration->device, counts);
}

void vfio_migration_note(const struct vfio_migration *migration, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	if (!migration->host || !migration->config.name)
		return;
	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	unbroken_device_note(migration->host, "%s %s", migration->config.name, text);
}

/* --- Arcs ------------------------------------------------------------------------- */

static int end_load(struct vfio_migration *migration)
{
	/* What the device refused is missing, whatever it makes of the rest. */
	if (migration->session && migration->session->is_spoilt)
		return -EINVAL;
	return migration->operations->end_load(migration->device);
}

static int do_step(struct vfio_migration *migration, enum migration_step step)
{
	const struct vfio_migration_operations *operations = migration->operations;
	void *device = migration->device;

	switch (step) {
	case MIGRATION_STOP:
		return operations->set_activity(device, VFIO_ACTIVITY_STOPPED);
	case MIGRATION_QUIESCE:
		return operations->set_activity(device, VFIO_ACTIVITY_QUIESCED);
	case MIGRATION_RUN:
		return operations->set_activity(device, VFIO_ACTIVITY_RUNNING);
	case MIGRATION_BEGIN_SAVE:
	case MIGRATION_BEGIN_PRECOPY:
		return operations->begin_save(device, step == MIGRATION_BEGIN_PRECOPY);
	case MIGRATION_END_SAVE:
		operations->end_save(device);
		return 0;
	case MIGRATION_BEGIN_LOAD:
		return operations->begin_load(device);
	case MIGRATION_END_LOAD:
		return end_load(migration);
	}
	g_assert_not_reached();
}

static void change_session(struct vfio_migration *migration, enum migration_step step)
{
	gboolean saves = step == MIGRATION_BEGIN_SAVE || step == MIGRATION_BEGIN_PRECOPY;

	if (saves || step == MIGRATION_BEGIN_LOAD)
		migration->session = vfio_migration_session_new(migration, !saves);
	else if (step == MIGRATION_END_SAVE || step == MIGRATION_END_LOAD)
		end_session(migration);
}

/* The device is what nobody knows, until it is reset. */
static void give_up(struct vfio_migration *migration)
{
	migration->state = VFIO_DEVICE_STATE_ERROR;
	migration->is_broken = FALSE;
	end_session(migration);
}

static void note_arc(const struct vfio_migration *migration, const struct migration_arc *arc,
		     int result)
{
	vfio_migration_note(migration, "%s -> %s%s%s", migration_state_name(arc->from),
			    migration_state_name(arc->to), result < 0 ? ": " : "",
			    result < 0 ? strerrorname_np(-result) : "");
}

static int move(struct vfio_migration *migration, const struct migration_arc *arc)
{
	struct migration_fault fault;
	int result;

	migration_faults_strike(migration->faults, MIGRATION_ARC, arc->from, arc->to, &fault);
	migration->is_broken |= fault.breaks;
	result = -fault.error;
	if (!result)
		result = migration->is_broken ? -EIO : do_step(migration, arc->step);
	note_arc(migration, arc, result);
	if (result < 0) {
		if (migration->is_broken)
			give_up(migration);
		return result;
	}
	change_session(migration, arc->step);
	migration->state = arc->to;
	return 0;
}

static int move_towards(struct vfio_migration *migration, guint32 target)
{
	guint64 flags = migration->config.flags;
	guint32 next;
	int result = migration_next_state(migration->state, target, flags, &next);

	return result ? result : move(migration, migration_arc_find(migration->state, next, flags));
}

int vfio_migration_set_state(struct vfio_migration *migration, guint32 target,
			     struct vfio_migration_session **session)
{
	const struct vfio_migration_session *before = migration->session;
	int result = 0;

	if (session)
		*session = NULL;
	if (migration->is_moving)
		return -EBUSY;
	migration->is_moving = TRUE;
	while (!result && migration->state != target)
		result = move_towards(migration, target);
	migration->is_moving = FALSE;
	if (session && !result && migration->session && migration->session != before)
		*session = vfio_migration_session_ref(migration->session);
	if (migration->has_to_reset)
		vfio_migration_settle(migration);
	return result;
}

/* --- Reset ---------------------------------------------------------------------------- */

static void reset_now(struct vfio_migration *migration)
{
	migration->has_to_reset = FALSE;
	migration->is_broken = FALSE;
	end_session(migration);
	migration->operations->reset(migration->device);
	migration->state = VFIO_DEVICE_STATE_RUNNING;
	migration->resets++;
	vfio_migration_note(migration, "reset");
}

void vfio_migration_settle(struct vfio_migration *migration)
{
	if (migration->has_to_reset && !migration->is_moving)
		reset_now(migration);
}

void vfio_migration_reset(struct vfio_migration *migration)
{
	gboolean others = !migration->is_entered && !g_queue_is_empty(&migration->waiting);

	if (migration->is_moving || others)
		migration->has_to_reset = TRUE;
	else
		reset_now(migration);
}

void vfio_migration_close(struct vfio_migration *migration)
{
	vfio_migration_drop_waiting(migration);
	reset_now(migration);
	migration->wants_precopy_2 = FALSE;
	if (migration->log)
		vfio_dirty_log_stop(migration->log, DIRTY_VIEW_DEVICE);
}

void vfio_migration_break(struct vfio_migration *migration)
{
	migration->is_broken = TRUE;
}
