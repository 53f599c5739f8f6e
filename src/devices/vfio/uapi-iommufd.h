/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* iommufd as programs know it: what of the kernel's linux/iommufd.h the model serves. */
#ifndef UNBROKEN_DEVICES_VFIO_UAPI_IOMMUFD_H
#define UNBROKEN_DEVICES_VFIO_UAPI_IOMMUFD_H

#include <glib.h>
#include <stdint.h>

#include "devices/vfio/uapi.h"

#define IOMMU_DESTROY          VFIO_NUMBER(0x80)
#define IOMMU_IOAS_ALLOC       VFIO_NUMBER(0x81)
#define IOMMU_IOAS_IOVA_RANGES VFIO_NUMBER(0x84)
#define IOMMU_IOAS_MAP         VFIO_NUMBER(0x85)
#define IOMMU_IOAS_UNMAP       VFIO_NUMBER(0x86)
#define IOMMU_HWPT_ALLOC       VFIO_NUMBER(0x89)
#define IOMMU_GET_HW_INFO      VFIO_NUMBER(0x8a)
#define IOMMU_IOAS_MAP_FILE    VFIO_NUMBER(0x8f)

struct iommu_destroy {
	uint32_t size;
	uint32_t id;
};
G_STATIC_ASSERT(sizeof(struct iommu_destroy) == 8);

struct iommu_ioas_alloc {
	uint32_t size;
	uint32_t flags;
	uint32_t out_ioas_id;
};
G_STATIC_ASSERT(sizeof(struct iommu_ioas_alloc) == 12);

struct iommu_ioas_iova_ranges {
	uint32_t size;
	uint32_t ioas_id;
	uint32_t num_iovas;
	uint32_t reserved;
	uint64_t allowed_iovas; /* address of struct vfio_iova_range, whose like it is */
	uint64_t out_iova_alignment;
};
G_STATIC_ASSERT(sizeof(struct iommu_ioas_iova_ranges) == 32);

#define IOMMU_IOAS_MAP_FIXED_IOVA (1u << 0)
#define IOMMU_IOAS_MAP_WRITEABLE  (1u << 1)
#define IOMMU_IOAS_MAP_READABLE   (1u << 2)

struct iommu_ioas_map {
	uint32_t size;
	uint32_t flags;
	uint32_t ioas_id;
	uint32_t reserved;
	uint64_t user_va;
	uint64_t length;
	uint64_t iova;
};
G_STATIC_ASSERT(sizeof(struct iommu_ioas_map) == 40);

struct iommu_ioas_map_file {
	uint32_t size;
	uint32_t flags;
	uint32_t ioas_id;
	int32_t fd;
	uint64_t start;
	uint64_t length;
	uint64_t iova;
};
G_STATIC_ASSERT(sizeof(struct iommu_ioas_map_file) == 40);

struct iommu_ioas_unmap {
	uint32_t size;
	uint32_t ioas_id;
	uint64_t iova;
	uint64_t length;
};
G_STATIC_ASSERT(sizeof(struct iommu_ioas_unmap) == 24);

#define IOMMU_HWPT_DATA_NONE 0u

struct iommu_hwpt_alloc {
	uint32_t size;
	uint32_t flags;
	uint32_t dev_id;
	uint32_t pt_id;
	uint32_t out_hwpt_id;
	uint32_t reserved;
	uint32_t data_type; /* from here on since 6.7 */
	uint32_t data_len;
	uint64_t data_uptr;
	uint32_t fault_id;
	uint32_t reserved2;
};
G_STATIC_ASSERT(sizeof(struct iommu_hwpt_alloc) == 48);

struct iommu_hw_info {
	uint32_t size;
	uint32_t flags;
	uint32_t dev_id;
	uint32_t data_len;
	uint64_t data_uptr;
	uint32_t out_data_type;
	uint8_t out_max_pasid_log2;
	uint8_t reserved[3];
	uint64_t out_capabilities; /* since 6.7 */
};
G_STATIC_ASSERT(sizeof(struct iommu_hw_info) == 40);

/* Of a device's file, on the way to an iommufd. */

struct vfio_device_bind_iommufd {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t out_devid;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_bind_iommufd) == 16);

struct vfio_device_attach_iommufd_pt {
	uint32_t argsz;
	uint32_t flags;
	uint32_t pt_id;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_attach_iommufd_pt) == 12);

struct vfio_device_detach_iommufd_pt {
	uint32_t argsz;
	uint32_t flags;
};
G_STATIC_ASSERT(sizeof(struct vfio_device_detach_iommufd_pt) == 8);

#define VFIO_DEVICE_ATTACH_PASID (1u << 0)

#endif
