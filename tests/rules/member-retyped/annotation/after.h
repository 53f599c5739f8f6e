/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>
#include <stdint.h>

struct frob_block {
	__be32 magic;
	__u32 rw_flags;
	__u32 size;
	__u64 start;
	__u8 tag[4];
};
