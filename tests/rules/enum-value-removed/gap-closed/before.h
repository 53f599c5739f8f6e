/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_A_NAME,
	FROB_A_MTU,
	FROB_A_COLOR,
};
