/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of a VFIO device: what it tells, its regions, its interrupts. */
#include "test-vfio.h"

#include <glib/gstdio.h>

static long device_call(const struct program *program, guint32 number, void *argument)
{
	return fake_ioctl(program->host, program->device, number, argument);
}

/* --- What it tells --- */

static void test_info(void)
{
	struct program program = program_open();
	guint8 bytes[64];
	struct vfio_device_info *info = (void *)bytes;

	for (guint32 argsz = 0; argsz <= sizeof(bytes); argsz++) {
		memset(bytes, 0xaa, sizeof(bytes));
		info->argsz = argsz;
		g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, info), ==,
				argsz < 16 ? -EINVAL : 0);
		for (guint32 i = MIN(MAX(argsz, 4), 24); i < sizeof(bytes); i++)
			g_assert_cmpuint(bytes[i], ==, 0xaa);
	}
	info->argsz = 0xffffffff;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, info), ==, 0);
	g_assert_cmpuint(info->flags, ==, VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET);
	g_assert_cmpuint(info->num_irqs, ==, 5);
	g_assert_cmpuint(info->num_regions, >=, 9);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, NULL), ==, -EFAULT);
	g_assert_cmpint(device_call(&program, VFIO_NUMBER(116), NULL), ==, -ENOTTY);
	program_end(&program);
}

static void test_regions(void)
{
	static const struct {
		long result;
		guint64 size;
		guint32 flags;
	} regions[] = {
		{ 0, 4096, 3 }, { 0, 0, 0 }, { 0, MEMORY_SIZE, 7 }, { 0, 0, 0 },       { 0, 0, 0 },
		{ 0, 0, 0 },    { 0, 0, 0 }, { 0, 256, 3 },         { -EINVAL, 0, 0 },
	};
	struct program program = program_open();
	struct vfio_region_info info = { .argsz = 31 };

	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_REGION_INFO, &info), ==, -EINVAL);
	for (guint32 i = 0; i < G_N_ELEMENTS(regions); i++) {
		info = (struct vfio_region_info){ .argsz = 32, .index = i };
		g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_REGION_INFO, &info), ==,
				regions[i].result);
		if (regions[i].result)
			continue;
		g_assert_cmpuint(info.size, ==, regions[i].size);
		g_assert_cmpuint(info.flags, ==, regions[i].flags);
		g_assert_cmpuint(info.offset, ==, (guint64)i << 40);
		g_assert_cmpuint(info.cap_offset, ==, 0);
	}
	info = (struct vfio_region_info){ .argsz = 32, .index = 0xffffffff };
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_REGION_INFO, &info), ==, -EINVAL);
	program_end(&program);
}

static void test_hot_reset(void)
{
	struct program program = program_open();
	struct vfio_pci_hot_reset_info info = { .argsz = 11 };

	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), ==,
			-EINVAL);
	info.argsz = 12;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), ==,
			-ENODEV);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_PCI_HOT_RESET, &info), ==, -ENODEV);
	program_end(&program);
}

/* --- Configuration space --- */

