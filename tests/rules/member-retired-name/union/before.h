/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

struct frob_capability {
	__u32 domain;
	__u32 attribute;
};
