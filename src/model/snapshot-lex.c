/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot-lex.h"

#include <string.h>

#include "model/snapshot.h"
#include "model/snapshot-text.h"

static void set_error(struct lex *lex, guint32 line, const char *format, va_list arguments)
{
	g_autofree char *message = g_strdup_vprintf(format, arguments);

	g_set_error(lex->error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_MALFORMED, "'%s': line %u: %s",
		    lex->name, line, message);
}

gboolean lex_fail(struct lex *lex, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_error(lex, lex->line, format, arguments);
	va_end(arguments);
	return FALSE;
}

gboolean lex_fail_at(struct lex *lex, guint32 line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_error(lex, line, format, arguments);
	va_end(arguments);
	return FALSE;
}

gboolean lex_line(struct lex *lex)
{
	char *end = memchr(lex->next, '\n', (gsize)(lex->end - lex->next));

	lex->line++;
	if (!end)
		return lex_fail(lex, lex->next == lex->end ? "the file ends too early"
							   : "the line is not complete");
	*end = '\0';
	lex->rest = lex->next;
	lex->next = end + 1;
	lex->depth = 0;
	while (*lex->rest == '\t') {
		lex->rest++;
		lex->depth++;
	}
	return *lex->rest && *lex->rest != ' ' ? TRUE : lex_fail(lex, "it has no first word");
}

/* @end is behind a word: ends it there, and finds the next one. */
static gboolean end_word(struct lex *lex, char *end)
{
	char c = *end;

	*end = '\0';
	lex->rest = c ? end + 1 : end;
	if (c == ' ' && *lex->rest && *lex->rest != ' ')
		return TRUE;
	return c ? lex_fail(lex, "a word does not end in one blank") : TRUE;
}

static int hex_digit(char c)
{
	return g_ascii_isupper(c) ? -1 : g_ascii_xdigit_value(c);
}

/* The character that the escape at *at, behind the backslash, stands for; 0 if none. */
static char unescape(char **at)
{
	char c = *(*at)++;

	if (c == 'n')
		return '\n';
	if (c == 't')
		return '\t';
	if (c != 'x')
		return c == '"' || c == '\\' ? c : '\0';
	int high = hex_digit(**at), low = high < 0 ? -1 : hex_digit((*at)[1]);
	if (low < 0)
		return '\0';
	*at += 2;
	return (char)(high << 4 | low);
}

gboolean lex_quoted(struct lex *lex, const char **ret)
{
	char *from = lex->rest + 1, *to = lex->rest;

	if (*lex->rest != '"')
		return lex_fail(lex, "a word in quotes is missing");
	*ret = to;
	while (*from != '"') {
		char c = *from++;
		if (c == '\\')
			c = unescape(&from);
		else if ((guchar)c < ' ')
			return lex_fail(lex, c ? "a character needs an escape"
					       : "a quoted word does not end");
		if (!c)
			return lex_fail(lex, "an escape is wrong");
		*to++ = c;
	}
	*to = '\0';
	return end_word(lex, from + 1);
}

gboolean lex_word(struct lex *lex, const char **ret)
{
	char *end = lex->rest;

	if (*end == '"')
		return lex_quoted(lex, ret);
	if (!snapshot_can_begin(*end))
		return lex_fail(lex, *end ? "a word begins with a character that needs quotes"
					  : "a word is missing");
	while (snapshot_is_plain(*end))
		end++;
	if (*end && *end != ' ')
		return lex_fail(lex, "a word has a character that needs quotes");
	*ret = lex->rest;
	return end_word(lex, end);
}

gboolean lex_take(struct lex *lex, const char *word)
{
	gsize length = strlen(word);

	if (strncmp(lex->rest, word, length) ||
	    (lex->rest[length] != ' ' && lex->rest[length] != '\0'))
		return FALSE;
	lex->rest += length;
	/* A blank at the end of the line is told by whoever looks for what follows. */
	if (*lex->rest == ' ' && lex->rest[1])
		lex->rest++;
	return TRUE;
}

