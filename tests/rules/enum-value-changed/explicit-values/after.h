/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_token {
	FROB_TOKEN_STACK = 421,
	FROB_TOKEN_BSS = 422,
	FROB_TOKEN_HEAP = 420,
};
