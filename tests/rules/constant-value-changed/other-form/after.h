/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/const.h>

#define FROB_SIZE 0x10
#define FROB_F_WIDE _BITUL(3)
#define FROB_F_TOP (1U << 31)
#define FROB_F_HUGE _BITULL(40)
#define FROB_MODE 0x3f
#define FROB_NONE (~0)
