/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device's own file and /dev/iommu, as QEMU 10 and 11 use them, and what is refused. */
#include "test-vfio.h"

#include "devices/vfio/uapi-iommufd.h"

#define DEVICE_PATH "/dev/vfio/devices/vfio0"
#define IOVA        ((guint64)0x100000)

/* A program with both files; container is the iommufd. */
static struct program open_files(void)
{
	struct program program = program_new(fake_host_new());

	program.device = fake_open(program.host, program.state, DEVICE_PATH, O_RDWR);
	program.container = fake_open(program.host, program.state, "/dev/iommu", O_RDWR);
	g_assert_cmpint(program.device, >, 0);
	g_assert_cmpint(program.container, >, 0);
	return program;
}

static long device_call(const struct program *program, guint32 number, void *argument)
{
	return fake_ioctl(program->host, program->device, number, argument);
}

static long iommu_call(const struct program *program, guint32 number, void *argument)
{
	return fake_ioctl(program->host, program->container, number, argument);
}

static guint32 bind(const struct program *program)
{
	struct vfio_device_bind_iommufd bind = { sizeof(bind), 0, program->container, 0 };

	g_assert_cmpint(device_call(program, VFIO_DEVICE_BIND_IOMMUFD, &bind), ==, 0);
	g_assert_cmpuint(bind.out_devid, !=, 0);
	return bind.out_devid;
}

static guint32 allocate_space(const struct program *program)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };

	g_assert_cmpint(iommu_call(program, IOMMU_IOAS_ALLOC, &alloc), ==, 0);
	return alloc.out_ioas_id;
}

static long attach(const struct program *program, guint32 *id)
{
	struct vfio_device_attach_iommufd_pt attach = { sizeof(attach), 0, *id };
	long result = device_call(program, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach);

	*id = attach.pt_id;
	return result;
}

static long detach(const struct program *program)
{
	struct vfio_device_detach_iommufd_pt detach = { .argsz = sizeof(detach) };

	return device_call(program, VFIO_DEVICE_DETACH_IOMMUFD_PT, &detach);
}

static long destroy(const struct program *program, guint32 id)
{
	struct iommu_destroy destroy = { sizeof(destroy), id };

	return iommu_call(program, IOMMU_DESTROY, &destroy);
}

static struct iommu_ioas_map map_of(guint32 space, void *memory, guint64 length, guint64 iova)
{
	return (struct iommu_ioas_map){
		.size = sizeof(struct iommu_ioas_map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE |
			 IOMMU_IOAS_MAP_READABLE,
		.ioas_id = space,
		.user_va = (guint64)(uintptr_t)memory,
		.length = length,
		.iova = iova,
	};
}

static void check_fill(const struct program *program, const guint8 *memory, gboolean works)
{
	guint64 word;
	static guint64 pattern = 1;

	put_64(program, TEST_PATTERN_64, ++pattern);
	start_command(program, TEST_COMMAND_FILL, IOVA, 0, 64);
	g_assert_cmpuint(get_32(program, TEST_STATUS), ==,
			 works ? TEST_STATUS_DONE : TEST_STATUS_FAULT);
	memcpy(&word, memory, sizeof(word));
	g_assert_true((GUINT64_FROM_LE(word) == pattern) == works);
}

/* --- As QEMU does it --- */

static void test_start(void)
{
	struct program program = open_files();
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_iova_range ranges[4];
	struct iommu_hw_info hardware = { .size = sizeof(hardware) };
	struct iommu_hwpt_alloc table = { .size = sizeof(table) };
	struct iommu_ioas_iova_ranges query = { .size = sizeof(query) };
	struct iommu_ioas_unmap unmap = { .size = sizeof(unmap) };
	guint8 *memory = map_memory(4 * PAGE);
	struct iommu_ioas_map map;
	guint32 device, space, id;

	g_assert_cmpuint(fake_file(program.host, program.device)->major, ==, VFIO_DEVICE_MAJOR);
	g_assert_cmpuint(fake_file(program.host, program.device)->minor, ==, 0);
	device = bind(&program);
	hardware.dev_id = device;
	g_assert_cmpint(iommu_call(&program, IOMMU_GET_HW_INFO, &hardware), ==, 0);
	g_assert_cmpuint(hardware.out_data_type, ==, 0);
	space = allocate_space(&program);
	table.dev_id = device;
	table.pt_id = space;
	g_assert_cmpint(iommu_call(&program, IOMMU_HWPT_ALLOC, &table), ==, 0);
	id = table.out_hwpt_id;
	g_assert_cmpint(attach(&program, &id), ==, 0);
	g_assert_cmpuint(id, ==, table.out_hwpt_id);
	query.ioas_id = space;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_IOVA_RANGES, &query), ==, -EMSGSIZE);
	g_assert_cmpuint(query.num_iovas, ==, 2);
	query.allowed_iovas = (guint64)(uintptr_t)ranges;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_IOVA_RANGES, &query), ==, 0);
	g_assert_cmpuint(ranges[1].end, ==, 0xffffffffffff);
	g_assert_cmpuint(query.out_iova_alignment, ==, PAGE);
	map = map_of(space, memory, 4 * PAGE, IOVA);
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP, &map), ==, 0);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, &info), ==, 0);
	enable(&program);
	check_fill(&program, memory, TRUE);
	unmap.ioas_id = space;
	unmap.iova = IOVA;
	unmap.length = 4 * PAGE;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, 0);
	g_assert_cmpuint(unmap.length, ==, 4 * PAGE);
	check_fill(&program, memory, FALSE);
	/* All in use, from the device down. */
	g_assert_cmpint(destroy(&program, device), ==, -EBUSY);
	g_assert_cmpint(destroy(&program, table.out_hwpt_id), ==, -EBUSY);
	g_assert_cmpint(destroy(&program, space), ==, -EBUSY);
	g_assert_cmpint(detach(&program), ==, 0);
	g_assert_cmpint(destroy(&program, table.out_hwpt_id), ==, 0);
	g_assert_cmpint(destroy(&program, space), ==, 0);
	g_assert_cmpint(destroy(&program, space), ==, -ENOENT);
	program_end(&program);
	munmap(memory, 4 * PAGE);
}

