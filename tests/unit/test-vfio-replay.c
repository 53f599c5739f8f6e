/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What QEMU does with a device, call for call: starting, as 7.2 and 10.0 do it, and migrating, by
 * revision 1 and by revision 2 of the interface.
 */
#include "test-vfio.h"

#define RAM_IOVA   ((guint64)0)
#define RAM_SIZE   ((gsize)128 * 4096)
#define PROBE_SIZE 64

/* A machine: a device, memory, and what QEMU has found out. */
struct qemu {
	struct program program;
	const char *name;
	guint8 *ram;
	guint8 *bar2; /* mapped */
	guint8 *data; /* of the migration region, mapped; NULL: not offered */
	guint32 num_regions;
	guint64 region, data_at; /* of revision 1: offset in the file, of the mapped part in it */
	gint32 intx, unmask;
};

static long device_call(const struct qemu *qemu, guint32 number, void *argument)
{
	return fake_ioctl(qemu->program.host, qemu->program.device, number, argument);
}

static long container_call(const struct qemu *qemu, guint32 number, void *argument)
{
	return fake_ioctl(qemu->program.host, qemu->program.container, number, argument);
}

/* --- Starting --- */

static void connect_container(struct qemu *qemu, const char *group)
{
	struct program *program = &qemu->program;
	struct vfio_group_status status = { .argsz = sizeof(status) };

	program->group = fake_open(program->host, program->state, group, O_RDWR);
	g_assert_cmpint(fake_ioctl(program->host, program->group, VFIO_GROUP_GET_STATUS, &status),
			==, 0);
	g_assert_cmpuint(status.flags & VFIO_GROUP_FLAGS_VIABLE, ==, 1);
	open_container(program);
	g_assert_cmpint(container_call(qemu, VFIO_GET_API_VERSION, NULL), ==, 0);
	g_assert_cmpint(container_call(qemu, VFIO_CHECK_EXTENSION, number(VFIO_TYPE1v2_IOMMU)), ==,
			1);
	g_assert_cmpint(set_container(program), ==, 0);
	g_assert_cmpint(container_call(qemu, VFIO_SET_IOMMU, number(VFIO_TYPE1v2_IOMMU)), ==, 0);
}

/* Finds a capability in an answer that was asked for again with enough room. */
static const struct vfio_info_cap_header *find_cap(const void *answer, guint32 first, guint16 id)
{
	const guint8 *bytes = answer;

	for (guint32 at = first; at;) {
		const struct vfio_info_cap_header *cap = (const void *)(bytes + at);

		if (cap->id == id)
			return cap;
		at = cap->next;
	}
	return NULL;
}

static void get_iommu_info(const struct qemu *qemu)
{
	struct vfio_iommu_type1_info first = { .argsz = sizeof(first) };
	g_autofree struct vfio_iommu_type1_info *info = NULL;
	const struct vfio_iommu_type1_info_cap_migration *cap;

	g_assert_cmpint(container_call(qemu, VFIO_IOMMU_GET_INFO, &first), ==, 0);
	g_assert_cmpuint(first.argsz, >, sizeof(first));
	info = g_malloc0(first.argsz);
	info->argsz = first.argsz;
	g_assert_cmpint(container_call(qemu, VFIO_IOMMU_GET_INFO, info), ==, 0);
	cap = (const void *)find_cap(info, info->cap_offset, VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION);
	g_assert_nonnull(cap);
	g_assert_cmpuint(cap->pgsize_bitmap & 4096, ==, 4096);
}

static void get_device_info(struct qemu *qemu, guint32 argsz)
{
	struct vfio_device_info info = { .argsz = argsz };

	g_assert_cmpint(device_call(qemu, VFIO_DEVICE_GET_INFO, &info), ==, 0);
	g_assert_cmpuint(info.flags & VFIO_DEVICE_FLAGS_PCI, !=, 0);
	qemu->num_regions = info.num_regions;
	for (guint32 i = 0; i <= VFIO_PCI_CONFIG_REGION_INDEX; i++) {
		struct vfio_region_info region = { .argsz = sizeof(region), .index = i };

		if (i != VFIO_PCI_ROM_REGION_INDEX)
			g_assert_cmpint(device_call(qemu, VFIO_DEVICE_GET_REGION_INFO, &region), ==,
					0);
	}
}

