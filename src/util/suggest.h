/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that somebody who mistyped one may have meant. */
#ifndef UNBROKEN_UTIL_SUGGEST_H
#define UNBROKEN_UTIL_SUGGEST_H

/*
 * Those of @known (NULL-terminated) that somebody who typed @word may have
 * meant, the likeliest first, as " (did you mean 'a' or 'b'?)"; "" if none.  Free with g_free().
 */
char *suggest(const char *word, const char *const *known);

#endif
