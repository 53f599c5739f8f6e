/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

#define FROB_ID_VALID _IOR('f', 2, __u64)
