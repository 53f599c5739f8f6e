/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_setup {
	__u32 mode;
	struct {
		__u32 low;
		__u32 high;
	} range;
	__u64 cookie;
};
