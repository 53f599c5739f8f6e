/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The test device: registers, memory, and what it does about interrupts. */
#include "devices/vfio/test-device-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* --- Registers: one table for reading, writing and migrating --- */

enum access {
	FIXED,    /* what it is made of: the member is not used */
	READ,     /* writes are ignored */
	STORE,    /* holds what is written */
	SETTING,  /* the same, as long as no command is under way */
	TRIGGER,  /* a write does something; bytes that are not written count as 0 */
	INTERNAL, /* no register */
};

struct register_info {
	guint16 offset; /* in BAR 0 */
	guint8 size;
	guint8 access;
	guint16 member; /* in struct test_state */
	void (*written)(struct test_device *device, guint64 value);
};

static void write_control(struct test_device *device, guint64 value)
{
	if (value & TEST_CONTROL_RESET) {
		test_device_clear(device);
		return;
	}
	device->state.control = value & TEST_CONTROL_ENABLE;
	test_device_go_on(device);
}

static void write_interrupt_status(struct test_device *device, guint64 value)
{
	device->state.interrupt_status &= ~value;
	device->state.unsent &= ~value;
	device->bus.changed(device->bus.data);
}

static void write_interrupt_mask(struct test_device *device, guint64 value)
{
	const guint32 opened = value & ~device->state.interrupt_mask;

	device->state.interrupt_mask = value;
	test_device_cause(device, opened & device->state.interrupt_status);
}

static void write_doorbell(struct test_device *device, guint64 value G_GNUC_UNUSED)
{
	device->state.doorbells++;
	test_device_cause(device, TEST_CAUSE_DOORBELL);
}

static void write_command(struct test_device *device, guint64 value)
{
	if (value == TEST_COMMAND_ABORT)
		device->state.status &= ~TEST_STATUS_BUSY;
	if (value == TEST_COMMAND_ABORT || device->state.status & TEST_STATUS_BUSY)
		return;
	device->state.command = value;
	test_device_begin(device);
}

#define MEMBER(name)  offsetof(struct test_state, name)
#define SIZE_OF(name) sizeof(((struct test_state *)NULL)->name)
#define REGISTER(at, access, name, written)                      \
	{                                                        \
		at, SIZE_OF(name), access, MEMBER(name), written \
	}

static const struct register_info registers[] = {
	{ TEST_ID, 4, FIXED, 0, NULL },
	{ TEST_VERSION, 4, FIXED, 0, NULL },
	REGISTER(TEST_CONTROL, TRIGGER, control, write_control),
	REGISTER(TEST_STATUS, READ, status, NULL),
	REGISTER(TEST_INTERRUPT_STATUS, TRIGGER, interrupt_status, write_interrupt_status),
	REGISTER(TEST_INTERRUPT_MASK, TRIGGER, interrupt_mask, write_interrupt_mask),
	{ TEST_DOORBELL, 4, FIXED, 0, write_doorbell },
	REGISTER(TEST_DOORBELLS, READ, doorbells, NULL),
	REGISTER(TEST_IOVA_64, SETTING, iova, NULL),
	REGISTER(TEST_OFFSET_64, SETTING, offset, NULL),
	REGISTER(TEST_LENGTH_64, SETTING, length, NULL),
	REGISTER(TEST_COMMAND, TRIGGER, command, write_command),
	REGISTER(TEST_RATE, STORE, rate, NULL),
	REGISTER(TEST_DONE_64, READ, done, NULL),
	REGISTER(TEST_PASS, READ, pass, NULL),
	REGISTER(TEST_FAULTS, READ, faults, NULL),
	REGISTER(TEST_FAULT_IOVA_64, READ, fault_iova, NULL),
	REGISTER(TEST_CHECKSUM_64, READ, checksum, NULL),
	REGISTER(TEST_PATTERN_64, SETTING, pattern, NULL),
	REGISTER(TEST_WORK_64, READ, work, NULL),
	{ TEST_MEMORY_SIZE_64, 8, FIXED, 0, NULL },
	REGISTER(TEST_SCRATCH_64, STORE, scratch[0], NULL),
	REGISTER(TEST_SCRATCH_64 + 8, STORE, scratch[1], NULL),
	REGISTER(TEST_SCRATCH_64 + 16, STORE, scratch[2], NULL),
	REGISTER(TEST_SCRATCH_64 + 24, STORE, scratch[3], NULL),
	REGISTER(0, INTERNAL, unsent, NULL),
};