/* Attached to a space, the device gets a table that goes with it; the files close in any order. */
static void test_space(void)
{
	struct program program = open_files();
	guint8 *memory = map_memory(PAGE);
	guint32 device = bind(&program), space = allocate_space(&program), id = space;
	struct iommu_ioas_map map = map_of(space, memory, PAGE, IOVA);

	g_assert_cmpint(attach(&program, &id), ==, 0);
	g_assert_cmpuint(id, !=, space);
	g_assert_cmpuint(id, !=, device);
	g_assert_cmpint(attach(&program, &id), ==, 0);
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP, &map), ==, 0);
	enable(&program);
	check_fill(&program, memory, TRUE);
	g_assert_cmpint(detach(&program), ==, 0);
	g_assert_cmpint(detach(&program), ==, 0);
	check_fill(&program, memory, FALSE);
	g_assert_cmpint(destroy(&program, id), ==, -ENOENT);
	id = space;
	g_assert_cmpint(attach(&program, &id), ==, 0);
	fake_close(program.host, program.container);
	program.container = -1;
	check_fill(&program, memory, TRUE);
	program_end(&program);
	munmap(memory, PAGE);
}

/* Memory by its file, as QEMU 11 maps what it has in a memfd. */
static void test_map_file(void)
{
	struct program program = open_files();
	const int file = memfd_create("ram", MFD_CLOEXEC), other = open("/dev/null", O_RDWR);
	guint8 *memory;
	struct iommu_ioas_map_file map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE |
			 IOMMU_IOAS_MAP_READABLE,
		.start = PAGE,
		.length = PAGE,
		.iova = IOVA,
	};
	guint32 id;

	g_assert_cmpint(ftruncate(file, 2 * PAGE), ==, 0);
	memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	bind(&program);
	id = map.ioas_id = allocate_space(&program);
	g_assert_cmpint(attach(&program, &id), ==, 0);
	map.fd = 999999;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP_FILE, &map), ==, -EBADF);
	map.fd = other;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP_FILE, &map), ==, -EINVAL);
	map.fd = file;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP_FILE, &map), ==, 0);
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP_FILE, &map), ==, -EEXIST);
	enable(&program);
	check_fill(&program, memory + PAGE, TRUE);
	start_command(&program, TEST_COMMAND_READ, IOVA, 0, 64);
	g_assert_cmpuint(get_32(&program, TEST_STATUS), ==, TEST_STATUS_DONE);
	/* What the program cuts off is gone, and nobody falls over it. */
	g_assert_cmpint(ftruncate(file, PAGE), ==, 0);
	start_command(&program, TEST_COMMAND_READ, IOVA, 0, 64);
	g_assert_cmpuint(get_32(&program, TEST_STATUS), ==, TEST_STATUS_FAULT);
	munmap(memory, 2 * PAGE);
	close(file);
	close(other);
	program_end(&program);
}

