/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the test device does by itself: commands, piece by piece, and a counter. */
#include <string.h>

#include "devices/vfio/test-device-internal.h"

/* Milliseconds between two pieces of a command, or two steps of the counter alone. */
#define BUSY_PERIOD 1
#define IDLE_PERIOD 10
/* What a command without a rate does before others have their turn. */
#define TURN ((guint64)4 << 20)

#define FNV_START ((guint64)0xcbf29ce484222325)
#define FNV_PRIME ((guint64)0x100000001b3)

/* Does @size bytes of a command, at @done: 0, or an errno. */
typedef int (*piece_function)(struct test_device *device, guint64 done, gsize size);

/* --- Bytes from and to the memory of programs --- */

static int dma_read(struct test_device *device, guint64 iova, void *to, gsize size)
{
	struct vfio_iova *space = device->bus.iova(device->bus.data);

	if (!space || !config_space_is_master(device->bus.config))
		return -1;
	return vfio_iova_read(space, iova, to, size);
}

static int dma_write(struct test_device *device, guint64 iova, const void *from, gsize size)
{
	struct vfio_iova *space = device->bus.iova(device->bus.data);

	if (!space || !config_space_is_master(device->bus.config))
		return -1;
	vfio_dirty_log_mark(device->bus.log, iova, size);
	return vfio_iova_write(space, iova, from, size);
}

/* --- Commands --- */

static int read_piece(struct test_device *device, guint64 done, gsize size)
{
	const struct test_state *state = &device->state;
	int result = dma_read(device, state->iova + done, device->block, size);

	if (result)
		return result;
	return test_device_write_memory(device, state->offset + done, device->block, size);
}

static int write_piece(struct test_device *device, guint64 done, gsize size)
{
	const struct test_state *state = &device->state;
	int result = test_device_read_memory(device, state->offset + done, device->block, size);

	return result ? result : dma_write(device, state->iova + done, device->block, size);
}

static int checksum_piece(struct test_device *device, guint64 done, gsize size)
{
	struct test_state *state = &device->state;
	guint64 sum = done ? state->checksum : FNV_START;

	if (test_device_read_memory(device, state->offset + done, device->block, size))
		return -1;
	for (gsize i = 0; i < size; i++)
		sum = (sum ^ device->block[i]) * FNV_PRIME;
	state->checksum = sum;
	return 0;
}

/* Byte n of pass p is that of the little-endian word PATTERN + p + (n rounded down to 8). */
static void make_pattern(struct test_device *device, guint64 done, gsize size)
{
	const guint64 seed = device->state.pattern + device->state.pass;

	for (gsize i = 0; i < size; i++) {
		const guint64 at = done + i;

		device->block[i] = (seed + (at & ~(guint64)7)) >> 8 * (at & 7);
	}
}

static int fill_piece(struct test_device *device, guint64 done, gsize size)
{
	make_pattern(device, done, size);
	return dma_write(device, device->state.iova + done, device->block, size);
}

static int fill_memory_piece(struct test_device *device, guint64 done, gsize size)
{
	make_pattern(device, done, size);
	return test_device_write_memory(device, device->state.offset + done, device->block, size);
}

static const struct {
	piece_function do_piece;
	gboolean uses_iova;
	gboolean uses_memory;
} commands[] = {
	[TEST_COMMAND_READ] = { read_piece, TRUE, TRUE },
	[TEST_COMMAND_WRITE] = { write_piece, TRUE, TRUE },
	[TEST_COMMAND_CHECKSUM] = { checksum_piece, FALSE, TRUE },
	[TEST_COMMAND_FILL] = { fill_piece, TRUE, FALSE },
	[TEST_COMMAND_FILL_MEMORY] = { fill_memory_piece, FALSE, TRUE },
};

/* The command in the register; 0 if it is none. */
static guint command_of(const struct test_state *state)
{
	const guint32 command = state->command & ~TEST_COMMAND_REPEAT;

	return command < G_N_ELEMENTS(commands) ? command : 0;
}

