/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Takes the text of a snapshot apart into lines and words.
 *
 * All happens in place: words end in a NUL that is put where the blank was, and
 * escapes are undone where they stand.  So the text must be ours, and words live
 * as long as it does.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_LEX_H
#define UNBROKEN_MODEL_SNAPSHOT_LEX_H

#include <glib.h>

#include "util/target.h"

struct lex {
	const char *name; /* of the file */
	char *next, *end; /* the lines to come */
	guint32 line;     /* number of the one at hand */
	guint depth;      /* tabs before it */
	char *rest;       /* what is left of it; ends in NUL */
	GError **error;
};

/* Sets the error, with the number of the line; always FALSE. */
gboolean lex_fail(struct lex *lex, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The same for a line that was read before. */
gboolean lex_fail_at(struct lex *lex, guint32 line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Goes to the next line.  FALSE with an error when there is none, or it cannot be one. */
gboolean lex_line(struct lex *lex);

/* Whether there is anything left of the line. */
static inline gboolean lex_more(const struct lex *lex)
{
	return *lex->rest != '\0';
}

/* The next word, plain or in quotes. */
gboolean lex_word(struct lex *lex, const char **ret);
/* The next word, which must be in quotes. */
gboolean lex_quoted(struct lex *lex, const char **ret);
/* A word, or "-", which gives NULL. */
gboolean lex_optional(struct lex *lex, const char **ret);
/* Takes @word, which is plain, if it comes next; no error otherwise. */
gboolean lex_take(struct lex *lex, const char *word);
/* Takes @c, with which a word begins, if it comes next; no error otherwise. */
gboolean lex_mark(struct lex *lex, char c);
/* Takes "struct{24}", if it comes next and @word is "struct"; no error otherwise. */
gboolean lex_braced(struct lex *lex, const char *word, guint64 *ret);
/* One of @words; its index. */
gboolean lex_choice(struct lex *lex, const char *const *words, guint n, guint *ret);

/* A whole word that is a number: decimal, or hexadecimal with 0x. */
gboolean lex_number(struct lex *lex, guint64 *ret);
gboolean lex_number32(struct lex *lex, guint32 *ret);
/* Digits of a decimal number at *at, which is moved behind them. */
gboolean lex_digits(struct lex *lex, const char **at, guint64 *ret);

/* "@x86_64,i386" at the end of the line, or else @usual; never an empty set. */
gboolean lex_targets(struct lex *lex, target_set usual, target_set *ret);
/* The same before something else; the set may be empty. */
gboolean lex_target_list(struct lex *lex, target_set *ret);
gboolean lex_end(struct lex *lex);

#endif
