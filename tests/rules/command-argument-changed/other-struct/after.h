/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_range {
	__u64 start;
	__u64 end;
};

struct frob_area {
	__u32 left, top;
	__u32 width, height;
};

#define FROB_ERASE _IOW('f', 1, struct frob_area)
