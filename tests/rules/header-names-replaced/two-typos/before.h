/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_DAY_SATERDAY 6
#define FROB_DAY_WENESDAY 3
