/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

typedef struct {
	__u8 b[2];
} quux_t;

typedef quux_t frob_le;

#define QUUX_INIT(a, b) ((quux_t) { { (a), (b) } })
#define FROB_LE(x, y) QUUX_INIT(x, y)