static guint64 get_member(const struct test_state *state, const struct register_info *info)
{
	const char *member = (const char *)state + info->member;

	return info->size == 4 ? *(const guint32 *)member : *(const guint64 *)member;
}

static void set_member(struct test_state *state, const struct register_info *info, guint64 value)
{
	char *member = (char *)state + info->member;

	if (info->size == 4)
		*(guint32 *)member = value;
	else
		*(guint64 *)member = value;
}

static guint64 get_fixed(const struct test_device *device, const struct register_info *info)
{
	switch (info->offset) {
	case TEST_ID:
		return TEST_ID_VALUE;
	case TEST_VERSION:
		return TEST_VERSION_VALUE;
	case TEST_MEMORY_SIZE_64:
		return device->memory_size;
	default:
		return 0;
	}
}

static guint64 get_register(const struct test_device *device, const struct register_info *info)
{
	return info->access == FIXED ? get_fixed(device, info) : get_member(&device->state, info);
}

static void put_register(struct test_device *device, const struct register_info *info,
			 guint64 value)
{
	const gboolean busy = device->state.status & TEST_STATUS_BUSY;

	if (info->written)
		info->written(device, value);
	else if (info->access == STORE || (info->access == SETTING && !busy))
		set_member(&device->state, info, value);
}

/* The bytes that [@offset, @offset + @size) and a register have in common. */
static gboolean overlap(const struct register_info *info, guint offset, gsize size, guint *from,
			guint *to)
{
	*from = MAX(offset, info->offset);
	*to = MIN(offset + size, (gsize)info->offset + info->size);
	return info->access != INTERNAL && *from < *to;
}

void test_device_read(struct test_device *device, guint offset, void *to, gsize size)
{
	guint8 *bytes = to;
	guint first, end;

	memset(to, 0, size);
	for (guint i = 0; i < G_N_ELEMENTS(registers); i++) {
		const struct register_info *info = &registers[i];

		if (!overlap(info, offset, size, &first, &end))
			continue;
		for (guint at = first; at < end; at++)
			bytes[at - offset] = get_register(device, info) >> 8 * (at - info->offset);
	}
}

/* A register that is written in part keeps the rest, unless the write itself is what counts. */
void test_device_write(struct test_device *device, guint offset, const void *from, gsize size)
{
	const guint8 *bytes = from;
	guint first, end;

	for (guint i = 0; i < G_N_ELEMENTS(registers); i++) {
		const struct register_info *info = &registers[i];
		guint64 value = info->written ? 0 : get_register(device, info);

		if (!overlap(info, offset, size, &first, &end))
			continue;
		for (guint at = first; at < end; at++) {
			const guint shift = 8 * (at - info->offset);

			value &= ~((guint64)0xff << shift);
			value |= (guint64)bytes[at - offset] << shift;
		}
		put_register(device, info, value);
	}
}

/* --- State, as it is saved --- */

/* The @n-th entry of the table that is part of the state. */
static const struct register_info *value_info(guint n)
{
	for (guint i = 0; i < G_N_ELEMENTS(registers); i++) {
		if (registers[i].access != FIXED && !n--)
			return &registers[i];
	}
	g_assert_not_reached();
}

guint test_state_n_values(void)
{
	guint n = 0;

	for (guint i = 0; i < G_N_ELEMENTS(registers); i++)
		n += registers[i].access != FIXED;
	return n;
}