static void test_config(void)
{
	struct program program = program_open();
	guint8 bytes[CONFIG_SPACE_SIZE + 1];

	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 256, CONFIG), ==, 256);
	g_assert_cmphex(get_config(&program, 0, 4), ==, 0x7e576e75);
	g_assert_cmphex(get_config(&program, 8, 4), ==, 0xff000001);
	g_assert_cmphex(get_config(&program, 0x3c, 2), ==, 0x0100);
	/* Identity cannot be written, and there is no ROM. */
	put_config(&program, 0, 0, 4);
	g_assert_cmphex(get_config(&program, 0, 4), ==, 0x7e576e75);
	put_config(&program, 0x30, 0xffffffff, 4);
	g_assert_cmphex(get_config(&program, 0x30, 4), ==, 0);
	/* Sizes of BARs; the second one has 64 bits. */
	put_config(&program, 0x10, 0xffffffff, 4);
	g_assert_cmphex(get_config(&program, 0x10, 4), ==, 0xfffff000);
	put_config(&program, 0x14, 0xffffffff, 4);
	g_assert_cmphex(get_config(&program, 0x14, 4), ==, 0);
	put_config(&program, 0x18, 0xffffffff, 4);
	put_config(&program, 0x1c, 0xffffffff, 4);
	g_assert_cmphex(get_config(&program, 0x18, 4), ==, 0xfff0000c);
	g_assert_cmphex(get_config(&program, 0x1c, 4), ==, 0xffffffff);
	put_config(&program, 0x18, 0xfe000000, 4);
	g_assert_cmphex(get_config(&program, 0x18, 4), ==, 0xfe00000c);
	/* A list of capabilities with MSI in it. */
	g_assert_cmphex(get_config(&program, 6, 2) & 0x10, ==, 0x10);
	g_assert_cmphex(get_config(&program, 0x34, 1), ==, 0x40);
	g_assert_cmphex(get_config(&program, 0x40, 4), ==, 0x00840005);
	/* Odd places and sizes. */
	put_config(&program, 0x3c, 0xab, 1);
	g_assert_cmphex(get_config(&program, 0x3b, 3), ==, 0x01ab00);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 257, CONFIG), ==, -EFAULT);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 2, CONFIG + 255), ==,
			-EFAULT);
	g_assert_cmpint(fake_pwrite(program.host, program.device, bytes, 1, CONFIG + 256), ==,
			-EFAULT);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 0, CONFIG + 999), ==, 0);
	/* It survives reset, and not the last close. */
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_RESET, NULL), ==, 0);
	g_assert_cmphex(get_config(&program, 0x18, 4), ==, 0xfe00000c);
	fake_close(program.host, program.device);
	open_device(&program);
	g_assert_cmphex(get_config(&program, 0x18, 4), ==, 0xc);
	program_end(&program);
}

/* --- BARs --- */

static void test_bars(void)
{
	struct program program = program_open();
	guint8 bytes[16] = { 0 };
	guint64 last = MEMORY_SIZE - 3;

	/* All of it is there, at any place and size, and nothing beyond. */
	g_assert_cmpint(fake_pwrite(program.host, program.device, "abcdefgh", 8, BAR2 + 4093), ==,
			8);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 3, BAR2 + 4095), ==, 3);
	g_assert_cmpmem(bytes, 3, "cde", 3);
	g_assert_cmpint(fake_pwrite(program.host, program.device, "xyz1", 4, BAR2 + last), ==, 3);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 8, BAR2 + last), ==, 3);
	g_assert_cmpmem(bytes, 3, "xyz", 3);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, BAR2 + MEMORY_SIZE), ==,
			-EINVAL);
	/* Regions that are not there. */
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, (gint64)1 << 40), ==,
			-EINVAL);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, (gint64)6 << 40), ==,
			-EINVAL);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, (gint64)8 << 40), ==,
			-EINVAL);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, G_MAXINT64), ==,
			-EINVAL);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, -1), ==, -EINVAL);
	/* A device that is told not to answer at its BARs does not. */
	put_config(&program, 4, 0, 2);
	g_assert_cmpint(fake_pread(program.host, program.device, bytes, 1, BAR0), ==, -EIO);
	g_assert_cmpint(fake_pwrite(program.host, program.device, bytes, 1, BAR2), ==, -EIO);
	program_end(&program);
}

static long try_map(const struct program *program, guint64 offset, guint64 length)
{
	struct unbroken_call *call = fake_call_new(program->host, program->device, 0);
	long result = call->file->operations->mmap(call, offset, length, PROT_READ);

	return fake_call_end(call, result);
}

static void test_map(void)
{
	struct program program = program_open();
	const int file = fake_file(program.host, program.device)->memory;
	guint8 byte = 0, *mapped;

	g_assert_cmpint(try_map(&program, BAR0, PAGE), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, CONFIG, PAGE), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, BAR2, 0), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, BAR2, MEMORY_SIZE + PAGE), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, BAR2 + MEMORY_SIZE, PAGE), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, BAR2 + PAGE, G_MAXUINT64), ==, -EINVAL);
	g_assert_cmpint(try_map(&program, BAR2, MEMORY_SIZE), ==, 0);
	mapped = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, BAR2);
	g_assert_true(mapped != MAP_FAILED);
	mapped[5] = 77;
	g_assert_cmpint(fake_pread(program.host, program.device, &byte, 1, BAR2 + 5), ==, 1);
	g_assert_cmpuint(byte, ==, 77);
	/* Nobody takes the memory away from under us. */
	g_assert_cmpint(ftruncate(file, 0), ==, -1);
	munmap(mapped, MEMORY_SIZE);
	program_end(&program);
}

