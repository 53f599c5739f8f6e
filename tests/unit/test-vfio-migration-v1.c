/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Migration, revision 1, of a simulated device that knows revision 2 only. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/migration-v1.h"
#include "sim-machine.h"

#define DATA_SIZE 4096 /* of the data section */
#define DATA_AT   8192 /* where it is in its file */

enum { STATE = 0, RESERVED = 4, PENDING = 8, OFFSET = 16, SIZE = 24 };

struct box {
	struct machine machine;
	struct vfio_migration_v1 *v1;
	int memory;
};

static const guint64 flag_sets[] = { 1, 3, 5, 7 };

static void box_init(struct box *box, guint64 flags)
{
	machine_init(&box->machine, flags);
	box->memory = memfd_create("data", MFD_CLOEXEC);
	g_assert_cmpint(ftruncate(box->memory, DATA_AT + DATA_SIZE), ==, 0);
	box->v1 = vfio_migration_v1_new(box->machine.migration, box->memory, DATA_AT, DATA_SIZE);
}

static void box_clear(struct box *box)
{
	vfio_migration_v1_free(box->v1);
	close(box->memory);
	machine_clear(&box->machine);
}

/* --- As a client does it -------------------------------------------------------------- */

static long read_at(struct box *box, guint64 offset, void *to, gsize size)
{
	struct unbroken_call *call = fake_call_new(box->machine.host, -1, 0);

	return fake_call_end(call, vfio_migration_v1_read(box->v1, call, offset, to, size));
}

static long write_at(struct box *box, guint64 offset, const void *from, gsize size)
{
	struct unbroken_call *call = fake_call_new(box->machine.host, -1, 0);

	return fake_call_end(call, vfio_migration_v1_write(box->v1, call, offset, from, size));
}

static guint64 get64(struct box *box, guint64 offset)
{
	guint64 value = 0;

	g_assert_cmpint(read_at(box, offset, &value, sizeof(value)), ==, sizeof(value));
	return value;
}

static guint32 state_of(struct box *box)
{
	guint32 value = 77;

	g_assert_cmpint(read_at(box, STATE, &value, sizeof(value)), ==, sizeof(value));
	return value;
}

/* 0 or an errno; all that must be true afterwards is. */
static long go(struct box *box, guint32 state)
{
	long result = write_at(box, STATE, &state, sizeof(state));

	machine_check(&box->machine);
	return MIN(result, 0);
}

/* One turn of the saving protocol, appended to @stream. FALSE: nothing is pending. */
static gboolean iterate(struct box *box, GByteArray *stream)
{
	guint8 data[DATA_SIZE];
	guint64 size;

	if (!get64(box, PENDING))
		return FALSE;
	g_assert_cmpuint(get64(box, OFFSET), ==, VFIO_MIGRATION_V1_DATA);
	size = get64(box, SIZE);
	g_assert_cmpuint(size, <=, DATA_SIZE);
	g_assert_cmpint(read_at(box, VFIO_MIGRATION_V1_DATA, data, size), ==, size);
	g_byte_array_append(stream, data, (guint)size);
	return size != 0;
}

static long load_piece(struct box *box, const void *data, guint64 size)
{
	long result;

	get64(box, OFFSET);
	g_assert_cmpint(write_at(box, VFIO_MIGRATION_V1_DATA, data, size), ==, size);
	result = write_at(box, SIZE, &size, sizeof(size));
	return MIN(result, 0);
}

static void load_all(struct box *box, const GByteArray *stream, gsize piece)
{
	for (gsize at = 0; at < stream->len; at += piece)
		g_assert_cmpint(load_piece(box, stream->data + at, MIN(piece, stream->len - at)),
				==, 0);
}

/* A stream that a device of this kind understands. */
static GByteArray *make_stream(void)
{
	GByteArray *stream = g_byte_array_new();
	struct box box;

	box_init(&box, ALL);
	for (guint i = 0; i < 50; i++)
		sim_device_work(box.machine.device);
	g_assert_cmpint(go(&box, 2), ==, 0);
	while (iterate(&box, stream))
		;
	box_clear(&box);
	return stream;
}

