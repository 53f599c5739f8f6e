/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_error {
	__u32 token;
	union {
		__u64 code;
		struct {
			__u32 firmware;
			__u32 hypervisor;
		};
	};
} __attribute__((packed));
