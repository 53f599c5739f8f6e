/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VFIO as programs know it: the names, numbers and layouts of the kernel's linux/vfio.h that the
 * model serves, in all revisions of it at once.  Ours, because no one header of a distribution
 * has them all: revision 1 of migration was taken out when revision 2 came.
 *
 * Sizes are those of 64-bit programs; of 32-bit ones, where they differ, in *_32.
 */
#ifndef UNBROKEN_DEVICES_VFIO_UAPI_H
#define UNBROKEN_DEVICES_VFIO_UAPI_H

#include <glib.h>
#include <stdint.h>

#define VFIO_API_VERSION 0

/* Extensions that VFIO_CHECK_EXTENSION and VFIO_SET_IOMMU know. */
#define VFIO_TYPE1_IOMMU   1
#define VFIO_TYPE1v2_IOMMU 3
#define VFIO_DMA_CC_IOMMU  4
#define VFIO_EEH           5
#define VFIO_NOIOMMU_IOMMU 8
#define VFIO_UNMAP_ALL     9
#define VFIO_UPDATE_VADDR  10

/* All of VFIO's commands are composed without direction and size. */
#define VFIO_NUMBER(n) (0x3b00u | (n))

/* Of a container. */
#define VFIO_GET_API_VERSION   VFIO_NUMBER(100)
#define VFIO_CHECK_EXTENSION   VFIO_NUMBER(101)
#define VFIO_SET_IOMMU         VFIO_NUMBER(102)
#define VFIO_IOMMU_GET_INFO    VFIO_NUMBER(112)
#define VFIO_IOMMU_MAP_DMA     VFIO_NUMBER(113)
#define VFIO_IOMMU_UNMAP_DMA   VFIO_NUMBER(114)
#define VFIO_IOMMU_DIRTY_PAGES VFIO_NUMBER(117)

/* Of a group. */
#define VFIO_GROUP_GET_STATUS      VFIO_NUMBER(103)
#define VFIO_GROUP_SET_CONTAINER   VFIO_NUMBER(104)
#define VFIO_GROUP_UNSET_CONTAINER VFIO_NUMBER(105)
#define VFIO_GROUP_GET_DEVICE_FD   VFIO_NUMBER(106)

/* Of a device. */
#define VFIO_DEVICE_GET_INFO               VFIO_NUMBER(107)
#define VFIO_DEVICE_GET_REGION_INFO        VFIO_NUMBER(108)
#define VFIO_DEVICE_GET_IRQ_INFO           VFIO_NUMBER(109)
#define VFIO_DEVICE_SET_IRQS               VFIO_NUMBER(110)
#define VFIO_DEVICE_RESET                  VFIO_NUMBER(111)
#define VFIO_DEVICE_GET_PCI_HOT_RESET_INFO VFIO_NUMBER(112)
#define VFIO_DEVICE_PCI_HOT_RESET          VFIO_NUMBER(113)
#define VFIO_DEVICE_FEATURE                VFIO_NUMBER(117)
#define VFIO_DEVICE_BIND_IOMMUFD           VFIO_NUMBER(118)
#define VFIO_DEVICE_ATTACH_IOMMUFD_PT      VFIO_NUMBER(119)
#define VFIO_DEVICE_DETACH_IOMMUFD_PT      VFIO_NUMBER(120)

/* Of a descriptor that carries the state of a device. */
#define VFIO_MIG_GET_PRECOPY_INFO VFIO_NUMBER(121)

/* --- Capabilities --- */

struct vfio_info_cap_header {
	uint16_t id;
	uint16_t version;
	uint32_t next; /* from the start of the info; 0: the last one */
};
G_STATIC_ASSERT(sizeof(struct vfio_info_cap_header) == 8);

/* --- Groups --- */

struct vfio_group_status {
	uint32_t argsz;
	uint32_t flags;
};
G_STATIC_ASSERT(sizeof(struct vfio_group_status) == 8);

#define VFIO_GROUP_FLAGS_VIABLE        (1 << 0)
#define VFIO_GROUP_FLAGS_CONTAINER_SET (1 << 1)

/* --- Devices --- */

