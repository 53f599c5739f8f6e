/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_SOURCE_HEADER_H
#define UNBROKEN_SOURCE_HEADER_H

#include "source/source.h"

/*
 * tree_open() for one header.  Those beside it that it includes in quotes come
 * along, not judged.
 */
struct tree *tree_open_header(const char *name, const struct tree_limits *limits, GError **error);

/* As programs include the header @real; @set is for whom, if its place says so. */
const char *header_included_as(const char *real, target_set *set);

/* @text of @real or, if it still has its kernel form, what is installed for it; takes @text. */
char *header_installed(char *text, const char *real, gsize *size);

#endif
