/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/lexer.h"

#include <string.h>

#include "clang/scan.h"

gsize lexer_word_length_bounded(const char *text, const char *end)
{
	const char *at = text;

	if (at < end && g_ascii_isdigit(*at))
		return 0;
	while (at < end && lexer_is_word(*at))
		at++;
	return (gsize)(at - text);
}

gsize lexer_word_length(const char *text)
{
	const char *at = text;

	if (g_ascii_isdigit(*at))
		return 0;
	while (lexer_is_word(*at))
		at++;
	return (gsize)(at - text);
}

/* Behind the number or the literal at @at. */
static const char *skip_constant(const char *at)
{
	if (*at == '"' || *at == '\'') {
		char quote = *at++;
		while (*at && *at != quote)
			at += *at == '\\' && at[1] ? 2 : 1;
		return *at ? at + 1 : at;
	}
	while (lexer_is_word(*at) || *at == '.')
		at++;
	return at;
}

const char *lexer_next_name(const char *text, gsize *ret_length)
{
	while (*text) {
		*ret_length = lexer_word_length(text);
		if (*ret_length)
			return text;
		text = g_ascii_isdigit(*text) || *text == '"' || *text == '\'' ? skip_constant(text)
									       : text + 1;
	}
	return NULL;
}

gboolean lexer_is_parameter(const char *parameters, const char *word, gsize length)
{
	const char *at = parameters;
	gsize n;

	while (at && (at = lexer_next_name(at, &n))) {
		if (n == length && !memcmp(at, word, n))
			return TRUE;
		at += n;
	}
	return FALSE;
}

const char *lexer_skip_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t' || *text == '\r')
		text++;
	return text;
}

void lexer_init(struct lexer *lexer, const char *text, gsize size)
{
	*lexer = (struct lexer){
		.at = text,
		.end = text + size,
		.line = 1,
		.line_start = TRUE,
		.line_text = text,
		.buffer = g_string_new(NULL),
	};
}

void lexer_finish(struct lexer *lexer)
{
	g_string_free(lexer->buffer, TRUE);
}

static void next_line(struct lexer *lexer)
{
	lexer->at++;
	lexer->line++;
	lexer->line_start = TRUE;
	lexer->line_text = lexer->at;
}

/* The length of a backslash-newline at @at, 0 if there is none. */
static gsize splice_length(const char *at, const char *end)
{
	if (end - at >= 2 && at[0] == '\\' && at[1] == '\n')
		return 2;
	if (end - at >= 3 && at[0] == '\\' && at[1] == '\r' && at[2] == '\n')
		return 3;
	return 0;
}

static gboolean starts_comment(const char *at, const char *end)
{
	return end - at >= 2 && at[0] == '/' && (at[1] == '*' || at[1] == '/');
}

/* The end of the comment at @at, behind its closing mark. */
static const char *comment_end(const char *at, const char *end)
{
	if (at[1] == '*') {
		const char *close = memmem(at + 2, (gsize)(end - at - 2), "*/", 2);
		return close ? close + 2 : end;
	}
	for (at += 2; at < end && *at != '\n'; at++) {
		gsize splice = splice_length(at, end);
		if (splice)
			at += splice - 1;
	}
	return at;
}

/* The end of the literal at @at, behind its closing quote; an unterminated one
 * ends with its line, as an apostrophe in "#error don't" does. */
static const char *literal_end(const char *at, const char *end)
{
	char quote = *at++;

	while (at < end && *at != quote && *at != '\n')
		at += (*at == '\\' && at + 1 < end && at[1] != '\n') ? 2 : 1;
	return at < end && *at == quote ? at + 1 : MIN(at, end);
}

static guint count_lines(const char *from, const char *to)
{
	guint lines = 0;

	while ((from = memchr(from, '\n', (gsize)(to - from)))) {
		lines++;
		from++;
	}
	return lines;
}

static void append_blank(GString *out)
{
	if (out->len && out->str[out->len - 1] != ' ')
		g_string_append_c(out, ' ');
}

/* The characters from @at on, at least one, that mean only themselves. */
static gsize plain_run(const char *at, const char *end)
{
	const char *start = at++;

	while (at < end && (guchar)*at > ' ' && *at != '/' && *at != '\\' && *at != '"' &&
	       *at != '\'')
		at++;
	return (gsize)(at - start);
}

/*
 * Appends what is between @at and the end of its logical line to @out, without
 * comments and with single blanks; returns that end.
 */
