/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/frob_types.h>
#define FROB_SMALL 1
