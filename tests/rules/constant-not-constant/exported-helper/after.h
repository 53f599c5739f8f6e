/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/const.h>

#define FROB_F_WIDE _BITUL(3)
