/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/trailer.h"

#include <string.h>

#include "policy/acceptance.h"

#define TRAILERS_MAX 1000

static void trailer_free(gpointer data)
{
	struct trailer *trailer = data;

	g_free(trailer->text);
	g_free(trailer->id);
	g_free(trailer->rule);
	g_free(trailer->item);
	g_free(trailer->reason);
	g_free(trailer);
}

/* The next word of @at, without quotes and the punctuation behind it; NULL at the end. */
static char *take_word(const char **at)
{
	const char *start = *at + strspn(*at, " ");
	gsize length = strcspn(start, " ");
	char *word;

	if (!length)
		return NULL;
	*at = start + length;
	while (length > 1 && strchr(":,;'\"", start[length - 1]))
		length--;
	if (length > 1 && strchr("'\"", *start)) {
		start++;
		length--;
	}
	word = g_strndup(start, length);
	return word;
}

static gboolean is_kind(const char *word)
{
	static const char *const kinds[] = { "struct", "union", "enum", NULL };

	return g_strv_contains(kinds, word);
}

static void read_item(struct trailer *trailer, const char **at)
{
	trailer->item = take_word(at);
	if (trailer->item && is_kind(trailer->item)) {
		g_free(trailer->item);
		trailer->item = take_word(at);
	}
	if (!trailer->item)
		trailer->flaw = "it names a rule, but no item";
}

static void read_words(struct trailer *trailer)
{
	const char *at = trailer->text;
	g_autofree char *first = take_word(&at);

	if (first && acceptance_is_id(first)) {
		trailer->id = g_steal_pointer(&first);
	} else if (first && strchr(first, '/')) {
		trailer->rule = g_steal_pointer(&first);
		read_item(trailer, &at);
	} else {
		trailer->flaw = "it begins neither with the id of a finding nor with a rule";
	}
	trailer->reason = g_strdup(at + strspn(at, " -"));
	if (!trailer->flaw && !*trailer->reason)
		trailer->flaw = "it gives no reason";
}

/* One line, whatever was in it. */
static char *clean(const char *text)
{
	char *line = g_utf8_make_valid(text, -1);

	for (char *at = line; *at; at++) {
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	}
	return g_strstrip(line);
}

static void add(GPtrArray *trailers, const GString *text)
{
	struct trailer *trailer = g_new0(struct trailer, 1);

	trailer->text = clean(text->str);
	read_words(trailer);
	g_ptr_array_add(trailers, trailer);
}

/* What stands behind "UAPI-change:" in @line, or NULL. */
static const char *value_of(const char *line)
{
	const gsize length = strlen(TRAILER_NAME);

	if (g_ascii_strncasecmp(line, TRAILER_NAME, length) != 0)
		return NULL;
	line += length + strspn(line + length, " \t");
	return *line == ':' ? line + 1 : NULL;
}

GPtrArray *trailers_parse(const char *message)
{
	GPtrArray *trailers = g_ptr_array_new_with_free_func(trailer_free);
	g_auto(GStrv) lines = g_strsplit(message ? message : "", "\n", -1);

	for (char **line = lines; *line && trailers->len < TRAILERS_MAX;) {
		const char *value = value_of(*line++);
		g_autoptr(GString) text = g_string_new(value);

		if (!value)
			continue;
		for (; *line && (**line == ' ' || **line == '\t'); line++)
			g_string_append(text, *line);
		add(trailers, text);
	}
	return trailers;
}

gboolean trailer_matches(const struct trailer *trailer, const char *id, const char *rule,
			 const char *item)
{
	if (trailer->flaw)
		return FALSE;
	if (trailer->id)
		return strcmp(trailer->id, id) == 0;
	return strcmp(trailer->rule, rule) == 0 && strcmp(trailer->item, item) == 0;
}
