/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Migration, revision 2, of a simulated device. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "sim-machine.h"

static const guint64 flag_sets[] = { 1, 3, 5, 7 };

/* Brings a device of which nothing was loaded to @state. */
static void bring_to(struct machine *machine, guint32 state, gint32 *fd)
{
	vfio_migration_reset(machine->migration);
	if (state == STOP_COPY && vfio_migration_flags(machine->migration) & 4) {
		g_assert_cmpint(machine_set(machine, PRE_COPY, fd), ==, 0);
		g_assert_cmpint(machine_set(machine, STOP_COPY, NULL), ==, 0);
		return;
	}
	g_assert_cmpint(machine_set(machine, state, fd), ==, 0);
}

/* --- Arcs ----------------------------------------------------------------------------- */

static void check_request(struct machine *machine, guint32 from, guint32 to)
{
	guint64 flags = vfio_migration_flags(machine->migration);
	gint32 old_fd = -1, fd = -1;
	guint32 next;
	gboolean goes_on = migration_state_is_saving(from) && migration_state_is_saving(to);
	gboolean begins = !goes_on && (migration_state_is_saving(to) || to == RESUMING);
	long wanted = migration_next_state(from, to, flags, &next);
	guint8 byte;

	bring_to(machine, from, &old_fd);
	machine_check(machine);
	if (from == RESUMING && to != RESUMING && !wanted)
		wanted = -EINVAL; /* nothing was loaded */
	g_assert_cmpint(machine_set(machine, to, &fd), ==, wanted);
	machine_check(machine);
	g_assert_cmpuint(machine_get(machine), ==, wanted ? from : to);
	g_assert_cmpint(fd >= 0, ==, !wanted && from != to && begins);
	if (old_fd >= 0 && !wanted && from != to && !goes_on) {
		g_assert_cmpint(fake_read(machine->host, old_fd, &byte, 1), ==, -ENODEV);
		g_assert_cmphex(fake_file(machine->host, old_fd)->events, ==, POLLIN | POLLRDHUP);
	} else if (old_fd >= 0 && migration_state_is_saving(from)) {
		g_assert_cmpint(fake_read(machine->host, old_fd, &byte, 1), ==, 1);
	}
	if (fd >= 0)
		fake_close(machine->host, fd);
	if (old_fd >= 0)
		fake_close(machine->host, old_fd);
}

static void test_arcs(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		struct machine machine;

		machine_init(&machine, flag_sets[i]);
		for (guint32 from = STOP; from < VFIO_DEVICE_STATE_NR; from++) {
			if (!migration_state_is_offered(from, flag_sets[i]))
				continue;
			for (guint32 to = 0; to <= VFIO_DEVICE_STATE_NR; to++)
				check_request(&machine, from, to);
		}
		machine_clear(&machine);
	}
}

/* A request stops where an arc fails; what was done stays done. */
static void test_failing_arcs(void)
{
	for (guint32 from = STOP; from < VFIO_DEVICE_STATE_NR; from++) {
		for (guint32 to = STOP; to < VFIO_DEVICE_STATE_NR; to++) {
			guint32 at = from, next;
			guint steps = 0;

			while (at != to && !migration_next_state(at, to, ALL, &next)) {
				g_autofree char *fault = g_strdup_printf("%u-%u:ENOSPC", at, next);
				struct machine machine;
				gint32 fd = -1, new_fd = -1;

				machine_init(&machine, ALL);
				bring_to(&machine, from, &fd);
				machine_add_fault(&machine, fault);
				if (from != RESUMING || !steps)
					g_assert_cmpint(machine_set(&machine, to, &new_fd), ==,
							from == RESUMING && steps ? -EINVAL
										  : -ENOSPC);
				g_assert_cmpint(new_fd, ==, -1);
				if (from != RESUMING)
					g_assert_cmpuint(machine_get(&machine), ==, at);
				machine_check(&machine);
				if (fd >= 0)
					fake_close(machine.host, fd);
				machine_clear(&machine);
				at = next;
				steps++;
			}
		}
	}
}

