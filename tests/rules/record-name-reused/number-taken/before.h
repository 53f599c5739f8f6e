/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>
struct frob_geom { __u32 a; __u32 b; };
#define FROB_GEOM _IOR('f', 24, struct frob_geom)
#define FROB_RESET _IO('f', 1)
