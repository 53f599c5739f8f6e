/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_DBG_REGISTER   _IOW('f', 0x0d, int)
#define FROB_DBG_UNREGISTER _IOW('f', 0x0e, int)
