/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_caps {
	__u32 fast:1;
	__u32 wide:1;
	__u32 level:2;
	__u32 deep:4;
	__u32 reserved:24;
};
