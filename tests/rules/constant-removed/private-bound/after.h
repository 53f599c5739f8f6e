/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_CAP_IRQ 1
