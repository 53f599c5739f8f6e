/* SPDX-License-Identifier: LGPL-2.1-or-later WITH Linux-syscall-note */
/* The interface of a lamp, in its second version: it grew once, and can grow again. */
#ifndef LAMP_H
#define LAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

enum lamp_state {
	LAMP_OFF,
	LAMP_ON,
	LAMP_FADING,
};

#define LAMP_FLAG_DARK (1 << 0)

#define LAMP_SIZE_VER0 16

struct lamp_settings {
	__u32 size;  /* of this struct, as the program knows it */
	__u32 flags; /* LAMP_FLAG_* */
	__u32 state; /* enum lamp_state; with LAMP_SET it is 0 */
	__u32 colour;
	__u32 fade_ms; /* since version 1 */
	__u32 reserved;
};

#define LAMP_SET _IO('L', 0x10)
#define LAMP_GET _IO('L', 0x11)

#endif
