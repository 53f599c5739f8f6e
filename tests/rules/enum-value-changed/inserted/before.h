/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_attribute {
	FROB_A_UNSPEC,
	FROB_A_NAME,
	FROB_A_MTU,
	FROB_A_PAD,
	__FROB_A_MAX,
};
#define FROB_A_MAX (__FROB_A_MAX - 1)
