/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_entry {
	__u64 cookie;
};
