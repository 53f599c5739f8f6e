/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/body.h"

#include <string.h>

#define DASHES_MIN 4

/* Dashes, spaces and at least one pair of scissors. */
static gboolean is_scissors(const char *line, gsize size)
{
	static const char *const scissors[] = { ">8", "8<", ">%", "%<" };
	gboolean cut = FALSE;
	guint dashes = 0;

	for (gsize i = 0; i < size; i++) {
		gboolean pair = FALSE;

		for (gsize k = 0; k < G_N_ELEMENTS(scissors); k++)
			pair = pair || (i + 1 < size && memcmp(line + i, scissors[k], 2) == 0);
		if (!pair && line[i] != '-' && line[i] != ' ')
			return FALSE;
		dashes += line[i] == '-';
		cut = cut || pair;
		i += pair;
	}
	return cut && dashes >= DASHES_MIN;
}

static gboolean take(char **ret, const char *name, const char *line, gsize size)
{
	gsize length = strlen(name);

	if (size <= length || g_ascii_strncasecmp(line, name, length) != 0)
		return FALSE;
	g_free(*ret);
	*ret = g_strndup(line + length, size - length);
	return TRUE;
}

/* Whether the next line may be such a header too. */
static gboolean read_line(struct body_headers *headers, const char *line, gsize size,
			  gboolean at_top)
{
	g_autofree char *date = NULL;

	if (is_scissors(line, size)) {
		body_headers_clear(headers);
		return TRUE;
	}
	if (!at_top || !size)
		return at_top;
	return take(&headers->from, "From: ", line, size) ||
	       take(&headers->subject, "Subject: ", line, size) ||
	       take(&date, "Date: ", line, size);
}

void body_headers_read(struct body_headers *headers, const char *text, gsize size)
{
	const char *end = text + size;
	gboolean at_top = TRUE;

	*headers = (struct body_headers){ 0 };
	while (text < end) {
		const char *newline = memchr(text, '\n', (gsize)(end - text));
		const char *line_end = newline ? newline : end;

		size = (gsize)(line_end - text);
		size -= size && text[size - 1] == '\r';
		at_top = read_line(headers, text, size, at_top);
		text = newline ? newline + 1 : end;
	}
}

void body_headers_clear(struct body_headers *headers)
{
	g_free(headers->from);
	g_free(headers->subject);
	*headers = (struct body_headers){ 0 };
}
