/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_caps {
	__u32 level:2,
	      fast:1,
	      wide:1,
	      reserved:28;
};