gboolean test_state_is_possible(const struct test_state *state, guint64 memory_size)
{
	const guint command = command_of(state);

	if (!command)
		return FALSE;
	if (commands[command].uses_memory &&
	    (state->offset > memory_size || state->length > memory_size - state->offset))
		return FALSE;
	return !commands[command].uses_iova || !state->length ||
	       state->iova + (state->length - 1) >= state->iova;
}

/* --- Going on --- */

static void end_command(struct test_device *device, guint32 status, guint32 cause)
{
	device->state.status &= ~TEST_STATUS_BUSY;
	device->state.status |= status;
	test_device_cause(device, cause);
}

static void fail_command(struct test_device *device)
{
	device->state.faults++;
	device->state.fault_iova = device->state.iova + device->state.done;
	end_command(device, TEST_STATUS_FAULT, TEST_CAUSE_FAULT);
}

/* One that repeats begins again; an interrupt tells it as well. */
static void end_pass(struct test_device *device)
{
	struct test_state *state = &device->state;

	state->pass++;
	if (!(state->command & TEST_COMMAND_REPEAT)) {
		end_command(device, TEST_STATUS_DONE, TEST_CAUSE_DONE);
		return;
	}
	state->done = 0;
	test_device_cause(device, TEST_CAUSE_PASS);
}

static gboolean is_busy(const struct test_device *device)
{
	return device->state.status & TEST_STATUS_BUSY;
}

/* While it is quiet for the sake of other devices, it leaves the memory of programs alone. */
static gboolean may_go_on(const struct test_device *device)
{
	const gboolean uses_iova = commands[command_of(&device->state)].uses_iova;

	if (!is_busy(device) || !(device->state.control & TEST_CONTROL_ENABLE))
		return FALSE;
	return device->activity == VFIO_ACTIVITY_RUNNING ||
	       (device->activity == VFIO_ACTIVITY_QUIESCED && !uses_iova);
}

/* As much as one turn allows, and at most one pass. */
static void do_turn(struct test_device *device)
{
	struct test_state *state = &device->state;
	guint64 turn = state->rate ? MIN(state->rate, TURN) : TURN;

	while (turn && state->done < state->length) {
		const gsize size = MIN(MIN(turn, state->length - state->done), TEST_BLOCK);

		if (commands[command_of(&device->state)].do_piece(device, state->done, size)) {
			fail_command(device);
			return;
		}
		state->done += size;
		turn -= size;
	}
	if (state->done >= state->length)
		end_pass(device);
}

static void work(void *data)
{
	struct test_device *device = data;

	device->timer = 0;
	device->state.work++;
	if (may_go_on(device))
		do_turn(device);
	test_device_go_on(device);
}

void test_device_go_on(struct test_device *device)
{
	const gboolean works = device->state.control & TEST_CONTROL_ENABLE &&
			       device->activity != VFIO_ACTIVITY_STOPPED;

	if (!works) {
		test_device_halt(device);
		return;
	}
	if (!device->timer)
		device->timer = unbroken_device_after(device->bus.host,
						      may_go_on(device) ? BUSY_PERIOD : IDLE_PERIOD,
						      work, device);
}

void test_device_halt(struct test_device *device)
{
	if (device->timer)
		unbroken_device_cancel(device->bus.host, device->timer);
	device->timer = 0;
}

void test_device_begin(struct test_device *device)
{
	struct test_state *state = &device->state;

	state->status &= ~(TEST_STATUS_DONE | TEST_STATUS_FAULT);
	state->status |= TEST_STATUS_BUSY;
	state->done = 0;
	state->pass = 0;
	if (!test_state_is_possible(state, device->memory_size)) {
		fail_command(device);
		return;
	}
	/* A short command without a rate is over when the write of the register is. */
	if (!state->rate && may_go_on(device))
		do_turn(device);
	test_device_halt(device);
	test_device_go_on(device);
}
