/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Containers, groups and the type 1 IOMMU: each rule for errors, and what is mapped. */
#include "test-vfio.h"

static long container_call(const struct program *program, guint32 number, void *argument)
{
	return fake_ioctl(program->host, program->container, number, argument);
}

/* --- Containers and groups --- */

static void test_versions(void)
{
	static const struct {
		guint extension;
		long before, after; /* SET_IOMMU */
	} extensions[] = {
		{ 0, 0, 0 },
		{ VFIO_TYPE1_IOMMU, 1, 1 },
		{ 2, 0, 0 },
		{ VFIO_TYPE1v2_IOMMU, 1, 1 },
		{ VFIO_DMA_CC_IOMMU, 0, 1 },
		{ VFIO_EEH, 0, 0 },
		{ 6, 0, 0 },
		{ 7, 0, 0 },
		{ VFIO_NOIOMMU_IOMMU, 0, 0 },
		{ VFIO_UNMAP_ALL, 1, 1 },
		{ VFIO_UPDATE_VADDR, 0, 0 },
		{ 0xffffffff, 0, 0 },
	};
	struct program program = program_new(fake_host_new());
	struct program set = { 0 };

	open_container(&program);
	g_assert_cmpint(container_call(&program, VFIO_GET_API_VERSION, NULL), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
		g_assert_cmpint(container_call(&program, VFIO_CHECK_EXTENSION,
					       number(extensions[i].extension)),
				==, extensions[i].before);
	/* What no IOMMU answers is not a command. */
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_GET_INFO, &set), ==, -EINVAL);
	g_assert_cmpint(container_call(&program, 0x1234, NULL), ==, -EINVAL);
	fake_close(program.host, program.container);
	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
		g_assert_cmpint(container_call(&program, VFIO_CHECK_EXTENSION,
					       number(extensions[i].extension)),
				==, extensions[i].after);
	g_assert_cmpint(container_call(&program, 0x1234, NULL), ==, -ENOTTY);
	program_end(&program);
}

static void test_set_iommu(void)
{
	struct program program = program_new(fake_host_new());

	open_container(&program);
	/* Without a group there is nothing to set it for. */
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(3)), ==, -EINVAL);
	program.group = fake_open(program.host, program.state, GROUP_PATH, O_RDWR);
	g_assert_cmpint(set_container(&program), ==, 0);
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(7)), ==, -ENODEV);
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(9)), ==, -EINVAL);
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(3)), ==, 0);
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(3)), ==, -EINVAL);
	program_end(&program);
}

static guint32 group_flags(const struct program *program)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	g_assert_cmpint(fake_ioctl(program->host, program->group, VFIO_GROUP_GET_STATUS, &status),
			==, 0);
	return status.flags;
}

static void test_group(void)
{
	struct program program = program_new(fake_host_new());
	struct vfio_group_status status = { .argsz = 7 };
	const int not_ours = open("/dev/null", O_RDWR | O_CLOEXEC);
	int descriptor = -1;

	open_container(&program);
	program.group = fake_open(program.host, program.state, GROUP_PATH, O_RDWR);
	/* One at a time. */
	g_assert_cmpint(fake_open(program.host, program.state, GROUP_PATH, O_RDWR), ==, -EBUSY);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_GET_STATUS, &status), ==,
			-EINVAL);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_GET_STATUS, NULL), ==,
			-EFAULT);
	g_assert_cmpuint(group_flags(&program), ==, VFIO_GROUP_FLAGS_VIABLE);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_UNSET_CONTAINER, NULL),
			==, -EINVAL);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_SET_CONTAINER,
				   &descriptor),
			==, -EBADF);
	descriptor = 999999;
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_SET_CONTAINER,
				   &descriptor),
			==, -EBADF);
	descriptor = not_ours;
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_SET_CONTAINER,
				   &descriptor),
			==, -EBADFD);
	descriptor = program.group;
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_SET_CONTAINER,
				   &descriptor),
			==, -EBADFD);
	g_assert_cmpint(set_container(&program), ==, 0);
	g_assert_cmpint(set_container(&program), ==, -EINVAL);
	g_assert_cmpuint(group_flags(&program), ==,
			 VFIO_GROUP_FLAGS_VIABLE | VFIO_GROUP_FLAGS_CONTAINER_SET);
	g_assert_cmpint(fake_ioctl(program.host, program.group, 0x3b00 | 107, NULL), ==, -ENOTTY);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_UNSET_CONTAINER, NULL),
			==, 0);
	close(not_ours);
	program_end(&program);
}

