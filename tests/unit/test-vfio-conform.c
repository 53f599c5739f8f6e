/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The test device, put through all exercises of migration that there are for kernels' devices. */
#include "test-vfio.h"

#include "exercise/vfio-migration.h"

#define IOVA  ((guint64)0x100000)
#define BYTES ((gsize)16 * 4096)

struct subject {
	struct program program;
	struct vfio_migration *migration;
	guint8 *memory;
};

static int port_ioctl(void *data, guint32 number, void *argument)
{
	const struct subject *subject = data;

	return fake_ioctl(subject->program.host, subject->program.device, number, argument);
}

static gssize port_read(void *data, int session, void *to, gsize size)
{
	const struct subject *subject = data;

	return fake_read(subject->program.host, session, to, size);
}

static gssize port_write(void *data, int session, const void *from, gsize size)
{
	const struct subject *subject = data;

	return fake_write(subject->program.host, session, from, size);
}

static int port_session_ioctl(void *data, int session, guint32 number, void *argument)
{
	const struct subject *subject = data;

	return fake_ioctl(subject->program.host, session, number, argument);
}

static void port_close(void *data, int session)
{
	const struct subject *subject = data;

	fake_close(subject->program.host, session);
}

static gint64 region(guint64 offset)
{
	return ((gint64)VFIO_PCI_NUM_REGIONS << VFIO_PCI_OFFSET_SHIFT) + offset;
}

static gssize port_region_read(void *data, guint64 offset, void *to, gsize size)
{
	const struct subject *subject = data;

	return fake_pread(subject->program.host, subject->program.device, to, size, region(offset));
}

static gssize port_region_write(void *data, guint64 offset, const void *from, gsize size)
{
	const struct subject *subject = data;

	return fake_pwrite(subject->program.host, subject->program.device, from, size,
			   region(offset));
}

static gboolean port_fail(void *data, enum migration_port_event event, guint32 from, guint32 to,
			  int error)
{
	static const enum migration_event events[] = {
		[MIGRATION_PORT_ARC] = MIGRATION_ARC,
		[MIGRATION_PORT_READ] = MIGRATION_READ,
		[MIGRATION_PORT_WRITE] = MIGRATION_WRITE,
	};
	const struct subject *subject = data;
	const struct migration_fault fault = {
		.event = events[event],
		.from = from,
		.to = to,
		.first = 1,
		.error = error,
	};

	migration_faults_add(vfio_migration_faults(subject->migration), &fault);
	return TRUE;
}

static void port_fail_no_more(void *data)
{
	const struct subject *subject = data;

	migration_faults_clear(vfio_migration_faults(subject->migration));
}

/* Time passes; a device that runs has something to do. */
static void port_work(void *data)
{
	const struct subject *subject = data;
	const struct program *program = &subject->program;

	if (vfio_migration_state(subject->migration) == VFIO_DEVICE_STATE_RUNNING &&
	    !(get_32(program, TEST_STATUS) & TEST_STATUS_BUSY)) {
		enable(program);
		put_64(program, TEST_PATTERN_64, get_64(program, TEST_PATTERN_64) + 12345);
		start_command(program, TEST_COMMAND_FILL_MEMORY, 0, 100, 9000);
		put_32(program, TEST_RATE, 700);
		start_command(program, TEST_COMMAND_READ | TEST_COMMAND_REPEAT, IOVA, 5000, 20000);
	}
	subject->memory[g_test_rand_int_range(0, BYTES)]++;
	fake_wait(program->host, 12);
}

static guint64 add_bytes(guint64 sum, const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

static guint64 port_fingerprint(void *data)
{
	const struct subject *subject = data;
	const struct program *program = &subject->program;
	static guint8 bytes[65536];
	guint64 sum = 1;

	g_assert_cmpint(fake_pread(program->host, program->device, bytes, 256, BAR0), ==, 256);
	sum = add_bytes(sum, bytes, 256);
	g_assert_cmpint(fake_pread(program->host, program->device, bytes, sizeof(bytes), BAR2), ==,
			sizeof(bytes));
	return add_bytes(sum, bytes, sizeof(bytes));
}

static void check(guint revision, const char *precopy, const char *p2p)
{
	struct unbroken_device *host = fake_host_new();
	struct subject subject = { .memory = map_memory(BYTES) };
	const struct vfio_device *device;
	struct migration_port port = {
		.data = &subject,
		.ioctl = port_ioctl,
		.read = port_read,
		.write = port_write,
		.session_ioctl = port_session_ioctl,
		.close = port_close,
		.fail = port_fail,
		.fail_no_more = port_fail_no_more,
		.work = port_work,
		.fingerprint = port_fingerprint,
	};
	const struct exercise_options options = {
		.revision = revision,
		.seed = 20211129,
		.rounds = 40,
		.length = 3,
		.blocked_arcs = TRUE,
	};
	AUTO(exercise_report) report = NULL;
	g_autofree char *text = NULL;

	fake_option(host, "memory", "64K");
	fake_option(host, "precopy", precopy);
	fake_option(host, "p2p", p2p);
	subject.program = program_new(host);
	device = subject.program.state;
	subject.migration = device->migration;
	open_iommu(&subject.program, VFIO_TYPE1v2_IOMMU);
	open_device(&subject.program);
	g_assert_cmpint(map_dma(&subject.program, IOVA, subject.memory, BYTES, BOTH), ==, 0);
	if (revision == 1) {
		port.region_read = port_region_read;
		port.region_write = port_region_write;
		port.region_size = vfio_migration_v1_size(device->migration_v1);
	}
	report = exercise_vfio_migration(&port, &options);
	text = exercise_report_text(report);
	if (report->deviations->len)
		g_test_message("%s", text);
	g_assert_cmpuint(report->deviations->len, ==, 0);
	g_assert_cmpuint(report->checks, >, 1000);
	g_assert_cmpuint(report->loaded, >, 65536);
	program_end(&subject.program);
	munmap(subject.memory, BYTES);
}

static void test_all(void)
{
	check(2, "yes", "yes");
}

static void test_no_precopy(void)
{
	check(2, "no", "yes");
}

static void test_no_p2p(void)
{
	check(2, "yes", "no");
}

static void test_least(void)
{
	check(2, "no", "no");
}

static void test_v1(void)
{
	check(1, "yes", "yes");
	check(1, "no", "no");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-conform/all", test_all);
	g_test_add_func("/vfio-conform/no-precopy", test_no_precopy);
	g_test_add_func("/vfio-conform/no-p2p", test_no_p2p);
	g_test_add_func("/vfio-conform/least", test_least);
	g_test_add_func("/vfio-conform/v1", test_v1);
	return g_test_run();
}
