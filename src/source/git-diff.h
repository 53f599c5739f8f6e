/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What changed between two texts, as git shows it. */
#ifndef UNBROKEN_SOURCE_GIT_DIFF_H
#define UNBROKEN_SOURCE_GIT_DIFF_H

#include <glib.h>

/*
 * A unified diff of the two texts, with three lines of context, as unified_scan() reads it; @path
 * stands in its header.  NULL where they are equal or are no text.  Free with g_free().
 */
char *text_diff(const char *path, const char *old_text, gsize old_size, const char *new_text,
		gsize new_size);

#endif
