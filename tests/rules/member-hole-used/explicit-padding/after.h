/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_map {
	__u64 address;
	__u32 length;
	__u32 pad;
};