static void test_registers(void)
{
	struct program program = program_open();
	guint8 all[TEST_DEVICE_REGISTERS + 8];

	g_assert_cmphex(get_32(&program, TEST_ID), ==, TEST_ID_VALUE);
	g_assert_cmphex(get_64(&program, TEST_MEMORY_SIZE_64), ==, MEMORY_SIZE);
	put_32(&program, TEST_ID, 0);
	g_assert_cmphex(get_32(&program, TEST_ID), ==, TEST_ID_VALUE);
	put_64(&program, TEST_SCRATCH_64, 0x1122334455667788);
	g_assert_cmphex(get_32(&program, TEST_SCRATCH_64 + 4), ==, 0x11223344);
	put_register(&program, TEST_SCRATCH_64 + 3, 0xab, 1);
	put_register(&program, TEST_SCRATCH_64 + 6, 0xcdef0123, 4);
	g_assert_cmphex(get_64(&program, TEST_SCRATCH_64), ==, 0x01233344ab667788);
	g_assert_cmphex(get_64(&program, TEST_SCRATCH_64 + 8), ==, 0xcdef);
	g_assert_cmphex(get_register(&program, TEST_SCRATCH_64 + 5, 5), ==, 0xcdef012333);
	g_assert_cmpint(fake_pread(program.host, program.device, all, sizeof(all), BAR0), ==,
			TEST_DEVICE_REGISTERS);
	g_assert_cmpint(fake_pwrite(program.host, program.device, all, sizeof(all), BAR0 + 0x100),
			==, TEST_DEVICE_REGISTERS - 0x100);
	/* A doorbell of which any byte is written rings. */
	put_register(&program, TEST_DOORBELL + 3, 0, 1);
	g_assert_cmpuint(get_32(&program, TEST_DOORBELLS), ==, 1);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_RESET, NULL), ==, 0);
	g_assert_cmpuint(get_32(&program, TEST_DOORBELLS), ==, 0);
	g_assert_cmphex(get_64(&program, TEST_SCRATCH_64), ==, 0);
	program_end(&program);
}

/* --- Interrupts --- */

struct irq_set {
	struct vfio_irq_set head;
	gint32 data[8];
};

static long set_irqs(const struct program *program, guint32 flags, guint32 index, guint32 start,
		     guint32 count, const gint32 *data)
{
	struct irq_set set = { { sizeof(set), flags, index, start, count }, { 0 } };

	if (data)
		memcpy(set.data, data, MIN(count, 8) * sizeof(*data));
	return device_call(program, VFIO_DEVICE_SET_IRQS, &set);
}

static guint64 take(int eventfd)
{
	guint64 value = 0;

	return read(eventfd, &value, sizeof(value)) == sizeof(value) ? value : 0;
}

static void test_irq_info(void)
{
	static const struct {
		long result;
		guint32 flags, count;
	} indices[] = { { 0, 7, 1 },       { 0, 9, 4 }, { 0, 9, 0 },
			{ -EINVAL, 0, 0 }, { 0, 9, 1 }, { -EINVAL, 0, 0 } };
	struct program program = program_open();

	for (guint32 i = 0; i < G_N_ELEMENTS(indices); i++) {
		struct vfio_irq_info info = { .argsz = 16, .index = i };

		g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_IRQ_INFO, &info), ==,
				indices[i].result);
		g_assert_cmpuint(info.flags, ==, indices[i].flags);
		g_assert_cmpuint(info.count, ==, indices[i].count);
		info.argsz = 15;
		g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_IRQ_INFO, &info), ==,
				-EINVAL);
	}
	program_end(&program);
}

#define MASK    VFIO_IRQ_SET_ACTION_MASK
#define UNMASK  VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER VFIO_IRQ_SET_ACTION_TRIGGER
#define NOTHING VFIO_IRQ_SET_DATA_NONE
#define BOOLS   VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD VFIO_IRQ_SET_DATA_EVENTFD