static long get_device(const struct program *program, const char *name)
{
	return fake_ioctl(program->host, program->group, VFIO_GROUP_GET_DEVICE_FD, (void *)name);
}

static void test_get_device(void)
{
	struct program program = program_new(fake_host_new());
	g_autofree char *endless = g_strnfill(5000, 'a');
	long second;

	open_container(&program);
	program.group = fake_open(program.host, program.state, GROUP_PATH, O_RDWR);
	g_assert_cmpint(get_device(&program, NULL), ==, -EFAULT);
	g_assert_cmpint(get_device(&program, endless), ==, -EINVAL);
	g_assert_cmpint(get_device(&program, "0000:06:0d.1"), ==, -ENODEV);
	g_assert_cmpint(get_device(&program, ADDRESS "x"), ==, -ENODEV);
	/* It exists, and has nothing to do its DMA through. */
	g_assert_cmpint(get_device(&program, ADDRESS), ==, -EINVAL);
	g_assert_cmpint(set_container(&program), ==, 0);
	g_assert_cmpint(get_device(&program, ADDRESS), ==, -EINVAL);
	g_assert_cmpint(container_call(&program, VFIO_SET_IOMMU, number(3)), ==, 0);
	g_assert_cmpint(get_device(&program, ADDRESS " vf_token=0"), ==, -EINVAL);
	open_device(&program);
	second = get_device(&program, ADDRESS);
	g_assert_cmpint(second, >, program.device);
	g_assert_cmpint(fake_ioctl(program.host, program.group, VFIO_GROUP_UNSET_CONTAINER, NULL),
			==, -EBUSY);
	/* The device keeps its group, also without the group's descriptor. */
	fake_close(program.host, program.group);
	program.group = -1;
	g_assert_cmpint(fake_open(program.host, program.state, GROUP_PATH, O_RDWR), ==, -EBUSY);
	fake_close(program.host, second);
	fake_close(program.host, program.device);
	program.device = -1;
	program.group = fake_open(program.host, program.state, GROUP_PATH, O_RDWR);
	g_assert_cmpuint(group_flags(&program), ==, VFIO_GROUP_FLAGS_VIABLE);
	program_end(&program);
}

/* Where no descriptor is free nobody is in the way of the next attempt. */
static void test_full(void)
{
	struct program program = program_new(fake_host_new());

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	program.host->is_full = TRUE;
	g_assert_cmpint(get_device(&program, ADDRESS), ==, -EMFILE);
	g_assert_cmpint(fake_open(program.host, program.state, "/dev/vfio/vfio", O_RDWR), ==,
			-EMFILE);
	program.host->is_full = FALSE;
	open_device(&program);
	program_end(&program);
}

static void test_paths(void)
{
	struct program program = program_new(fake_host_new());

	g_assert_cmpint(fake_open(program.host, program.state, "/dev/vfio/27", O_RDWR), ==, -ENXIO);
	g_assert_cmpint(fake_open(program.host, program.state, "/dev/vfio/026", O_RDWR), ==,
			-ENXIO);
	g_assert_cmpint(fake_open(program.host, program.state, "/dev/vfio", O_RDWR), ==, -ENXIO);
	g_assert_cmpint(fake_open(program.host, program.state, "/dev/vfio/", O_RDWR), ==, -ENXIO);
	program_end(&program);
}

