/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

#define FROB_SET_LIMIT _IOW('f', 1, __u64)