static void read_config(const struct qemu *qemu)
{
	struct vfio_irq_info irq = { .argsz = sizeof(irq), .index = VFIO_PCI_ERR_IRQ_INDEX };
	guint8 config[256];

	/* No error interrupt is no error. */
	g_assert_cmpint(device_call(qemu, VFIO_DEVICE_GET_IRQ_INFO, &irq), ==, -EINVAL);
	g_assert_cmpint(fake_pread(qemu->program.host, qemu->program.device, config, 256, CONFIG),
			==, 256);
	put_config(&qemu->program, 0x30, 0xfffff800, 4);
	g_assert_cmphex(get_config(&qemu->program, 0x30, 4), ==, 0);
	for (guint i = 0; i < 6; i++)
		get_config(&qemu->program, 0x10 + 4 * i, 4);
}

static void map_bar2(struct qemu *qemu)
{
	const int file = fake_file(qemu->program.host, qemu->program.device)->memory;

	qemu->bar2 = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, BAR2);
	g_assert_true(qemu->bar2 != MAP_FAILED);
	g_assert_cmpint(map_dma(&qemu->program, 0xc0000000, qemu->bar2, MEMORY_SIZE, BOTH), ==, 0);
}

static void set_eventfd(const struct qemu *qemu, guint32 index, guint32 action, gint32 eventfd)
{
	struct {
		struct vfio_irq_set head;
		gint32 eventfd;
	} set = { { sizeof(set), VFIO_IRQ_SET_DATA_EVENTFD | action, index, 0, 1 }, eventfd };

	g_assert_cmpint(device_call(qemu, VFIO_DEVICE_SET_IRQS, &set), ==, 0);
}

static void enable_intx(struct qemu *qemu)
{
	qemu->intx = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	qemu->unmask = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	set_eventfd(qemu, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, qemu->intx);
	set_eventfd(qemu, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK, qemu->unmask);
}

/* Goes through all regions for the one of revision 1, as QEMU does with a device that has it. */
static void find_migration_region(struct qemu *qemu)
{
	for (guint32 i = 0; i < qemu->num_regions; i++) {
		struct vfio_region_info first = { .argsz = sizeof(first), .index = i };
		g_autofree struct vfio_region_info *info = NULL;
		const struct vfio_region_info_cap_type *type;
		const struct vfio_region_info_cap_sparse_mmap *sparse;

		if (device_call(qemu, VFIO_DEVICE_GET_REGION_INFO, &first) ||
		    !(first.flags & VFIO_REGION_INFO_FLAG_CAPS))
			continue;
		info = g_malloc0(first.argsz);
		*info = first;
		g_assert_cmpint(device_call(qemu, VFIO_DEVICE_GET_REGION_INFO, info), ==, 0);
		type = (const void *)find_cap(info, info->cap_offset, VFIO_REGION_INFO_CAP_TYPE);
		if (!type || type->type != 3 || type->subtype != 1)
			continue;
		qemu->region = info->offset;
		sparse = (const void *)find_cap(info, info->cap_offset,
						VFIO_REGION_INFO_CAP_SPARSE_MMAP);
		if (!sparse)
			continue;
		qemu->data_at = sparse->areas[0].offset;
		qemu->data = mmap(NULL, sparse->areas[0].size, PROT_READ | PROT_WRITE, MAP_SHARED,
				  fake_file(qemu->program.host, qemu->program.device)->memory,
				  info->offset + qemu->data_at);
		g_assert_true(qemu->data != MAP_FAILED);
	}
}

/* Firmware takes memory away and puts other memory in its place, again and again. */
static void shuffle_memory(const struct qemu *qemu)
{
	for (guint i = 0; i < 20; i++) {
		struct vfio_iommu_type1_dma_unmap unmap = {
			.argsz = sizeof(unmap),
			.iova = RAM_IOVA,
			.size = RAM_SIZE,
		};

		g_assert_cmpint(container_call(qemu, VFIO_IOMMU_UNMAP_DMA, &unmap), ==, 0);
		g_assert_cmpuint(unmap.size, ==, RAM_SIZE);
		g_assert_cmpint(map_dma(&qemu->program, RAM_IOVA, qemu->ram, RAM_SIZE, BOTH), ==,
				0);
	}
}

