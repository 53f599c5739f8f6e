/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_page {
	__u32 flags;
	__u32 token;
};
