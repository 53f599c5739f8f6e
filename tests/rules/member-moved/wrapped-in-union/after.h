/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_request {
	union {
		struct {
			__u64 address;
			__u32 length;
			__u32 mode;
		};
		struct {
			__u64 cookie;
			__u64 mask;
		} match;
	};
};
