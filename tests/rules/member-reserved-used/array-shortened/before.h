/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_offsets {
	__u32 samples;
	__u32 rsv[3];
	__u64 stamps[8];
};
