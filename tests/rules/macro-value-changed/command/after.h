/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_GET_NAME(length) _IOC(_IOC_READ, 'f', 7, length)
