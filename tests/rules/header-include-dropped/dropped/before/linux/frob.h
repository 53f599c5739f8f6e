/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/quux.h>
#define FROB_SMALL 1