gboolean lex_braced(struct lex *lex, const char *word, guint64 *ret)
{
	gsize length = strlen(word);
	char *end;

	if (strncmp(lex->rest, word, length) || lex->rest[length] != '{')
		return FALSE;
	*ret = g_ascii_strtoull(lex->rest + length + 1, &end, 10);
	if (!g_ascii_isdigit(lex->rest[length + 1]) || *end != '}' ||
	    (end[1] != ' ' && end[1] != '\0'))
		return FALSE;
	lex->rest = end + 1;
	if (*lex->rest == ' ' && lex->rest[1])
		lex->rest++;
	return TRUE;
}

gboolean lex_mark(struct lex *lex, char c)
{
	if (*lex->rest != c)
		return FALSE;
	lex->rest++;
	return TRUE;
}

gboolean lex_optional(struct lex *lex, const char **ret)
{
	*ret = NULL;
	return lex_take(lex, "-") || lex_word(lex, ret);
}

gboolean lex_choice(struct lex *lex, const char *const *words, guint n, guint *ret)
{
	for (guint i = 0; i < n; i++) {
		*ret = i;
		if (lex_take(lex, words[i]))
			return TRUE;
	}
	return lex_fail(lex, "there is no such thing as '%.20s' here", lex->rest);
}

gboolean lex_digits(struct lex *lex, const char **at, guint64 *ret)
{
	const char *digits = *at;
	guint64 value = 0;

	for (; g_ascii_isdigit(**at); (*at)++) {
		guint digit = (guint)(**at - '0');
		if (value > (G_MAXUINT64 - digit) / 10)
			return lex_fail(lex, "a number is too large");
		value = value * 10 + digit;
	}
	*ret = value;
	if (*at == digits || (*digits == '0' && *at > digits + 1))
		return lex_fail(lex, "a number is missing or malformed");
	return TRUE;
}

static gboolean hex_digits(struct lex *lex, const char **at, guint64 *ret)
{
	const char *digits = *at;

	*ret = 0;
	for (; hex_digit(**at) >= 0; (*at)++)
		*ret = *ret << 4 | (guint64)hex_digit(**at);
	return (*at > digits && *at <= digits + 16) ? TRUE : lex_fail(lex, "a number is malformed");
}

gboolean lex_number(struct lex *lex, guint64 *ret)
{
	const char *at = lex->rest;

	if (g_str_has_prefix(at, "0x")) {
		at += 2;
		if (!hex_digits(lex, &at, ret))
			return FALSE;
	} else if (!lex_digits(lex, &at, ret)) {
		return FALSE;
	}
	if (*at && *at != ' ')
		return lex_fail(lex, "a number is malformed");
	return end_word(lex, lex->rest + (at - lex->rest));
}

gboolean lex_number32(struct lex *lex, guint32 *ret)
{
	guint64 value;

	if (!lex_number(lex, &value))
		return FALSE;
	*ret = (guint32)value;
	return value == *ret ? TRUE : lex_fail(lex, "a number is too large");
}

/* The name of a target at the rest of the line, which is moved behind it. */
static gboolean target_name(struct lex *lex, target_set *set)
{
	gsize length = strcspn(lex->rest, ", ");

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (strlen(targets[id].name) != length ||
		    strncmp(targets[id].name, lex->rest, length))
			continue;
		if (*set >= TARGET_BIT(id))
			return lex_fail(lex, "targets are not in order");
		*set |= TARGET_BIT(id);
		lex->rest += length;
		return TRUE;
	}
	return lex_fail(lex, "there is no target '%.*s'", (int)MIN(length, 20), lex->rest);
}

gboolean lex_target_list(struct lex *lex, target_set *ret)
{
	*ret = 0;
	if (!lex_mark(lex, '@'))
		return TRUE;
	do {
		if (!target_name(lex, ret))
			return FALSE;
	} while (lex_mark(lex, ','));
	return end_word(lex, lex->rest);
}

gboolean lex_end(struct lex *lex)
{
	return lex_more(lex) ? lex_fail(lex, "'%.20s' is too much", lex->rest) : TRUE;
}

gboolean lex_targets(struct lex *lex, target_set usual, target_set *ret)
{
	if (!lex_target_list(lex, ret) || !lex_end(lex))
		return FALSE;
	*ret = *ret ? *ret : usual;
	return *ret ? TRUE : lex_fail(lex, "it is for no target");
}
