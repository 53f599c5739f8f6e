/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>

#define FROB_DBG_REGISTER_DEPRECATED   _IOW('f', 0x0d, int)
#define FROB_DBG_UNREGISTER_DEPRECATED _IOW('f', 0x0e, int)
