/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_REASONS \
	{ 1, "read" }, \
	{ 2, "write" }, \
	{ 3, "seek" }
