/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/stddef.h>
#include <linux/types.h>

struct frob_list {
	__u32 count;
	union {
		__u32 legacy_padding;
		__DECLARE_FLEX_ARRAY(__u32, entries);
	};
};
