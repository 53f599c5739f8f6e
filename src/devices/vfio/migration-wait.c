/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that wait: for the end of a delay, or for a call before them that waits for one.  A kernel
 * holds a lock meanwhile.
 */
#include <errno.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/migration-states.h"

struct waiting {
	struct unbroken_call *call; /* NULL: the client is gone, and the device goes on */
	gint64 target;
	migration_run run;
	void *data;
	GDestroyNotify free_data;
};

static void waiting_free(struct waiting *waiting)
{
	if (waiting->free_data)
		waiting->free_data(waiting->data);
	g_free(waiting);
}

/* What all arcs on the way to @target, or a transfer, are delayed by. */
static guint32 delay_to(const struct vfio_migration *migration, gint64 target)
{
	guint32 state = migration->state;
	guint32 next;
	guint32 delay = 0;

	if (target == MIGRATION_FOR_READ || target == MIGRATION_FOR_WRITE)
		return migration_faults_delay(migration->faults,
					      target == MIGRATION_FOR_READ ? MIGRATION_READ
									   : MIGRATION_WRITE,
					      0, 0);
	while (target >= 0 && target != state &&
	       !migration_next_state(state, (guint32)target, migration->config.flags, &next)) {
		delay += migration_faults_delay(migration->faults, MIGRATION_ARC, state, next);
		state = next;
	}
	return delay;
}

static void complete_first(struct vfio_migration *migration)
{
	struct waiting *waiting = g_queue_pop_head(&migration->waiting);
	long result;

	migration->is_entered = TRUE;
	result = waiting->run(migration, waiting->call, waiting->data);
	migration->is_entered = FALSE;
	vfio_migration_settle(migration);
	if (waiting->call)
		unbroken_call_finish(waiting->call, result);
	waiting_free(waiting);
}

static void go_on(void *data);

/* Has the first call wait as long as it is to; FALSE: it need not. */
static gboolean delay_first(struct vfio_migration *migration)
{
	const struct waiting *first = g_queue_peek_head(&migration->waiting);
	guint32 delay = first ? delay_to(migration, first->target) : 0;

	migration->timer = 0;
	if (delay)
		migration->timer = unbroken_device_after(migration->host, delay, go_on, migration);
	return delay != 0;
}

static void go_on(void *data)
{
	struct vfio_migration *migration = data;

	complete_first(migration);
	while (!g_queue_is_empty(&migration->waiting) && !delay_first(migration))
		complete_first(migration);
}

static void lose_call(struct unbroken_call *call, void *data)
{
	struct waiting *waiting = data;

	(void)call;
	waiting->call = NULL;
}

long vfio_migration_enter(struct vfio_migration *migration, struct unbroken_call *call,
			  gint64 target, migration_run run, void *data, GDestroyNotify free_data)
{
	struct waiting *waiting = g_new0(struct waiting, 1);
	gboolean is_first = g_queue_is_empty(&migration->waiting);
	long result;

	*waiting = (struct waiting){ call, target, run, data, free_data };
	g_queue_push_tail(&migration->waiting, waiting);
	if (call && migration->host && (!is_first || delay_first(migration))) {
		unbroken_call_on_cancel(call, lose_call, waiting);
		return UNBROKEN_LATER;
	}
	g_queue_pop_tail(&migration->waiting);
	result = run(migration, call, data);
	waiting_free(waiting);
	return result;
}

void vfio_migration_drop_waiting(struct vfio_migration *migration)
{
	struct waiting *waiting;

	if (migration->timer)
		unbroken_device_cancel(migration->host, migration->timer);
	migration->timer = 0;
	while ((waiting = g_queue_pop_head(&migration->waiting))) {
		if (waiting->call)
			unbroken_call_finish(waiting->call, -ENODEV);
		waiting_free(waiting);
	}
}
