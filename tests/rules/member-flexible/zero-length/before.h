/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_list {
	__u32 count;
	__u32 entries[0];
};
