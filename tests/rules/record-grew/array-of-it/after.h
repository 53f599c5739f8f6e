/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_entry {
	__u32 key;
	__u32 value;
	__u32 mask;
};

struct frob_table {
	__u32 count;
	__u32 flags;
	struct frob_entry entries[];
};
