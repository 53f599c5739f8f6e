/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LAMP_H
#define LAMP_H
#include <linux/types.h>
#include "../other.h"
#define LAMP_MAX 4
#define LAMP_ALL ((1 << LAMP_MAX) - 1)
#define LAMP_NAME "lamp"
#define LAMP_IOW(n, t) _IOW('L', n, t)
/* LAMP_GET - _IOR(LAMP, 2, struct lamp) */
#define LAMP_GET _IO('L', 2)
#define LAMP_SET LAMP_IOW(3, struct lamp)
#define LAMP_RAW _IOC(1, 'L', 4, sizeof(struct lamp))
struct lamp {
	__u32 flags;
#define LAMP_ON (1 << 0)
};
enum { LAMP_E = _IO('L', 5), LAMP_F };
#ifdef __KERNEL__
#define LAMP_SECRET 1
#else
#define LAMP_OPEN 1
#endif
#endif
