/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_extent {
	__u64 start;
	__u64 length;
	__u64 encoding;
};
