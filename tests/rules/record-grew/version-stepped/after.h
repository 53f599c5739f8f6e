/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

#define FROB_STATS_VERSION 4

struct frob_stats {
	__u16 version;
	__u16 pad;
	__u32 packets;
	__u32 drops;
};
