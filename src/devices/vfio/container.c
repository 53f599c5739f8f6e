/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /dev/vfio/vfio: a container, which has an address space once a group is in it. */
#include "devices/vfio/container.h"

#include <errno.h>

/* It lives as long as its file, or a group, has it. */
struct vfio_container {
	guint references;
	guint n_groups;
	struct vfio_type1 type1; /* version 0: no IOMMU is set */
};

/* Files are told apart by what they carry: only a container's is in here. */
static GHashTable *containers;

/* --- Life --- */

static struct vfio_container *container_new(void)
{
	struct vfio_container *container = g_new0(struct vfio_container, 1);

	container->references = 1;
	if (!containers)
		containers = g_hash_table_new(NULL, NULL);
	g_hash_table_add(containers, container);
	return container;
}

static void container_unref(struct vfio_container *container)
{
	if (--container->references)
		return;
	g_hash_table_remove(containers, container);
	if (!g_hash_table_size(containers))
		g_clear_pointer(&containers, g_hash_table_unref);
	vfio_iova_unref(container->type1.iova);
	g_free(container);
}

struct vfio_container *vfio_container_of(struct unbroken_file *file)
{
	void *data = unbroken_file_data(file);

	return containers && g_hash_table_contains(containers, data) ? data : NULL;
}

void vfio_container_add_group(struct vfio_container *container)
{
	container->references++;
	container->n_groups++;
}

void vfio_container_remove_group(struct vfio_container *container)
{
	if (!--container->n_groups && container->type1.version) {
		vfio_iova_clear(container->type1.iova);
		g_clear_pointer(&container->type1.iova, vfio_iova_unref);
		container->type1.version = 0;
	}
	container_unref(container);
}

struct vfio_iova *vfio_container_iova(const struct vfio_container *container)
{
	return container->type1.iova;
}

/* --- Commands --- */

static struct vfio_container *container_of(const struct unbroken_call *call)
{
	return unbroken_file_data(unbroken_call_file(call));
}

static long get_api_version(struct unbroken_call *call G_GNUC_UNUSED, void *argument G_GNUC_UNUSED,
			    size_t size G_GNUC_UNUSED)
{
	return VFIO_API_VERSION;
}

static long check_extension(struct unbroken_call *call, void *argument G_GNUC_UNUSED,
			    size_t size G_GNUC_UNUSED)
{
	switch (unbroken_call_value(call)) {
	case VFIO_TYPE1_IOMMU:
	case VFIO_TYPE1v2_IOMMU:
	case VFIO_UNMAP_ALL:
		return 1;
	case VFIO_DMA_CC_IOMMU:
		return container_of(call)->type1.version != 0;
	default:
		return 0;
	}
}

static long set_iommu(struct unbroken_call *call, void *argument G_GNUC_UNUSED,
		      size_t size G_GNUC_UNUSED)
{
	struct vfio_container *container = container_of(call);
	guint version;

	if (!container->n_groups || container->type1.version)
		return -EINVAL;
	switch (unbroken_call_value(call)) {
	case VFIO_TYPE1_IOMMU:
		version = 1;
		break;
	case VFIO_TYPE1v2_IOMMU:
		version = 2;
		break;
	case VFIO_UNMAP_ALL:
		return -EINVAL; /* an extension, but no IOMMU */
	default:
		return -ENODEV;
	}
	container->type1.version = version;
	container->type1.iova = vfio_iova_new();
	return 0;
}

/* Commands of the IOMMU; without one they are as unknown as others. */
typedef long (*type1_command)(struct unbroken_call *call, const struct vfio_type1 *type1,
			      const void *argument);

static long run_type1(struct unbroken_call *call, type1_command run, const void *argument)
{
	struct vfio_container *container = container_of(call);

	return container->type1.version ? run(call, &container->type1, argument) : -EINVAL;
}

static long get_info(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	return run_type1(call, vfio_type1_get_info, argument);
}

static long map_dma(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	return run_type1(call, vfio_type1_map, argument);
}

static long unmap_dma(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	return run_type1(call, vfio_type1_unmap, argument);
}

static long dirty_pages(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	return run_type1(call, vfio_type1_dirty_pages, argument);
}

static long unknown_command(struct unbroken_call *call, uint32_t number G_GNUC_UNUSED,
			    uint64_t argument G_GNUC_UNUSED)
{
	return container_of(call)->type1.version ? -ENOTTY : -EINVAL;
}

/*
 * A kernel reads the part of an argument that it knows, whatever argsz says, and looks at argsz
 * then: so their sizes are fixed here.
 */
#define VALUE_COMMAND(command, run)                                     \
	{                                                               \
		command, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, #command, run \
	}
#define INPUT_COMMAND(command, size, run)                                                       \
	{                                                                                       \
		command, UNBROKEN_SIZE_FIXED, size, size, 0, UNBROKEN_COMMAND_IN, #command, run \
	}

static const struct unbroken_command commands[] = {
	VALUE_COMMAND(VFIO_GET_API_VERSION, get_api_version),
	VALUE_COMMAND(VFIO_CHECK_EXTENSION, check_extension),
	VALUE_COMMAND(VFIO_SET_IOMMU, set_iommu),
	INPUT_COMMAND(VFIO_IOMMU_GET_INFO, 16, get_info),
	INPUT_COMMAND(VFIO_IOMMU_MAP_DMA, 32, map_dma),
	INPUT_COMMAND(VFIO_IOMMU_UNMAP_DMA, 24, unmap_dma),
	INPUT_COMMAND(VFIO_IOMMU_DIRTY_PAGES, 8, dirty_pages),
};

static void close_container(struct unbroken_file *file)
{
	container_unref(unbroken_file_data(file));
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "vfio-container",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.ioctl = unknown_command,
	.close = close_container,
};

long vfio_container_open(struct unbroken_call *call, guint32 flags)
{
	struct vfio_container *container = container_new();
	long number = unbroken_call_open(call, &operations, container, -1, flags);

	if (number < 0)
		container_unref(container);
	return number;
}
