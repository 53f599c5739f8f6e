/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_A_UNSPEC,
	FROB_A_NAME,
	FROB_A_PAD,
	FROB_A_MTU,
	__FROB_A_MAX,
};