/* From RUNNING to any state; RESUMING with all of a stream. */
static void bring_to(struct box *box, guint32 state)
{
	g_autoptr(GByteArray) stream = state == 4 ? make_stream() : NULL;

	vfio_migration_reset(box->machine.migration);
	g_assert_cmpuint(state_of(box), ==, 1);
	g_assert_cmpint(go(box, state), ==, 0);
	if (stream)
		load_all(box, stream, 1000);
	g_assert_cmpuint(state_of(box), ==, state);
}

/* --- Registers ------------------------------------------------------------------------ */

static void test_access(void)
{
	struct box box;
	guint8 buffer[64] = { 0 };

	box_init(&box, ALL);
	for (guint64 offset = 0; offset < 40; offset++) {
		for (gsize size = 0; size <= 16; size++) {
			gboolean is_good = offset < 8 ? size == 4 && offset % 4 == 0
						      : offset < 32 && size == 8 && offset % 8 == 0;

			g_assert_cmpint(read_at(&box, offset, buffer, size), ==,
					is_good ? (long)size : -EINVAL);
			memset(buffer, 0xff, sizeof(buffer));
			g_assert_cmpint(write_at(&box, offset, buffer, size), ==,
					is_good && offset == RESERVED ? (long)size : -EINVAL);
		}
	}
	g_assert_cmpuint(vfio_migration_v1_size(box.v1), ==, 8192);
	for (gsize size = 0; size < 16; size++) {
		g_assert_cmpint(read_at(&box, 4096 + size, buffer, size), ==, size);
		g_assert_cmpint(write_at(&box, 8192 - size, buffer, size), ==, size);
		g_assert_cmpint(read_at(&box, 8192 - size, buffer, size + 1), ==, -EINVAL);
		g_assert_cmpint(write_at(&box, 4095, buffer, size), ==, -EINVAL);
	}
	g_assert_cmpint(read_at(&box, G_MAXUINT64, buffer, 8), ==, -EINVAL);
	g_assert_cmpint(read_at(&box, 4096, buffer, G_MAXSIZE), ==, -EINVAL);
	g_assert_cmpuint(state_of(&box), ==, 1);
	g_assert_cmpuint(get64(&box, PENDING), ==, 0);
	g_assert_cmpuint(get64(&box, OFFSET), !=, 0);
	g_assert_cmpuint(get64(&box, SIZE), ==, 0);
	box_clear(&box);
}

/* What the program sees in its mapping is what the registers say. */
static void test_mapping(void)
{
	struct box box;
	guint8 *data, byte;

	box_init(&box, ALL);
	data = mmap(NULL, DATA_SIZE, PROT_READ, MAP_SHARED, box.memory, DATA_AT);
	g_assert_cmpint(go(&box, 3), ==, 0);
	g_assert_cmpuint(get64(&box, PENDING), >, 0);
	get64(&box, OFFSET);
	g_assert_cmpuint(get64(&box, SIZE), ==, DATA_SIZE);
	for (guint i = 0; i < DATA_SIZE; i++) {
		g_assert_cmpint(read_at(&box, 4096 + i, &byte, 1), ==, 1);
		g_assert_cmphex(byte, ==, data[i]);
	}
	munmap(data, DATA_SIZE);
	box_clear(&box);
}

/* --- States --------------------------------------------------------------------------- */

