/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_key {
	__u32 value[2];
	__u32 reserved[2];
};
