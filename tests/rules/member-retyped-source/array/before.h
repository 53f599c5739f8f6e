/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_key {
	__u64 value;
	__u64 reserved;
};