/* --- What is refused --- */

static void test_unbound(void)
{
	struct program program = open_files();
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_device_bind_iommufd bind_it = { sizeof(bind_it), 0, -1, 0 };
	guint32 id = 1;
	char byte;
	int second;

	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, &info), ==, -EINVAL);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_RESET, NULL), ==, -EINVAL);
	g_assert_cmpint(device_call(&program, 0x1234, NULL), ==, -EINVAL);
	g_assert_cmpint(fake_pread(program.host, program.device, &byte, 1, CONFIG), ==, -EINVAL);
	g_assert_cmpint(fake_pwrite(program.host, program.device, &byte, 1, CONFIG), ==, -EINVAL);
	g_assert_cmpint(attach(&program, &id), ==, -EINVAL);
	g_assert_cmpint(detach(&program), ==, -EINVAL);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EINVAL);
	bind_it.iommufd = 999999;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EBADF);
	bind_it.iommufd = program.device;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EBADFD);
	bind_it.iommufd = program.container;
	bind_it.flags = 1;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EINVAL);
	bind_it.flags = 0;
	bind_it.argsz = 15;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EINVAL);
	/* The group and the device's own file keep each other out. */
	program.group = fake_open(program.host, program.state, GROUP_PATH, O_RDWR);
	bind_it.argsz = sizeof(bind_it);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EBUSY);
	fake_close(program.host, program.group);
	program.group = -1;
	bind(&program);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EINVAL);
	g_assert_cmpint(fake_open(program.host, program.state, GROUP_PATH, O_RDWR), ==, -EBUSY);
	second = fake_open(program.host, program.state, DEVICE_PATH, O_RDWR);
	g_assert_cmpint(fake_ioctl(program.host, second, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==,
			-EINVAL);
	fake_close(program.host, second);
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_GET_INFO, &info), ==, 0);
	id = 999;
	g_assert_cmpint(attach(&program, &id), ==, -ENOENT);
	program_end(&program);
}

static void test_group_device(void)
{
	struct program program = program_open();
	struct vfio_device_bind_iommufd bind_it = { .argsz = sizeof(bind_it) };
	const int iommufd = fake_open(program.host, program.state, "/dev/iommu", O_RDWR);

	bind_it.iommufd = iommufd;
	g_assert_cmpint(device_call(&program, VFIO_DEVICE_BIND_IOMMUFD, &bind_it), ==, -EINVAL);
	fake_close(program.host, iommufd);
	program_end(&program);
}

