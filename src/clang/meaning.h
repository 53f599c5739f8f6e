/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a macro stands for, in full: its text, those of the macros that are named in it, and
 * so on.  Where that is all that its value depends on, the compiler need not be asked for
 * the value in one tree after the other: most macros of a header stay as they are when
 * something else in it changes.
 */
#ifndef UNBROKEN_CLANG_MEANING_H
#define UNBROKEN_CLANG_MEANING_H

#include "clang/scan.h"

struct meaning_context {
	const struct scan *scan;
	const gboolean *included; /* per file: certainly part of the unit */
	/* Names that stand for the same thing in all units that are to be compared. */
	GHashTable *fixed_macros;
	GHashTable *fixed_types; /* as long as nothing makes macros of them */
};

/*
 * A text that is the same for two macros if their values are, for one target; NULL if more
 * than macros decides.  Free with g_free().
 */
char *meaning_of(const struct meaning_context *context, const struct scan_define *define);

#endif
