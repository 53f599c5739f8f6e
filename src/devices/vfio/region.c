/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The regions of a device: where they are in its file, and what is read and written there. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/capability.h"
#include "devices/vfio/device.h"

#define REGISTERS VFIO_PCI_BAR0_REGION_INDEX
#define MEMORY    VFIO_PCI_BAR2_REGION_INDEX

guint64 vfio_region_offset(guint index)
{
	return (guint64)index << VFIO_PCI_OFFSET_SHIFT;
}

/* --- What there is --- */

guint vfio_region_count(const struct vfio_device *device)
{
	return device->migration_v1 ? VFIO_REGION_MIGRATION + 1 : VFIO_PCI_NUM_REGIONS;
}

long vfio_region_describe(const struct vfio_device *device, struct vfio_region_info *info)
{
	const guint32 both = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;

	if (info->index >= vfio_region_count(device) || info->index == VFIO_PCI_VGA_REGION_INDEX)
		return -EINVAL;
	info->offset = vfio_region_offset(info->index);
	info->flags = both;
	switch (info->index) {
	case REGISTERS:
		info->size = TEST_DEVICE_REGISTERS;
		return 0;
	case MEMORY:
		info->size = device->options.memory;
		info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
		return 0;
	case VFIO_PCI_CONFIG_REGION_INDEX:
		info->size = CONFIG_SPACE_SIZE;
		return 0;
	case VFIO_REGION_MIGRATION:
		info->size = vfio_migration_v1_size(device->migration_v1);
		if (device->options.has_v1_map)
			info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
		return 0;
	default:
		info->size = 0;
		info->flags = 0;
		return 0;
	}
}

static void add_type(GByteArray *chain)
{
	struct vfio_region_info_cap_type cap = {
		.type = VFIO_REGION_TYPE_MIGRATION,
		.subtype = VFIO_REGION_SUBTYPE_MIGRATION,
	};

	vfio_capabilities_add(chain, sizeof(struct vfio_region_info), VFIO_REGION_INFO_CAP_TYPE,
			      &cap, sizeof(cap));
}

/* The registers come first, and are not to be mapped. */
static void add_sparse_map(GByteArray *chain)
{
	const gsize size = sizeof(struct vfio_region_info_cap_sparse_mmap) +
			   sizeof(struct vfio_region_sparse_mmap_area);
	g_autofree struct vfio_region_info_cap_sparse_mmap *cap = g_malloc0(size);

	cap->nr_areas = 1;
	cap->areas[0].offset = VFIO_MIGRATION_V1_DATA;
	cap->areas[0].size = VFIO_REGION_MIGRATION_DATA;
	vfio_capabilities_add(chain, sizeof(struct vfio_region_info),
			      VFIO_REGION_INFO_CAP_SPARSE_MMAP, cap, size);
}

GByteArray *vfio_region_capabilities(const struct vfio_device *device, guint index)
{
	GByteArray *chain = vfio_capabilities_new();

	if (index != VFIO_REGION_MIGRATION)
		return chain;
	add_type(chain);
	if (device->options.has_v1_map)
		add_sparse_map(chain);
	return chain;
}

/* --- Reading and writing --- */

/* One access, whose range is within its region. */
struct access {
	struct vfio_device *device;
	struct unbroken_call *call;
	guint index;
	guint64 at;
	gsize size;
	void *to;         /* a read; else NULL */
	const void *from; /* a write; else NULL */
};

static long access_registers(const struct access *access)
{
	if (access->to)
		test_device_read(access->device->test, access->at, access->to, access->size);
	else
		test_device_write(access->device->test, access->at, access->from, access->size);
	return 0;
}

static long access_memory(const struct access *access)
{
	struct test_device *test = access->device->test;

	return access->to ? test_device_read_memory(test, access->at, access->to, access->size)
			  : test_device_write_memory(test, access->at, access->from, access->size);
}

static long access_config(const struct access *access)
{
	struct vfio_device *device = access->device;

	if (access->to) {
		config_space_set_pending(&device->config, test_device_is_pending(device->test));
		config_space_read(&device->config, access->at, access->to, access->size);
		return 0;
	}
	config_space_write(&device->config, access->at, access->from, access->size);
	test_device_reconsider(device->test);
	return 0;
}

static long access_migration(const struct access *access)
{
	struct vfio_migration_v1 *v1 = access->device->migration_v1;

	return access->to ? vfio_migration_v1_read(v1, access->call, access->at, access->to,
						   access->size)
			  : vfio_migration_v1_write(v1, access->call, access->at, access->from,
						    access->size);
}

/* What is at @offset of the file; a range that goes too far is cut, as far as that is allowed. */
static long find_region(struct access *access, guint64 offset)
{
	struct vfio_region_info info = { .index = offset >> VFIO_PCI_OFFSET_SHIFT };

	if (vfio_region_describe(access->device, &info))
		return -EINVAL;
	access->index = info.index;
	access->at = offset - info.offset;
	if (info.index == VFIO_PCI_CONFIG_REGION_INDEX &&
	    (access->at > info.size || access->size > info.size - access->at))
		return -EFAULT;
	if (access->at >= info.size)
		return -EINVAL;
	access->size = MIN(access->size, info.size - access->at);
	return 0;
}

static long do_access(struct access *access, guint64 offset)
{
	long result;

	if (!access->size)
		return 0;
	result = find_region(access, offset);
	if (result)
		return result;
	switch (access->index) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		result = access_config(access);
		break;
	case REGISTERS:
	case MEMORY:
		if (!config_space_has_memory(&access->device->config))
			return -EIO; /* the device does not answer at its BARs */
		result = access->index == MEMORY ? access_memory(access) : access_registers(access);
		break;
	case VFIO_REGION_MIGRATION:
		return access_migration(access);
	default:
		return -EINVAL;
	}
	return result ? result : (long)access->size;
}

long vfio_region_read(struct vfio_device *device, struct unbroken_call *call, void *to, gsize size,
		      guint64 offset)
{
	struct access access = { .device = device, .call = call, .size = size, .to = to };

	return do_access(&access, offset);
}

long vfio_region_write(struct vfio_device *device, struct unbroken_call *call, const void *from,
		       gsize size, guint64 offset)
{
	struct access access = { .device = device, .call = call, .size = size, .from = from };

	return do_access(&access, offset);
}

/* --- Mapping --- */

long vfio_region_map(const struct vfio_device *device, guint64 offset, guint64 length)
{
	struct vfio_region_info info = { .index = offset >> VFIO_PCI_OFFSET_SHIFT };
	guint64 at;

	if (vfio_region_describe(device, &info) || !(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return -EINVAL;
	at = offset - info.offset;
	if (!length || at >= info.size || length > info.size - at)
		return -EINVAL;
	return info.index == VFIO_REGION_MIGRATION && at < VFIO_MIGRATION_V1_DATA ? -EINVAL : 0;
}

/*
 * Sealed, so that nobody who maps it can take away what is mapped; those regions that cannot be
 * mapped are holes in it.
 */
int vfio_region_make_memory(const struct vfio_options *options)
{
	const guint64 size = options->has_v1
				     ? vfio_region_offset(VFIO_REGION_MIGRATION) +
					       VFIO_MIGRATION_V1_DATA + VFIO_REGION_MIGRATION_DATA
				     : vfio_region_offset(MEMORY) + options->memory;
	int memory = memfd_create("vfio-device", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (memory < 0)
		return -1;
	if (ftruncate(memory, size) ||
	    fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
		int saved = errno;

		close(memory);
		errno = saved;
		return -1;
	}
	return memory;
}