struct vfio_device_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t num_regions;
	uint32_t num_irqs;
	uint32_t cap_offset;
	uint32_t pad; /* since 6.6; before, the struct had 20 bytes */
};
G_STATIC_ASSERT(sizeof(struct vfio_device_info) == 24);

#define VFIO_DEVICE_FLAGS_RESET (1 << 0)
#define VFIO_DEVICE_FLAGS_PCI   (1 << 1)
#define VFIO_DEVICE_FLAGS_CAPS  (1 << 7)

struct vfio_region_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t cap_offset;
	uint64_t size;
	uint64_t offset;
};
G_STATIC_ASSERT(sizeof(struct vfio_region_info) == 32);

#define VFIO_REGION_INFO_FLAG_READ  (1 << 0)
#define VFIO_REGION_INFO_FLAG_WRITE (1 << 1)
#define VFIO_REGION_INFO_FLAG_MMAP  (1 << 2)
#define VFIO_REGION_INFO_FLAG_CAPS  (1 << 3)

#define VFIO_REGION_INFO_CAP_SPARSE_MMAP 1
#define VFIO_REGION_INFO_CAP_TYPE        2

struct vfio_region_sparse_mmap_area {
	uint64_t offset;
	uint64_t size;
};

struct vfio_region_info_cap_sparse_mmap {
	struct vfio_info_cap_header header;
	uint32_t nr_areas;
	uint32_t reserved;
	struct vfio_region_sparse_mmap_area areas[];
};
G_STATIC_ASSERT(sizeof(struct vfio_region_info_cap_sparse_mmap) == 16);

struct vfio_region_info_cap_type {
	struct vfio_info_cap_header header;
	uint32_t type;
	uint32_t subtype;
};
G_STATIC_ASSERT(sizeof(struct vfio_region_info_cap_type) == 16);

struct vfio_irq_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t count;
};
G_STATIC_ASSERT(sizeof(struct vfio_irq_info) == 16);

#define VFIO_IRQ_INFO_EVENTFD    (1 << 0)
#define VFIO_IRQ_INFO_MASKABLE   (1 << 1)
#define VFIO_IRQ_INFO_AUTOMASKED (1 << 2)
#define VFIO_IRQ_INFO_NORESIZE   (1 << 3)

struct vfio_irq_set {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t start;
	uint32_t count;
	uint8_t data[];
};
G_STATIC_ASSERT(sizeof(struct vfio_irq_set) == 20);

#define VFIO_IRQ_SET_DATA_NONE        (1 << 0)
#define VFIO_IRQ_SET_DATA_BOOL        (1 << 1)
#define VFIO_IRQ_SET_DATA_EVENTFD     (1 << 2)
#define VFIO_IRQ_SET_ACTION_MASK      (1 << 3)
#define VFIO_IRQ_SET_ACTION_UNMASK    (1 << 4)
#define VFIO_IRQ_SET_ACTION_TRIGGER   (1 << 5)
#define VFIO_IRQ_SET_DATA_TYPE_MASK   7u
#define VFIO_IRQ_SET_ACTION_TYPE_MASK 0x38u

/* Regions and interrupts of a PCI device have fixed indices. */
enum {
	VFIO_PCI_BAR0_REGION_INDEX,
	VFIO_PCI_BAR1_REGION_INDEX,
	VFIO_PCI_BAR2_REGION_INDEX,
	VFIO_PCI_BAR3_REGION_INDEX,
	VFIO_PCI_BAR4_REGION_INDEX,
	VFIO_PCI_BAR5_REGION_INDEX,
	VFIO_PCI_ROM_REGION_INDEX,
	VFIO_PCI_CONFIG_REGION_INDEX,
	VFIO_PCI_VGA_REGION_INDEX,
	VFIO_PCI_NUM_REGIONS,
};

enum {
	VFIO_PCI_INTX_IRQ_INDEX,
	VFIO_PCI_MSI_IRQ_INDEX,
	VFIO_PCI_MSIX_IRQ_INDEX,
	VFIO_PCI_ERR_IRQ_INDEX,
	VFIO_PCI_REQ_IRQ_INDEX,
	VFIO_PCI_NUM_IRQS,
};