/* Two devices, in groups of their own, one container; then a container each. */
static void test_two_devices(void)
{
	struct unbroken_device *host = fake_host_new();
	struct program one = program_new(host), other = program_new(host);
	guint8 *memory = map_memory(PAGE);
	guint64 before;

	open_iommu(&one, VFIO_TYPE1v2_IOMMU);
	open_device(&one);
	other.group = fake_open(host, other.state, "/dev/vfio/27", O_RDWR);
	g_assert_cmpint(other.group, >, 0);
	g_assert_cmpint(fake_ioctl(host, other.group, VFIO_GROUP_SET_CONTAINER, &one.container), ==,
			0);
	g_assert_cmpint(get_device(&other, ADDRESS), ==, -ENODEV);
	other.device = get_device(&other, "0000:06:0e.0");
	g_assert_cmpint(other.device, >, 0);
	g_assert_cmpint(map_dma(&one, 0x10000, memory, PAGE, BOTH), ==, 0);
	enable(&one);
	enable(&other);
	put_64(&other, TEST_PATTERN_64, 77);
	start_command(&other, TEST_COMMAND_FILL, 0x10000, 0, 16);
	memcpy(&before, memory, 8);
	g_assert_cmpuint(GUINT64_FROM_LE(before), ==, 77);
	g_assert_cmpuint(get_32(&one, TEST_STATUS), ==, 0);
	/* One leaves: the mappings are still the other's. */
	fake_close(host, one.device);
	fake_close(host, one.group);
	put_64(&other, TEST_PATTERN_64, 78);
	start_command(&other, TEST_COMMAND_FILL, 0x10000, 0, 16);
	g_assert_cmpuint(memory[0], ==, 78);
	fake_close(host, other.device);
	fake_close(host, other.group);
	/* Now they are nobody's. */
	g_assert_cmpuint(host->client.references, ==, 0);
	fake_close(host, one.container);
	vfio_device_model.destroy(one.state);
	vfio_device_model.destroy(other.state);
	fake_host_free(host);
	munmap(memory, PAGE);
}

/* --- What there is --- */

static void check_info(const guint8 *bytes, gboolean for_32bit)
{
	const struct vfio_iommu_type1_info *info = (const void *)bytes;
	const struct vfio_info_cap_header *cap;
	guint found = 0;

	g_assert_cmpuint(info->flags, ==, VFIO_IOMMU_INFO_PGSIZES | VFIO_IOMMU_INFO_CAPS);
	g_assert_cmpuint(info->iova_pgsizes, ==, PAGE);
	g_assert_cmpuint(info->cap_offset, ==, sizeof(*info));
	for (guint32 at = info->cap_offset; at; at = cap->next) {
		g_assert_cmpuint(at % 8, ==, 0);
		g_assert_cmpuint(at, <, info->argsz);
		cap = (const void *)(bytes + at);
		g_assert_cmpuint(cap->version, ==, 1);
		found |= 1 << cap->id;
		if (cap->id == VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE) {
			const struct vfio_iommu_type1_info_cap_iova_range *ranges =
				(const void *)cap;

			g_assert_cmpuint(ranges->nr_iovas, ==, 2);
			g_assert_cmpuint(ranges->iova_ranges[0].start, ==, 0);
			g_assert_cmpuint(ranges->iova_ranges[1].end, ==, 0xffffffffffff);
		}
		if (cap->id == VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION) {
			const guint64 *pgsizes =
				(const void *)((const guint8 *)cap + (for_32bit ? 12 : 16));
			guint64 pgsize;

			memcpy(&pgsize, pgsizes, sizeof(pgsize));
			g_assert_cmpuint(pgsize & 4096, ==, 4096);
		}
		if (cap->id == VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL)
			g_assert_cmpuint(
				((const struct vfio_iommu_type1_info_dma_avail *)cap)->avail, ==,
				65535);
	}
	g_assert_cmpuint(found, ==, 0xe);
}

