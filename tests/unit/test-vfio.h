/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of the VFIO model share: a program that has opened a device the usual way. */
#ifndef UNBROKEN_TEST_VFIO_H
#define UNBROKEN_TEST_VFIO_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/config-space.h"
#include "devices/vfio/device.h"
#include "devices/vfio/test-device.h"
#include "devices/vfio/vfio.h"
#include "fake-host.h"

#define PAGE        ((guint64)4096)
#define ADDRESS     "0000:06:0d.0"
#define GROUP_PATH  "/dev/vfio/26"
#define BAR0        ((gint64)0)
#define BAR2        ((gint64)2 << VFIO_PCI_OFFSET_SHIFT)
#define CONFIG      ((gint64)7 << VFIO_PCI_OFFSET_SHIFT)
#define MEMORY_SIZE ((guint64)1 << 20)

struct program {
	struct unbroken_device *host;
	void *state;
	int container, group, device;
};

/* A host with one device, whose options were set in @host before; nothing is open yet. */
static inline struct program program_new(struct unbroken_device *host)
{
	struct program program = { .host = host, .container = -1, .group = -1, .device = -1 };

	g_assert_cmpint(fake_create(host, &vfio_device_model, &program.state), ==, 0);
	return program;
}

static inline void open_container(struct program *program)
{
	program->container = fake_open(program->host, program->state, "/dev/vfio/vfio", O_RDWR);
	g_assert_cmpint(program->container, >=, FAKE_FIRST_DESCRIPTOR);
}

static inline long set_container(struct program *program)
{
	return fake_ioctl(program->host, program->group, VFIO_GROUP_SET_CONTAINER,
			  &program->container);
}

/* An argument that is a number. */
static inline void *number(guint64 value)
{
	return (void *)(uintptr_t)value;
}

/* Up to an IOMMU of the given extension. */
static inline void open_iommu(struct program *program, guint extension)
{
	open_container(program);
	program->group = fake_open(program->host, program->state, GROUP_PATH, O_RDWR);
	g_assert_cmpint(program->group, >=, FAKE_FIRST_DESCRIPTOR);
	g_assert_cmpint(set_container(program), ==, 0);
	g_assert_cmpint(fake_ioctl(program->host, program->container, VFIO_SET_IOMMU,
				   number(extension)),
			==, 0);
}

static inline void open_device(struct program *program)
{
	char name[] = ADDRESS;

	program->device = fake_ioctl(program->host, program->group, VFIO_GROUP_GET_DEVICE_FD, name);
	g_assert_cmpint(program->device, >=, FAKE_FIRST_DESCRIPTOR);
}

static inline struct program program_open(void)
{
	struct program program = program_new(fake_host_new());

	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	open_device(&program);
	return program;
}

static inline void program_close_files(struct program *program)
{
	if (program->device >= 0)
		fake_close(program->host, program->device);
	if (program->group >= 0)
		fake_close(program->host, program->group);
	if (program->container >= 0)
		fake_close(program->host, program->container);
	program->device = program->group = program->container = -1;
}

static inline void program_end(struct program *program)
{
	program_close_files(program);
	vfio_device_model.destroy(program->state);
	fake_host_free(program->host);
}

/* --- The device's registers and configuration --- */

static inline guint64 get_register(const struct program *program, guint offset, gsize size)
{
	guint64 value = 0;

	g_assert_cmpint(fake_pread(program->host, program->device, &value, size, BAR0 + offset), ==,
			size);
	return GUINT64_FROM_LE(value);
}

static inline void put_register(const struct program *program, guint offset, guint64 value,
				gsize size)
{
	value = GUINT64_TO_LE(value);
	g_assert_cmpint(fake_pwrite(program->host, program->device, &value, size, BAR0 + offset),
			==, size);
}

static inline guint32 get_32(const struct program *program, guint offset)
{
	return get_register(program, offset, 4);
}

static inline guint64 get_64(const struct program *program, guint offset)
{
	return get_register(program, offset, 8);
}

static inline void put_32(const struct program *program, guint offset, guint32 value)
{
	put_register(program, offset, value, 4);
}

static inline void put_64(const struct program *program, guint offset, guint64 value)
{
	put_register(program, offset, value, 8);
}

static inline guint32 get_config(const struct program *program, guint offset, gsize size)
{
	guint32 value = 0;

	g_assert_cmpint(fake_pread(program->host, program->device, &value, size, CONFIG + offset),
			==, size);
	return GUINT32_FROM_LE(value);
}

static inline void put_config(const struct program *program, guint offset, guint32 value,
			      gsize size)
{
	value = GUINT32_TO_LE(value);
	g_assert_cmpint(fake_pwrite(program->host, program->device, &value, size, CONFIG + offset),
			==, size);
}

/* Memory on, bus master. */
static inline void enable(const struct program *program)
{
	put_config(program, 4, 6, 2);
	put_32(program, TEST_CONTROL, TEST_CONTROL_ENABLE);
}

/* --- Memory of the program --- */

static inline guint8 *map_memory(gsize size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	g_assert_true(memory != MAP_FAILED);
	return memory;
}

static inline long map_dma(const struct program *program, guint64 iova, void *memory, guint64 size,
			   guint32 flags)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = flags,
		.vaddr = (guint64)(uintptr_t)memory,
		.iova = iova,
		.size = size,
	};

	return fake_ioctl(program->host, program->container, VFIO_IOMMU_MAP_DMA, &map);
}

#define BOTH (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)

/* --- Commands of the device --- */

static inline void start_command(const struct program *program, guint32 command, guint64 iova,
				 guint64 offset, guint64 length)
{
	put_64(program, TEST_IOVA_64, iova);
	put_64(program, TEST_OFFSET_64, offset);
	put_64(program, TEST_LENGTH_64, length);
	put_32(program, TEST_COMMAND, command);
}

#endif
