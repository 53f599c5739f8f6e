/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>
#include <stdint.h>

struct frob_block {
	__u32 magic;
	int rw_flags;
	uint32_t size;
	uint64_t start;
	unsigned char tag[4];
};