static void test_irq_errors(void)
{
	static const struct {
		guint32 argsz, flags, index, start, count;
		long result;
	} cases[] = {
		{ 19, TRIGGER | NOTHING, 0, 0, 0, -EINVAL },
		{ 20, TRIGGER | NOTHING, 5, 0, 0, -EINVAL },
		{ 20, TRIGGER | NOTHING, 0, 1, 0xfffffffe, -EINVAL },
		{ 20, TRIGGER | NOTHING, 0, 0, 0xffffffff, -EINVAL },
		{ 20, 64, 0, 0, 1, -EINVAL },
		{ 20, TRIGGER | NOTHING, 0, 1, 0, -EINVAL },
		{ 20, TRIGGER | NOTHING, 0, 0, 2, -EINVAL },
		{ 20, TRIGGER | NOTHING, 2, 0, 0,
		  -EINVAL }, /* MSI-X has no vector, so not even 0 */
		{ 20, TRIGGER | NOTHING, 3, 0, 0, -EINVAL },
		{ 20, TRIGGER, 0, 0, 1, -EINVAL },
		{ 24, TRIGGER | NOTHING | BOOLS, 0, 0, 1, -EINVAL },
		{ 20, TRIGGER | BOOLS, 0, 0, 1, -EINVAL },
		{ 23, TRIGGER | EVENTFD, 0, 0, 1, -EINVAL },
		{ 35, TRIGGER | EVENTFD, 1, 0, 4, -EINVAL },
		{ 20, NOTHING, 0, 0, 1, -ENOTTY },
		{ 20, MASK | UNMASK | NOTHING, 0, 0, 1, -ENOTTY },
		{ 20, MASK | NOTHING, 1, 0, 1, -ENOTTY },
		{ 20, UNMASK | NOTHING, 1, 0, 1, -ENOTTY },
		{ 20, MASK | NOTHING, 4, 0, 1, -ENOTTY },
		/* Not set up. */
		{ 20, TRIGGER | NOTHING, 0, 0, 1, -EINVAL },
		{ 20, MASK | NOTHING, 0, 0, 1, -EINVAL },
		{ 20, UNMASK | NOTHING, 0, 0, 1, -EINVAL },
		{ 20, TRIGGER | NOTHING, 1, 0, 1, -EINVAL },
		{ 21, TRIGGER | BOOLS, 1, 0, 1, -EINVAL },
		{ 20, TRIGGER | EVENTFD, 1, 0, 0, -EINVAL },
		{ 20, TRIGGER | EVENTFD, 4, 0, 0, -EINVAL },
		{ 20, TRIGGER | NOTHING, 4, 0, 0, 0 },
	};
	struct program program = program_open();

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct irq_set set = { { cases[i].argsz, cases[i].flags, cases[i].index,
					 cases[i].start, cases[i].count },
				       { 0 } };

		g_test_message("case %u", i);
		g_assert_cmpint(device_call(&program, VFIO_DEVICE_SET_IRQS, &set), ==,
				cases[i].result);
	}
	program_end(&program);
}

static void test_intx(void)
{
	struct program program = program_open();
	gint32 trigger = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	gint32 unmask = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	gint32 bad = open("/dev/null", O_RDWR | O_CLOEXEC), none = -1, gone = 999999;

	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 0, 0, 1, &bad), ==, -EINVAL);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 0, 0, 1, &gone), ==, -EBADF);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 0, 0, 1, &trigger), ==, 0);
	g_assert_cmpint(set_irqs(&program, MASK | EVENTFD, 0, 0, 1, &trigger), ==, -ENOTTY);
	g_assert_cmpint(set_irqs(&program, UNMASK | EVENTFD, 0, 0, 1, &bad), ==, -EINVAL);
	g_assert_cmpint(set_irqs(&program, UNMASK | EVENTFD, 0, 0, 1, &unmask), ==, 0);
	/* MSI while INTx is on. */
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 0, 1, &trigger), ==, -EINVAL);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 0, 0, 1, NULL), ==, 0);
	g_assert_cmpuint(take(trigger), ==, 1);
	/* A masked cause does not hold the line. */
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(trigger), ==, 0);
	put_32(&program, TEST_INTERRUPT_MASK, TEST_CAUSE_DOORBELL);
	g_assert_cmpuint(take(trigger), ==, 1);
	g_assert_cmphex(get_config(&program, 6, 2) & 8, ==, 8);
	/* Once, until the client says that it was seen to; again if it was not. */
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(trigger), ==, 0);
	g_assert_cmpint(set_irqs(&program, UNMASK | NOTHING, 0, 0, 1, NULL), ==, 0);
	g_assert_cmpuint(take(trigger), ==, 1);
	put_32(&program, TEST_INTERRUPT_STATUS, TEST_CAUSE_DOORBELL);
	g_assert_cmphex(get_config(&program, 6, 2) & 8, ==, 0);
	g_assert_cmpint(eventfd_write(unmask, 1), ==, 0);
	fake_poll(program.host);
	g_assert_cmpuint(take(unmask), ==, 0);
	g_assert_cmpuint(take(trigger), ==, 0);
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(trigger), ==, 1);
	g_assert_cmpint(eventfd_write(unmask, 1), ==, 0);
	fake_poll(program.host);
	g_assert_cmpuint(take(trigger), ==, 1);
	/* Turned off in the configuration space. */
	put_32(&program, TEST_INTERRUPT_STATUS, TEST_CAUSE_DOORBELL);
	g_assert_cmpint(set_irqs(&program, UNMASK | NOTHING, 0, 0, 1, NULL), ==, 0);
	put_config(&program, 4, 0x402, 2);
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(trigger), ==, 0);
	put_config(&program, 4, 2, 2);
	g_assert_cmpuint(take(trigger), ==, 1);
	g_assert_cmpint(set_irqs(&program, UNMASK | EVENTFD, 0, 0, 1, &none), ==, 0);
	g_assert_cmpuint(program.host->watches->len, ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 0, 0, 0, NULL), ==, 0);
	g_assert_cmpint(set_irqs(&program, UNMASK | NOTHING, 0, 0, 1, NULL), ==, -EINVAL);
	close(trigger);
	close(unmask);
	close(bad);
	program_end(&program);
}

