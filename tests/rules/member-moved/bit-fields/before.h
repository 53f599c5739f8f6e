/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_caps {
	__u32 fast:1,
	      wide:1,
	      level:2,
	      reserved:28;
};
