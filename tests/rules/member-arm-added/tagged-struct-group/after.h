/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/stddef.h>
#include <linux/types.h>

struct frob_header {
	__struct_group(frob_header_fixed, fixed, /* no attributes */,
		__u32 type;
		__u32 flags;
	);
	__u8 data[];
};