/* Any valid state from any other; the device is really there. */
static void test_table(void)
{
	static const guint8 behind[] = { STOP, RUNNING, STOP_COPY, PRE_COPY, RESUMING };

	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		for (guint32 from = 0; from <= 4; from++) {
			for (guint32 to = 0; to <= 4; to++) {
				g_autoptr(GByteArray) stream = g_byte_array_new();
				guint32 state = behind[to];
				struct box box;

				if (to == 3 && !(flag_sets[i] & VFIO_MIGRATION_PRE_COPY))
					state = RUNNING;
				box_init(&box, flag_sets[i]);
				bring_to(&box, from);
				g_test_message("flags %u: %u -> %u", (guint)flag_sets[i], from, to);
				g_assert_cmpint(go(&box, to), ==, 0);
				g_assert_cmpuint(state_of(&box), ==, to);
				g_assert_cmpuint(machine_get(&box.machine), ==, state);
				if (to == 2) {
					while (iterate(&box, stream))
						;
					g_assert_cmpuint(stream->len, >, SIM_PAGES * SIM_PAGE_SIZE);
				}
				if (state != STOP_COPY && state != PRE_COPY)
					g_assert_cmpuint(get64(&box, PENDING), ==, 0);
				box_clear(&box);
			}
		}
	}
}

static void test_refused(void)
{
	static const guint32 bad[] = { 5, 6, 7, 8, 9, 0x80000001u, G_MAXUINT32 };
	struct box box;

	box_init(&box, ALL);
	for (guint32 from = 0; from <= 4; from++) {
		bring_to(&box, from);
		for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
			g_assert_cmpint(go(&box, bad[i]), ==, -EINVAL);
			g_assert_cmpuint(state_of(&box), ==, from);
		}
	}
	box_clear(&box);
}

static void check_failed(struct box *box)
{
	g_assert_cmpuint(state_of(box), ==, 6);
	g_assert_cmpuint(get64(box, PENDING), ==, 0);
	for (guint32 to = 0; to <= 7; to++)
		g_assert_cmpint(go(box, to), ==, -EINVAL);
	vfio_migration_reset(box->machine.migration);
	g_assert_cmpuint(state_of(box), ==, 1);
	g_assert_cmpint(go(box, 3), ==, 0);
}

static void test_error_state(void)
{
	for (guint32 from = 0; from <= 4; from++) {
		struct box box;

		box_init(&box, ALL);
		bring_to(&box, from);
		machine_add_fault(&box.machine, "any:broken");
		g_assert_cmpint(go(&box, from == 0 ? 1 : 0), ==, -EIO);
		check_failed(&box);
		box_clear(&box);
	}
}

/* --- Failing requests --------------------------------------------------------------------- */

/*
 * The @n-th arc of a request fails.  The program finds the state that it came from, and can try
 * again.  What was loaded is the exception: it is not taken back, so the way goes on.
 */
static gboolean fail_nth(guint64 flags, guint32 from, guint32 to, guint n)
{
	g_autofree char *fault = g_strdup_printf("any:EBUSY:%u", n);
	struct box box;
	gboolean has_failed;
	long result;

	box_init(&box, flags);
	bring_to(&box, from);
	machine_add_fault(&box.machine, fault);
	result = go(&box, to);
	has_failed = result < 0;
	g_test_message("flags %u: %u -> %u, arc %u: %ld", (guint)flags, from, to, n, result);
	if (has_failed)
		g_assert_cmpint(result, ==, -EBUSY);
	g_assert_cmpuint(state_of(&box), ==, has_failed ? from : to);
	if (has_failed && from == 4)
		g_assert_cmpuint(machine_get(&box.machine), ==, RESUMING);
	if (has_failed)
		g_assert_cmpint(go(&box, to), ==, 0);
	g_assert_cmpuint(state_of(&box), ==, to);
	box_clear(&box);
	return has_failed;
}

static void test_unwinding(void)
{
	guint failures = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		for (guint32 from = 0; from <= 4; from++) {
			for (guint32 to = 0; to <= 4; to++) {
				for (guint n = 1; n <= 6; n++)
					failures += fail_nth(flag_sets[i], from, to, n);
			}
		}
	}
	g_assert_cmpuint(failures, >, 80);
}

