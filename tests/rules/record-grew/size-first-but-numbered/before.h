/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_info {
	__u32 size;
	__u32 flags;
};

#define FROB_GET_INFO _IOR('f', 7, struct frob_info)
