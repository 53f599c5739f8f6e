/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_entry {
	__u64 cookie;
};

union frob_value {
	__u64 number;
	__u8 bytes[8];
};