static void test_error_state(void)
{
	struct machine machine;
	gint32 fd = -1;
	guint8 byte;

	machine_init(&machine, ALL);
	machine_add_fault(&machine, "pre_copy-any:broken");
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	g_assert_cmpint(machine_set(&machine, STOP_COPY, NULL), ==, -EIO);
	g_assert_cmpuint(machine_get(&machine), ==, VFIO_DEVICE_STATE_ERROR);
	g_assert_cmpint(fake_read(machine.host, fd, &byte, 1), ==, -ENODEV);
	for (guint32 to = 1; to <= VFIO_DEVICE_STATE_NR; to++)
		g_assert_cmpint(machine_set(&machine, to, NULL), ==, -EINVAL);
	vfio_migration_reset(machine.migration);
	g_assert_cmpuint(machine_get(&machine), ==, RUNNING);
	machine_check(&machine);
	/* A device that breaks in between is found out by the next arc. */
	vfio_migration_break(machine.migration);
	g_assert_cmpuint(machine_get(&machine), ==, RUNNING);
	g_assert_cmpint(machine_set(&machine, STOP, NULL), ==, -EIO);
	g_assert_cmpuint(machine_get(&machine), ==, VFIO_DEVICE_STATE_ERROR);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

static void test_reset(void)
{
	struct machine machine;

	machine_init(&machine, ALL);
	for (guint32 state = STOP; state < VFIO_DEVICE_STATE_NR; state++) {
		guint resets;
		gint32 fd = -1;
		guint8 byte = 0;

		bring_to(&machine, state, &fd);
		resets = machine.device->resets;
		vfio_migration_reset(machine.migration);
		g_assert_cmpuint(machine.device->resets, ==, resets + 1);
		g_assert_cmpuint(machine_get(&machine), ==, RUNNING);
		machine_check(&machine);
		if (fd < 0)
			continue;
		g_assert_cmpint(state == RESUMING ? fake_write(machine.host, fd, &byte, 1)
						  : fake_read(machine.host, fd, &byte, 1),
				==, -ENODEV);
		fake_close(machine.host, fd);
	}
	machine_clear(&machine);
}

/* --- Streams -------------------------------------------------------------------------- */

static void migrate(guint64 flags, gsize read_piece, gsize write_piece, gboolean resets)
{
	struct machine source, target;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	gboolean precopy = (flags & VFIO_MIGRATION_PRE_COPY) != 0;
	gint32 out, in;

	machine_init(&source, flags);
	machine_init(&target, flags);
	for (guint i = 0; i < 100; i++)
		sim_device_work(source.device);
	g_assert_cmpint(machine_set(&source, precopy ? PRE_COPY : STOP_COPY, &out), ==, 0);
	for (guint i = 0; precopy && i < 5; i++) {
		machine_read(&source, out, stream, read_piece, 3000);
		sim_device_work(source.device);
	}
	if (precopy)
		g_assert_cmpint(machine_set(&source, STOP_COPY, NULL), ==, 0);
	g_assert_false(sim_device_work(source.device));
	g_assert_cmpint(machine_read(&source, out, stream, read_piece, G_MAXINT32), >, 0);
	g_assert_cmpint(machine_read(&source, out, stream, read_piece, 1), ==, 0);

	if (resets)
		vfio_migration_reset(target.migration);
	sim_device_work(target.device);
	g_assert_cmpint(machine_set(&target, RESUMING, &in), ==, 0);
	g_assert_true(machine_write(&target, in, stream, write_piece));
	g_assert_cmpint(machine_set(&target, RUNNING, NULL), ==, 0);
	g_assert_cmpuint(sim_device_sum(target.device), ==, sim_device_sum(source.device));
	g_assert_cmpint(machine_set(&source, STOP, NULL), ==, 0);
	fake_close(source.host, out);
	fake_close(target.host, in);
	machine_clear(&source);
	machine_clear(&target);
}

static void test_streams(void)
{
	static const gsize pieces[] = { 1, 7, 535, 536, 4096, 1 << 20 };

	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		for (gsize j = 0; j < G_N_ELEMENTS(pieces); j++)
			migrate(flag_sets[i], pieces[j], pieces[G_N_ELEMENTS(pieces) - 1 - j],
				j & 1);
	}
}

