/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SMALL 1
