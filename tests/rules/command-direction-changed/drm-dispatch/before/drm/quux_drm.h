/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct drm_quux_exec {
	__u64 commands;
	__u32 size;
	__u32 pad;
};

#define DRM_IOCTL_QUUX_EXEC _IOW('d', 0x42, struct drm_quux_exec)
