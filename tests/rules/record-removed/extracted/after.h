/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_range {
	__u32 low;
	__u32 high;
};

struct frob_setup {
	__u32 mode;
	struct frob_range range;
	__u64 cookie;
};
