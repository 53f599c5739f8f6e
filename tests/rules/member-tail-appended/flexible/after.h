/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_entry {
	__u64 cookie;
	__u32 result;
	__u32 flags;
	__u64 extra[];
};
