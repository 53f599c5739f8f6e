/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_format {
	__u8 frob_speling;
	__u8 index;
};
