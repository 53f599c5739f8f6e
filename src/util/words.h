/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of a C source text: identifiers and what looks like one, in code and
 * in comments alike.
 */
#ifndef UNBROKEN_UTIL_WORDS_H
#define UNBROKEN_UTIL_WORDS_H

#include <glib.h>

/* Whether @word, which has only characters of words, is one of @text. */
gboolean words_contain(const char *text, const char *word);

/*
 * The different words of @text that begin like an identifier, sorted in byte
 * order, with a blank between two; words_contain() gives for them what it gives
 * for @text.  Free with g_free().
 */
char *words_of(const char *text);

#endif
