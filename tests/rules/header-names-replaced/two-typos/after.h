/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_DAY_SATURDAY  6
#define FROB_DAY_WEDNESDAY 3