/* The way back fails as well: there is no valid state to show. */
static void test_no_way_back(void)
{
	for (guint32 from = 0; from <= 4; from++) {
		for (guint32 to = 0; to <= 4; to++) {
			for (guint n = 2; n <= 5; n++) {
				g_autofree char *fault = g_strdup_printf("any:EBUSY:%u+", n);
				struct box box;
				guint32 state;
				long result;

				box_init(&box, ALL);
				bring_to(&box, from);
				machine_add_fault(&box.machine, fault);
				result = go(&box, to);
				state = state_of(&box);
				g_assert_true(result ? state == 6 || state == from : state == to);
				migration_faults_clear(
					vfio_migration_faults(box.machine.migration));
				if (state == 6)
					check_failed(&box);
				box_clear(&box);
			}
		}
	}
}

/* What the program was told has failed it does not stop: a source would work beside its copy. */
static gboolean stops_if_failed(guint32 from, guint32 to, guint n)
{
	g_autofree char *there = g_strdup_printf("any:EBUSY:%u", n);
	g_autofree char *back = g_strdup_printf("any:EBUSY:%u", n + 1);
	gboolean has_failed;
	struct box box;

	box_init(&box, ALL);
	bring_to(&box, from);
	machine_add_fault(&box.machine, there);
	machine_add_fault(&box.machine, back);
	go(&box, to);
	has_failed = state_of(&box) == 6;
	if (has_failed)
		g_assert_cmpuint(machine_get(&box.machine), ==, STOP);
	box_clear(&box);
	return has_failed;
}

static void test_failed_stops(void)
{
	guint failures = 0;

	for (guint32 from = 0; from <= 4; from++) {
		for (guint32 to = 0; to <= 4; to++) {
			for (guint n = 2; n <= 5; n++)
				failures += stops_if_failed(from, to, n);
		}
	}
	g_assert_cmpuint(failures, >, 5);
}

/* 3 -> 2 fails in between: the session, and what was read of it, go on. */
static void test_unwind_keeps_session(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct box source, target;

	box_init(&source, ALL);
	box_init(&target, ALL);
	machine_add_fault(&source.machine, "pre_copy_p2p-stop_copy:EIO");
	g_assert_cmpint(go(&source, 3), ==, 0);
	g_assert_true(iterate(&source, stream));
	g_assert_cmpint(go(&source, 2), ==, -EIO);
	g_assert_cmpuint(state_of(&source), ==, 3);
	sim_device_work(source.machine.device);
	g_assert_cmpint(go(&source, 2), ==, 0);
	while (iterate(&source, stream))
		;
	g_assert_cmpuint(source.machine.device->saves_begun, ==, 1);
	g_assert_cmpint(go(&target, 4), ==, 0);
	load_all(&target, stream, 777);
	g_assert_cmpint(go(&target, 1), ==, 0);
	g_assert_cmpuint(sim_device_sum(target.machine.device), ==,
			 sim_device_sum(source.machine.device));
	box_clear(&source);
	box_clear(&target);
}

/* --- What QEMU 5.2 and 7.2 do ---------------------------------------------------------------- */

/* Writes states one after the other, and iterates to the end in the saving ones. */
static GByteArray *replay_source(struct box *box, const char *states)
{
	GByteArray *stream = g_byte_array_new();

	for (const char *at = states; *at; at++) {
		guint32 state = (guint32)(*at - '0');

		if (*at == 'i') {
			while (iterate(box, stream))
				;
			continue;
		}
		if (state_of(box) < 2)
			g_byte_array_set_size(stream, 0); /* what was saved before is void */
		g_assert_cmpint(go(box, state), ==, 0);
		g_assert_cmpuint(state_of(box), ==, state);
		if (state == 3)
			iterate(box, stream);
		for (guint i = 0; i < 20; i++)
			sim_device_work(box->machine.device);
	}
	return stream;
}

