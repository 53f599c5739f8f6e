/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_range {
	__u64 start;
	__u64 end;
};

typedef struct frob_range frob_range_t;

#define FROB_ERASE _IOW('f', 1, frob_range_t)
#define FROB_SELECT _IOW('f', 2, __s32)
