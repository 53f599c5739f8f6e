/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/subject.h"

#include <string.h>

/* A line of a message, not a book. */
#define LINE_MAX_BYTES 1000

/* No series has more patches, and no number overflows. */
#define DIGITS_MAX 4

char *clean_line(const char *text)
{
	g_autofree char *valid = NULL;
	g_autofree char *cut = NULL;

	if (!text)
		return g_strdup("");
	cut = g_strndup(text, LINE_MAX_BYTES);
	valid = g_utf8_make_valid(cut, -1);
	for (char *at = valid; *at; at++)
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	/* The control characters that take two bytes: U+0080 to U+009F. */
	for (char *at = valid; (at = strchr(at, '\xc2')); at++)
		if ((guchar)at[1] < 0xa0)
			at[0] = at[1] = ' ';
	return g_strdup(g_strstrip(valid));
}

static const char *skip_number(const char *at, guint *ret)
{
	gsize digits = strspn(at, "0123456789");

	if (digits == 0 || digits > DIGITS_MAX)
		return NULL;
	*ret = (guint)g_ascii_strtoull(at, NULL, 10);
	return at + digits;
}

/* "3/7" */
static void take_place(struct subject *subject, const char *word)
{
	guint number, total;
	const char *at = skip_number(word, &number);

	if (!at || *at != '/')
		return;
	at = skip_number(at + 1, &total);
	if (!at || *at || number > total)
		return;
	subject->number = number;
	subject->total = total;
}

/* "v2", "PATCHv2" or "PATCH-v2" */
static void take_version(struct subject *subject, const char *word)
{
	const char *letter = strrchr(word, 'v');
	const char *end;
	guint version;

	letter = letter ? letter : strrchr(word, 'V');
	if (!letter || (letter != word && !g_ascii_isupper(letter[-1]) && letter[-1] != '-'))
		return;
	end = skip_number(letter + 1, &version);
	if (end && !*end)
		subject->version = version;
}

static void take_prefix(struct subject *subject, const char *prefix, gsize size)
{
	g_autofree char *text = g_strndup(prefix, size);
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);

	for (char **word = words; *word; word++) {
		take_place(subject, *word);
		take_version(subject, *word);
	}
}

static const char *skip_reply(const char *at)
{
	static const char *const words[] = { "re", "aw", "sv", "antw", "fwd", "fw", "wg" };

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize length = strlen(words[i]);

		if (g_ascii_strncasecmp(at, words[i], length) == 0 && at[length] == ':')
			return at + length + 1;
	}
	return NULL;
}

void subject_parse(struct subject *subject, const char *text)
{
	g_autofree char *line = clean_line(text);
	const char *at = line;
	const char *next;

	*subject = (struct subject){ .version = 1 };
	for (;;) {
		at += strspn(at, " ");
		next = skip_reply(at);
		if (next) {
			subject->reply = TRUE;
		} else if (*at == '[' && strchr(at, ']')) {
			next = strchr(at, ']') + 1;
			take_prefix(subject, at + 1, (gsize)(next - at) - 2);
		} else {
			break;
		}
		at = next;
	}
	subject->title = g_strdup(at);
}

void subject_clear(struct subject *subject)
{
	g_free(subject->title);
	subject->title = NULL;
}