static void test_directions(void)
{
	struct machine machine;
	guint8 byte = 0;
	gint32 fd;

	machine_init(&machine, ALL);
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	g_assert_cmphex(fake_file(machine.host, fd)->flags, ==,
			UNBROKEN_FILE_STREAM | UNBROKEN_FILE_CLOEXEC | UNBROKEN_FILE_READ);
	g_assert_cmpint(fake_write(machine.host, fd, &byte, 1), ==, -EBADF);
	g_assert_cmpint(fake_read(machine.host, fd, &byte, 0), ==, 0);
	fake_close(machine.host, fd);
	vfio_migration_reset(machine.migration);
	g_assert_cmpint(machine_set(&machine, RESUMING, &fd), ==, 0);
	g_assert_cmphex(fake_file(machine.host, fd)->flags, ==,
			UNBROKEN_FILE_STREAM | UNBROKEN_FILE_CLOEXEC | UNBROKEN_FILE_WRITE);
	g_assert_cmpint(fake_read(machine.host, fd, &byte, 1), ==, -EBADF);
	g_assert_cmpint(fake_ioctl(machine.host, fd, VFIO_MIG_GET_PRECOPY_INFO, &byte), ==,
			-ENOTTY);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

/* What is not a whole stream is refused, and what is refused once stays so. */
static void test_bad_streams(void)
{
	struct machine machine;
	guint8 junk[2000];
	gint32 fd;

	memset(junk, 'x', sizeof(junk));
	machine_init(&machine, ALL);
	g_assert_cmpint(machine_set(&machine, RESUMING, &fd), ==, 0);
	g_assert_cmpint(fake_write(machine.host, fd, junk, 100), ==, 100);
	g_assert_cmpint(machine_set(&machine, STOP, NULL), ==, -EINVAL);
	g_assert_cmpuint(machine_get(&machine), ==, RESUMING);
	g_assert_cmpint(fake_write(machine.host, fd, junk, sizeof(junk)), ==, -EINVAL);
	g_assert_cmpint(fake_write(machine.host, fd, junk, 1), ==, -EINVAL);
	g_assert_cmpint(machine_set(&machine, RUNNING, NULL), ==, -EINVAL);
	vfio_migration_reset(machine.migration);
	machine_check(&machine);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

static void test_precopy_info(void)
{
	struct machine machine;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct vfio_precopy_info info = { sizeof(info), 0xabcd, 1, 1 };
	gint32 fd;
	guint32 opt_in[2] = { 8, VFIO_DEVICE_FEATURE_SET | 12 };
	const guint32 number = VFIO_MIG_GET_PRECOPY_INFO;

	machine_init(&machine, ALL);
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, 0);
	g_assert_cmphex(info.flags, ==, 0xabcd);
	g_assert_cmpuint(info.initial_bytes, >, 0);
	g_assert_cmpuint(info.dirty_bytes, ==, 0);
	g_assert_cmpint(machine_read(&machine, fd, stream, 4096, G_MAXINT32), ==, -ENOMSG);
	g_assert_cmpuint(stream->len, ==, info.initial_bytes);
	sim_device_work(machine.device);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, 0);
	g_assert_cmpuint(info.initial_bytes, ==, 0);
	g_assert_cmpuint(info.dirty_bytes, >, 0);
	g_assert_cmpint(machine_feature(&machine, opt_in), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, 0);
	g_assert_cmphex(info.flags, ==, 0);
	info.argsz = sizeof(info) - 1;
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, -EINVAL);
	info.argsz = G_MAXUINT32;
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, NULL), ==, -EFAULT);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number + 1, &info), ==, -ENOTTY);
	g_assert_cmpint(machine_set(&machine, STOP_COPY, NULL), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, -EINVAL);
	g_assert_cmpint(machine_set(&machine, STOP, NULL), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, fd, number, &info), ==, -EINVAL);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

