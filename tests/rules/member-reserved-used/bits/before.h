/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_caps {
	__u64 fast:1,
	      __reserved_1:63;
	__u32 count;
	__u32 :16;
	__u16 port;
};
