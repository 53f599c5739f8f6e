/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_tag {
	__u32 version:8,
	      type:8,
	      length:16;
};
