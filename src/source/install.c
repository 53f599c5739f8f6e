/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The same effect as the kernel's scripts/headers_install.sh.  Like there,
 * words are replaced wherever they stand, comments included: an installed
 * header and a source header must read the same.
 */
#include "source/install.h"

#include <string.h>

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static gboolean is_blank(char c)
{
	return g_ascii_isspace(c) || c == '\v';
}

/* The borders of a word: what stands before and behind it on its line. */
struct word {
	const char *text;
	gsize length;
	char before; /* '\n' at the start of a line */
	char after;  /* '\n' at its end */
};

static gboolean word_is(const struct word *word, const char *text)
{
	return strlen(text) == word->length && memcmp(word->text, text, word->length) == 0;
}

static gboolean opens(const struct word *word)
{
	return is_blank(word->before) || word->before == '(';
}

static gboolean is_annotation(const struct word *word)
{
	return word_is(word, "__user") || word_is(word, "__force") || word_is(word, "__iomem");
}

static gboolean is_keyword(const struct word *word)
{
	return word_is(word, "inline") || word_is(word, "asm") || word_is(word, "volatile");
}

/* Writes what becomes of @word; returns how many bytes behind it go with it. */
static gsize install_word(GString *out, const struct word *word)
{
	if (is_annotation(word) && opens(word) && word->before != '\n' && is_blank(word->after) &&
	    word->after != '\n')
		return 1;
	if (word_is(word, "__attribute_const__") && is_blank(word->after))
		return 0;
	if (word_is(word, "__packed"))
		g_string_append(out, "__attribute__((packed))");
	else if (is_keyword(word) && opens(word) && (is_blank(word->after) || word->after == '('))
		g_string_append_printf(out, "__%.*s__", (int)word->length, word->text);
	else
		g_string_append_len(out, word->text, (gssize)word->length);
	return 0;
}

static void install_words(GString *out, const char *line, const char *end)
{
	const char *at = line;

	while (at < end) {
		const char *start = at;

		while (at < end && !is_word(*at))
			at++;
		g_string_append_len(out, start, at - start);
		start = at;
		while (at < end && is_word(*at))
			at++;
		if (at == start)
			break;

		const struct word word = {
			.text = start,
			.length = (gsize)(at - start),
			.before = start == line ? '\n' : start[-1],
			.after = at == end ? '\n' : *at,
		};

		at += install_word(out, &word);
	}
}

static const char *skip_text(const char *at, const char *end, const char *text)
{
	gsize length = strlen(text);

	return (gsize)(end - at) >= length && memcmp(at, text, length) == 0 ? at + length : NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

/* "#ifndef _UAPI", "#define _UAPI" and "#endif / * _UAPI": what follows _UAPI, or NULL. */
static const char *skip_guard(const char *line, const char *end, const char **ret_keyword_end)
{
	const char *at = skip_text(line, end, "#ifndef");

	if (!at)
		at = skip_text(line, end, "#define");
	if (!at) {
		at = skip_text(line, end, "#endif");
		at = at ? skip_text(skip_blanks(at, end), end, "/*") : NULL;
	}
	if (!at)
		return NULL;
	*ret_keyword_end = at;
	return skip_text(skip_blanks(at, end), end, "_UAPI");
}

/* "#include <uapi/": what follows, or NULL. */
static const char *skip_uapi_include(const char *line, const char *end)
{
	const char *at = skip_text(line, end, "#include");

	at = at ? skip_text(skip_blanks(at, end), end, "<") : NULL;
	return at ? skip_text(at, end, "uapi/") : NULL;
}

static const char *skip_compiler_include(const char *line, const char *end)
{
	const char *at = skip_text(line, end, "#include <linux/compiler.h>");

	return at ? at : skip_text(line, end, "#include <linux/compiler_types.h>");
}

static void install_directive(GString *out, const char *line, const char *end)
{
	const char *keyword_end = NULL;
	const char *rest = skip_guard(line, end, &keyword_end);

	if (rest) {
		g_string_append_len(out, line, keyword_end - line);
		g_string_append_c(out, ' ');
	} else if ((rest = skip_uapi_include(line, end))) {
		g_string_append(out, "#include <");
	} else if (!(rest = skip_compiler_include(line, end))) {
		rest = line;
	}
	install_words(out, rest, end);
}

char *install_header(const char *text, gsize size, gsize *ret_size)
{
	GString *out = g_string_sized_new(size + size / 16 + 64);
	const char *end = text + size;

	for (const char *line = text; line < end;) {
		const char *newline = memchr(line, '\n', (gsize)(end - line));
		const char *stop = newline ? newline : end;

		if (*line == '#')
			install_directive(out, line, stop);
		else
			install_words(out, line, stop);
		if (newline)
			g_string_append_c(out, '\n');
		line = stop + 1;
	}
	*ret_size = out->len;
	return g_string_free(out, FALSE);
}

gboolean install_is_needed(const char *text, gsize size)
{
	const char *end = text + size;

	for (const char *line = text; line < end;) {
		const char *newline = memchr(line, '\n', (gsize)(end - line));
		const char *stop = newline ? newline : end;
		const char *keyword_end;

		if (*line == '#' && skip_text(line, stop, "#ifndef") &&
		    skip_guard(line, stop, &keyword_end))
			return TRUE;
		line = stop + 1;
	}
	return FALSE;
}
