/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel's source tree as the headers that "make headers_install" would
 * give, for Linux 4.13 and later.
 */
#ifndef UNBROKEN_SOURCE_KERNEL_H
#define UNBROKEN_SOURCE_KERNEL_H

#include "source/listing.h"

/*
 * The length of the part of @path that leads to a kernel's top folder
 * ("linux-6.1/"), if @path is one of its exported headers.
 */
gboolean kernel_find_root(const char *path, gsize *ret_length);

/*
 * Offers to the listing's tree what the kernel in the folder @root exports,
 * and wrappers and linux/version.h as its build would generate them.  What
 * only its build can generate is refused.
 */
void kernel_offer(struct listing *listing, const char *root);

#endif