static void replay(guint64 flags, const char *states, gboolean resets)
{
	g_autoptr(GByteArray) stream = NULL;
	struct box source, target;

	box_init(&source, flags);
	box_init(&target, flags);
	g_test_message("flags %u: %s", (guint)flags, states);
	stream = replay_source(&source, states);
	sim_device_work(target.machine.device);
	if (resets)
		vfio_migration_reset(target.machine.migration);
	g_assert_cmpint(go(&target, 4), ==, 0);
	load_all(&target, stream, 1 + strlen(states) * 300);
	g_assert_cmpuint(state_of(&target), ==, 4);
	g_assert_cmpint(go(&target, 1), ==, 0);
	g_assert_cmpuint(sim_device_sum(target.machine.device), ==,
			 sim_device_sum(source.machine.device));
	g_assert_true(sim_device_work(target.machine.device));
	box_clear(&source);
	box_clear(&target);
}

static void test_replay(void)
{
	static const char *const migrations[] = {
		"322i0",                          /* live */
		"022i0",                          /* paused before */
		"122i0",                          /* a snapshot: 1 -> 2, 2 -> 2 */
		"1222i0",    "3i22i0", "31322i0", /* cancelled once */
		"3221022i0",
	};
	struct box box;

	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		for (gsize j = 0; j < G_N_ELEMENTS(migrations); j++)
			replay(flag_sets[i], migrations[j], j & 1);
	}
	box_init(&box, ALL);
	g_byte_array_unref(replay_source(&box, "122i01")); /* after a snapshot it goes on */
	g_byte_array_unref(replay_source(&box, "31"));     /* cancelled in pre-copy */
	g_byte_array_unref(replay_source(&box, "3211"));   /* and after it */
	g_assert_cmpint(box.machine.device->activity, ==, VFIO_ACTIVITY_RUNNING);
	box_clear(&box);
}

/* The guest reboots in pre-copy: the program goes on from what it reads back. */
static void test_reset_in_precopy(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct box source, target;

	box_init(&source, ALL);
	box_init(&target, ALL);
	g_assert_cmpint(go(&source, 3), ==, 0);
	iterate(&source, stream);
	vfio_migration_reset(source.machine.migration);
	g_assert_cmpuint(state_of(&source), ==, 1);
	g_assert_cmpuint(get64(&source, PENDING), ==, 0);
	g_assert_cmpuint(get64(&source, SIZE), ==, 0);
	g_assert_cmpint(go(&source, 0), ==, 0);
	g_assert_cmpint(go(&source, 2), ==, 0);
	g_byte_array_set_size(stream, 0); /* a whole new one */
	while (iterate(&source, stream))
		;
	g_assert_cmpint(go(&target, 4), ==, 0);
	load_all(&target, stream, 4096);
	g_assert_cmpint(go(&target, 1), ==, 0);
	box_clear(&source);
	box_clear(&target);
}

static void test_reset_anywhere(void)
{
	struct box box;

	box_init(&box, ALL);
	for (guint32 state = 0; state <= 4; state++) {
		bring_to(&box, state);
		get64(&box, PENDING);
		get64(&box, OFFSET);
		vfio_migration_reset(box.machine.migration);
		g_assert_cmpuint(get64(&box, SIZE), ==, 0);
		g_assert_cmpuint(get64(&box, PENDING), ==, 0);
		g_assert_cmpuint(state_of(&box), ==, 1);
		machine_check(&box.machine);
		bring_to(&box, state);
		vfio_migration_close(box.machine.migration);
		g_assert_cmpuint(state_of(&box), ==, 1);
	}
	box_clear(&box);
}

/* A destination to which nothing came gives up. */
static void test_nothing_loaded(void)
{
	for (guint32 to = 0; to <= 3; to++) {
		struct box box;

		box_init(&box, ALL);
		g_assert_cmpint(go(&box, 4), ==, 0);
		get64(&box, OFFSET);
		g_assert_cmpint(go(&box, to), ==, 0);
		g_assert_cmpuint(state_of(&box), ==, to);
		g_assert_cmpuint(box.machine.device->resets, ==, 1);
		box_clear(&box);
	}
}

