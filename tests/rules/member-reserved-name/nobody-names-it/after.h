/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_block {
	__u32 key;
	__u32 state;
	__s32 clock;
	__u32 rsv[2];
	__u32 owner;
};
