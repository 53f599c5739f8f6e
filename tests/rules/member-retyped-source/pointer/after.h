/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_io {
	__u64 buffer;
	__u64 length;
};
