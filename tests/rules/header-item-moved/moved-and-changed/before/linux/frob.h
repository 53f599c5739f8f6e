/* SPDX-License-Identifier: LGPL-2.1-or-later */
struct frob_point {
	int x, y;
};