static void check_get_info(gboolean for_32bit)
{
	struct program program = program_new(fake_host_new());
	guint8 bytes[512];
	struct vfio_iommu_type1_info *info = (void *)bytes;
	guint32 needed;

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	program.host->client.is_32bit = for_32bit;
	memset(bytes, 0xaa, sizeof(bytes));
	info->argsz = sizeof(*info);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_GET_INFO, info), ==, 0);
	g_assert_cmpuint(info->flags, ==, VFIO_IOMMU_INFO_PGSIZES | VFIO_IOMMU_INFO_CAPS);
	g_assert_cmpuint(info->cap_offset, ==, 0);
	g_assert_cmpuint(bytes[sizeof(*info)], ==, 0xaa);
	needed = info->argsz;
	g_assert_cmpuint(needed, ==, sizeof(*info) + 32 + 16 + 48);
	/* Any other room: as much as there is, and never more. */
	for (guint32 argsz = 0; argsz < sizeof(bytes); argsz++) {
		memset(bytes, 0xaa, sizeof(bytes));
		info->argsz = argsz;
		g_assert_cmpint(container_call(&program, VFIO_IOMMU_GET_INFO, info), ==,
				argsz < 16 ? -EINVAL : 0);
		for (guint32 i = MAX(argsz, 4); i < sizeof(bytes); i++)
			g_assert_cmpuint(bytes[i], ==, 0xaa);
		if (argsz >= needed)
			check_info(bytes, for_32bit);
	}
	info->argsz = 0xffffffff;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_GET_INFO, info), ==, 0);
	program_end(&program);
}

static void test_get_info(void)
{
	check_get_info(FALSE);
	check_get_info(TRUE);
}

/* --- Mapping --- */

static void test_map_errors(void)
{
	guint8 *memory = map_memory(4 * PAGE);
	const guint64 vaddr = (guint64)(uintptr_t)memory;
	const struct {
		struct vfio_iommu_type1_dma_map map;
		long result;
	} cases[] = {
		{ { 31, BOTH, vaddr, 0, PAGE }, -EINVAL },
		{ { 0, BOTH, vaddr, 0, PAGE }, -EINVAL },
		{ { 32, BOTH | 8, vaddr, 0, PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr, 0, 0 }, -EINVAL },
		{ { 32, 0, vaddr, 0, PAGE }, -EINVAL },
		{ { 32, BOTH | VFIO_DMA_MAP_FLAG_VADDR, vaddr, 0, PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr + 1, 0, PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr, 512, PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr, 0, PAGE + 1 }, -EINVAL },
		{ { 32, BOTH, vaddr, -PAGE, 2 * PAGE }, -EOVERFLOW },
		{ { 32, BOTH, -PAGE, 0, 2 * PAGE }, -EOVERFLOW },
		{ { 32, BOTH, vaddr, 0xfee00000, PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr, 0xfedff000, 2 * PAGE }, -EINVAL },
		{ { 32, BOTH, vaddr, (guint64)1 << 48, PAGE }, -EINVAL },
		{ { 32, VFIO_DMA_MAP_FLAG_VADDR, vaddr, 0, PAGE }, -ENOENT },
		{ { 32, BOTH, PAGE, 0, PAGE }, -EFAULT }, /* nothing is there */
		{ { 32, BOTH, vaddr, 0x10000, 2 * PAGE }, 0 },
		{ { 32, BOTH, vaddr, 0x10000, 2 * PAGE }, -EEXIST },
		{ { 32, BOTH, vaddr, 0x11000, 2 * PAGE }, -EEXIST },
		{ { 32, BOTH, vaddr, 0xf000, 4 * PAGE }, -EEXIST },
		{ { 32, BOTH, vaddr, 0xf000, 2 * PAGE }, -EEXIST },
		{ { 32, VFIO_DMA_MAP_FLAG_VADDR, vaddr, 0x10000, 2 * PAGE }, -EINVAL },
		{ { 0xffffffff, VFIO_DMA_MAP_FLAG_READ, vaddr, 0xf000, PAGE }, 0 },
		{ { 4096, VFIO_DMA_MAP_FLAG_WRITE, vaddr, 0x12000, PAGE }, 0 },
	};
	struct program program = program_new(fake_host_new());

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct vfio_iommu_type1_dma_map map = cases[i].map;

		g_test_message("case %u", i);
		g_assert_cmpint(container_call(&program, VFIO_IOMMU_MAP_DMA, &map), ==,
				cases[i].result);
	}
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_MAP_DMA, NULL), ==, -EFAULT);
	program_end(&program);
	munmap(memory, 4 * PAGE);
}

