/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_meta {
	__u32 format;
	__u32 size;
};

struct frob_format {
	__u32 type;
	union {
		struct frob_meta meta;
		__u8 raw[200];
	} fmt;
};

#define FROB_SET_FORMAT _IOWR('f', 5, struct frob_format)
