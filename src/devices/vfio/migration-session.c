/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions: the stream of a device that saves, or loads, its state. */
#include <errno.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/uapi.h"

struct vfio_migration_session *vfio_migration_session_new(struct vfio_migration *migration,
							  gboolean loads)
{
	struct vfio_migration_session *session = g_new0(struct vfio_migration_session, 1);

	session->references = 1;
	session->migration = migration;
	session->loads = loads;
	g_ptr_array_add(migration->sessions, session);
	return session;
}

struct vfio_migration_session *vfio_migration_session_ref(struct vfio_migration_session *session)
{
	session->references++;
	return session;
}

void vfio_migration_session_unref(struct vfio_migration_session *session)
{
	if (!session || --session->references)
		return;
	if (session->migration)
		g_ptr_array_remove_fast(session->migration->sessions, session);
	g_free(session);
}

void vfio_migration_session_end(struct vfio_migration_session *session)
{
	session->is_over = TRUE;
	vfio_migration_session_tell(session);
}

gboolean vfio_migration_session_is_over(const struct vfio_migration_session *session)
{
	return session->is_over;
}

/* Whether the session can do that now: 0, or an errno.  *size shrinks to what a fault leaves. */
static int enter(const struct vfio_migration_session *session, gboolean loads, gsize *size)
{
	struct migration_fault fault;

	if (session->loads != loads)
		return -EBADF;
	if (session->is_over || !session->migration)
		return -ENODEV;
	migration_faults_strike(session->migration->faults,
				loads ? MIGRATION_WRITE : MIGRATION_READ, 0, 0, &fault);
	if (fault.breaks)
		session->migration->is_broken = TRUE;
	if (fault.cut)
		*size = MIN(*size, fault.cut);
	return -fault.error;
}

gssize vfio_migration_session_read(struct vfio_migration_session *session, void *to, gsize size)
{
	struct vfio_migration *migration = session->migration;
	gssize result;

	if (!size && !session->loads && !session->is_over)
		return 0;
	result = enter(session, FALSE, &size);
	if (result || session->is_at_end)
		return result;
	result = migration->operations->save(migration->device, to, size);
	if (result)
		return result;
	if (migration->state != VFIO_DEVICE_STATE_STOP_COPY)
		return -ENOMSG;
	session->is_at_end = TRUE;
	return 0;
}

gssize vfio_migration_session_write(struct vfio_migration_session *session, const void *from,
				    gsize size)
{
	struct vfio_migration *migration = session->migration;
	gssize result;

	if (!size && session->loads && !session->is_over)
		return 0;
	result = enter(session, TRUE, &size);
	if (result)
		return result;
	result = migration->operations->load(migration->device, from, size);
	if (result < 0)
		session->is_spoilt = TRUE;
	return result;
}
