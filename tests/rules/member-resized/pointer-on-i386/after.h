/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_io {
	void *buffer;
	__u32 length;
};
