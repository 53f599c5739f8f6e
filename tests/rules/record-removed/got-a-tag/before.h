/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

typedef struct {
	__u32 first;
	__u32 second;
} frob_pair_t;

struct frob_holder {
	frob_pair_t pair;
	frob_pair_t more[2];
};