/* --- Data ------------------------------------------------------------------------------ */

static void test_stable_reads(void)
{
	struct box box;
	guint8 first[DATA_SIZE], again[DATA_SIZE];

	box_init(&box, ALL);
	g_assert_cmpint(go(&box, 3), ==, 0);
	g_assert_cmpuint(get64(&box, SIZE), ==, 0); /* before anything is asked for */
	for (guint i = 0; i < 3; i++)
		g_assert_cmpuint(get64(&box, PENDING), >, DATA_SIZE);
	for (guint i = 0; i < 3; i++) {
		get64(&box, OFFSET);
		g_assert_cmpuint(get64(&box, SIZE), ==, DATA_SIZE);
		read_at(&box, 4096, i ? again : first, DATA_SIZE);
		if (i)
			g_assert_cmpmem(first, DATA_SIZE, again, DATA_SIZE);
	}
	/* Seen, so the next one is another. */
	get64(&box, PENDING);
	get64(&box, OFFSET);
	read_at(&box, 4096, again, DATA_SIZE);
	g_assert_cmpint(memcmp(first, again, DATA_SIZE), !=, 0);
	/* Its size was not asked for: it stays first in line. */
	memcpy(first, again, DATA_SIZE);
	get64(&box, PENDING);
	write_at(&box, 4096, "scribble", 8);
	get64(&box, OFFSET);
	read_at(&box, 4096, again, DATA_SIZE);
	g_assert_cmpmem(first, DATA_SIZE, again, DATA_SIZE);
	/* Also over a change of state, which else says that it was seen. */
	g_assert_cmpint(go(&box, 2), ==, 0);
	get64(&box, OFFSET);
	g_assert_cmpuint(get64(&box, SIZE), ==, DATA_SIZE);
	read_at(&box, 4096, again, DATA_SIZE);
	g_assert_cmpmem(first, DATA_SIZE, again, DATA_SIZE);
	g_assert_cmpint(go(&box, 2), ==, 0);
	get64(&box, OFFSET);
	read_at(&box, 4096, again, DATA_SIZE);
	g_assert_cmpint(memcmp(first, again, DATA_SIZE), !=, 0);
	box_clear(&box);
}

static void test_pending(void)
{
	struct box box;
	g_autoptr(GByteArray) stream = g_byte_array_new();

	box_init(&box, ALL);
	g_assert_cmpint(go(&box, 3), ==, 0);
	while (iterate(&box, stream))
		;
	g_assert_cmpuint(stream->len, >=, SIM_PAGES * SIM_PAGE_SIZE);
	g_assert_cmpuint(get64(&box, PENDING), ==, 0);
	sim_device_work(box.machine.device);
	g_assert_cmpuint(get64(&box, PENDING), >, SIM_PAGE_SIZE);
	g_assert_cmpint(go(&box, 2), ==, 0);
	g_assert_cmpuint(get64(&box, PENDING), >, 0);
	while (iterate(&box, stream))
		;
	g_assert_cmpuint(get64(&box, PENDING), ==, 0);
	g_assert_cmpint(go(&box, 2), ==, 0);
	g_assert_cmpuint(get64(&box, PENDING), ==, 0);
	box_clear(&box);
}

static void test_read_errors(void)
{
	struct box box;
	guint64 value;

	box_init(&box, ALL);
	machine_add_fault(&box.machine, "read:ENOSPC");
	g_assert_cmpint(go(&box, 3), ==, 0);
	g_assert_cmpint(read_at(&box, PENDING, &value, 8), ==, -ENOSPC);
	g_assert_cmpint(read_at(&box, OFFSET, &value, 8), ==, -ENOSPC);
	g_assert_cmpuint(state_of(&box), ==, 3);
	g_assert_cmpint(go(&box, 1), ==, 0);
	g_assert_cmpuint(get64(&box, PENDING), ==, 0);
	g_assert_cmpint(go(&box, 3), ==, 0);
	g_assert_cmpuint(get64(&box, PENDING), >, 0);
	box_clear(&box);
}

