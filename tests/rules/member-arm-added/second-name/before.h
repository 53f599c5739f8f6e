/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_frame {
	__u32 id;
	__u8 dlc;
	__u8 data[3];
};
