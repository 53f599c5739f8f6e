/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_size {
	FROB_SMALL,
};

enum frob_color {
	FROB_RED,
};
