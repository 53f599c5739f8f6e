/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_event {
	__kernel_long_t sec;
	__kernel_long_t usec;
	__u32 code;
};