static void test_map_errors(void)
{
	struct program program = open_files();
	guint8 *memory = map_memory(2 * PAGE);
	const guint64 va = (guint64)(uintptr_t)memory;
	const guint32 space = allocate_space(&program), none = space + 100;
	const struct {
		guint32 flags, space, reserved;
		guint64 va, length, iova;
		long result;
	} cases[] = {
		{ 8, space, 0, va, PAGE, IOVA, -EOPNOTSUPP },
		{ 1, space, 0, va, PAGE, IOVA, -EINVAL },
		{ 7, space, 1, va, PAGE, IOVA, -EOPNOTSUPP },
		{ 7, none, 0, va, PAGE, IOVA, -ENOENT },
		{ 7, space, 0, va, 0, IOVA, -EINVAL },
		{ 7, space, 0, va + 1, PAGE, IOVA, -EINVAL },
		{ 7, space, 0, va, PAGE + 1, IOVA, -EINVAL },
		{ 7, space, 0, va, PAGE, IOVA + 1, -EINVAL },
		{ 7, space, 0, -PAGE, 2 * PAGE, IOVA, -EOVERFLOW },
		{ 7, space, 0, va, 2 * PAGE, -PAGE, -EOVERFLOW },
		{ 7, space, 0, va, PAGE, 0xfee00000, -EINVAL },
		{ 7, space, 0, PAGE, PAGE, IOVA, -EFAULT },
		{ 7, space, 0, va, 2 * PAGE, IOVA, 0 },
		{ 7, space, 0, va, PAGE, IOVA + PAGE, -EEXIST },
		/* Wherever there is room: first at 0. */
		{ 6, space, 0, va, PAGE, 0x777, 0 },
		{ 7, space, 0, va, PAGE, 0, -EEXIST },
	};
	struct iommu_ioas_unmap unmap = { sizeof(unmap), space, IOVA, PAGE };

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct iommu_ioas_map map = { sizeof(map),       cases[i].flags, cases[i].space,
					      cases[i].reserved, cases[i].va,    cases[i].length,
					      cases[i].iova };

		g_test_message("case %u", i);
		g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_MAP, &map), ==, cases[i].result);
	}
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, -ENOENT);
	unmap.length = 0;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, -EINVAL);
	unmap.length = G_MAXUINT64;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, -EOVERFLOW);
	unmap.iova = 0;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, 0);
	g_assert_cmpuint(unmap.length, ==, 3 * PAGE);
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_UNMAP, &unmap), ==, -ENOENT);
	program_end(&program);
	munmap(memory, 2 * PAGE);
}

static void test_object_errors(void)
{
	struct program program = open_files();
	const guint32 device = bind(&program), space = allocate_space(&program);
	const struct {
		guint32 flags, device, pt, reserved, type, length;
		long result;
	} cases[] = {
		{ 2, device, space, 0, 0, 0, -EOPNOTSUPP },
		{ 0, device, space, 1, 0, 0, -EOPNOTSUPP },
		{ 0, device, space, 0, 1, 0, -EOPNOTSUPP },
		{ 0, device, space, 0, 0, 4, -EINVAL },
		{ 0, space, space, 0, 0, 0, -ENOENT },
		{ 0, device, 99, 0, 0, 0, -ENOENT },
		{ 0, device, device, 0, 0, 0, -EINVAL },
		{ 0, device, space, 0, 0, 0, 0 },
	};
	struct iommu_ioas_alloc alloc = { sizeof(alloc), 1, 0 };
	struct iommu_hw_info hardware = { .size = sizeof(hardware), .dev_id = space };
	guint8 larger[64] = { 16 };
	guint32 id = device;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct iommu_hwpt_alloc table = {
			.size = sizeof(table),
			.flags = cases[i].flags,
			.dev_id = cases[i].device,
			.pt_id = cases[i].pt,
			.reserved = cases[i].reserved,
			.data_type = cases[i].type,
			.data_len = cases[i].length,
		};

		g_assert_cmpint(iommu_call(&program, IOMMU_HWPT_ALLOC, &table), ==,
				cases[i].result);
	}
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_ALLOC, &alloc), ==, -EOPNOTSUPP);
	alloc.size = 11;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_ALLOC, &alloc), ==, -EINVAL);
	/* Longer than it is known is right as long as nothing is there. */
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_ALLOC, larger), ==, 0);
	larger[12] = 1;
	g_assert_cmpint(iommu_call(&program, IOMMU_IOAS_ALLOC, larger), ==, -E2BIG);
	g_assert_cmpint(iommu_call(&program, IOMMU_GET_HW_INFO, &hardware), ==, -ENOENT);
	hardware.flags = 1;
	g_assert_cmpint(iommu_call(&program, IOMMU_GET_HW_INFO, &hardware), ==, -EOPNOTSUPP);
	g_assert_cmpint(iommu_call(&program, VFIO_NUMBER(0x92), larger), ==, -ENOTTY);
	g_assert_cmpint(attach(&program, &id), ==, -EINVAL);
	program_end(&program);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-iommufd/start", test_start);
	g_test_add_func("/vfio-iommufd/space", test_space);
	g_test_add_func("/vfio-iommufd/map-file", test_map_file);
	g_test_add_func("/vfio-iommufd/unbound", test_unbound);
	g_test_add_func("/vfio-iommufd/group-device", test_group_device);
	g_test_add_func("/vfio-iommufd/map-errors", test_map_errors);
	g_test_add_func("/vfio-iommufd/object-errors", test_object_errors);
	return g_test_run();
}
