/* SPDX-License-Identifier: LGPL-2.1-or-later WITH Linux-syscall-note */
/*
 * The interface of a lamp that does not exist, as its first release shipped it.
 * The folder beside this one holds the next release.
 */
#ifndef _LINUX_LAMP_H
#define _LINUX_LAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define LAMP_TYPE 'L'

enum lamp_mode {
	LAMP_MODE_OFF,
	LAMP_MODE_STEADY,
	LAMP_MODE_BLINK,
};

#define LAMP_FLAG_DIM  (1 << 0)
#define LAMP_FLAG_COLD (1 << 1)

struct lamp_state {
	__u32 mode;	/* enum lamp_mode */
	__u32 flags;	/* LAMP_FLAG_* */
	__u32 level;
	__u32 reserved[3];
};

struct lamp_color {
	__u8 red;
	__u8 green;
	__u8 blue;
	__u8 pad;
};

/* What read() returns, one record an event. */
struct lamp_event {
	__u64 time_ns;
	__u32 mode;
	__u32 level;
};

#define LAMP_GET_STATE _IOR(LAMP_TYPE, 0, struct lamp_state)
#define LAMP_SET_STATE _IOW(LAMP_TYPE, 1, struct lamp_state)
#define LAMP_SET_COLOR _IOW(LAMP_TYPE, 2, struct lamp_color)

#endif
