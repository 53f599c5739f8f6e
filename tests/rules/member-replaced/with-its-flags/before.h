/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

enum {
	FROB_ALLOC_CMD_COMP_BATCH = 1 << 0,
	FROB_ALLOC_CMD_COMP_MIN_RING = 1 << 1,
};

struct frob_ibv_alloc_cmd {
	__u32 comp_mask;
	__u8 reserved_20[4];
};
