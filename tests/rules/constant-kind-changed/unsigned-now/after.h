/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_F_URGENT (1U << 31)
#define FROB_ANY 0xffffffff
#define FROB_F_ALL (FROB_F_URGENT | 1)
