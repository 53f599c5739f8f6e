/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_attribute {
	FROB_A_UNSPEC,
	FROB_A_NAME,
};
