/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct drm_quux_wait {
	__u32 handle;
	__u32 flags;
	__u64 deadline;
};

#define DRM_IOCTL_QUUX_WAIT _IOWR('d', 0x41, struct drm_quux_wait)
