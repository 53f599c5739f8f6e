/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_caps {
	__u64 fast:1,
	      wide:1,
	      __reserved_1:62;
	__u32 count;
	__u16 level;
	__u16 port;
};
