/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of macros that need no compiler.
 *
 * Two thirds of all constants are plain numbers, and most others shift, add or
 * combine such numbers.  Asking the compiler for each of them costs more than
 * all parsing.  Only what cannot depend on a type or a target is computed here:
 * every intermediate result must be non-negative and fit in 31 bits.
 */
#ifndef UNBROKEN_CLANG_EVALUATE_H
#define UNBROKEN_CLANG_EVALUATE_H

#include <glib.h>

/* What a name stands for: its text, or NULL if only the compiler can say. */
typedef const char *(*evaluate_lookup)(const char *name, gsize length, gpointer data);

/*
 * The value of the macro text @text; names in it are looked up.  FALSE if the
 * compiler has to be asked.  A lone literal may also be negative, or have up
 * to 64 bits.
 */
gboolean evaluate(const char *text, evaluate_lookup lookup, gpointer data, guint64 *value,
		  gboolean *is_negative);

#endif
