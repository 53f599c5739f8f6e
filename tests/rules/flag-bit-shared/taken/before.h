/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_setup {
	__u32 flags;
#define FROB_SETUP_FLAG_SYNC (1 << 0)
#define FROB_SETUP_FLAG_HUGE (1 << 1)
	__u32 entries;
};
