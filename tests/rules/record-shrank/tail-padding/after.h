/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_reply {
	__u32 length;
	__u16 flags;
} __attribute__((packed));
