/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

typedef struct {
	__u8 b[2];
} frob_le;

#define FROB_LE(a, b) ((frob_le) { { (a), (b) } })
