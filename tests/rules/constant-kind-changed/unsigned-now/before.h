/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_F_URGENT (1 << 31)
#define FROB_ANY (-1)
#define FROB_F_ALL (FROB_F_URGENT | 1)
