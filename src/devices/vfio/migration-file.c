/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The descriptor of a session, as a client sees it. */
#include <errno.h>
#include <poll.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/uapi.h"

/* --- Reads and writes that are delayed ---------------------------------------------- */

struct transfer {
	struct vfio_migration_session *session;
	struct unbroken_call *call;
	struct unbroken_device *host;
	void *bytes; /* the call's own of a read; ours of a write */
	gsize size;
	guint32 timer;
};

static void transfer_free(struct transfer *transfer)
{
	if (transfer->session->loads)
		g_free(transfer->bytes);
	vfio_migration_session_unref(transfer->session);
	g_free(transfer);
}

static void transfer_now(void *data)
{
	struct transfer *transfer = data;
	struct vfio_migration_session *session = transfer->session;
	gssize result;

	if (session->loads)
		result = vfio_migration_session_write(session, transfer->bytes, transfer->size);
	else
		result = vfio_migration_session_read(session, transfer->bytes, transfer->size);
	unbroken_call_finish(transfer->call, result);
	transfer_free(transfer);
}

static void transfer_cancel(struct unbroken_call *call, void *data)
{
	struct transfer *transfer = data;

	(void)call;
	unbroken_device_cancel(transfer->host, transfer->timer);
	transfer_free(transfer);
}

/* What the next transfer of @session is delayed by. */
static guint32 delay_of(const struct vfio_migration_session *session)
{
	const struct vfio_migration *migration = session->migration;

	if (session->is_over || !migration || !migration->host)
		return 0;
	return migration_faults_delay(migration->faults,
				      session->loads ? MIGRATION_WRITE : MIGRATION_READ, 0, 0);
}

static long transfer_later(struct vfio_migration_session *session, struct unbroken_call *call,
			   void *bytes, gsize size, guint32 delay)
{
	struct transfer *transfer;
	struct migration_fault seen;

	if (unbroken_file_is_nonblocking(unbroken_call_file(call))) {
		migration_faults_strike(session->migration->faults,
					session->loads ? MIGRATION_WRITE : MIGRATION_READ, 0, 0,
					&seen);
		return -EAGAIN;
	}
	transfer = g_new0(struct transfer, 1);
	transfer->session = vfio_migration_session_ref(session);
	transfer->call = call;
	transfer->host = session->migration->host;
	transfer->bytes = session->loads ? g_memdup2(bytes, size) : bytes;
	transfer->size = size;
	transfer->timer = unbroken_device_after(transfer->host, delay, transfer_now, transfer);
	unbroken_call_on_cancel(call, transfer_cancel, transfer);
	return UNBROKEN_LATER;
}

/* --- Operations ------------------------------------------------------------------------ */

static struct vfio_migration_session *session_of(const struct unbroken_call *call)
{
	return unbroken_file_data(unbroken_call_file(call));
}

static long data_read(struct unbroken_call *call, void *to, size_t size, int64_t offset)
{
	struct vfio_migration_session *session = session_of(call);
	guint32 delay = session->loads ? 0 : delay_of(session);

	(void)offset;
	if (delay)
		return transfer_later(session, call, to, size, delay);
	return vfio_migration_session_read(session, to, size);
}

static long data_write(struct unbroken_call *call, const void *from, size_t size, int64_t offset)
{
	struct vfio_migration_session *session = session_of(call);
	guint32 delay = session->loads ? delay_of(session) : 0;

	(void)offset;
	if (delay)
		return transfer_later(session, call, (void *)from, size, delay);
	return vfio_migration_session_write(session, from, size);
}

static gboolean is_precopy(guint32 state)
{
	return state == VFIO_DEVICE_STATE_PRE_COPY || state == VFIO_DEVICE_STATE_PRE_COPY_P2P;
}

/* A client that did not say that it knows flags gets back what it gave, as kernels have it. */
static void fill_precopy_info(struct vfio_migration *migration, struct vfio_precopy_info *info)
{
	struct vfio_migration_counts counts;

	vfio_migration_count(migration, &counts);
	info->initial_bytes = counts.initial;
	info->dirty_bytes = counts.dirty;
	if (migration->wants_precopy_2)
		info->flags = counts.reinit ? VFIO_PRECOPY_INFO_REINIT : 0;
}

static long get_precopy_info(struct unbroken_call *call, void *argument, size_t size)
{
	struct vfio_migration_session *session = session_of(call);
	guint64 address = unbroken_call_value(call);
	struct vfio_precopy_info info;

	(void)argument;
	(void)size;
	if (session->loads || !session->migration ||
	    !(session->migration->config.flags & VFIO_MIGRATION_PRE_COPY))
		return -ENOTTY;
	if (unbroken_call_read(call, address, &info, sizeof(info)))
		return -EFAULT;
	if (info.argsz < sizeof(info) || !is_precopy(session->migration->state))
		return -EINVAL;
	if (session->is_over)
		return -ENODEV;
	fill_precopy_info(session->migration, &info);
	return unbroken_call_write(call, address, &info, sizeof(info));
}

static void data_close(struct unbroken_file *file)
{
	struct vfio_migration_session *session = unbroken_file_data(file);

	session->file = NULL;
	session->is_open = FALSE;
	vfio_migration_session_unref(session);
}

/* The size is in the argument, and what is wrong with it is told in an order of its own. */
static const struct unbroken_command commands[] = {
	{
		.number = VFIO_MIG_GET_PRECOPY_INFO,
		.rule = UNBROKEN_SIZE_VALUE,
		.name = "VFIO_MIG_GET_PRECOPY_INFO",
		.run = get_precopy_info,
	},
};

static const struct unbroken_file_operations data_operations = {
	.size = sizeof(struct unbroken_file_operations),
	.name = "vfio-migration",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.read = data_read,
	.write = data_write,
	.close = data_close,
};

void vfio_migration_session_tell(const struct vfio_migration_session *session)
{
	guint32 events = session->loads ? POLLOUT : POLLIN;

	if (session->file)
		unbroken_file_set_ready(session->file,
					session->is_over ? events | POLLRDHUP : events);
}

long vfio_migration_session_open(struct vfio_migration_session *session, struct unbroken_call *call)
{
	guint32 flags = UNBROKEN_FILE_STREAM | UNBROKEN_FILE_CLOEXEC |
			(session->loads ? UNBROKEN_FILE_WRITE : UNBROKEN_FILE_READ);
	long descriptor;

	vfio_migration_session_ref(session);
	session->is_open = TRUE;
	descriptor = unbroken_call_open(call, &data_operations, session, -1, flags);
	if (descriptor >= 0) {
		session->file = unbroken_call_find_file(call, (int)descriptor);
		vfio_migration_session_tell(session);
	} else if (session->is_open) {
		session->is_open = FALSE; /* it is not known to whom it was not given */
		vfio_migration_session_unref(session);
	}
	return descriptor;
}
