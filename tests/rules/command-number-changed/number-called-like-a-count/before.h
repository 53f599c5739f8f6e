/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_NR_START 2
#define FROB_START _IO('f', FROB_NR_START)
