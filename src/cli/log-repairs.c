/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which earlier commit a change may take back.  Only texts are looked at here: that what it
 * says is true, the models have to show.
 */
#include <string.h>

#include "cli/log.h"

/* How many commits back, and how many of those that changed the header, are looked at. */
#define COMMITS_MAX    5000
#define CANDIDATES_MAX 8

/* The lines of a text as a set; they point into it, cut at their ends. */
struct lines {
	char *text;
	GHashTable *set;
};

static void lines_clear(struct lines *lines)
{
	g_clear_pointer(&lines->set, g_hash_table_unref);
	g_clear_pointer(&lines->text, g_free);
}

/* Without blanks at their ends; empty ones say nothing. */
static gboolean lines_read(struct lines *lines, const struct log *log,
			   const struct revision *revision, const char *path)
{
	gsize size;

	lines->set = NULL;
	lines->text = repository_file(log->review.repository, revision, path, &size, NULL);
	if (!lines->text)
		return FALSE;
	lines->set = g_hash_table_new(g_str_hash, g_str_equal);
	for (char *line = lines->text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line = g_strstrip(line);
		if (*line)
			g_hash_table_add(lines->set, line);
	}
	return TRUE;
}

/* Whether @was has all lines that came into @now, and none of those that left @old. */
static gboolean is_like(const struct lines *was, const struct lines *old, const struct lines *now)
{
	GHashTableIter iter;
	gpointer line;

	g_hash_table_iter_init(&iter, now->set);
	while (g_hash_table_iter_next(&iter, &line, NULL)) {
		if (!g_hash_table_contains(old->set, line) &&
		    !g_hash_table_contains(was->set, line))
			return FALSE;
	}
	g_hash_table_iter_init(&iter, old->set);
	while (g_hash_table_iter_next(&iter, &line, NULL)) {
		if (!g_hash_table_contains(now->set, line) && g_hash_table_contains(was->set, line))
			return FALSE;
	}
	return TRUE;
}

static gboolean takes_back(const struct log *log, const struct commit *earlier, const char *path,
			   const struct lines *old, const struct lines *now)
{
	struct lines was = { 0 };
	gboolean like = earlier->n_parents && lines_read(&was, log, &earlier->parent, path) &&
			is_like(&was, old, now);

	lines_clear(&was);
	return like;
}

static struct commit *search(const struct log *log, const struct commit *commit, const char *path,
			     const struct lines *old, const struct lines *now)
{
	const struct revision *from = &commit->parent;
	struct commit *last = NULL;
	guint left = COMMITS_MAX;

	for (guint i = 0; i < CANDIDATES_MAX; i++) {
		struct commit *earlier =
			repository_last_change(log->review.repository, from, path, &left);

		commit_free(last);
		if (!earlier || takes_back(log, earlier, path, old, now))
			return earlier;
		last = earlier;
		from = &earlier->parent;
	}
	commit_free(last);
	return NULL;
}

struct commit *log_find_earlier(const struct log *log, const struct commit *commit,
				const char *path)
{
	struct lines old = { 0 }, now = { 0 };
	struct commit *earlier = NULL;

	if (commit->n_parents && lines_read(&old, log, &commit->parent, path) &&
	    lines_read(&now, log, &commit->revision, path))
		earlier = search(log, commit, path, &old, &now);
	lines_clear(&old);
	lines_clear(&now);
	return earlier;
}
