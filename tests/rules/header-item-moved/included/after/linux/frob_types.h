/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _LINUX_FROB_TYPES_H
#define _LINUX_FROB_TYPES_H
#define FROB_LARGE 2
struct frob_point {
	int x, y;
};
#endif
