/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct quux_wait {
	__u32 handle;
	__u32 flags;
};

#define QUUX_WAIT _IOWR('q', 0x41, struct quux_wait)
