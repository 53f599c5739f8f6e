/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_reply {
	__u32 length;
	__u32 flags;
	__u32 reserved[2];
};
