/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	FROB_MEMINFO_ALLOC,
	FROB_MEMINFO_QUEUE,
	FROB_MEMINFO_VARS,
};
