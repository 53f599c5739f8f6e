/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <linux/frob.h> has it all. */
#include <linux/frob.h>