static void test_msi(void)
{
	struct program program = program_open();
	gint32 events[4], mixed[4] = { -1, -1, 999999, -1 };
	const gint32 one_only[8] = { 0x01000001 };

	for (guint i = 0; i < 4; i++)
		events[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	mixed[0] = events[0];
	/* One that is bad, and none is set. */
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 0, 4, mixed), ==, -EBADF);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 1, 0, 1, NULL), ==, -EINVAL);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 0, 4, events), ==, 0);
	put_32(&program, TEST_INTERRUPT_MASK, 0xf);
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(events[3]), ==, 1);
	g_assert_cmpuint(take(events[0]), ==, 0);
	/* Edges: again though it was not seen to. */
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(events[3]), ==, 1);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 1, 1, 2, NULL), ==, 0);
	g_assert_cmpuint(take(events[1]) + take(events[2]), ==, 2);
	g_assert_cmpint(set_irqs(&program, TRIGGER | BOOLS, 1, 0, 4, one_only), ==, 0);
	g_assert_cmpuint(take(events[0]) + take(events[3]), ==, 2);
	g_assert_cmpuint(take(events[1]) + take(events[2]), ==, 0);
	/* A vector without an eventfd is lost. */
	mixed[2] = -1;
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 3, 1, mixed + 2), ==, 0);
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(events[3]), ==, 0);
	/* An eventfd that the client has filled up does not hold us. */
	g_assert_cmpint(eventfd_write(events[0], 0xfffffffffffffffe), ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 1, 0, 1, NULL), ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 1, 0, 0, NULL), ==, 0);
	/* With fewer vectors than causes the first one has the rest. */
	take(events[0]);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 0, 1, events), ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 1, 1, 1, events), ==, -EINVAL);
	put_32(&program, TEST_DOORBELL, 1);
	g_assert_cmpuint(take(events[0]), ==, 1);
	for (guint i = 0; i < 4; i++)
		close(events[i]);
	program_end(&program);
}

static void test_request(void)
{
	struct program program = program_open();
	gint32 event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), wrong = -2, none = -1;

	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 4, 0, 1, &wrong), ==, -EINVAL);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 4, 0, 1, &event), ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 4, 0, 1, NULL), ==, 0);
	g_assert_cmpuint(take(event), ==, 1);
	g_assert_cmpint(set_irqs(&program, TRIGGER | EVENTFD, 4, 0, 1, &none), ==, 0);
	g_assert_cmpint(set_irqs(&program, TRIGGER | NOTHING, 4, 0, 1, NULL), ==, 0);
	g_assert_cmpuint(take(event), ==, 0);
	close(event);
	program_end(&program);
}

/* --- Options --- */

static void check_refused(const char *name, const char *value, const char *complaint)
{
	struct unbroken_device *host = fake_host_new();
	void *state = NULL;

	fake_option(host, name, value);
	g_assert_cmpint(fake_create(host, &vfio_device_model, &state), ==, -EINVAL);
	g_assert_cmpstr(host->complaint, ==, complaint);
	fake_host_free(host);
}