guint64 test_state_get(const struct test_state *state, guint n)
{
	return get_member(state, value_info(n));
}

void test_state_set(struct test_state *state, guint n, guint64 value)
{
	set_member(state, value_info(n), value);
}

/* --- Interrupts --- */

gboolean test_device_is_pending(const struct test_device *device)
{
	return device->activity != VFIO_ACTIVITY_STOPPED &&
	       config_space_allows_intx(device->bus.config) &&
	       device->state.interrupt_status & device->state.interrupt_mask;
}

void test_device_send(struct test_device *device)
{
	guint32 causes = device->state.unsent & device->state.interrupt_mask;

	device->state.unsent = 0;
	for (; causes; causes &= causes - 1)
		device->bus.raise(device->bus.data, __builtin_ctz(causes));
	device->bus.changed(device->bus.data);
}

void test_device_cause(struct test_device *device, guint32 causes)
{
	device->state.interrupt_status |= causes;
	device->state.unsent |= causes;
	if (device->activity != VFIO_ACTIVITY_STOPPED)
		test_device_send(device);
}

void test_device_reconsider(struct test_device *device)
{
	device->bus.changed(device->bus.data);
}

/* --- Memory --- */

int test_device_read_memory(struct test_device *device, guint64 offset, void *to, gsize size)
{
	gssize n = pread(device->memory, to, size, device->memory_offset + offset);

	return n == (gssize)size ? 0 : -EIO;
}

int test_device_write_memory(struct test_device *device, guint64 offset, const void *from,
			     gsize size)
{
	gssize n = pwrite(device->memory, from, size, device->memory_offset + offset);

	vfio_dirty_log_mark(device->written, offset, size);
	return n == (gssize)size ? 0 : -EIO;
}

/* --- Life --- */

struct test_device *test_device_new(const struct test_device_bus *bus, int memory, guint64 offset,
				    guint64 size)
{
	struct test_device *device = g_new0(struct test_device, 1);

	device->bus = *bus;
	device->memory = memory;
	device->memory_offset = offset;
	device->memory_size = size;
	device->activity = VFIO_ACTIVITY_RUNNING;
	device->written = vfio_dirty_log_new();
	return device;
}

void test_device_free(struct test_device *device)
{
	if (!device)
		return;
	test_device_halt(device);
	test_device_end_save(device);
	test_device_drop_load(device);
	vfio_dirty_log_free(device->written);
	g_free(device);
}

void test_device_clear(struct test_device *device)
{
	test_device_halt(device);
	memset(&device->state, 0, sizeof(device->state));
	/* Where holes cannot be made the memory stays as it is, which a device's may. */
	if (fallocate(device->memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      device->memory_offset, device->memory_size))
		unbroken_device_note(device->bus.host, "The memory of the device was not cleared");
	vfio_dirty_log_mark(device->written, 0, device->memory_size);
	device->bus.changed(device->bus.data);
}

static void reset(void *data)
{
	struct test_device *device = data;

	test_device_end_save(device);
	test_device_drop_load(device);
	device->activity = VFIO_ACTIVITY_RUNNING;
	test_device_clear(device);
}

static int set_activity(void *data, enum vfio_activity activity)
{
	struct test_device *device = data;

	device->activity = activity;
	if (activity == VFIO_ACTIVITY_STOPPED) {
		test_device_halt(device);
		return 0;
	}
	test_device_send(device);
	test_device_go_on(device);
	return 0;
}

const struct vfio_migration_operations test_device_migration = {
	.set_activity = set_activity,
	.begin_save = test_device_begin_save,
	.save = test_device_save,
	.count = test_device_count,
	.end_save = test_device_end_save,
	.begin_load = test_device_begin_load,
	.load = test_device_load,
	.end_load = test_device_end_load,
	.reset = reset,
};
