/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_exit {
	__u32 reason;
	__u32 flags;
	union {
		struct {
			__u64 port;
		} io;
		struct {
			__u64 address;
			__u64 length;
		} fault;
		__u8 padding[64];
	};
};