/* An old session is over, also when a new one is in pre-copy. */
static void test_old_session(void)
{
	struct machine machine;
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	gint32 old, fd;

	machine_init(&machine, ALL);
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &old), ==, 0);
	g_assert_cmpint(machine_set(&machine, RUNNING, NULL), ==, 0);
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	g_assert_cmpint(fake_ioctl(machine.host, old, VFIO_MIG_GET_PRECOPY_INFO, &info), ==,
			-ENODEV);
	g_assert_cmpint(fake_ioctl(machine.host, fd, VFIO_MIG_GET_PRECOPY_INFO, &info), ==, 0);
	vfio_migration_close(machine.migration);
	g_assert_cmpint(fake_read(machine.host, fd, &info, 1), ==, -ENODEV);
	/* A session may outlive the device. */
	vfio_migration_free(g_steal_pointer(&machine.migration));
	g_assert_cmpint(fake_read(machine.host, fd, &info, 1), ==, -ENODEV);
	g_assert_cmpint(fake_ioctl(machine.host, fd, VFIO_MIG_GET_PRECOPY_INFO, &info), ==,
			-ENOTTY);
	fake_close(machine.host, fd);
	fake_close(machine.host, old);
	machine_clear(&machine);
}

/* --- The multiplexer ------------------------------------------------------------------- */

/* Its answer to all that can be asked for but SET of a state. */
static long answer(guint64 flags, guint32 argsz, guint32 wants, guint32 index)
{
	guint32 argument[18] = { argsz, wants | index, 2 };
	struct machine machine;
	long result;

	machine_init(&machine, flags);
	argument[8] = 0;
	result = machine_feature(&machine, argument);
	machine_clear(&machine);
	return result;
}

static void test_feature_checks(void)
{
	const guint32 gets = VFIO_DEVICE_FEATURE_GET;
	const guint32 sets = VFIO_DEVICE_FEATURE_SET;
	const guint32 probe = VFIO_DEVICE_FEATURE_PROBE;
	struct machine machine;

	machine_init(&machine, ALL);
	g_assert_cmpint(machine_feature(&machine, NULL), ==, -EFAULT);
	machine_clear(&machine);
	for (guint32 argsz = 0; argsz < 16; argsz++)
		g_assert_cmpint(answer(ALL, argsz, gets, 1), ==, argsz < 16 ? -EINVAL : 0);
	g_assert_cmpint(answer(ALL, 16, gets, 1), ==, 0);
	g_assert_cmpint(answer(ALL, 4096, gets, 1), ==, 0);
	g_assert_cmpint(answer(ALL, G_MAXUINT32, gets, 1), ==, 0);
	for (guint bit = 19; bit < 32; bit++)
		g_assert_cmpint(answer(ALL, 8, probe | 1u << bit, 99), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 16, gets | sets, 2), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 8, gets | sets | probe, 2), ==, 0);
	g_assert_cmpint(answer(ALL, 8, gets | sets | probe, 1), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 7, probe, 1), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 8, probe, 1), ==, 0);
	g_assert_cmpint(answer(ALL, 8, probe, 12), ==, 0);
	g_assert_cmpint(answer(3, 8, probe, 12), ==, -EINVAL);
	g_assert_cmpint(answer(0, 8, probe, 12), ==, -EINVAL);
	g_assert_cmpint(answer(0, 8, probe, 1), ==, -ENOTTY);
	g_assert_cmpint(answer(0, 8, probe, 2), ==, -ENOTTY);
	g_assert_cmpint(answer(0, 8, probe, 9), ==, -ENOTTY);
	g_assert_cmpint(answer(ALL, 16, sets, 1), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 16, 0, 1), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 8, 0, 99), ==, -ENOTTY);
	g_assert_cmpint(answer(ALL, 15, gets, 9), ==, -EINVAL);
	g_assert_cmpint(answer(ALL, 16, gets, 9), ==, 0);
	g_assert_cmpint(answer(ALL, 8, sets, 7), ==, 0);
	g_assert_cmpint(answer(ALL, 8, gets, 7), ==, -EINVAL);
	for (guint32 index = 0; index < 0x10000; index += index < 20 ? 1 : 997) {
		gboolean known = index && strchr("\1\2\6\7\10\11\14", (int)index) && index < 20;

		g_assert_cmpint(answer(ALL, 8, probe, index), ==, known ? 0 : -ENOTTY);
	}
}

