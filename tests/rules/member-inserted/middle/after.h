/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_stats {
	__u64 packets;
	__u64 drops;
	__u64 bytes;
	__u64 errors;
};
