/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_reply {
	__u8 kind;
	__u32 length;
};
