/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/excerpt.h"

#include <string.h>

#include "util/unified.h"
#include "util/words.h"

#define LINES_MAX 18

/* Of what a message quotes, the first so many count. */
#define WORDS_MAX 16

#define BACKWARDS 4

/* What to look for in the lines of a hunk. */
struct sought {
	GPtrArray *words;         /* names that the message quotes */
	guint old_line, new_line; /* 0: not known in this file */
};

/* A hunk, how well it fits, and the first line that shows it. */
struct candidate {
	const struct unified_hunk *hunk;
	guint matches;  /* words that its changed lines have */
	guint distance; /* lines from it to the finding */
	guint line;     /* of the hunk, from 0 */
};

/* The words between quotes: 'struct foo' is about foo. */
static GPtrArray *quoted_words(const struct finding *finding)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(finding->message, "'", 2 * WORDS_MAX);

	for (guint i = 1; parts[i] && parts[i + 1]; i += 2) {
		const char *last = strrchr(parts[i], ' ');
		const char *word = last ? last + 1 : parts[i];
		const char *dot = strrchr(word, '.');

		g_ptr_array_add(words, g_strdup(dot ? dot + 1 : word));
	}
	g_ptr_array_add(words, g_strdup(finding->item_name));
	return words;
}

static const char *without_prefix(const struct unified_file *file, const char *name)
{
	const char *slash = name && file->prefixed ? strchr(name, '/') : NULL;

	return slash ? slash + 1 : name;
}

/* Whether the diff's file @name is the one that @place is in. */
static gboolean is_file_of(const char *name, const struct finding_place *place)
{
	const char *colon = place->file ? strrchr(place->file, ':') : NULL;
	const char *path = colon ? colon + 1 : place->file;
	gsize length = name ? strlen(name) : 0, whole = path ? strlen(path) : 0;

	if (!length || whole < length || strcmp(path + whole - length, name) != 0)
		return FALSE;
	return whole == length || path[whole - length - 1] == '/';
}

static guint count_matches(const GPtrArray *words, const char *line, gsize size, guint64 *seen)
{
	g_autofree char *text = g_strndup(line, size);
	guint n = 0;

	for (guint i = 0; i < words->len && i < 64; i++) {
		if (!*(const char *)words->pdata[i] || (*seen & ((guint64)1 << i)) ||
		    !words_contain(text, words->pdata[i]))
			continue;
		*seen |= (guint64)1 << i;
		n++;
	}
	return n;
}

/* What a finding is about begins at its line, so what comes before is farther away. */
static guint distance_to(guint line, guint start, guint count)
{
	if (!line)
		return G_MAXUINT;
	if (line < start)
		return start - line;
	return line < start + count ? 0 : BACKWARDS * (line - start - count + 1);
}

/* A comment may speak of anything. */
static gboolean is_comment(const char *line, gsize size)
{
	gsize i = 1;

	while (i < size && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return i < size &&
	       (line[i] == '*' || (line[i] == '/' && i + 1 < size && strchr("*/", line[i + 1])));
}

static gsize line_length(const char *text, gsize size)
{
	const char *end = memchr(text, '\n', size);

	return end ? (gsize)(end - text) + 1 : size;
}

static struct candidate examine(const struct unified_hunk *hunk, const struct sought *sought)
{
	struct candidate candidate = {
		.hunk = hunk,
		.distance = MIN(distance_to(sought->new_line, hunk->new_start, hunk->new_count),
				distance_to(sought->old_line, hunk->old_start, hunk->old_count)),
		.line = G_MAXUINT,
	};
	guint64 seen = 0;
	guint number = 0;

	for (gsize at = 0; at < hunk->size; number++) {
		gsize length = line_length(hunk->text + at, hunk->size - at);
		const char mark = hunk->text[at];
		guint n = 0;

		if ((mark == '+' || mark == '-') && !is_comment(hunk->text + at, length))
			n = count_matches(sought->words, hunk->text + at + 1, length - 1, &seen);
		if (n && candidate.line == G_MAXUINT)
			candidate.line = number;
		candidate.matches += n;
		at += length;
	}
	return candidate;
}

static gboolean is_better(const struct candidate *one, const struct candidate *other)
{
	if (!other->hunk)
		return TRUE;
	if (!one->matches != !other->matches)
		return one->matches > 0;
	if (one->distance != other->distance)
		return one->distance < other->distance;
	return one->matches > other->matches;
}

/* The hunk from its first line to its last, or the lines around @middle. */
static char *cut(const struct candidate *candidate)
{
	const struct unified_hunk *hunk = candidate->hunk;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GPtrArray) starts = g_ptr_array_new();
	guint middle = candidate->line == G_MAXUINT ? 0 : candidate->line, first = 0, last;

	g_string_append_printf(text, "@@ -%u,%u +%u,%u @@\n", hunk->old_start, hunk->old_count,
			       hunk->new_start, hunk->new_count);
	for (gsize at = 0; at < hunk->size; at += line_length(hunk->text + at, hunk->size - at))
		g_ptr_array_add(starts, (gpointer)(hunk->text + at));
	if (starts->len > LINES_MAX)
		first = MIN(middle > LINES_MAX / 2 ? middle - LINES_MAX / 2 : 0,
			    starts->len - LINES_MAX);
	last = MIN(first + LINES_MAX, starts->len);
	if (first)
		g_string_append(text, "[...]\n");
	for (guint i = first; i < last; i++) {
		const char *line = starts->pdata[i];
		gsize rest = hunk->size - (gsize)(line - hunk->text);

		g_string_append_len(text, line, (gssize)line_length(line, rest));
		if (!g_str_has_suffix(text->str, "\n"))
			g_string_append_c(text, '\n');
	}
	if (last < starts->len)
		g_string_append(text, "[...]\n");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Not every line that is close is to blame. */
static gboolean fits(const struct candidate *candidate)
{
	return candidate->hunk && (candidate->matches || candidate->distance == 0);
}

/* The one side that a finding points to is the one that tells which file is meant. */
static gboolean is_concerned(const struct unified_file *file, const struct finding *finding)
{
	if (finding->new_place.file)
		return is_file_of(without_prefix(file, file->new_name), &finding->new_place);
	return is_file_of(without_prefix(file, file->old_name), &finding->old_place);
}

char *excerpt_find(const GPtrArray *files, const struct finding *finding)
{
	g_autoptr(GPtrArray) words = quoted_words(finding);
	struct candidate best = { 0 };

	for (guint i = 0; i < files->len; i++) {
		const struct unified_file *file = files->pdata[i];
		const char *old_name = without_prefix(file, file->old_name);
		const gboolean is_old = is_file_of(old_name, &finding->old_place);
		const struct sought sought = { words, is_old ? finding->old_place.line : 0,
					       finding->new_place.line };

		if (!file->hunks || !is_concerned(file, finding))
			continue;
		for (guint j = 0; j < file->hunks->len; j++) {
			struct candidate candidate =
				examine(&g_array_index(file->hunks, struct unified_hunk, j),
					&sought);

			if (is_better(&candidate, &best))
				best = candidate;
		}
	}
	return fits(&best) ? cut(&best) : NULL;
}
