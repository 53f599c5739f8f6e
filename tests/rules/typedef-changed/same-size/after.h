/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

typedef __u32 frob_id_t;
