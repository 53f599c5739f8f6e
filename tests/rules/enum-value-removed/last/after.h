/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_A_NAME,
	__FROB_A_MAX,
};
