/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

#define FROB_COMPAT_SETATTR_IN_SIZE 8

struct frob_setattr_in {
	__u32 bytes;
	__u32 flags;
	__u32 more_flags;
	__u32 padding;
};
