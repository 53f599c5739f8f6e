/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_event {
	__u32 code;
	__u32 value;
};
