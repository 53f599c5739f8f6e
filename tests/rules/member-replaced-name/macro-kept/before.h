/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_error {
	__u32 token;
	__u32 reason;
};
