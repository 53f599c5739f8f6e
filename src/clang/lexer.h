/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Cuts a header into directives, comments and lines of code.
 *
 * It knows backslash-newline, both kinds of comment, string and character
 * literals, and nothing else of C.  Any bytes are acceptable input.
 */
#ifndef UNBROKEN_CLANG_LEXER_H
#define UNBROKEN_CLANG_LEXER_H

#include <glib.h>

struct lexer {
	const char *at, *end;
	guint line;
	gboolean line_start;   /* only blanks since the line began */
	const char *line_text; /* where the current line began, for columns */
	GString *buffer;       /* the directive last returned */
};

enum lexeme {
	LEXEME_END,
	LEXEME_DIRECTIVE,
	LEXEME_COMMENT, /* the text between its marks */
	LEXEME_CODE,    /* code up to the end of a line or the next comment */
};

struct directive {
	const char *word;  /* "define ..." */
	const char *rest;  /* what follows the word; comments gone, single blanks */
	guint line;        /* where it began */
	guint rest_column; /* column of rest in its line, from 1 */
};

void lexer_init(struct lexer *lexer, const char *text, gsize size);
void lexer_finish(struct lexer *lexer);

/*
 * The next piece.  Fills @directive, or @text and @length; what they point to
 * is valid until the next call.
 */
enum lexeme lexer_next(struct lexer *lexer, struct directive *directive, const char **text,
		       gsize *length);

static inline gboolean lexer_is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* Length of the identifier at @text, 0 if there is none. */
gsize lexer_word_length(const char *text);
gsize lexer_word_length_bounded(const char *text, const char *end);

/* The next identifier in the macro text @text and its length; numbers and literals are none.
 * NULL at the end. */
const char *lexer_next_name(const char *text, gsize *ret_length);

/* Whether the @length bytes at @word are one of @parameters, which may be NULL. */
gboolean lexer_is_parameter(const char *parameters, const char *word, gsize length);

const char *lexer_skip_blanks(const char *text);

/* How many more brackets of any kind @text opens than it closes; its last
 * character that is no blank goes to @last. */
gint lexer_balance(const char *text, gsize length, char *last);

/* Behind the closing mark of the first pair of braces at or after @at; NULL if
 * a semicolon or @end comes first. */
const char *lexer_block_end(const char *at, const char *end);

#endif