static void test_bad_options(void)
{
	check_refused("revision", "v3", "revision=v3: must be v1, v2, both or none");
	check_refused("precopy", "maybe", "precopy=maybe: must be yes or no");
	check_refused("p2p", "", "p2p=: must be yes or no");
	check_refused("memory", "3M", "memory=3M: must be a power of two from 4K to 64G");
	check_refused("memory", "2K", "memory=2K: must be a power of two from 4K to 64G");
	check_refused("memory", "128G", "memory=128G: must be a power of two from 4K to 64G");
	check_refused("address", "06:0d.0", "address=06:0d.0: must be like 0000:06:0d.0");
	check_refused("address", "0000:06:0d.8", "address=0000:06:0d.8: must be like 0000:06:0d.0");
	check_refused("address", "../../../etc", "address=../../../etc: must be like 0000:06:0d.0");
	check_refused("group", "2147483648", "group=2147483648: must be less than 2147483648");
}

static void test_same_address(void)
{
	struct unbroken_device *host = fake_host_new();
	struct program program = program_new(host);
	void *other;

	fake_option(host, "address", ADDRESS);
	g_assert_cmpint(fake_create(host, &vfio_device_model, &other), ==, -EINVAL);
	g_assert_cmpstr(host->complaint, ==, "address=0000:06:0d.0: another device has it");
	program_end(&program);
}

static void check_text(const char *folder, const char *name, const char *expected)
{
	g_autofree char *path = g_build_filename(folder, ADDRESS, name, NULL);
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, expected);
}

static void test_sysfs(void)
{
	g_autofree char *folder = g_dir_make_tmp("unbroken-test-XXXXXX", NULL);
	g_autofree char *device = g_build_filename(folder, ADDRESS, NULL);
	g_autofree char *link = g_build_filename(device, "iommu_group", NULL);
	g_autofree char *back = g_build_filename(link, "devices", ADDRESS, "vendor", NULL);
	struct unbroken_device *host = fake_host_new();
	g_autofree char *target = NULL, *base = NULL, *again = NULL;
	struct program program;
	void *other;

	fake_option(host, "sysfs", folder);
	fake_option(host, "group", "41");
	program = program_new(host);
	target = g_file_read_link(link, NULL);
	base = g_path_get_basename(target);
	g_assert_cmpstr(base, ==, "41");
	g_assert_true(g_file_test(back, G_FILE_TEST_EXISTS));
	check_text(folder, "vendor", "0x6e75\n");
	check_text(folder, "device", "0x7e57\n");
	check_text(folder, "class", "0xff0000\n");
	check_text(folder, "vfio-dev/vfio0/dev", "511:0\n");
	/* A folder that is there already is not ours to fill, and not ours to remove. */
	fake_option(host, "address", "0000:07:00.0");
	again = g_build_filename(folder, "0000:07:00.0", NULL);
	g_assert_cmpint(g_mkdir(again, 0755), ==, 0);
	g_assert_cmpint(fake_create(host, &vfio_device_model, &other), ==, -EINVAL);
	g_assert_nonnull(strstr(host->complaint, "File exists"));
	g_assert_cmpint(g_rmdir(again), ==, 0);
	program_end(&program);
	g_assert_false(g_file_test(device, G_FILE_TEST_EXISTS));
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-device/info", test_info);
	g_test_add_func("/vfio-device/regions", test_regions);
	g_test_add_func("/vfio-device/hot-reset", test_hot_reset);
	g_test_add_func("/vfio-device/config", test_config);
	g_test_add_func("/vfio-device/bars", test_bars);
	g_test_add_func("/vfio-device/map", test_map);
	g_test_add_func("/vfio-device/registers", test_registers);
	g_test_add_func("/vfio-device/irq-info", test_irq_info);
	g_test_add_func("/vfio-device/irq-errors", test_irq_errors);
	g_test_add_func("/vfio-device/intx", test_intx);
	g_test_add_func("/vfio-device/msi", test_msi);
	g_test_add_func("/vfio-device/request", test_request);
	g_test_add_func("/vfio-device/bad-options", test_bad_options);
	g_test_add_func("/vfio-device/same-address", test_same_address);
	g_test_add_func("/vfio-device/sysfs", test_sysfs);
	return g_test_run();
}
