/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_header {
	__u32 length;
	__u32 used;
};

#define frob_payload(header) ((header)->used)
