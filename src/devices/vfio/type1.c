/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The type 1 IOMMU: what may be mapped, mapping, and what was written. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "devices/vfio/capability.h"
#include "devices/vfio/container.h"

#define PAGE_MASK        (VFIO_IOVA_PAGE_SIZE - 1)
#define BITMAP_SIZE_MAX  ((guint64)256 << 20)
#define MAP_FLAGS_ACCESS (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)
#define UNMAP_FLAGS \
	(VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP | VFIO_DMA_UNMAP_FLAG_ALL | VFIO_DMA_UNMAP_FLAG_VADDR)
#define DIRTY_FLAGS                                                             \
	(VFIO_IOMMU_DIRTY_PAGES_FLAG_START | VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP | \
	 VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP)

static gboolean is_32bit(const struct unbroken_call *call)
{
	return unbroken_client_is_32bit(unbroken_call_client(call));
}

/* Whether the last byte of a range has no address. */
static gboolean overflows(guint64 start, guint64 size)
{
	return start + (size - 1) < start;
}

/* --- What there is --- */

static void add_ranges(GByteArray *chain)
{
	const gsize size =
		sizeof(struct vfio_iommu_type1_info_cap_iova_range) + sizeof(vfio_iova_ranges);
	g_autofree struct vfio_iommu_type1_info_cap_iova_range *cap = g_malloc0(size);

	cap->nr_iovas = G_N_ELEMENTS(vfio_iova_ranges);
	memcpy(cap->iova_ranges, vfio_iova_ranges, sizeof(vfio_iova_ranges));
	vfio_capabilities_add(chain, sizeof(struct vfio_iommu_type1_info),
			      VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, cap, size);
}

static void add_migration(GByteArray *chain, gboolean for_32bit)
{
	struct vfio_iommu_type1_info_cap_migration cap = {
		.pgsize_bitmap = VFIO_IOVA_PAGE_SIZE,
		.max_dirty_bitmap_size = BITMAP_SIZE_MAX,
	};
	struct vfio_iommu_type1_info_cap_migration_32 small = {
		.pgsize_bitmap = { VFIO_IOVA_PAGE_SIZE, 0 },
		.max_dirty_bitmap_size = { BITMAP_SIZE_MAX, 0 },
	};
	void *bytes = for_32bit ? (void *)&small : (void *)&cap;

	vfio_capabilities_add(chain, sizeof(struct vfio_iommu_type1_info),
			      VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION, bytes,
			      for_32bit ? sizeof(small) : sizeof(cap));
}

static void add_available(GByteArray *chain, const struct vfio_type1 *type1)
{
	struct vfio_iommu_type1_info_dma_avail cap = {
		.avail = vfio_iova_available(type1->iova),
	};

	vfio_capabilities_add(chain, sizeof(struct vfio_iommu_type1_info),
			      VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL, &cap, sizeof(cap));
}

long vfio_type1_get_info(struct unbroken_call *call, const struct vfio_type1 *type1,
			 const void *argument)
{
	struct vfio_iommu_type1_info info = {
		.argsz = *(const guint32 *)argument,
		.flags = VFIO_IOMMU_INFO_PGSIZES,
		.iova_pgsizes = VFIO_IOVA_PAGE_SIZE,
	};
	struct vfio_answer answer = {
		.bytes = &info,
		.size = sizeof(info),
		.minimum = offsetof(struct vfio_iommu_type1_info, cap_offset),
		.cap_offset = offsetof(struct vfio_iommu_type1_info, cap_offset),
		.flags_caps = VFIO_IOMMU_INFO_CAPS,
	};
	g_autoptr(GByteArray) chain = vfio_capabilities_new();

	/* In the order of the kernel's, the one that QEMU 7.2 needs first. */
	add_migration(chain, is_32bit(call));
	add_available(chain, type1);
	add_ranges(chain);
	return vfio_answer_give(call, &answer, chain);
}

/* --- Mapping --- */

static long check_map(const struct vfio_iommu_type1_dma_map *map)
{
	const gboolean has_access = (map->flags & MAP_FLAGS_ACCESS) != 0;
	const gboolean has_vaddr = (map->flags & VFIO_DMA_MAP_FLAG_VADDR) != 0;

	if (map->argsz < sizeof(*map) || map->flags & ~(MAP_FLAGS_ACCESS | VFIO_DMA_MAP_FLAG_VADDR))
		return -EINVAL;
	if (has_access == has_vaddr)
		return -EINVAL;
	if (!map->size || (map->size | map->iova | map->vaddr) & PAGE_MASK)
		return -EINVAL;
	if (overflows(map->iova, map->size) || overflows(map->vaddr, map->size))
		return -EOVERFLOW;
	return 0;
}

