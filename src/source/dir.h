/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UNBROKEN_SOURCE_DIR_H
#define UNBROKEN_SOURCE_DIR_H

#include "source/source.h"

/* tree_open() for a folder. */
struct tree *tree_open_dir(const char *name, const struct tree_limits *limits, GError **error);

#endif
