/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_A_UNSPEC,
	FROB_A_NAME,
	FROB_A_ALIAS,
	FROB_A_MAX_RATE,
	__FROB_A_MAX,
};
#define FROB_A_MAX (__FROB_A_MAX - 1)