static void test_short_transfers(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct box source, target;

	box_init(&source, ALL);
	box_init(&target, ALL);
	machine_add_fault(&source.machine, "read:cut=3:1+");
	machine_add_fault(&target.machine, "write:cut=1:1+");
	g_assert_cmpint(go(&source, 2), ==, 0);
	while (iterate(&source, stream))
		;
	g_assert_cmpint(go(&target, 4), ==, 0);
	load_all(&target, stream, 333);
	g_assert_cmpint(go(&target, 1), ==, 0);
	g_assert_cmpuint(sim_device_sum(target.machine.device), ==,
			 sim_device_sum(source.machine.device));
	box_clear(&source);
	box_clear(&target);
}

static void test_write_errors(void)
{
	g_autoptr(GByteArray) stream = make_stream();
	guint64 size = DATA_SIZE + 1;
	struct box box;

	box_init(&box, ALL);
	g_assert_cmpint(write_at(&box, SIZE, &size, 8), ==, -EINVAL); /* not resuming */
	g_assert_cmpint(go(&box, 4), ==, 0);
	g_assert_cmpint(write_at(&box, SIZE, &size, 8), ==, -EINVAL);
	size = G_MAXUINT64;
	g_assert_cmpint(write_at(&box, SIZE, &size, 8), ==, -EINVAL);
	/* Nothing was taken: it may be tried again. */
	machine_add_fault(&box.machine, "write:ENOSPC");
	g_assert_cmpint(load_piece(&box, stream->data, 100), ==, -ENOSPC);
	g_assert_cmpint(load_piece(&box, stream->data, 100), ==, 0);
	/* A part was taken: it may not. */
	machine_add_fault(&box.machine, "write:cut=10");
	machine_add_fault(&box.machine, "write:ENOSPC:2");
	g_assert_cmpint(load_piece(&box, stream->data + 100, 100), ==, -ENOSPC);
	g_assert_cmpint(load_piece(&box, stream->data + 100, 100), ==, -EIO);
	g_assert_cmpint(go(&box, 1), ==, -EINVAL);
	g_assert_cmpuint(state_of(&box), ==, 4);
	vfio_migration_reset(box.machine.migration);
	g_assert_cmpint(go(&box, 4), ==, 0);
	g_assert_cmpint(load_piece(&box, "", 0), ==, 0);
	load_all(&box, stream, 4096);
	g_assert_cmpint(go(&box, 1), ==, 0);
	box_clear(&box);
}

/* A stream that is not one, or not all of one. */
static void test_bad_streams(void)
{
	g_autoptr(GByteArray) stream = make_stream();
	struct box box;

	box_init(&box, ALL);
	g_assert_cmpint(go(&box, 4), ==, 0);
	g_assert_cmpint(load_piece(&box, stream->data, 4000), ==, 0);
	for (guint32 to = 0; to <= 3; to++) {
		g_assert_cmpint(go(&box, to), ==, -EINVAL);
		g_assert_cmpuint(state_of(&box), ==, 4);
	}
	g_byte_array_remove_range(stream, 0, 4000);
	load_all(&box, stream, 999);
	g_assert_cmpint(go(&box, 1), ==, 0);
	box_clear(&box);
}

/* Revision 2 and the device itself may move under a program of revision 1. */
static void test_moved_behind(void)
{
	static const guint8 shown[] = { 6, 0, 1, 2, 4, 1, 3, 3 };

	for (guint32 state = 1; state < VFIO_DEVICE_STATE_NR; state++) {
		struct box box;

		box_init(&box, ALL);
		g_assert_cmpint(go(&box, 3), ==, 0);
		get64(&box, PENDING);
		vfio_migration_set_state(box.machine.migration, RUNNING, NULL);
		g_assert_cmpint(vfio_migration_set_state(box.machine.migration, state, NULL), ==,
				0);
		g_assert_cmpuint(state_of(&box), ==, shown[state]);
		g_assert_cmpuint(get64(&box, SIZE), ==, 0);
		box_clear(&box);
	}
}

