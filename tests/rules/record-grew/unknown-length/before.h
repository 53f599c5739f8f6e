/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_report {
	__u32 type;
	__u32 code;
};