static struct qemu qemu_start(struct unbroken_device *host, const char *name, const char *group,
			      guint32 argsz)
{
	struct qemu qemu = { .program = program_new(host), .name = name };

	qemu.ram = map_memory(RAM_SIZE);
	connect_container(&qemu, group);
	get_iommu_info(&qemu);
	g_assert_cmpint(map_dma(&qemu.program, RAM_IOVA, qemu.ram, RAM_SIZE, BOTH), ==, 0);
	qemu.program.device =
		fake_ioctl(host, qemu.program.group, VFIO_GROUP_GET_DEVICE_FD, (void *)name);
	g_assert_cmpint(qemu.program.device, >, 0);
	get_device_info(&qemu, argsz);
	read_config(&qemu);
	map_bar2(&qemu);
	enable_intx(&qemu);
	find_migration_region(&qemu);
	g_assert_cmpint(device_call(&qemu, VFIO_DEVICE_RESET, NULL), ==, 0);
	shuffle_memory(&qemu);
	return qemu;
}

static void qemu_end(struct qemu *qemu)
{
	munmap(qemu->bar2, MEMORY_SIZE);
	munmap(qemu->ram, RAM_SIZE);
	if (qemu->data)
		munmap(qemu->data, VFIO_REGION_MIGRATION_DATA);
	program_close_files(&qemu->program);
	close(qemu->intx);
	close(qemu->unmask);
	vfio_device_model.destroy(qemu->program.state);
}

/* What a guest does: a fill that takes its time, and memory of the device. */
static void guest_works(const struct qemu *qemu)
{
	enable(&qemu->program);
	put_32(&qemu->program, TEST_INTERRUPT_MASK, TEST_CAUSE_DONE);
	put_64(&qemu->program, TEST_PATTERN_64, 0x77);
	start_command(&qemu->program, TEST_COMMAND_FILL_MEMORY, 0, 0, 10 * PAGE);
	put_32(&qemu->program, TEST_INTERRUPT_STATUS, TEST_CAUSE_DONE);
	put_32(&qemu->program, TEST_RATE, PAGE);
	put_64(&qemu->program, TEST_PATTERN_64, 0x1000);
	start_command(&qemu->program, TEST_COMMAND_FILL, RAM_IOVA, 0, 100 * PAGE);
	fake_wait(qemu->program.host, 10);
	strcpy((char *)qemu->bar2 + 20 * PAGE, "written by the guest");
}

/* All of it arrived, and ends where it would have. */
static void check_arrived(const struct qemu *qemu)
{
	guint64 word;

	g_assert_cmphex(get_32(&qemu->program, TEST_STATUS), ==, TEST_STATUS_BUSY);
	g_assert_cmpstr((const char *)qemu->bar2 + 20 * PAGE, ==, "written by the guest");
	memcpy(&word, qemu->bar2 + 9 * PAGE, sizeof(word));
	g_assert_cmphex(GUINT64_FROM_LE(word), ==, 0x77 + 9 * PAGE);
	fake_wait(qemu->program.host, 200);
	g_assert_cmphex(get_32(&qemu->program, TEST_STATUS), ==, TEST_STATUS_DONE);
	for (gsize at = 0; at < 100 * PAGE; at += 8) {
		memcpy(&word, qemu->ram + at, sizeof(word));
		g_assert_cmphex(GUINT64_FROM_LE(word), ==, 0x1000 + at);
	}
	g_assert_cmpint(eventfd_read(qemu->intx, &word), ==, 0);
}

/* --- RAM, as migration moves it: pages that were written since they were sent --- */

static void copy_dirty_ram(const struct qemu *from, const struct qemu *to)
{
	guint64 bits[RAM_SIZE / 4096 / 64] = { 0 };
	struct {
		struct vfio_iommu_type1_dirty_bitmap head;
		struct vfio_iommu_type1_dirty_bitmap_get get;
	} get = {
		{ sizeof(get), VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP },
		{ RAM_IOVA, RAM_SIZE, { PAGE, sizeof(bits), (guint64)(uintptr_t)bits } },
	};

	g_assert_cmpint(container_call(from, VFIO_IOMMU_DIRTY_PAGES, &get), ==, 0);
	for (gsize page = 0; page < RAM_SIZE / PAGE; page++) {
		if (bits[page / 64] >> (page % 64) & 1)
			memcpy(to->ram + page * PAGE, from->ram + page * PAGE, PAGE);
	}
}

