/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SLOT(n) (((n) << 8) | 1)
