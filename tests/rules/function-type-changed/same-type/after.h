/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

static inline int frob_index(__u32 hash)
{
	return hash & 7;
}
