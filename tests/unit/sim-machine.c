/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sim-machine.h"

#include "devices/vfio/migration-states.h"

void machine_init(struct machine *machine, guint64 flags)
{
	struct vfio_migration_config config = vfio_migration_config_full(flags);

	machine->host = fake_host_new();
	machine->device = sim_device_new(7);
	machine->log = vfio_dirty_log_new();
	machine->migration = vfio_migration_new(&sim_operations, machine->device, &config,
						machine->log, machine->host);
}

void machine_clear(struct machine *machine)
{
	vfio_migration_free(machine->migration);
	vfio_dirty_log_free(machine->log);
	sim_device_free(machine->device);
	fake_host_free(machine->host);
}

void machine_add_fault(struct machine *machine, const char *text)
{
	g_autoptr(GError) error = NULL;

	migration_faults_parse(vfio_migration_faults(machine->migration), text, &error);
	g_assert_no_error(error);
}

long machine_feature(struct machine *machine, void *argument)
{
	guint64 address = (guint64)(guintptr)argument;
	struct unbroken_call *call = fake_call_new(machine->host, -1, address);

	return fake_call_end(call, vfio_migration_feature(machine->migration, call, address));
}

/* *fd may be NULL; -1: none was given. */
long machine_set(struct machine *machine, guint32 state, gint32 *fd)
{
	struct state_argument argument = { sizeof(argument),
					   VFIO_DEVICE_FEATURE_SET |
						   VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
					   state, 12345 };
	long result = machine_feature(machine, &argument);

	g_assert_cmpuint(argument.state, ==, state);
	if (fd)
		*fd = argument.fd;
	else if (!result)
		g_assert_cmpint(argument.fd, ==, -1);
	return result;
}

guint32 machine_get(struct machine *machine)
{
	struct state_argument argument = { sizeof(argument),
					   VFIO_DEVICE_FEATURE_GET |
						   VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
					   77, 77 };

	g_assert_cmpint(machine_feature(machine, &argument), ==, 0);
	g_assert_cmpint(argument.fd, ==, -1);
	return argument.state;
}

/* What a device that is in @state does. */
static enum vfio_activity activity_in(guint32 state)
{
	switch (state) {
	case RUNNING:
	case PRE_COPY:
		return VFIO_ACTIVITY_RUNNING;
	case RUNNING_P2P:
	case PRE_COPY_P2P:
		return VFIO_ACTIVITY_QUIESCED;
	default:
		return VFIO_ACTIVITY_STOPPED;
	}
}

/* What is true in every state, whatever led to it. */
void machine_check(const struct machine *machine)
{
	guint32 state = vfio_migration_state(machine->migration);
	const struct sim_device *device = machine->device;

	if (state == VFIO_DEVICE_STATE_ERROR)
		return;
	g_assert_cmpint(device->activity, ==, activity_in(state));
	g_assert_cmpint(device->saves, ==, migration_state_is_saving(state));
	g_assert_cmpint(device->loads, ==, state == RESUMING);
}

/* Reads at most @most bytes in pieces of @piece. */
gssize machine_read(struct machine *machine, int fd, GByteArray *stream, gsize piece, gsize most)
{
	g_autofree guint8 *buffer = g_malloc(piece);
	gsize done = 0;
	long n = 1;

	while (n > 0 && done < most) {
		n = fake_read(machine->host, fd, buffer, MIN(piece, most - done));
		if (n > 0)
			g_byte_array_append(stream, buffer, (guint)n);
		done += (gsize)MAX(n, 0);
	}
	return n < 0 ? n : (gssize)done;
}

gboolean machine_write(struct machine *machine, int fd, const GByteArray *stream, gsize piece)
{
	for (gsize at = 0; at < stream->len;) {
		long n = fake_write(machine->host, fd, stream->data + at,
				    MIN(piece, stream->len - at));

		if (n <= 0)
			return FALSE;
		at += (gsize)n;
	}
	return TRUE;
}
