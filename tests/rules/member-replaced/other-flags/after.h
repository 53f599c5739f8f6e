/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

enum {
	FROB_ALLOC_CMD_GRANT_BATCH = 1 << 0,
	FROB_ALLOC_CMD_GRANT_MIN_RING = 1 << 1,
};

struct frob_ibv_alloc_cmd {
	__u32 supported_caps;
	__u8 reserved_20[4];
};
