/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_wait {
	__u64 address;
	__u32 target;
	__u32 timeout;
	__u64 reserved;
};
