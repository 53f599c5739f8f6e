/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

#define FROB_SHIFT 16
#define FROB_CATEGORY(action) (((__u32)1 << (action)) << FROB_SHIFT)
#define FROB_QUEUE (1 | FROB_CATEGORY(2))
