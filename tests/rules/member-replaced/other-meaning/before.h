/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_page {
	__u32 reason;
	__u32 token;
};
