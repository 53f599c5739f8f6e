/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_RESET _IO('f', 1)
#define FROB_START _IO('f', 2)
#define FROB_PAUSE _IO('f', 2)
