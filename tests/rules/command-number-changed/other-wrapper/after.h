/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

#define FROB_MAGIC 'f'
#define FROB_IOW(number, type) _IOW(FROB_MAGIC, number, type)

struct frob_key {
	__u32 plane;
	__u32 value;
};

#define FROB_SET_KEY FROB_IOW(0x01, struct frob_key)
#define FROB_GET_KEY _IOC(_IOC_READ, FROB_MAGIC, 2, sizeof(struct frob_key))
