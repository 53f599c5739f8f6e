/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_block_header {
	__u16 type;
	__u16 flags;
};

struct frob_block {
	struct frob_block_header header;
	__u32 value;
};
