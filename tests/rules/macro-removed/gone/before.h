/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define frob_index(key) ((key) & 7)
#define FROB_SMALL 1