static const char *collect(const char *at, const char *end, gboolean whole, GString *out)
{
	while (at < end && (whole || *at != '\n')) {
		gsize splice = splice_length(at, end);
		if (splice) {
			append_blank(out);
			at += splice;
		} else if (starts_comment(at, end)) {
			append_blank(out);
			at = comment_end(at, end);
		} else if (*at == '"' || *at == '\'') {
			const char *stop = literal_end(at, end);
			g_string_append_len(out, at, stop - at);
			at = stop;
		} else if (g_ascii_isspace(*at) || *at == '\0') {
			append_blank(out);
			at++;
		} else {
			gsize run = plain_run(at, end);
			g_string_append_len(out, at, (gssize)run);
			at += run;
		}
	}
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	return at;
}

gint lexer_balance(const char *text, gsize length, char *last)
{
	const char *end = text + length;
	gint balance = 0;

	while (text < end) {
		const char *at = text;
		text = (*at == '"' || *at == '\'') ? literal_end(at, end) : at + 1;
		if (g_ascii_isspace(*at))
			continue;
		*last = *at;
		balance += *at == '(' || *at == '[' || *at == '{';
		balance -= *at == ')' || *at == ']' || *at == '}';
	}
	return balance;
}

const char *lexer_block_end(const char *at, const char *end)
{
	guint depth = 0;

	while (at < end) {
		if (starts_comment(at, end)) {
			at = comment_end(at, end);
			continue;
		}
		if (*at == '"' || *at == '\'') {
			at = literal_end(at, end);
			continue;
		}
		if (!depth && (*at == ';' || *at == '}'))
			return NULL;
		depth += *at == '{';
		depth -= *at == '}';
		if (*at++ == '}' && !depth)
			return at;
	}
	return NULL;
}

char *scan_normalise(const char *text, gsize length)
{
	GString *out = g_string_sized_new(length + 1);

	collect(text, text + length, TRUE, out);
	char *result = g_string_free(out, FALSE);
	return g_strchug(result);
}

/* Where in the physical line the text behind the directive's word stands. */
static guint column_of_rest(const struct lexer *lexer, const char *hash)
{
	const char *at = hash + 1;

	while (at < lexer->end && (*at == ' ' || *at == '\t'))
		at++;
	while (at < lexer->end && lexer_is_word(*at))
		at++;
	while (at < lexer->end && (*at == ' ' || *at == '\t'))
		at++;
	return (guint)(at - lexer->line_text) + 1;
}

static void read_directive(struct lexer *lexer, struct directive *directive)
{
	const char *hash = lexer->at;

	g_string_truncate(lexer->buffer, 0);
	directive->line = lexer->line;
	directive->rest_column = column_of_rest(lexer, hash);
	const char *stop = collect(hash + 1, lexer->end, FALSE, lexer->buffer);
	lexer->line += count_lines(hash, stop);
	lexer->at = stop;
	directive->word = lexer_skip_blanks(lexer->buffer->str);
	directive->rest = lexer_skip_blanks(directive->word + lexer_word_length(directive->word));
}

static void read_comment(struct lexer *lexer, const char **text, gsize *length)
{
	const char *stop = comment_end(lexer->at, lexer->end);

	*text = lexer->at + 2;
	*length = (gsize)(MAX(stop, *text) - *text);
	if (lexer->at[1] == '*' && *length >= 2 && !memcmp(stop - 2, "*/", 2))
		*length -= 2;
	guint lines = count_lines(lexer->at, stop);
	lexer->line += lines;
	if (lines) { /* columns behind a comment count from its last line */
		lexer->line_text = stop;
		while (lexer->line_text[-1] != '\n')
			lexer->line_text--;
	}
	lexer->at = stop;
}

static void read_code(struct lexer *lexer, const char **text, gsize *length)
{
	const char *at = lexer->at;

	while (at < lexer->end && *at != '\n' && !starts_comment(at, lexer->end))
		at = (*at == '"' || *at == '\'') ? literal_end(at, lexer->end) : at + 1;
	*text = lexer->at;
	*length = (gsize)(at - lexer->at);
	lexer->at = at;
	lexer->line_start = FALSE;
}

enum lexeme lexer_next(struct lexer *lexer, struct directive *directive, const char **text,
		       gsize *length)
{
	for (;;) {
		while (lexer->at < lexer->end &&
		       (*lexer->at == ' ' || *lexer->at == '\t' || *lexer->at == '\r'))
			lexer->at++;
		if (lexer->at >= lexer->end)
			return LEXEME_END;
		if (*lexer->at == '\n') {
			next_line(lexer);
		} else if (starts_comment(lexer->at, lexer->end)) {
			read_comment(lexer, text, length);
			return LEXEME_COMMENT;
		} else if (*lexer->at == '#' && lexer->line_start) {
			read_directive(lexer, directive);
			return LEXEME_DIRECTIVE;
		} else {
			read_code(lexer, text, length);
			return LEXEME_CODE;
		}
	}
}
