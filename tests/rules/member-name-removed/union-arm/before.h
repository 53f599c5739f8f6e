/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_arguments {
	union {
		__u32 handle;
		__s32 descriptor;
	};
	__u32 count;
};
