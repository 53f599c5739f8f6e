/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_BASE 0x200
#define FROB_FIRST (FROB_BASE + 1)
#define FROB_SECOND (FROB_BASE + 2)
