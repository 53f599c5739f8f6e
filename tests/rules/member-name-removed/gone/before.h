/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_arguments {
	__u32 handle;
	__u32 count;
	__u32 limit;
};
