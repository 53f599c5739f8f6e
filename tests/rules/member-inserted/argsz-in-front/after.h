/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_bind {
	__u32 argsz;
	__u32 version;
	__u32 flags;
	__u32 padding;
	__u64 address;
};