/* The state is reached also if nobody can be told of the session. */
static void test_no_descriptor(void)
{
	struct machine machine;
	gint32 fd;

	machine_init(&machine, ALL);
	machine.host->is_full = TRUE;
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, -EMFILE);
	g_assert_cmpuint(machine_get(&machine), ==, PRE_COPY);
	machine_check(&machine);
	machine.host->is_full = FALSE;
	g_assert_cmpint(machine_set(&machine, RUNNING, NULL), ==, 0);
	g_assert_cmpint(machine_set(&machine, STOP_COPY, &fd), ==, 0);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

static void test_no_copy_out(void)
{
	struct machine machine;
	struct state_argument *argument =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	machine_init(&machine, ALL);
	*argument = (struct state_argument){ 16, VFIO_DEVICE_FEATURE_SET | 2, PRE_COPY, 0 };
	mprotect(argument, 4096, PROT_READ);
	g_assert_cmpint(machine_feature(&machine, argument), ==, -EFAULT);
	g_assert_cmpuint(machine_get(&machine), ==, PRE_COPY);
	g_assert_cmpuint(machine.host->open_files, ==, 0);
	munmap(argument, 4096);
	machine_clear(&machine);
}

/* --- DMA logging ------------------------------------------------------------------------ */

struct logging {
	guint32 argsz, flags;
	guint64 page_size;
	guint32 n, reserved;
	guint64 ranges;
};

static long start(struct machine *machine, guint64 page_size, guint32 n, const guint64 *ranges)
{
	struct logging argument = { sizeof(argument), VFIO_DEVICE_FEATURE_SET | 6,
				    page_size,        n,
				    G_MAXUINT32,      0 };
	long result;

	argument.ranges = (guint64)(guintptr)ranges;
	result = machine_feature(machine, &argument);
	if (!result)
		g_assert_cmpuint(argument.page_size, ==, 4096);
	return result;
}

static long report(struct machine *machine, guint64 iova, guint64 length, guint64 page_size,
		   guint64 *bitmap)
{
	struct {
		guint32 argsz, flags;
		guint64 iova, length, page_size, bitmap;
	} argument = { sizeof(argument), VFIO_DEVICE_FEATURE_GET | 8, iova, length,
		       page_size,        (guint64)(guintptr)bitmap };

	return machine_feature(machine, &argument);
}

static void test_logging_checks(void)
{
	static const guint64 good[] = { 0x1000, 0x2000, 0x10000, 0x1000 };
	static const guint64 overlapping[] = { 0x1000, 0x2000, 0x2000, 0x1000 };
	static const guint64 beyond[] = { G_MAXUINT64 - 0xfff, 0x1000 };
	static const guint64 empty[] = { 0x1000, 0 };
	static const guint64 odd[] = { 0x1000, 0x1001 };
	struct machine machine;
	guint64 bitmap = 0;

	machine_init(&machine, ALL);
	g_assert_cmpint(start(&machine, 4096, 0, good), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 4096, 257, good), ==, -E2BIG);
	g_assert_cmpint(start(&machine, 4096, 1, NULL), ==, -EFAULT);
	g_assert_cmpint(start(&machine, 4096, 2, overlapping), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 4096, 1, beyond), ==, -EOVERFLOW);
	g_assert_cmpint(start(&machine, 4096, 1, empty), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 4096, 1, odd), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 8192, 2, good), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 0, 1, good), ==, -EINVAL);
	g_assert_cmpint(report(&machine, 0, 4096, 4096, &bitmap), ==, -EINVAL);
	g_assert_cmpint(start(&machine, 4096, 2, good), ==, 0);
	g_assert_cmpint(start(&machine, 4096, 2, good), ==, -EINVAL);
	g_assert_cmpint(report(&machine, 0, 4096, 2048, &bitmap), ==, -EINVAL);
	g_assert_cmpint(report(&machine, 0, 4096, 4097, &bitmap), ==, -EINVAL);
	g_assert_cmpint(report(&machine, G_MAXUINT64, 1, 4096, &bitmap), ==, -EOVERFLOW);
	vfio_migration_close(machine.migration);
	g_assert_cmpint(report(&machine, 0, 4096, 4096, &bitmap), ==, -EINVAL);
	machine_clear(&machine);
}

