/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_pair {
	__u32 first;
	__u32 second;
} __attribute__((packed));

struct frob_holder {
	__u8 kind;
	struct frob_pair pair;
};