/* Where a region begins in the file of a device: programs know that, and some do not ask. */
#define VFIO_PCI_OFFSET_SHIFT 40

struct vfio_pci_hot_reset_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t count;
};
G_STATIC_ASSERT(sizeof(struct vfio_pci_hot_reset_info) == 12);

/* --- Features of a device --- */

struct vfio_device_feature {
	uint32_t argsz;
	uint32_t flags;
	uint8_t data[];
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature) == 8);

#define VFIO_DEVICE_FEATURE_MASK  0xffffu
#define VFIO_DEVICE_FEATURE_GET   (1u << 16)
#define VFIO_DEVICE_FEATURE_SET   (1u << 17)
#define VFIO_DEVICE_FEATURE_PROBE (1u << 18)

enum {
	VFIO_DEVICE_FEATURE_PCI_VF_TOKEN = 0,
	VFIO_DEVICE_FEATURE_MIGRATION = 1,
	VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE = 2,
	VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY = 3,
	VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP = 4,
	VFIO_DEVICE_FEATURE_LOW_POWER_EXIT = 5,
	VFIO_DEVICE_FEATURE_DMA_LOGGING_START = 6,
	VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP = 7,
	VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT = 8,
	VFIO_DEVICE_FEATURE_MIG_DATA_SIZE = 9,
	VFIO_DEVICE_FEATURE_BUS_MASTER = 10,
	VFIO_DEVICE_FEATURE_DMA_BUF = 11,
	VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2 = 12,
	VFIO_DEVICE_FEATURE_ZPCI_ERROR = 13,
};

struct vfio_device_feature_migration {
	uint64_t flags;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_migration) == 8);

#define VFIO_MIGRATION_STOP_COPY (1 << 0)
#define VFIO_MIGRATION_P2P       (1 << 1)
#define VFIO_MIGRATION_PRE_COPY  (1 << 2)

struct vfio_device_feature_mig_state {
	uint32_t device_state;
	int32_t data_fd;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_mig_state) == 8);

enum vfio_device_mig_state {
	VFIO_DEVICE_STATE_ERROR = 0,
	VFIO_DEVICE_STATE_STOP = 1,
	VFIO_DEVICE_STATE_RUNNING = 2,
	VFIO_DEVICE_STATE_STOP_COPY = 3,
	VFIO_DEVICE_STATE_RESUMING = 4,
	VFIO_DEVICE_STATE_RUNNING_P2P = 5,
	VFIO_DEVICE_STATE_PRE_COPY = 6,
	VFIO_DEVICE_STATE_PRE_COPY_P2P = 7,
	VFIO_DEVICE_STATE_NR,
};

struct vfio_device_feature_dma_logging_control {
	uint64_t page_size;
	uint32_t num_ranges;
	uint32_t reserved;
	uint64_t ranges; /* address of as many struct vfio_device_feature_dma_logging_range */
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_dma_logging_control) == 24);

struct vfio_device_feature_dma_logging_range {
	uint64_t iova;
	uint64_t length;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_dma_logging_range) == 16);

struct vfio_device_feature_dma_logging_report {
	uint64_t iova;
	uint64_t length;
	uint64_t page_size;
	uint64_t bitmap;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_dma_logging_report) == 32);

struct vfio_device_feature_mig_data_size {
	uint64_t stop_copy_length;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_feature_mig_data_size) == 8);

struct vfio_precopy_info {
	uint32_t argsz;
	uint32_t flags;
	uint64_t initial_bytes;
	uint64_t dirty_bytes;
};
G_STATIC_ASSERT(sizeof(struct vfio_precopy_info) == 24);

#define VFIO_PRECOPY_INFO_REINIT (1 << 0)

/* --- Migration, revision 1 --- */

#define VFIO_REGION_TYPE_MIGRATION    3
#define VFIO_REGION_SUBTYPE_MIGRATION 1

/* At the start of the region. */
struct vfio_device_migration_info {
	uint32_t device_state;
	uint32_t reserved;
	uint64_t pending_bytes;
	uint64_t data_offset;
	uint64_t data_size;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_migration_info) == 32);

