/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_limits {
	__u32 soft;
	__u32 hard;
	__u32 burst;
	__u32 pad;
};

#define FROB_SET_LIMITS _IOW('f', 1, struct frob_limits)
#define FROB_GET_LIMITS _IOR('f', 2, struct frob_limits)
