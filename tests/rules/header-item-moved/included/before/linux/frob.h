/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SMALL 1
#define FROB_LARGE 2
struct frob_point {
	int x, y;
};