/* A kernel pins what is mapped, so the ends of it at least have to be there. */
static gboolean is_there(struct unbroken_call *call, const struct vfio_iommu_type1_dma_map *map)
{
	char byte;

	return !unbroken_call_read(call, map->vaddr, &byte, 1) &&
	       !unbroken_call_read(call, map->vaddr + map->size - 1, &byte, 1);
}

/* A mapping gets another address only after it lost its own, which ours never do. */
static long refuse_new_address(const struct vfio_type1 *type1,
			       const struct vfio_iommu_type1_dma_map *map)
{
	const guint64 last = map->iova + map->size - 1;

	return vfio_iova_first(type1->iova, map->iova, last) ? -EINVAL : -ENOENT;
}

long vfio_type1_map(struct unbroken_call *call, const struct vfio_type1 *type1,
		    const void *argument)
{
	const struct vfio_iommu_type1_dma_map *map = argument;
	const struct vfio_mapping mapping = {
		.iova = map->iova,
		.size = map->size,
		.address = map->vaddr,
		.flags = map->flags & MAP_FLAGS_ACCESS,
		.client = unbroken_call_client(call),
		.file = -1,
	};
	long result = check_map(map);

	if (result)
		return result;
	if (map->flags & VFIO_DMA_MAP_FLAG_VADDR)
		return refuse_new_address(type1, map);
	if (vfio_iova_first(type1->iova, map->iova, map->iova + map->size - 1))
		return -EEXIST;
	if (vfio_iova_available(type1->iova) && vfio_iova_is_valid(map->iova, map->size) &&
	    !is_there(call, map))
		return -EFAULT;
	return vfio_iova_map(type1->iova, &mapping);
}

/* --- Bitmaps that come with a command --- */

static guint64 join(const guint32 *words)
{
	return words[0] | (guint64)words[1] << 32;
}

/* How many bytes the struct has that describes a bitmap. */
static gsize bitmap_struct_size(const struct unbroken_call *call)
{
	return is_32bit(call) ? sizeof(struct vfio_bitmap_32) : sizeof(struct vfio_bitmap);
}

static int read_bitmap(struct unbroken_call *call, guint64 address, struct vfio_bitmap *bitmap)
{
	struct vfio_bitmap_32 small;

	if (!is_32bit(call))
		return unbroken_call_read(call, address, bitmap, sizeof(*bitmap));
	if (unbroken_call_read(call, address, &small, sizeof(small)))
		return -EFAULT;
	bitmap->pgsize = join(small.pgsize);
	bitmap->size = join(small.size);
	bitmap->data = small.data;
	return 0;
}

/* Whether @bitmap can hold the pages of @size bytes. */
static gboolean has_room(const struct vfio_bitmap *bitmap, guint64 size)
{
	const guint64 pages = bitmap->pgsize ? size >> __builtin_ctzll(bitmap->pgsize) : 0;
	const guint64 needed = (pages / 64 + !!(pages % 64)) * sizeof(guint64);

	return pages && bitmap->size <= BITMAP_SIZE_MAX && bitmap->size >= needed;
}

/* --- Unmapping --- */

/* What a command to unmap asks for, checked as far as it concerns the command alone. */
struct unmapping {
	guint64 iova, last;
	guint32 flags;
	struct vfio_bitmap bitmap;
};

static long read_unmap(struct unbroken_call *call, const struct vfio_iommu_type1_dma_unmap *unmap,
		       struct unmapping *ret)
{
	const guint32 others = VFIO_DMA_UNMAP_FLAG_ALL | VFIO_DMA_UNMAP_FLAG_VADDR;

	*ret = (struct unmapping){ .iova = unmap->iova, .flags = unmap->flags };
	if (unmap->argsz < sizeof(*unmap) || unmap->flags & ~UNMAP_FLAGS)
		return -EINVAL;
	if (!(unmap->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP))
		return 0;
	if (unmap->flags & others || unmap->argsz < sizeof(*unmap) + bitmap_struct_size(call))
		return -EINVAL;
	if (read_bitmap(call, unbroken_call_value(call) + sizeof(*unmap), &ret->bitmap))
		return -EFAULT;
	return has_room(&ret->bitmap, unmap->size) ? 0 : -EINVAL;
}

