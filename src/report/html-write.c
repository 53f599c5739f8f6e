/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text for HTML, made harmless.
 */
#include <string.h>

#include "report/html.h"
#include "report/wrap.h"

#define COMMIT_DIGITS 12 /* of the names that files of a commit have */

static void put_escaped(GString *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		default:
			g_string_append_c(out, *text);
		}
	}
}

static void put_text(GString *out, const char *text)
{
	g_autoptr(GString) printable = g_string_new(NULL);

	append_printable(printable, text);
	put_escaped(out, printable->str);
}

void html_put(GString *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			g_string_append_c(out, *at);
			continue;
		}
		switch (*++at) {
		case 's':
			put_text(out, va_arg(arguments, const char *));
			break;
		case 'u':
			g_string_append_printf(out, "%u", va_arg(arguments, guint));
			break;
		case 'd':
			g_string_append_printf(out, "%d", va_arg(arguments, int));
			break;
		default:
			g_assert_not_reached();
		}
	}
	va_end(arguments);
}

/* The end of the name that begins at @open, with a quote or as <header.h>; NULL if
 * none does. */
static const char *name_end(const char *text, const char *open)
{
	const char mark = *open == '<' ? '>' : '\'';
	const char *close = strchr(open + 1, mark);

	if (open > text && !strchr(" (", open[-1]))
		return NULL;
	if (mark == '>')
		return close && close < open + strcspn(open, " ") ? close : NULL;
	while (close && close[1] && !strchr(" ,;:.)", close[1]))
		close = strchr(close + 1, mark);
	return close && close > open + 1 ? close : NULL;
}

static void put_part(GString *out, const char *from, const char *end)
{
	g_autofree char *part = g_strndup(from, (gsize)(end - from));

	put_text(out, part);
}

static void put_name(GString *out, const char *from, const char *end)
{
	g_string_append(out, "<code>");
	put_part(out, from, end);
	g_string_append(out, "</code>");
}

void html_put_message(GString *out, const char *message)
{
	const char *at = message;

	for (const char *next = at; *next; next++) {
		const char *end = strchr("'<", *next) ? name_end(message, next) : NULL;

		if (!end)
			continue;
		put_part(out, at, next);
		if (*next == '<')
			put_name(out, next, end + 1);
		else
			put_name(out, next + 1, end);
		next = end;
		at = end + 1;
	}
	put_part(out, at, at + strlen(at));
}

void html_put_count(GString *out, gsize count)
{
	g_autofree char *digits = g_strdup_printf("%" G_GSIZE_FORMAT, count);
	const gsize n = strlen(digits);

	for (gsize i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			g_string_append_c(out, ',');
		g_string_append_c(out, digits[i]);
	}
}

const char *html_id(struct html_page *page, const char *wanted)
{
	g_autoptr(GString) id = g_string_new(NULL);
	gsize length;

	append_printable(id, wanted);
	length = id->len;
	for (guint i = 2; g_hash_table_contains(page->ids, id->str); i++) {
		g_string_truncate(id, length);
		g_string_append_printf(id, "-%u", i);
	}
	char *kept = g_string_free(g_steal_pointer(&id), FALSE);
	g_hash_table_add(page->ids, kept);
	return kept;
}

char *html_fragment(const char *id)
{
	g_autofree char *escaped = g_uri_escape_string(id, "/:", FALSE);

	return g_strconcat("#", escaped, NULL);
}

static const char *without(const char *file, const char *name)
{
	const gsize length = strlen(name);

	if (length && strncmp(file, name, length) == 0 && strchr(":/", file[length]) &&
	    file[length] && file[length + 1])
		return file + length + 1;
	return NULL;
}

/* The length of "e16fed138812:", by which files of a commit are named; 0 for another name. */
static gsize commit_length(const char *file)
{
	gsize n = strspn(file, "0123456789abcdef");

	return n == COMMIT_DIGITS && file[n] == ':' && file[n + 1] ? n + 1 : 0;
}

const char *html_file(const struct report *report, const char *file)
{
	const char *inside = without(file, report->new_name);

	if (!inside)
		inside = without(file, report->old_name);
	return inside ? inside : file + commit_length(file);
}
