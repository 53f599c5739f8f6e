/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For slice.c: what stands behind struct include_index. */
#ifndef UNBROKEN_SOURCE_INCLUDE_INDEX_H
#define UNBROKEN_SOURCE_INCLUDE_INDEX_H

#include "source/include.h"
#include "source/slice.h"

/* The list of @blob, NULL if it is not known. */
const char *include_index_find(const struct include_index *index, const char *blob);

/* Remembers it; returns what it keeps. */
const char *include_index_add(struct include_index *index, const char *blob, const char *list);

/* The list of a header's text; free with g_free(). */
char *include_list_of(const char *text, gsize size);

/* The next name at *@at, which moves on; FALSE at the end. */
gboolean include_list_next(const char **at, struct include_name *name);

#endif