static void track(const struct qemu *qemu, guint32 flags)
{
	struct vfio_iommu_type1_dirty_bitmap dirty = { sizeof(dirty), flags };

	g_assert_cmpint(container_call(qemu, VFIO_IOMMU_DIRTY_PAGES, &dirty), ==, 0);
}

/* --- Revision 1 --- */

static guint64 get_v1(const struct qemu *qemu, guint offset, gsize size)
{
	guint64 value = 0;

	g_assert_cmpint(fake_pread(qemu->program.host, qemu->program.device, &value, size,
				   qemu->region + offset),
			==, size);
	return value;
}

static void put_v1(const struct qemu *qemu, guint offset, guint64 value, gsize size)
{
	g_assert_cmpint(fake_pwrite(qemu->program.host, qemu->program.device, &value, size,
				    qemu->region + offset),
			==, size);
}

/* As all of QEMU's: it reads what there is, and keeps the bits that it does not mean. */
static void change_state(const struct qemu *qemu, guint32 expected, guint32 wanted)
{
	g_assert_cmpuint(get_v1(qemu, 0, 4), ==, expected);
	put_v1(qemu, 0, wanted, 4);
	g_assert_cmpuint(get_v1(qemu, 0, 4), ==, wanted);
}

/* One buffer, into the stream; FALSE if nothing is pending. */
static gboolean save_buffer(const struct qemu *qemu, GByteArray *stream)
{
	guint64 offset, size;

	if (!get_v1(qemu, 8, 8))
		return FALSE;
	offset = get_v1(qemu, 16, 8);
	size = get_v1(qemu, 24, 8);
	if (qemu->data) {
		g_byte_array_append(stream, qemu->data + offset - qemu->data_at, size);
		return size != 0;
	}
	for (guint64 done = 0; done < size;) {
		const gsize width = size - done >= 8 ? 8 : size - done >= 4 ? 4 : 1;
		guint64 word = get_v1(qemu, offset + done, width);

		g_byte_array_append(stream, (const guint8 *)&word, width);
		done += width;
	}
	return size != 0;
}

static void load_v1(const struct qemu *qemu, const GByteArray *stream)
{
	change_state(qemu, VFIO_DEVICE_STATE_V1_RUNNING, VFIO_DEVICE_STATE_V1_RESUMING);
	for (gsize done = 0; done < stream->len;) {
		const guint64 offset = get_v1(qemu, 16, 8);
		const gsize size = MIN(stream->len - done, 60000);

		if (qemu->data)
			memcpy(qemu->data + offset - qemu->data_at, stream->data + done, size);
		for (gsize at = 0; !qemu->data && at < size; at++)
			put_v1(qemu, offset + at, stream->data[done + at], 1);
		put_v1(qemu, 24, size, 8);
		done += size;
	}
}

static GByteArray *save_v1(const struct qemu *from, const struct qemu *to)
{
	GByteArray *stream = g_byte_array_new();

	put_v1(from, 0, get_v1(from, 0, 4), 4);
	track(from, VFIO_IOMMU_DIRTY_PAGES_FLAG_START);
	memcpy(to->ram, from->ram, RAM_SIZE);
	change_state(from, 1, 3);
	for (guint i = 0; i < 10; i++) {
		save_buffer(from, stream);
		fake_wait(from->program.host, 2);
		copy_dirty_ram(from, to);
	}
	change_state(from, 3, 2);
	copy_dirty_ram(from, to);
	change_state(from, 2, 2);
	while (save_buffer(from, stream))
		;
	change_state(from, 2, 0);
	track(from, VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP);
	return stream;
}

static void check_v1(const char *can_map)
{
	struct unbroken_device *host = fake_host_new();
	struct qemu from, to;
	g_autoptr(GByteArray) stream = NULL;

	fake_option(host, "v1-map", can_map);
	from = qemu_start(host, ADDRESS, GROUP_PATH, 20);
	to = qemu_start(host, "0000:06:0e.0", "/dev/vfio/27", 20);
	g_assert_cmpuint(from.region, ==, (guint64)9 << 40);
	g_assert_true((from.data != NULL) == g_str_equal(can_map, "yes"));
	guest_works(&from);
	stream = save_v1(&from, &to);
	load_v1(&to, stream);
	change_state(&to, 4, 1);
	check_arrived(&to);
	g_assert_cmphex(get_32(&from.program, TEST_STATUS), ==, TEST_STATUS_BUSY);
	qemu_end(&from);
	qemu_end(&to);
	fake_host_free(host);
}

