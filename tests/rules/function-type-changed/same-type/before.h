/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

static inline int frob_index(unsigned int key)
{
	return key & 7;
}
