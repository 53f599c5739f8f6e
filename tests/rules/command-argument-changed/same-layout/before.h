/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_range {
	__u64 start;
	__u64 end;
};

#define FROB_ERASE _IOW('f', 1, struct frob_range)