/* The values of its device_state. The names without V1 were given to revision 2. */
#define VFIO_DEVICE_STATE_V1_STOP     0u
#define VFIO_DEVICE_STATE_V1_RUNNING  1u
#define VFIO_DEVICE_STATE_V1_SAVING   2u
#define VFIO_DEVICE_STATE_V1_RESUMING 4u
#define VFIO_DEVICE_STATE_V1_ERROR    6u
#define VFIO_DEVICE_STATE_V1_MASK     7u

/* --- Type 1 --- */

struct vfio_iommu_type1_info {
	uint32_t argsz;
	uint32_t flags;
	uint64_t iova_pgsizes;
	uint32_t cap_offset;
	uint32_t pad;
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_info) == 24);

#define VFIO_IOMMU_INFO_PGSIZES (1 << 0)
#define VFIO_IOMMU_INFO_CAPS    (1 << 1)

#define VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE 1
#define VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION  2
#define VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL      3

struct vfio_iova_range {
	uint64_t start;
	uint64_t end; /* the last one that belongs to it */
};

struct vfio_iommu_type1_info_cap_iova_range {
	struct vfio_info_cap_header header;
	uint32_t nr_iovas;
	uint32_t reserved;
	struct vfio_iova_range iova_ranges[];
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_info_cap_iova_range) == 16);

struct vfio_iommu_type1_info_cap_migration {
	struct vfio_info_cap_header header;
	uint32_t flags;
	uint32_t hole;
	uint64_t pgsize_bitmap;
	uint64_t max_dirty_bitmap_size;
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_info_cap_migration) == 32);

/* As i386 has it: without the hole. */
struct vfio_iommu_type1_info_cap_migration_32 {
	struct vfio_info_cap_header header;
	uint32_t flags;
	uint32_t pgsize_bitmap[2];
	uint32_t max_dirty_bitmap_size[2];
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_info_cap_migration_32) == 28);

struct vfio_iommu_type1_info_dma_avail {
	struct vfio_info_cap_header header;
	uint32_t avail;
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_info_dma_avail) == 12);

struct vfio_iommu_type1_dma_map {
	uint32_t argsz;
	uint32_t flags;
	uint64_t vaddr;
	uint64_t iova;
	uint64_t size;
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_dma_map) == 32);

#define VFIO_DMA_MAP_FLAG_READ  (1 << 0)
#define VFIO_DMA_MAP_FLAG_WRITE (1 << 1)
#define VFIO_DMA_MAP_FLAG_VADDR (1 << 2)

struct vfio_bitmap {
	uint64_t pgsize;
	uint64_t size; /* in bytes */
	uint64_t data;
};
G_STATIC_ASSERT(sizeof(struct vfio_bitmap) == 24);

/* The same with the pointer of a 32-bit program. */
struct vfio_bitmap_32 {
	uint32_t pgsize[2];
	uint32_t size[2];
	uint32_t data;
};
G_STATIC_ASSERT(sizeof(struct vfio_bitmap_32) == 20);

struct vfio_iommu_type1_dma_unmap {
	uint32_t argsz;
	uint32_t flags;
	uint64_t iova;
	uint64_t size;
	uint8_t data[]; /* struct vfio_bitmap, with GET_DIRTY_BITMAP */
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_dma_unmap) == 24);

#define VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP (1 << 0)
#define VFIO_DMA_UNMAP_FLAG_ALL              (1 << 1)
#define VFIO_DMA_UNMAP_FLAG_VADDR            (1 << 2)

struct vfio_iommu_type1_dirty_bitmap {
	uint32_t argsz;
	uint32_t flags;
	uint8_t data[]; /* struct vfio_iommu_type1_dirty_bitmap_get, with GET_BITMAP */
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_dirty_bitmap) == 8);

#define VFIO_IOMMU_DIRTY_PAGES_FLAG_START      (1 << 0)
#define VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP       (1 << 1)
#define VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP (1 << 2)

struct vfio_iommu_type1_dirty_bitmap_get {
	uint64_t iova;
	uint64_t size;
	struct vfio_bitmap bitmap;
};
G_STATIC_ASSERT(sizeof(struct vfio_iommu_type1_dirty_bitmap_get) == 40);

#endif
