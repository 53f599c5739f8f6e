/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_CAP_IRQ 1
/* Deprecated, nothing provides it any more. */
#define FROB_CAP_OLD_CLOCK 3