static void test_map_limit(void)
{
	struct program program = program_new(fake_host_new());
	guint8 *memory = map_memory(PAGE);

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	for (guint64 i = 0; i < VFIO_IOVA_MAPPINGS; i++)
		g_assert_cmpint(map_dma(&program, i * 2 * PAGE, memory, PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, PAGE, memory, PAGE, BOTH), ==, -ENOSPC);
	g_assert_cmpint(map_dma(&program, 0, memory, PAGE, BOTH), ==, -EEXIST);
	program_end(&program);
	munmap(memory, PAGE);
}

/* --- Unmapping --- */

struct unmap {
	struct vfio_iommu_type1_dma_unmap head;
	struct vfio_bitmap bitmap;
};

static long unmap(const struct program *program, guint32 flags, guint64 iova, guint64 size,
		  guint64 *unmapped)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.flags = flags,
		.iova = iova,
		.size = size,
	};
	long result = fake_ioctl(program->host, program->container, VFIO_IOMMU_UNMAP_DMA, &unmap);

	*unmapped = unmap.size;
	return result;
}

static void test_unmap(void)
{
	static const struct {
		guint32 flags;
		guint64 iova, size;
		long result;
		guint64 unmapped;
	} cases[] = {
		{ 8, 0x10000, PAGE, -EINVAL, 0 },
		{ 0, 0x10000, 0, -EINVAL, 0 },
		{ 0, 0x10001, PAGE, -EINVAL, 0 },
		{ 0, 0x10000, PAGE + 1, -EINVAL, 0 },
		{ 0, -PAGE, 2 * PAGE, -EOVERFLOW, 0 },
		{ VFIO_DMA_UNMAP_FLAG_ALL, 0, PAGE, -EINVAL, 0 },
		{ VFIO_DMA_UNMAP_FLAG_ALL, PAGE, 0, -EINVAL, 0 },
		{ VFIO_DMA_UNMAP_FLAG_VADDR, 0x10000, 2 * PAGE, -EBUSY, 0 },
		/* Half of one. */
		{ 0, 0x10000, PAGE, -EINVAL, 0 },
		{ 0, 0x11000, PAGE, -EINVAL, 0 },
		{ 0, 0, 0x11000, -EINVAL, 0 },
		/* Nothing is there, which is no error. */
		{ 0, 0, PAGE, 0, 0 },
		{ 0, 0x10000, 2 * PAGE, 0, 2 * PAGE },
		{ 0, 0x10000, 2 * PAGE, 0, 0 },
		/* Holes. */
		{ 0, 0x20000, 0x100000, 0, 2 * PAGE },
		{ VFIO_DMA_UNMAP_FLAG_ALL, 0, 0, 0, PAGE },
		{ VFIO_DMA_UNMAP_FLAG_ALL, 0, 0, 0, 0 },
	};
	struct program program = program_new(fake_host_new());
	guint8 *memory = map_memory(2 * PAGE);
	guint64 unmapped;

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	g_assert_cmpint(map_dma(&program, 0x10000, memory, 2 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 0x20000, memory, PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 0x30000, memory, PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 0x1000000, memory, PAGE, BOTH), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("case %u", i);
		g_assert_cmpint(unmap(&program, cases[i].flags, cases[i].iova, cases[i].size,
				      &unmapped),
				==, cases[i].result);
		if (!cases[i].result)
			g_assert_cmpuint(unmapped, ==, cases[i].unmapped);
	}
	program_end(&program);
	munmap(memory, 2 * PAGE);
}

