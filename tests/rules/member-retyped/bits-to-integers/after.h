/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_tag {
	__u8 version;
	__u8 type;
	__u16 length;
};
