/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_F_WIDE BIT(3)
