/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/stddef.h>
#include <linux/types.h>

struct frob_header {
	__struct_group(/* no tag */, addresses, /* no attributes */,
		__u8 to[6];
		__u8 from[6];
	);
	__u16 protocol;
};