/* The first version unmaps whole mappings from one's beginning on, and says how much. */
static void test_unmap_first_version(void)
{
	struct program program = program_new(fake_host_new());
	struct vfio_iommu_type1_dirty_bitmap dirty = { sizeof(dirty),
						       VFIO_IOMMU_DIRTY_PAGES_FLAG_START };
	guint8 *memory = map_memory(2 * PAGE);
	guint64 unmapped;

	open_iommu(&program, VFIO_TYPE1_IOMMU);
	g_assert_cmpint(map_dma(&program, 0x10000, memory, 2 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(unmap(&program, 0, 0x11000, PAGE, &unmapped), ==, 0);
	g_assert_cmpuint(unmapped, ==, 0);
	g_assert_cmpint(unmap(&program, 0, 0x10000, PAGE, &unmapped), ==, 0);
	g_assert_cmpuint(unmapped, ==, 2 * PAGE);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &dirty), ==, -EACCES);
	program_end(&program);
	munmap(memory, 2 * PAGE);
}

/* --- What was written --- */

struct dirty_get {
	struct vfio_iommu_type1_dirty_bitmap head;
	struct vfio_iommu_type1_dirty_bitmap_get get;
};

static struct dirty_get dirty_get(guint64 iova, guint64 size, void *bitmap, guint64 bytes)
{
	return (struct dirty_get){
		.head = { sizeof(struct dirty_get), VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP },
		.get = { iova, size, { PAGE, bytes, (guint64)(uintptr_t)bitmap } },
	};
}

static long dirty_pages(const struct program *program, guint32 flags)
{
	struct vfio_iommu_type1_dirty_bitmap dirty = { sizeof(dirty), flags };

	return fake_ioctl(program->host, program->container, VFIO_IOMMU_DIRTY_PAGES, &dirty);
}

static void test_dirty_errors(void)
{
	guint64 bits[4] = { 0 };
	const struct {
		guint32 argsz, flags;
		guint64 iova, size, pgsize, bytes;
		long result;
	} cases[] = {
		{ 7, 1, 0, 0, 0, 0, -EINVAL },
		{ 8, 0, 0, 0, 0, 0, -EINVAL },
		{ 8, 3, 0, 0, 0, 0, -EINVAL },
		{ 8, 8, 0, 0, 0, 0, -EINVAL },
		{ 8, 4, 0, 0, 0, 0, -EINVAL },
		{ 47, 4, 0x10000, PAGE, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10000, 0, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10001, 2 * PAGE, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10000, PAGE + 1, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10000, 2 * PAGE, 512, 8, -EINVAL },
		{ 48, 4, 0x10000, 2 * PAGE, 0, 8, -EINVAL },
		{ 48, 4, 0x10000, 2 * PAGE, 2 * PAGE, 8, -EINVAL },
		{ 48, 4, -PAGE, 2 * PAGE, PAGE, 8, -EOVERFLOW },
		{ 48, 4, 0x10000, 2 * PAGE, PAGE, 7, -EINVAL },
		{ 48, 4, 0, 65 * PAGE, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10000, 2 * PAGE, PAGE, ((guint64)256 << 20) + 1, -EINVAL },
		/* Half of a mapping. */
		{ 48, 4, 0x10000, PAGE, PAGE, 8, -EINVAL },
		{ 48, 4, 0x11000, PAGE, PAGE, 8, -EINVAL },
		{ 48, 4, 0x10000, 2 * PAGE, PAGE, 8, 0 },
		{ 0xffffffff, 4, 0, 64 * PAGE, PAGE, 8, 0 },
	};
	struct program program = program_new(fake_host_new());
	guint8 *memory = map_memory(2 * PAGE);
	struct dirty_get get;

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	g_assert_cmpint(map_dma(&program, 0x10000, memory, 2 * PAGE, BOTH), ==, 0);
	/* Nobody keeps track. */
	get = dirty_get(0x10000, 2 * PAGE, bits, sizeof(bits));
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, -EINVAL);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP), ==, 0);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		get = dirty_get(cases[i].iova, cases[i].size, bits, cases[i].bytes);
		get.head.argsz = cases[i].argsz;
		get.head.flags = cases[i].flags;
		get.get.bitmap.pgsize = cases[i].pgsize;
		g_test_message("case %u", i);
		g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==,
				cases[i].result);
	}
	/* Memory for the answer that is not there. */
	get = dirty_get(0x10000, 2 * PAGE, (void *)PAGE, 8);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, -EFAULT);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP), ==, 0);
	get = dirty_get(0x10000, 2 * PAGE, bits, 8);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, -EINVAL);
	program_end(&program);
	munmap(memory, 2 * PAGE);
}

