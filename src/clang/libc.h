/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stand-ins for the C library's headers.
 *
 * UAPI headers include a handful of libc headers.  The machine's own would
 * make the model depend on the machine, so the front end brings the little
 * that UAPI headers need from them.  Where libc and kernel describe the same
 * thing (struct timeval, struct in_addr) the stand-in includes the kernel's
 * header, so that nothing is defined twice.
 */
#ifndef UNBROKEN_CLANG_LIBC_H
#define UNBROKEN_CLANG_LIBC_H

struct libc_header {
	const char *path;
	const char *text;
};

/* Ends with a path of NULL. */
extern const struct libc_header libc_headers[];

#endif
