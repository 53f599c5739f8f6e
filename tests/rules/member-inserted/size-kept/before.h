/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_stats {
	__u64 probability;
	__u32 delay;
	__u32 packets;
	__u32 dropped;
};
