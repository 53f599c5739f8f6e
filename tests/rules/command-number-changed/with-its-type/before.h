/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_IOC_TYPE 'f'
#define FROB_RESET _IO(FROB_IOC_TYPE, 1)
#define FROB_START _IO(FROB_IOC_TYPE, 2)
