/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_SOURCE_HEADER_H
#define UNBROKEN_SOURCE_HEADER_H

#include "source/source.h"

/*
 * tree_open() for one header.  Those beside it that it includes in quotes come
 * along, not judged.
 */
struct tree *tree_open_header(const char *name, const struct tree_limits *limits, GError **error);

#endif
