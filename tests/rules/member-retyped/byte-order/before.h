/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_block {
	__le32 magic;
	__u32 size;
};
