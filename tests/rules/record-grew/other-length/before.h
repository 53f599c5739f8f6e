/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_setattr_in {
	__u32 bytes;
	__u32 flags;
};