static void test_logging_report(void)
{
	static const guint64 ranges[] = { 0, 1 << 30 };
	guint64 bitmap[4098] = { 1ULL << 63 };
	struct machine machine;

	machine_init(&machine, ALL);
	g_assert_cmpint(start(&machine, 4096, 1, ranges), ==, 0);
	vfio_dirty_log_mark(machine.log, 3 * 4096, 1);
	vfio_dirty_log_mark(machine.log, (guint64)600 * 64 * 4096, 4097);
	vfio_dirty_log_mark(machine.log, (guint64)4095 * 64 * 4096, 1);
	/* It sets bits only, and nothing beyond the bitmap. */
	bitmap[4096] = 0x55;
	g_assert_cmpint(report(&machine, 0, 1 << 30, 4096, NULL), ==, -EFAULT);
	g_assert_cmpint(report(&machine, 0, 1 << 30, 4096, bitmap), ==, 0);
	g_assert_cmphex(bitmap[0], ==, 1ULL << 63 | 8);
	g_assert_cmphex(bitmap[600], ==, 3);
	g_assert_cmphex(bitmap[4095], ==, 1);
	g_assert_cmphex(bitmap[4096], ==, 0x55);
	memset(bitmap, 0, sizeof(bitmap));
	g_assert_cmpint(report(&machine, 0, 1 << 30, 4096, bitmap), ==, 0);
	g_assert_cmphex(bitmap[0] | bitmap[600] | bitmap[4095], ==, 0);
	vfio_dirty_log_mark(machine.log, 5 * 4096, 1);
	g_assert_cmpint(report(&machine, 0, 1 << 30, 1 << 21, bitmap), ==, 0);
	g_assert_cmphex(bitmap[0], ==, 1);
	g_assert_cmpint(report(&machine, 0, 0, 4096, NULL), ==, 0);
	machine_clear(&machine);
}

/* --- Faults ----------------------------------------------------------------------------- */

static void test_fault_texts(void)
{
	static const char *const bad[] = {
		"",           "read",       "read:",         "read:EWHAT",  "read:0",
		"read:4096",  "read:EIO:0", "read:EIO:x",    "read:EIO:",   "read:EIO:1:2",
		"reads:EIO",  "stop-:EIO",  "stop-halt:EIO", "stop:EIO",    "any:cut=3",
		"read:cut=0", "read:cut=",  "any:delay=",    "any:delay=0", "any:delay=x",
	};
	static const char *const good[] = {
		"read:EIO", "write:ENOSPC:3", "any:EIO:2+",    "any-any:5", "STOP-running:broken:7",
		"1-2:EIO",  "read:cut=3:1+",  "any:delay=100",
	};
	AUTO(migration_faults) faults = migration_faults_new();

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(migration_faults_parse(faults, bad[i], &error));
		g_assert_nonnull(strstr(error->message, "migration fault '"));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(migration_faults_parse(faults, good[i], NULL));
}

/* A program may say itself what is to go wrong, if the device is made for that. */
static void test_fault_feature(void)
{
	struct {
		guint32 argsz, flags;
		char text[MIGRATION_FAULT_SIZE];
	} argument = { sizeof(argument), VFIO_DEVICE_FEATURE_SET | MIGRATION_FAULT_FEATURE,
		       "running-stop:ENOSPC" };
	struct vfio_migration_config config = vfio_migration_config_full(1);
	struct machine machine;

	machine_init(&machine, 1);
	g_assert_cmpint(machine_feature(&machine, &argument), ==, -ENOTTY);
	vfio_migration_free(machine.migration);
	config.has_faults = TRUE;
	machine.migration = vfio_migration_new(&sim_operations, machine.device, &config,
					       machine.log, machine.host);
	g_assert_cmpint(machine_feature(&machine, &argument), ==, 0);
	g_assert_cmpint(machine_set(&machine, STOP, NULL), ==, -ENOSPC);
	g_assert_cmpint(machine_feature(&machine, &argument), ==, 0);
	argument.text[0] = '\0';
	g_assert_cmpint(machine_feature(&machine, &argument), ==, 0);
	g_assert_cmpint(machine_set(&machine, STOP, NULL), ==, 0);
	strcpy(argument.text, "nonsense");
	g_assert_cmpint(machine_feature(&machine, &argument), ==, -EINVAL);
	memset(argument.text, 'x', sizeof(argument.text));
	g_assert_cmpint(machine_feature(&machine, &argument), ==, -EINVAL);
	argument.argsz--;
	g_assert_cmpint(machine_feature(&machine, &argument), ==, -EINVAL);
	machine_clear(&machine);
}