/* What the device writes is told, once, and nothing else is. */
static void test_dirty(void)
{
	struct program program = program_open();
	guint8 *memory = map_memory(100 * PAGE);
	guint64 bits[4] = { 0 };
	struct dirty_get get = dirty_get(0, 200 * PAGE, bits, sizeof(bits));

	/* 3 to 69, and from 70 on: they meet in the middle of a word. */
	g_assert_cmpint(map_dma(&program, 3 * PAGE, memory, 67 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 70 * PAGE, memory + 67 * PAGE, 33 * PAGE, BOTH), ==, 0);
	enable(&program);
	start_command(&program, TEST_COMMAND_FILL, 4 * PAGE, 0, PAGE);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	start_command(&program, TEST_COMMAND_FILL, 3 * PAGE, 0, 1);
	start_command(&program, TEST_COMMAND_FILL, 69 * PAGE + 4000, 0, 200);
	start_command(&program, TEST_COMMAND_READ, 90 * PAGE, 0, PAGE);
	/* Whom the answer does not reach can ask again. */
	get.get.bitmap.data = PAGE;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, -EFAULT);
	get.get.bitmap.data = (guint64)(uintptr_t)bits;
	bits[0] = 1; /* of who knows whom: not ours, in a word that we share */
	bits[3] = 0x55;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, 0);
	g_assert_cmphex(bits[0], ==, 1 | 1 << 3);
	g_assert_cmphex(bits[1], ==, 3 << 5);
	g_assert_cmphex(bits[2], ==, 0);
	g_assert_cmphex(bits[3], ==, 0x55);
	memset(bits, 0, sizeof(bits));
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, 0);
	g_assert_cmphex(bits[0] | bits[1] | bits[2], ==, 0);
	program_end(&program);
	munmap(memory, 100 * PAGE);
}

