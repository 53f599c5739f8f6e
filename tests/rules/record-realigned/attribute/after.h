/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_range {
	__u32 first;
	__u32 count;
} __attribute__((aligned(8)));
