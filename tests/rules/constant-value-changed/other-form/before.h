/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SIZE 16
#define FROB_F_WIDE (1 << 3)
#define FROB_F_TOP 0x80000000
#define FROB_F_HUGE (1ULL << 40)
#define FROB_MODE 077
#define FROB_NONE (-1)
