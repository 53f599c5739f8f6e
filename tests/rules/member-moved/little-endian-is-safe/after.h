/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_header {
	__u8 version:4, length:4;
};
