/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/include.h"

#include <string.h>

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end, const char *word)
{
	gsize length = strlen(word);

	return (gsize)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static gboolean parse_line(const char *line, const char *end, struct include_name *name)
{
	const char *at = skip_word(skip_blanks(line, end), end, "#");
	const char *close;

	at = at ? skip_word(skip_blanks(at, end), end, "include") : NULL;
	if (!at)
		return FALSE;
	close = skip_word(at, end, "_next");
	at = skip_blanks(close ? close : at, end);
	if (at == end || (*at != '<' && *at != '"'))
		return FALSE;
	name->quoted = *at++ == '"';
	close = memchr(at, name->quoted ? '"' : '>', (gsize)(end - at));
	if (!close || close == at)
		return FALSE;
	name->text = at;
	name->length = (gsize)(close - at);
	return TRUE;
}

gboolean include_next(struct include_scan *scan, struct include_name *name)
{
	while (scan->at < scan->end) {
		const char *line = scan->at;
		const char *newline = memchr(line, '\n', (gsize)(scan->end - line));

		scan->at = newline ? newline + 1 : scan->end;
		if (parse_line(line, newline ? newline : scan->end, name))
			return TRUE;
	}
	return FALSE;
}
