/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/confession.h"

#include <string.h>

/* A comment that ends further above an item than this is not about it. */
#define BLANKS_ABOVE  1
#define DEFINES_ABOVE 8
/* The longest comment that is looked at. */
#define COMMENT_LINES 30
#define WORDS_MAX     100

static const struct {
	const char *words;   /* in lower case */
	gboolean for_header; /* so clear that at the top of a header they are about all of it */
} phrases[] = {
	{ "never rely on", TRUE },    { "not a stable", TRUE },   { "not stable", FALSE },
	{ "unstable", FALSE },        { "experimental", FALSE },  { "subject to change", FALSE },
	{ "will change in", FALSE },  { "may change in", FALSE }, { "enabled with staging", TRUE },
	{ "abi is not final", TRUE },
};

static gboolean says(const char *line, gboolean for_header)
{
	g_autofree char *lower = g_ascii_strdown(line, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
		if ((phrases[i].for_header || !for_header) && strstr(lower, phrases[i].words))
			return TRUE;
	}
	return FALSE;
}

/* The words of a line of a comment, without what draws its frame. */
static char *words_of_line(const char *line)
{
	g_autofree char *copy = g_strdup(line);
	const char *start = strstr(copy, "/*");
	char *end = strstr(copy, "*/");

	if (end)
		*end = '\0';
	start = start && (!end || start < end) ? start + 2 : copy;
	start += strspn(start, "* \t/");
	return g_strndup(g_strchomp((char *)start), WORDS_MAX);
}

/* A line of the header, and which one it is. */
struct line {
	const char *text; /* ends with the header, not with the line */
	guint number;
};

static char *copy_line(const struct line *line)
{
	return g_strndup(line->text, strcspn(line->text, "\n"));
}

static gboolean next_line(struct line *line)
{
	const char *end = strchr(line->text, '\n');

	if (!end || !end[1])
		return FALSE;
	line->text = end + 1;
	line->number++;
	return TRUE;
}

static gboolean previous_line(struct line *line, const char *text)
{
	const char *at = line->text;

	if (at == text)
		return FALSE;
	for (at--; at > text && at[-1] != '\n';)
		at--;
	line->text = at;
	line->number--;
	return TRUE;
}

static gboolean confess(const struct line *line, const char *copy, struct confession *ret)
{
	ret->line = line->number;
	ret->words = words_of_line(copy);
	return TRUE;
}

static gboolean is_blank(const char *line)
{
	return !line[strspn(line, " \t\r")];
}

/* Goes up to the end of the comment that stands right above @line, or above the #defines that
 * it is one of. */
static gboolean find_comment_above(const char *text, struct line *line)
{
	g_autofree char *own = copy_line(line);
	gboolean is_define = g_str_has_prefix(own, "#define");
	guint blanks = 0, defines = 0;

	while (blanks <= BLANKS_ABOVE && defines <= DEFINES_ABOVE && previous_line(line, text)) {
		g_autofree char *copy = copy_line(line);

		if (is_define && !blanks && g_str_has_prefix(copy, "#define"))
			defines++;
		else if (strstr(copy, "*/"))
			return TRUE;
		else if (is_blank(copy) && !defines)
			blanks++;
		else
			return FALSE; /* another item between them has the comment */
	}
	return FALSE;
}

/* From the last line of a comment up. */
static gboolean search_above(const char *text, struct line line, struct confession *ret)
{
	struct confession found = { 0 };
	gboolean is_comment = FALSE;

	for (guint i = 0; i < COMMENT_LINES && !is_comment; i++) {
		g_autofree char *copy = copy_line(&line);
		const char *start = strstr(copy, "/*");

		if (!found.words && says(start ? start : copy, FALSE))
			confess(&line, copy, &found);
		/* Behind code it is about that. */
		if (start && !g_str_has_prefix(copy + strspn(copy, " \t"), "/*"))
			break;
		is_comment = start != NULL;
		if (!previous_line(&line, text))
			break;
	}
	if (is_comment && found.words) {
		*ret = found;
		return TRUE;
	}
	g_free(found.words);
	return FALSE;
}

/* What may stand between the comments with which a header begins. */
static gboolean is_prologue(const char *line)
{
	static const char *const starts[] = {
		"/*", "//", "#if", "#define _", "#pragma", "#include"
	};

	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(line, starts[i]))
			return TRUE;
	return is_blank(line);
}

/* The comments with which the header begins. */
static gboolean search_top(const char *text, struct confession *ret)
{
	struct line at = { .text = text, .number = 1 };
	gboolean inside = FALSE;

	do {
		g_autofree char *copy = copy_line(&at);
		const char *line = copy + strspn(copy, " \t");

		if (!inside && !is_prologue(line))
			return FALSE;
		inside = inside || g_str_has_prefix(line, "/*");
		if ((inside || g_str_has_prefix(line, "//")) && says(line, TRUE))
			return confess(&at, copy, ret);
		inside = inside && !strstr(line, "*/");
	} while (next_line(&at));
	return FALSE;
}

gboolean find_confession(const char *text, guint line, struct confession *ret)
{
	struct line at = { .text = text, .number = 1 };
	g_autofree char *copy = NULL;
	const char *comment;

	while (at.number < line) {
		if (!next_line(&at))
			return FALSE;
	}
	copy = copy_line(&at);
	comment = strstr(copy, "/*");
	if (comment && says(comment, FALSE))
		return confess(&at, copy, ret);
	return (find_comment_above(text, &at) && search_above(text, at, ret)) ||
	       search_top(text, ret);
}
