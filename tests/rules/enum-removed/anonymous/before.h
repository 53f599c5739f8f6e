/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_RED,
	FROB_BLUE,
};