/* Mappings next to each other: those behind the range are not the program's bitmap's business. */
static void test_dirty_neighbours(void)
{
	struct program program = program_open();
	guint8 *memory = map_memory(200 * PAGE);
	guint64 bits[4] = { 0, 0, 0x1111, 0x2222 };
	struct dirty_get get = dirty_get(0, 100 * PAGE, bits, 16);

	g_assert_cmpint(map_dma(&program, 0, memory, 60 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 60 * PAGE, memory, 40 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(map_dma(&program, 100 * PAGE, memory, 200 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	enable(&program);
	start_command(&program, TEST_COMMAND_FILL, 0, 0, 300 * PAGE);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, &get), ==, 0);
	g_assert_cmphex(bits[0], ==, G_MAXUINT64);
	g_assert_cmphex(bits[1], ==, 0xfffffffff);
	g_assert_cmphex(bits[2], ==, 0x1111);
	g_assert_cmphex(bits[3], ==, 0x2222);
	program_end(&program);
	munmap(memory, 200 * PAGE);
}

static void test_unmap_with_bitmap(void)
{
	struct program program = program_open();
	guint8 *memory = map_memory(4 * PAGE);
	guint64 bits = 0;
	struct unmap unmap = {
		.head = { sizeof(unmap), VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP, 0x10000, 4 * PAGE },
		.bitmap = { PAGE, sizeof(bits), (guint64)(uintptr_t)&bits },
	};
	struct unmap wrong = unmap;

	g_assert_cmpint(map_dma(&program, 0x10000, memory, 4 * PAGE, BOTH), ==, 0);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &wrong), ==, -EINVAL);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	wrong.head.argsz = sizeof(wrong) - 1;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &wrong), ==, -EINVAL);
	wrong = unmap;
	wrong.head.flags |= VFIO_DMA_UNMAP_FLAG_ALL;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &wrong), ==, -EINVAL);
	wrong = unmap;
	wrong.bitmap.pgsize = 2 * PAGE;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &wrong), ==, -EINVAL);
	wrong = unmap;
	wrong.bitmap.size = 4;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &wrong), ==, -EINVAL);
	enable(&program);
	start_command(&program, TEST_COMMAND_FILL, 0x12000, 0, PAGE);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_UNMAP_DMA, &unmap), ==, 0);
	g_assert_cmpuint(unmap.head.size, ==, 4 * PAGE);
	g_assert_cmphex(bits, ==, 4);
	/* It is gone, and a new mapping there starts clean. */
	start_command(&program, TEST_COMMAND_FILL, 0x12000, 0, PAGE);
	g_assert_cmpuint(get_32(&program, TEST_STATUS), ==, TEST_STATUS_FAULT);
	program_end(&program);
	munmap(memory, 4 * PAGE);
}

/* A bitmap of a program whose pointers have 32 bits is described by fewer bytes. */
static void test_dirty_32bit(void)
{
	struct program program = program_open();
	void *low = mmap((void *)0x20000000, PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	guint32 command[2 + 4 + 5] = {
		44,
		VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP,
		0x10000,
		0,
		PAGE,
		0,
		PAGE,
		0,
		8,
		0,
		(guint32)(uintptr_t)low,
	};
	guint8 *memory = map_memory(PAGE);

	g_assert_true(low != MAP_FAILED);
	program.host->client.is_32bit = TRUE;
	g_assert_cmpint(map_dma(&program, 0x10000, memory, PAGE, BOTH), ==, 0);
	g_assert_cmpint(dirty_pages(&program, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), ==, 0);
	enable(&program);
	start_command(&program, TEST_COMMAND_FILL, 0x10000, 0, 8);
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, command), ==, 0);
	g_assert_cmpuint(*(guint64 *)low, ==, 1);
	command[0] = 43;
	g_assert_cmpint(container_call(&program, VFIO_IOMMU_DIRTY_PAGES, command), ==, -EINVAL);
	program_end(&program);
	munmap(memory, PAGE);
	munmap(low, PAGE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-container/versions", test_versions);
	g_test_add_func("/vfio-container/set-iommu", test_set_iommu);
	g_test_add_func("/vfio-container/group", test_group);
	g_test_add_func("/vfio-container/get-device", test_get_device);
	g_test_add_func("/vfio-container/full", test_full);
	g_test_add_func("/vfio-container/paths", test_paths);
	g_test_add_func("/vfio-container/two-devices", test_two_devices);
	g_test_add_func("/vfio-container/get-info", test_get_info);
	g_test_add_func("/vfio-container/map-errors", test_map_errors);
	g_test_add_func("/vfio-container/map-limit", test_map_limit);
	g_test_add_func("/vfio-container/unmap", test_unmap);
	g_test_add_func("/vfio-container/unmap-first-version", test_unmap_first_version);
	g_test_add_func("/vfio-container/dirty-errors", test_dirty_errors);
	g_test_add_func("/vfio-container/dirty", test_dirty);
	g_test_add_func("/vfio-container/dirty-neighbours", test_dirty_neighbours);
	g_test_add_func("/vfio-container/unmap-with-bitmap", test_unmap_with_bitmap);
	g_test_add_func("/vfio-container/dirty-32bit", test_dirty_32bit);
	return g_test_run();
}
