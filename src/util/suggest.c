/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/suggest.h"

#include <glib.h>
#include <string.h>

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

/* The distance is not less than this, which is had at once: interfaces have tens of
 * thousands of names. */
static guint least_distance(const char *left, const char *right)
{
	int counts[256] = { 0 };
	guint more = 0, less = 0;

	for (; *left != '\0'; left++)
		counts[(guchar)*left]++;
	for (; *right != '\0'; right++)
		counts[(guchar)*right]--;
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
		more += counts[i] > 0 ? (guint)counts[i] : 0;
		less += counts[i] < 0 ? (guint)-counts[i] : 0;
	}
	return MAX(more, less);
}

static guint distance_within(const char *word, const char *known, guint most)
{
	return least_distance(word, known) < most ? distance(word, known) : G_MAXUINT;
}

/* How far @known, or its part behind the slash, is from what was typed; what is not
 * below @most does not count. */
static guint farness(const char *word, const char *known, guint most)
{
	const char *slash = strchr(known, '/');

	if (strlen(word) > LONGEST_WORD || strlen(known) > LONGEST_WORD)
		return G_MAXUINT;
	if (g_ascii_strcasecmp(word, known) == 0)
		return 0;
	/* A part of a name was meant as such. */
	if (strlen(word) >= 3 && strstr(known, word))
		return 1;
	return MIN(distance_within(word, known, most),
		   slash ? distance_within(word, slash + 1, most) : G_MAXUINT);
}

struct candidate {
	guint far;
	const char *known;
};

/* Puts @candidate where it belongs among the @n best; of equals the first stays first. */
static gsize keep_best(struct candidate best[MOST_SUGGESTIONS], gsize n, struct candidate candidate)
{
	gsize at = n;

	while (at > 0 && best[at - 1].far > candidate.far)
		at--;
	if (at == MOST_SUGGESTIONS)
		return n;
	n = MIN(n + 1, MOST_SUGGESTIONS);
	memmove(&best[at + 1], &best[at], (n - at - 1) * sizeof(*best));
	best[at] = candidate;
	return n;
}

char *suggest(const char *word, const char *const *known)
{
	const guint most = (guint)MAX(2, strlen(word) / 3) + 1;
	struct candidate best[MOST_SUGGESTIONS];
	g_autoptr(GString) text = g_string_new(NULL);
	gsize n = 0;

	for (gsize i = 0; known[i]; i++) {
		const struct candidate candidate = { farness(word, known[i], most), known[i] };

		if (candidate.far < most)
			n = keep_best(best, n, candidate);
	}
	for (gsize i = 0; i < n; i++)
		g_string_append_printf(text, "%s'%s'", i == 0 ? " (did you mean " : " or ",
				       best[i].known);
	if (n > 0)
		g_string_append(text, "?)");
	return g_strdup(text->str);
}
