/* SPDX-License-Identifier: LGPL-2.1-or-later WITH Linux-syscall-note */
/*
 * The second release of the lamp's interface.  Some of what changed is harmless,
 * some is not, and some cannot be told from a header alone:
 *
 *  - LAMP_MODE_FADE stands in the middle, so LAMP_MODE_BLINK has another value;
 *  - alpha stands in front of red, so every colour means another one;
 *  - struct lamp_event grew at its end;
 *  - a reserved word became fade_ms, and there is a new flag and a new command.
 */
#ifndef _LINUX_LAMP_H
#define _LINUX_LAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define LAMP_TYPE 'L'

enum lamp_mode {
	LAMP_MODE_OFF,
	LAMP_MODE_STEADY,
	LAMP_MODE_FADE,
	LAMP_MODE_BLINK,
};

#define LAMP_FLAG_DIM  (1 << 0)
#define LAMP_FLAG_COLD (1 << 1)
#define LAMP_FLAG_FADE (1 << 2)

struct lamp_state {
	__u32 mode;	/* enum lamp_mode */
	__u32 flags;	/* LAMP_FLAG_* */
	__u32 level;
	__u32 fade_ms;	/* with LAMP_FLAG_FADE */
	__u32 reserved[2];
};

struct lamp_color {
	__u8 alpha;
	__u8 red;
	__u8 green;
	__u8 blue;
};

/* What read() returns, one record an event. */
struct lamp_event {
	__u64 time_ns;
	__u32 mode;
	__u32 level;
	__u64 sequence;
};

#define LAMP_GET_STATE _IOR(LAMP_TYPE, 0, struct lamp_state)
#define LAMP_SET_STATE _IOW(LAMP_TYPE, 1, struct lamp_state)
#define LAMP_SET_COLOR _IOW(LAMP_TYPE, 2, struct lamp_color)
#define LAMP_RESET     _IO(LAMP_TYPE, 3)

#endif
