/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_block {
	__u32 key;
	__u32 __pad;
	__u32 rsv[3];
	__u32 pad2;
};
