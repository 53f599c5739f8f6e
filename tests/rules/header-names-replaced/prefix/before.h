/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_QUERY_CAPS_READ = 1,
	FROB_QUERY_CAPS_WRITE = 2,
	FROB_QUERY_CAPS_ERASE = 4,
};
