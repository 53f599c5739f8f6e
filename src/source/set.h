/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A header set: headers that are one interface, with include roots of their own.
 * A kernel's exported headers are one that nobody has to state.
 */
#ifndef UNBROKEN_SOURCE_SET_H
#define UNBROKEN_SOURCE_SET_H

#include <glib.h>

#include "util/target.h"

struct header_set {
	const char *name;         /* NULL: the only one, found by its layout */
	const char *const *roots; /* folders from which programs include, "include/api/";
				   * NULL: to be found.  NULL-terminated */
	target_set targets;       /* 0: those whose asm headers are there */
	/* What its headers need to be read; NULL-terminated, or NULL for nothing. */
	const char *const *includes;     /* more folders; what is in them is not judged */
	const char *const *defines;      /* "NAME", "NAME=VALUE", "x86_64: NAME=VALUE" */
	const char *const *pre_includes; /* headers that come before all others */
};

#endif
