/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_page {
	__u32 token;
	union {
		__u32 reason;
		struct {
			__u16 major;
			__u16 minor;
		};
	};
};
