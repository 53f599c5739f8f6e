/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_event {
#ifdef __USE_TIME_BITS64
	__u64 sec;
	__u64 usec;
#else
	__kernel_long_t sec;
	__kernel_long_t usec;
#endif
	__u32 code;
};
