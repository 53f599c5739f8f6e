/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_reply {
	__u32 kind;
	__aligned_u64 cookie;
	__u32 length;
};
