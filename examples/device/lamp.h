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

#define LAMP_SIZE_VER0 16

/**
 * struct lamp_settings - what a lamp does
 * @size: of this struct, as the program knows it
 * @flags: LAMP_FLAG_DARK: it fades to dark
 * @state: of enum lamp_state; with LAMP_SET it is 0
 * @colour: 0xRRGGBB
 * @fade_ms: how long it takes; since version 1
 * @reserved: 0
 */
struct lamp_settings {
	__u32 size;
	__u32 flags;
#define LAMP_FLAG_DARK (1 << 0)
	__u32 state;
	__u32 colour;
	__u32 fade_ms;
	__u32 reserved;
};

/*
 * The size of the struct is not in the numbers, so that it can grow:
 * LAMP_SET - _IOW('L', 0x10, struct lamp_settings)
 * LAMP_GET - _IOR('L', 0x11, struct lamp_settings)
 */
#define LAMP_SET _IO('L', 0x10)
#define LAMP_GET _IO('L', 0x11)

#endif