/* --- Delays ---------------------------------------------------------------------------- */

static void test_delays(void)
{
	struct box box;
	struct unbroken_call *calls[3];
	guint32 state = 3, seen = 77;
	guint64 pending = 0;
	struct unbroken_device *host;

	box_init(&box, ALL);
	host = box.machine.host;
	machine_add_fault(&box.machine, "running-pre_copy:delay=100");
	machine_add_fault(&box.machine, "read:delay=50");
	for (guint i = 0; i < 3; i++)
		calls[i] = fake_call_new(host, -1, 0);
	g_assert_cmpint(fake_call_end(calls[0],
				      vfio_migration_v1_write(box.v1, calls[0], 0, &state, 4)),
			==, UNBROKEN_LATER);
	g_assert_cmpint(fake_call_end(calls[1],
				      vfio_migration_v1_read(box.v1, calls[1], 0, &seen, 4)),
			==, UNBROKEN_LATER);
	fake_wait(host, 100);
	g_assert_cmpint(calls[0]->result, ==, 4);
	g_assert_cmpint(calls[1]->result, ==, 4);
	g_assert_cmpuint(seen, ==, 3);
	g_assert_cmpint(fake_call_end(calls[2],
				      vfio_migration_v1_read(box.v1, calls[2], 8, &pending, 8)),
			==, UNBROKEN_LATER);
	fake_call_cancel(calls[2]);
	fake_wait(host, 50);
	g_assert_cmpuint(pending, ==, 0);
	for (guint i = 0; i < 3; i++)
		fake_call_free(calls[i]);
	migration_faults_clear(vfio_migration_faults(box.machine.migration));
	g_assert_cmpuint(get64(&box, PENDING), >, 0);
	box_clear(&box);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-migration-v1/access", test_access);
	g_test_add_func("/vfio-migration-v1/mapping", test_mapping);
	g_test_add_func("/vfio-migration-v1/table", test_table);
	g_test_add_func("/vfio-migration-v1/refused", test_refused);
	g_test_add_func("/vfio-migration-v1/error-state", test_error_state);
	g_test_add_func("/vfio-migration-v1/unwinding", test_unwinding);
	g_test_add_func("/vfio-migration-v1/no-way-back", test_no_way_back);
	g_test_add_func("/vfio-migration-v1/failed-stops", test_failed_stops);
	g_test_add_func("/vfio-migration-v1/unwind-keeps-session", test_unwind_keeps_session);
	g_test_add_func("/vfio-migration-v1/replay", test_replay);
	g_test_add_func("/vfio-migration-v1/reset-in-precopy", test_reset_in_precopy);
	g_test_add_func("/vfio-migration-v1/reset-anywhere", test_reset_anywhere);
	g_test_add_func("/vfio-migration-v1/nothing-loaded", test_nothing_loaded);
	g_test_add_func("/vfio-migration-v1/stable-reads", test_stable_reads);
	g_test_add_func("/vfio-migration-v1/pending", test_pending);
	g_test_add_func("/vfio-migration-v1/read-errors", test_read_errors);
	g_test_add_func("/vfio-migration-v1/short-transfers", test_short_transfers);
	g_test_add_func("/vfio-migration-v1/write-errors", test_write_errors);
	g_test_add_func("/vfio-migration-v1/bad-streams", test_bad_streams);
	g_test_add_func("/vfio-migration-v1/moved-behind", test_moved_behind);
	g_test_add_func("/vfio-migration-v1/delays", test_delays);
	return g_test_run();
}
