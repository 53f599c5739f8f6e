/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

#define FROB_SET_NAME _IOW('f', 1, const char *)
