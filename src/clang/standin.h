/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stand-ins for headers that a tree may include and does not carry.
 *
 * UAPI headers include a handful of C library headers.  The machine's own would
 * make the model depend on the machine, so the front end brings the little
 * that UAPI headers need from them.  Where libc and kernel describe the same
 * thing (struct timeval, struct in_addr) the stand-in includes the kernel's
 * header, so that nothing is defined twice.
 *
 * A single header or a small tree also lacks what every UAPI header builds on:
 * __u32, _IOWR(), the kernel's annotations.  For these there are fallbacks that
 * come after the tree and the sysroot.
 */
#ifndef UNBROKEN_CLANG_STANDIN_H
#define UNBROKEN_CLANG_STANDIN_H

#include <glib.h>

struct standin {
	const char *path;
	const char *text;
	gboolean is_fallback; /* a kernel header: the tree's or the sysroot's goes first */
};

/* Ends with a path of NULL. */
extern const struct standin standins[];

#endif
