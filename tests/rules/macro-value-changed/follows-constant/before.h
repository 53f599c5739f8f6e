/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SHIFT 4
#define FROB_ID(bus) ((bus) << FROB_SHIFT)
