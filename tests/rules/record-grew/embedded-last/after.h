/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_link {
	__u32 id;
	__u32 state;
	__u32 cookie;
};

struct frob_group {
	__u32 id;
	__u32 role;
	struct frob_link link;
};

#define FROB_SET_GROUP _IOW('f', 3, struct frob_group)
