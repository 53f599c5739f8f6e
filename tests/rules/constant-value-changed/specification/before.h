/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_FN_CHECK_RANGE 0x13
#define FROB_LEVEL_SHIFT 37
