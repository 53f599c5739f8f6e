/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_event {
	__u32 code;
#ifdef __s390x__
	__u64 value;
#else
	__u32 value;
#endif
};