static long check_unmap(const struct vfio_type1 *type1,
			const struct vfio_iommu_type1_dma_unmap *unmap, struct unmapping *ret)
{
	const gboolean all = unmap->flags & VFIO_DMA_UNMAP_FLAG_ALL;

	if (unmap->flags & VFIO_DMA_UNMAP_FLAG_VADDR)
		return -EBUSY; /* our devices are not of the kind that can wait for an address */
	if (all)
		ret->last = G_MAXUINT64;
	if (all)
		return unmap->iova || unmap->size ? -EINVAL : 0;
	if (!unmap->size || (unmap->iova | unmap->size) & PAGE_MASK)
		return -EINVAL;
	if (overflows(unmap->iova, unmap->size))
		return -EOVERFLOW;
	ret->last = unmap->iova + unmap->size - 1;
	if (unmap->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP &&
	    (!vfio_iova_is_tracking(type1->iova) || ret->bitmap.pgsize != VFIO_IOVA_PAGE_SIZE))
		return -EINVAL;
	if (type1->version == 2 && vfio_iova_bisects(type1->iova, ret->iova, ret->last))
		return -EINVAL;
	return 0;
}

/* The first version unmaps from the beginning of a mapping on, whole ones. */
static long unmap_all(struct unbroken_call *call, const struct vfio_type1 *type1,
		      const struct unmapping *unmapping, guint64 *unmapped)
{
	const struct vfio_mapping *mapping;

	while ((mapping = vfio_iova_first(type1->iova, unmapping->iova, unmapping->last))) {
		if (type1->version == 1 && unmapping->iova > mapping->iova)
			break;
		if (unmapping->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP &&
		    vfio_iova_take_dirty(type1->iova, mapping, unmapping->iova, call,
					 unmapping->bitmap.data))
			return -EFAULT;
		*unmapped += mapping->size;
		vfio_iova_remove(type1->iova, mapping);
	}
	return 0;
}

long vfio_type1_unmap(struct unbroken_call *call, const struct vfio_type1 *type1,
		      const void *argument)
{
	struct vfio_iommu_type1_dma_unmap unmap =
		*(const struct vfio_iommu_type1_dma_unmap *)argument;
	struct unmapping unmapping;
	guint64 unmapped = 0;
	long result = read_unmap(call, &unmap, &unmapping);

	if (!result)
		result = check_unmap(type1, &unmap, &unmapping);
	if (!result)
		result = unmap_all(call, type1, &unmapping, &unmapped);
	if (result)
		return result;
	unmap.size = unmapped;
	return unbroken_call_write(call, unbroken_call_value(call), &unmap, sizeof(unmap));
}

/* --- What was written --- */

static long check_get(const struct vfio_type1 *type1,
		      const struct vfio_iommu_type1_dirty_bitmap_get *get)
{
	if (!get->size)
		return -EINVAL;
	if (overflows(get->iova, get->size))
		return -EOVERFLOW;
	if (!has_room(&get->bitmap, get->size) || get->bitmap.pgsize != VFIO_IOVA_PAGE_SIZE)
		return -EINVAL;
	if ((get->iova | get->size) & PAGE_MASK)
		return -EINVAL;
	if (!vfio_iova_is_tracking(type1->iova))
		return -EINVAL;
	return vfio_iova_bisects(type1->iova, get->iova, get->iova + get->size - 1) ? -EINVAL : 0;
}

static long get_bitmap(struct unbroken_call *call, const struct vfio_type1 *type1, guint32 argsz)
{
	const guint64 address =
		unbroken_call_value(call) + sizeof(struct vfio_iommu_type1_dirty_bitmap);
	const gsize range_size = offsetof(struct vfio_iommu_type1_dirty_bitmap_get, bitmap);
	struct vfio_iommu_type1_dirty_bitmap_get get;
	const struct vfio_mapping *mapping;
	long result = 0;

	if (argsz - sizeof(struct vfio_iommu_type1_dirty_bitmap) <
	    range_size + bitmap_struct_size(call))
		return -EINVAL;
	if (unbroken_call_read(call, address, &get, range_size) ||
	    read_bitmap(call, address + range_size, &get.bitmap))
		return -EFAULT;
	result = check_get(type1, &get);
	for (guint64 at = get.iova; !result; at = mapping->iova + mapping->size) {
		mapping = vfio_iova_first(type1->iova, at, get.iova + get.size - 1);
		if (!mapping)
			break;
		result =
			vfio_iova_take_dirty(type1->iova, mapping, get.iova, call, get.bitmap.data);
	}
	return result;
}

long vfio_type1_dirty_pages(struct unbroken_call *call, const struct vfio_type1 *type1,
			    const void *argument)
{
	const struct vfio_iommu_type1_dirty_bitmap *dirty = argument;

	if (type1->version != 2)
		return -EACCES;
	if (dirty->argsz < sizeof(*dirty) || dirty->flags & ~DIRTY_FLAGS)
		return -EINVAL;
	switch (dirty->flags) {
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_START:
		vfio_iova_start_tracking(type1->iova);
		return 0;
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP:
		vfio_iova_stop_tracking(type1->iova);
		return 0;
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP:
		return get_bitmap(call, type1, dirty->argsz);
	default:
		return -EINVAL; /* none, or several */
	}
}
