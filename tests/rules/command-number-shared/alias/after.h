/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_RESTART _IO('f', 1)
#define FROB_RESET FROB_RESTART
