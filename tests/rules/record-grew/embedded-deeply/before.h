/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_link {
	__u32 id;
};

struct frob_pair {
	__u32 id;
	struct frob_link link;
};

struct frob_group {
	struct frob_pair pair;
	__u32 role;
};
