/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_info {
	__u32 argsz;
	__u32 flags;
	__u32 regions;
	__u32 cap_offset;
};

#define FROB_GET_INFO _IO('f', 7) /* takes a struct frob_info */
