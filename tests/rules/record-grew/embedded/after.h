/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_link {
	__u32 id;
	__u32 state;
	__u32 cookie;
};

struct frob_group {
	__u32 id;
	struct frob_link link;
	__u32 role;
};
