/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct quux_block_header {
	__u16 type;
	__u16 flags;
};

#define frob_block_header quux_block_header

struct frob_block {
	struct quux_block_header header;
	__u32 value;
};
