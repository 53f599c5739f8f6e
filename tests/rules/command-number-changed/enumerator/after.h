/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_key {
	__u32 plane;
	__u32 value;
};

enum frob_command {
	FROB_SET_KEY = _IOW('f', 0x6a, struct frob_key),
	FROB_GET_KEY = _IOR('f', 0x6b, struct frob_key),
};
