/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_color {
	FROB_RED,
	FROB_BLUE,
};
