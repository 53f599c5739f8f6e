/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cli/options.h"

#define LONGEST_WORD     64
#define MOST_SUGGESTIONS 3

/* Levenshtein's distance of two words of at most LONGEST_WORD bytes. */
static guint distance(const char *left, const char *right)
{
	const gsize n = strlen(right);
	guint row[LONGEST_WORD + 1];

	for (gsize j = 0; j <= n; j++)
		row[j] = (guint)j;
	for (gsize i = 0; left[i] != '\0'; i++) {
		guint diagonal = row[0];

		row[0] = (guint)i + 1;
		for (gsize j = 0; j < n; j++) {
			guint replaced = diagonal + (left[i] != right[j]);

			diagonal = row[j + 1];
			row[j + 1] = MIN(replaced, MIN(row[j], row[j + 1]) + 1);
		}
	}
	return row[n];
}

/* How far @known, or its part behind the slash, is from what was typed. */
static guint farness(const char *word, const char *known)
{
	const char *slash = strchr(known, '/');

	if (strlen(word) > LONGEST_WORD || strlen(known) > LONGEST_WORD)
		return G_MAXUINT;
	/* A part of a name was meant as such. */
	if (strlen(word) >= 3 && strstr(known, word))
		return 1;
	return MIN(distance(word, known), slash ? distance(word, slash + 1) : G_MAXUINT);
}

static gboolean is_listed(const GPtrArray *list, const char *word)
{
	for (guint i = 0; i < list->len; i++) {
		if (list->pdata[i] == word)
			return TRUE;
	}
	return FALSE;
}

static const char *nearest(const char *word, const char *const *known, const GPtrArray *besides)
{
	guint least = (guint)MAX(2, strlen(word) / 3) + 1;
	const char *best = NULL;

	for (gsize i = 0; known[i]; i++) {
		guint far = farness(word, known[i]);

		if (far < least && !is_listed(besides, known[i])) {
			least = far;
			best = known[i];
		}
	}
	return best;
}

char *suggest(const char *word, const char *const *known)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	g_autoptr(GString) text = g_string_new(NULL);
	const char *next;

	while (found->len < MOST_SUGGESTIONS && (next = nearest(word, known, found)))
		g_ptr_array_add(found, (gpointer)next);
	for (guint i = 0; i < found->len; i++)
		g_string_append_printf(text, "%s'%s'", i == 0 ? " (did you mean " : " or ",
				       (const char *)found->pdata[i]);
	if (found->len > 0)
		g_string_append(text, "?)");
	return g_strdup(text->str);
}
