/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

typedef int frob_id_t;
