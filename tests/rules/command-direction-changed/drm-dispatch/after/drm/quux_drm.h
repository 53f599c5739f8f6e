/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct drm_quux_exec {
	__u64 commands;
	__u32 size;
	__s32 fence_fd;
};

#define DRM_IOCTL_QUUX_EXEC _IOWR('d', 0x42, struct drm_quux_exec)