static void test_v1(void)
{
	check_v1("yes");
}

static void test_v1_trapped(void)
{
	check_v1("no");
}

/* Cancelled, and the machine runs on. */
static void test_v1_cancel(void)
{
	struct unbroken_device *host = fake_host_new();
	struct qemu qemu = qemu_start(host, ADDRESS, GROUP_PATH, 20);
	g_autoptr(GByteArray) stream = g_byte_array_new();

	guest_works(&qemu);
	track(&qemu, VFIO_IOMMU_DIRTY_PAGES_FLAG_START);
	change_state(&qemu, 1, 3);
	save_buffer(&qemu, stream);
	track(&qemu, VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP);
	change_state(&qemu, 3, 1);
	check_arrived(&qemu);
	qemu_end(&qemu);
	fake_host_free(host);
}

/* --- Revision 2 --- */

static long feature(const struct qemu *qemu, guint32 flags, void *payload, gsize size)
{
	guint8 bytes[PROBE_SIZE] = { 0 };
	struct vfio_device_feature *head = (void *)bytes;
	long result;

	head->argsz = sizeof(*head) + size;
	head->flags = flags;
	if (payload)
		memcpy(head->data, payload, size);
	result = device_call(qemu, VFIO_DEVICE_FEATURE, bytes);
	if (payload)
		memcpy(payload, head->data, size);
	return result;
}

static int set_state(const struct qemu *qemu, guint32 state)
{
	struct vfio_device_feature_mig_state payload = { state, -1 };

	g_assert_cmpint(feature(qemu,
				VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				&payload, sizeof(payload)),
			==, 0);
	return payload.data_fd;
}

static void check_features(const struct qemu *qemu)
{
	guint64 flags = 0;

	g_assert_cmpint(feature(qemu, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
				&flags, 8),
			==, 0);
	g_assert_cmpuint(flags, ==, 7);
	g_assert_cmpint(feature(qemu,
				VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_SET |
					VFIO_DEVICE_FEATURE_DMA_LOGGING_START,
				NULL, 0),
			==, 0);
	g_assert_cmpint(feature(qemu, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_BUF, &flags,
				8),
			==, -ENOTTY);
}

static void start_logging(const struct qemu *qemu)
{
	struct vfio_device_feature_dma_logging_range range = { RAM_IOVA, RAM_SIZE };
	struct vfio_device_feature_dma_logging_control control = {
		.page_size = PAGE,
		.num_ranges = 1,
		.ranges = (guint64)(uintptr_t)&range,
	};

	g_assert_cmpint(feature(qemu,
				VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_START,
				&control, sizeof(control)),
			==, 0);
}

static void copy_logged_ram(const struct qemu *from, const struct qemu *to)
{
	guint64 bits[RAM_SIZE / 4096 / 64] = { 0 };
	struct vfio_device_feature_dma_logging_report report = {
		RAM_IOVA,
		RAM_SIZE,
		PAGE,
		(guint64)(uintptr_t)bits,
	};

	g_assert_cmpint(feature(from,
				VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT,
				&report, sizeof(report)),
			==, 0);
	for (gsize page = 0; page < RAM_SIZE / PAGE; page++) {
		if (bits[page / 64] >> (page % 64) & 1)
			memcpy(to->ram + page * PAGE, from->ram + page * PAGE, PAGE);
	}
}

static void read_session(const struct qemu *qemu, int session, GByteArray *stream)
{
	static guint8 bytes[1 << 20];
	long n;

	while ((n = fake_read(qemu->program.host, session, bytes, sizeof(bytes))) > 0)
		g_byte_array_append(stream, bytes, n);
	g_assert_true(n == 0 || n == -ENOMSG);
}

