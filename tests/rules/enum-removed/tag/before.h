/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum what {
	FROB_RED,
	FROB_BLUE,
};