static void test_transfer_faults(void)
{
	struct machine machine;
	guint8 bytes[600];
	gint32 fd;

	machine_init(&machine, ALL);
	machine_add_fault(&machine, "read:EIO:2");
	machine_add_fault(&machine, "read:cut=3:3+");
	machine_add_fault(&machine, "write:ENOSPC:2");
	machine_add_fault(&machine, "write:cut=1");
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	g_assert_cmpint(fake_read(machine.host, fd, bytes, 600), ==, 600);
	g_assert_cmpint(fake_read(machine.host, fd, bytes, 600), ==, -EIO);
	g_assert_cmpint(fake_read(machine.host, fd, bytes, 600), ==, 3);
	g_assert_cmpint(fake_read(machine.host, fd, bytes, 600), ==, 3);
	fake_close(machine.host, fd);
	vfio_migration_reset(machine.migration);
	g_assert_cmpint(machine_set(&machine, RESUMING, &fd), ==, 0);
	memset(bytes, 0, sizeof(bytes));
	g_assert_cmpint(fake_write(machine.host, fd, bytes, 100), ==, 1);
	g_assert_cmpint(fake_write(machine.host, fd, bytes, 100), ==, -ENOSPC);
	g_assert_cmpint(fake_write(machine.host, fd, bytes, 100), ==, 100);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

/* Starts a request that is delayed; the caller frees the call once it is done. */
static struct unbroken_call *set_later(struct machine *machine, struct state_argument *argument,
				       guint32 flags, guint32 state)
{
	guint64 address = (guint64)(guintptr)argument;
	struct unbroken_call *call = fake_call_new(machine->host, -1, address);

	*argument = (struct state_argument){ sizeof(*argument), flags | 2, state, 0 };
	g_assert_cmpint(fake_call_end(call,
				      vfio_migration_feature(machine->migration, call, address)),
			==, UNBROKEN_LATER);
	return call;
}

/* Calls come after the one that is delayed, and reset after all of it. */
static void test_delays(void)
{
	struct state_argument first, second, third;
	struct machine machine;
	struct unbroken_call *calls[3];

	machine_init(&machine, ALL);
	machine_add_fault(&machine, "running-running_p2p:delay=100");
	machine_add_fault(&machine, "running_p2p-stop:delay=50");
	calls[0] = set_later(&machine, &first, VFIO_DEVICE_FEATURE_SET, STOP);
	calls[1] = set_later(&machine, &second, VFIO_DEVICE_FEATURE_GET, 0);
	calls[2] = set_later(&machine, &third, VFIO_DEVICE_FEATURE_SET, STOP_COPY);
	fake_wait(machine.host, 149);
	g_assert_false(calls[0]->is_done);
	g_assert_cmpuint(vfio_migration_state(machine.migration), ==, RUNNING);
	fake_wait(machine.host, 1);
	for (guint i = 0; i < 3; i++) {
		g_assert_true(calls[i]->is_done);
		g_assert_cmpint(calls[i]->result, ==, 0);
		fake_call_free(calls[i]);
	}
	g_assert_cmpuint(second.state, ==, STOP);
	g_assert_cmpint(third.fd, >=, 0);
	g_assert_cmpuint(machine_get(&machine), ==, STOP_COPY);
	fake_close(machine.host, third.fd);

	vfio_migration_reset(machine.migration);
	machine_add_fault(&machine, "running-pre_copy:delay=10");
	calls[0] = set_later(&machine, &first, VFIO_DEVICE_FEATURE_SET, PRE_COPY);
	vfio_migration_reset(machine.migration);
	g_assert_cmpuint(vfio_migration_resets(machine.migration), ==, 1);
	fake_wait(machine.host, 10);
	g_assert_cmpuint(vfio_migration_resets(machine.migration), ==, 2);
	g_assert_cmpint(calls[0]->result, ==, 0);
	g_assert_cmpint(fake_read(machine.host, first.fd, &second, 1), ==, -ENODEV);
	g_assert_cmpuint(machine_get(&machine), ==, RUNNING);
	fake_close(machine.host, first.fd);
	fake_call_free(calls[0]);
	machine_clear(&machine);
}

/* A client that is killed meanwhile: the device goes on, and nothing is left over. */
static void test_delay_cancelled(void)
{
	struct state_argument argument;
	struct machine machine;
	struct unbroken_call *call;

	machine_init(&machine, ALL);
	machine_add_fault(&machine, "running-pre_copy:delay=100");
	call = set_later(&machine, &argument, VFIO_DEVICE_FEATURE_SET, PRE_COPY);
	fake_call_cancel(call);
	fake_call_free(call);
	fake_wait(machine.host, 100);
	g_assert_cmpuint(machine_get(&machine), ==, PRE_COPY);
	machine_add_fault(&machine, "pre_copy-running:delay=100");
	call = set_later(&machine, &argument, VFIO_DEVICE_FEATURE_SET, RUNNING);
	vfio_migration_close(machine.migration);
	g_assert_cmpint(call->result, ==, -ENODEV);
	fake_call_free(call);
	fake_wait(machine.host, 1000);
	machine_clear(&machine);
}

static void test_transfer_delays(void)
{
	struct machine machine;
	struct unbroken_call *call;
	guint8 bytes[10];
	gint32 fd;

	machine_init(&machine, ALL);
	machine_add_fault(&machine, "read:delay=20:1+");
	g_assert_cmpint(machine_set(&machine, PRE_COPY, &fd), ==, 0);
	for (guint i = 0; i < 2; i++) {
		const struct unbroken_file *file = fake_file(machine.host, fd);

		call = fake_call_new(machine.host, fd, 0);
		g_assert_cmpint(fake_call_end(call, file->operations->read(call, bytes, 10, -1)),
				==, UNBROKEN_LATER);
		if (i)
			fake_call_cancel(call);
		fake_wait(machine.host, 20);
		g_assert_cmpint(call->result, ==, i ? -EINTR : 10);
		fake_call_free(call);
	}
	fake_file(machine.host, fd)->flags |= UNBROKEN_FILE_NONBLOCK;
	g_assert_cmpint(fake_read(machine.host, fd, bytes, 10), ==, -EAGAIN);
	fake_close(machine.host, fd);
	machine_clear(&machine);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-migration/arcs", test_arcs);
	g_test_add_func("/vfio-migration/failing-arcs", test_failing_arcs);
	g_test_add_func("/vfio-migration/error-state", test_error_state);
	g_test_add_func("/vfio-migration/reset", test_reset);
	g_test_add_func("/vfio-migration/streams", test_streams);
	g_test_add_func("/vfio-migration/directions", test_directions);
	g_test_add_func("/vfio-migration/bad-streams", test_bad_streams);
	g_test_add_func("/vfio-migration/precopy-info", test_precopy_info);
	g_test_add_func("/vfio-migration/old-session", test_old_session);
	g_test_add_func("/vfio-migration/feature-checks", test_feature_checks);
	g_test_add_func("/vfio-migration/no-descriptor", test_no_descriptor);
	g_test_add_func("/vfio-migration/no-copy-out", test_no_copy_out);
	g_test_add_func("/vfio-migration/logging-checks", test_logging_checks);
	g_test_add_func("/vfio-migration/logging-report", test_logging_report);
	g_test_add_func("/vfio-migration/fault-texts", test_fault_texts);
	g_test_add_func("/vfio-migration/fault-feature", test_fault_feature);
	g_test_add_func("/vfio-migration/transfer-faults", test_transfer_faults);
	g_test_add_func("/vfio-migration/delays", test_delays);
	g_test_add_func("/vfio-migration/delay-cancelled", test_delay_cancelled);
	g_test_add_func("/vfio-migration/transfer-delays", test_transfer_delays);
	return g_test_run();
}
