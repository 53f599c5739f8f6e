/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

#define FROB_NAME_LENGTH 16

struct frob_label {
	__u32 id;
	char name[FROB_NAME_LENGTH];
	__u32 color;
};
