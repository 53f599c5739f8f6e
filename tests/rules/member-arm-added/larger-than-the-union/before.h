/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_exit {
	__u32 reason;
	union {
		__u32 port;
		__u32 code;
	};
	__u32 tail;
};
