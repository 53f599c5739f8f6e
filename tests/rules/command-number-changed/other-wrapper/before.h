/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_key {
	__u32 plane;
	__u32 value;
};

#define FROB_SET_KEY _IOW('f', 1, struct frob_key)
#define FROB_GET_KEY _IOR('f', 2, struct frob_key)
