/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_info {
	__u32 id;
	__u8 pad1[16];
};
