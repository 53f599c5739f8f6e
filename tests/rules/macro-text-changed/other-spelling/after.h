/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_header {
	__u32 length;
};

#define frob_payload(h) ( (h)->length )
#define frob_round(n) ((((n) + 7) >> 3) << 3)