static GByteArray *save_v2(const struct qemu *from, const struct qemu *to)
{
	GByteArray *stream = g_byte_array_new();
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	guint64 size;
	int session;

	set_state(from, VFIO_DEVICE_STATE_RUNNING_P2P);
	set_state(from, VFIO_DEVICE_STATE_RUNNING);
	start_logging(from);
	memcpy(to->ram, from->ram, RAM_SIZE);
	g_assert_cmpint(feature(from, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DATA_SIZE,
				&size, 8),
			==, 0);
	session = set_state(from, VFIO_DEVICE_STATE_PRE_COPY);
	g_assert_cmpint(session, >, 0);
	for (guint i = 0; i < 5; i++) {
		g_assert_cmpint(fake_ioctl(from->program.host, session, VFIO_MIG_GET_PRECOPY_INFO,
					   &info),
				==, 0);
		read_session(from, session, stream);
		fake_wait(from->program.host, 2);
		copy_logged_ram(from, to);
	}
	g_assert_cmpint(set_state(from, VFIO_DEVICE_STATE_PRE_COPY_P2P), ==, -1);
	g_assert_cmpint(set_state(from, VFIO_DEVICE_STATE_STOP_COPY), ==, -1);
	copy_logged_ram(from, to);
	read_session(from, session, stream);
	set_state(from, VFIO_DEVICE_STATE_STOP);
	fake_close(from->program.host, session);
	return stream;
}

static void load_v2(const struct qemu *qemu, const GByteArray *stream)
{
	int session = set_state(qemu, VFIO_DEVICE_STATE_RESUMING);

	g_assert_cmpint(session, >, 0);
	for (gsize done = 0; done < stream->len;) {
		const gsize size = MIN(stream->len - done, 32768);
		long n = fake_write(qemu->program.host, session, stream->data + done, size);

		g_assert_cmpint(n, >, 0);
		done += n;
	}
	set_state(qemu, VFIO_DEVICE_STATE_RUNNING_P2P);
	set_state(qemu, VFIO_DEVICE_STATE_RUNNING);
	fake_close(qemu->program.host, session);
}

static void test_v2(void)
{
	struct unbroken_device *host = fake_host_new();
	struct qemu from, to;
	g_autoptr(GByteArray) stream = NULL;

	fake_option(host, "revision", "v2");
	from = qemu_start(host, ADDRESS, GROUP_PATH, 24);
	to = qemu_start(host, "0000:06:0e.0", "/dev/vfio/27", 24);
	g_assert_cmpuint(from.num_regions, ==, 9);
	check_features(&from);
	guest_works(&from);
	stream = save_v2(&from, &to);
	load_v2(&to, stream);
	check_arrived(&to);
	qemu_end(&from);
	qemu_end(&to);
	fake_host_free(host);
}

/* What one revision saved the other loads: the stream is the device's. */
static void test_v1_to_v2(void)
{
	struct unbroken_device *host = fake_host_new();
	struct qemu from = qemu_start(host, ADDRESS, GROUP_PATH, 20);
	struct qemu to = qemu_start(host, "0000:06:0e.0", "/dev/vfio/27", 24);
	g_autoptr(GByteArray) stream = NULL;

	guest_works(&from);
	stream = save_v1(&from, &to);
	load_v2(&to, stream);
	check_arrived(&to);
	qemu_end(&from);
	qemu_end(&to);
	fake_host_free(host);
}

static void test_v2_to_v1(void)
{
	struct unbroken_device *host = fake_host_new();
	struct qemu from = qemu_start(host, ADDRESS, GROUP_PATH, 24);
	struct qemu to = qemu_start(host, "0000:06:0e.0", "/dev/vfio/27", 20);
	g_autoptr(GByteArray) stream = NULL;

	guest_works(&from);
	stream = save_v2(&from, &to);
	load_v1(&to, stream);
	change_state(&to, 4, 1);
	check_arrived(&to);
	qemu_end(&from);
	qemu_end(&to);
	fake_host_free(host);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-replay/v1", test_v1);
	g_test_add_func("/vfio-replay/v1-trapped", test_v1_trapped);
	g_test_add_func("/vfio-replay/v1-cancel", test_v1_cancel);
	g_test_add_func("/vfio-replay/v2", test_v2);
	g_test_add_func("/vfio-replay/v1-to-v2", test_v1_to_v2);
	g_test_add_func("/vfio-replay/v2-to-v1", test_v2_to_v1);
	return g_test_run();
}
