/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_size {
	FROB_SMALL,
	FROB_LARGE,
};
