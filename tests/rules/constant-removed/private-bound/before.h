/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_CAP_IRQ 1
#define __FROB_CAP_LAST FROB_CAP_IRQ
