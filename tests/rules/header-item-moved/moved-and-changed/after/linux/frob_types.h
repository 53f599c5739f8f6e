/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _LINUX_FROB_TYPES_H
#define _LINUX_FROB_TYPES_H
struct frob_point {
	int layer;
	int x, y;
};
#endif
