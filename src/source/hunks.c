/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/hunks.h"

#include <string.h>

G_DEFINE_QUARK(apply - error - quark, apply_error)

struct text_line {
	const char *text;
	guint32 size;     /* without its end */
	gboolean newline; /* has one */
};

struct application {
	const char *patch;
	const char *path;
	GArray *base;    /* struct text_line */
	guint next;      /* the first line of @base that is not in @result yet */
	gint64 grown;    /* how many lines more @result has than what it replaces */
	const char *end; /* of a line: "\n" or "\r\n" */
	GString *result;
	guint64 *work;
};

/* One hunk. */
struct change {
	GArray *before; /* struct text_line */
	GArray *after;
	gboolean at_start; /* fits nowhere else */
	gboolean at_end;
};

static GArray *lines_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct text_line));
}

static const struct text_line *line_at(const GArray *lines, guint index)
{
	return &g_array_index(lines, struct text_line, index);
}

/* Cuts the line at @at off; @cr is whether a "\r" belongs to its end. */
static const char *cut_line(const char *at, const char *end, gboolean cr, struct text_line *line)
{
	const char *newline = memchr(at, '\n', (gsize)(end - at));

	line->text = at;
	line->size = (guint32)((newline ? newline : end) - at);
	line->newline = newline != NULL;
	if (cr && newline && newline != at && newline[-1] == '\r')
		line->size--;
	return newline ? newline + 1 : end;
}

static gboolean fail_long(const struct application *application, GError **error)
{
	g_set_error(error, APPLY_ERROR, APPLY_ERROR_LIMIT,
		    "%s is for %s, which has more than %d lines", application->patch,
		    application->path, HUNKS_LINES_MAX);
	return FALSE;
}

static gboolean split(struct application *application, const char *text, gsize size, GError **error)
{
	gboolean cr = g_str_equal(application->end, "\r\n");
	const char *end = text + size;
	struct text_line line;

	while (text < end && application->base->len < HUNKS_LINES_MAX) {
		text = cut_line(text, end, cr, &line);
		g_array_append_val(application->base, line);
	}
	return text == end || fail_long(application, error);
}

/* --- Line ends ---------------------------------------------------------------- */

static gboolean ends_in_cr(const char *text, gsize size)
{
	return size > 0 && text[size - 1] == '\r';
}

static gboolean is_all_crlf(const char *text, gsize size)
{
	const char *end = text + size;
	const char *newline = size ? memchr(text, '\n', size) : NULL;

	if (!newline)
		return FALSE;
	for (; newline; newline = memchr(text, '\n', (gsize)(end - text))) {
		if (!ends_in_cr(text, (gsize)(newline - text)))
			return FALSE;
		text = newline + 1;
	}
	return TRUE;
}

static gboolean hunk_has_cr(const struct unified_hunk *hunk)
{
	return g_strstr_len(hunk->text, (gssize)hunk->size, "\r\n") != NULL;
}

/*
 * Mail has line ends of its own, so that a patch for a file with "\r\n" arrives
 * without them.
 */
static const char *choose_end(const struct unified_file *file, const char *text, gsize size)
{
	if (!is_all_crlf(text, size))
		return "\n";
	for (guint i = 0; i < file->hunks->len; i++)
		if (hunk_has_cr(&g_array_index(file->hunks, struct unified_hunk, i)))
			return "\n";
	return "\r\n";
}

/* --- One hunk ----------------------------------------------------------------- */

static void change_clear(struct change *change)
{
	g_array_unref(change->before);
	g_array_unref(change->after);
}

static void lose_newline(GArray *lines)
{
	if (lines->len)
		g_array_index(lines, struct text_line, lines->len - 1).newline = FALSE;
}

/* "\ No newline at end of file" speaks of the line before it. */
static void take_no_newline(struct change *change, char previous)
{
	if (previous != '+')
		lose_newline(change->before);
	if (previous != '-')
		lose_newline(change->after);
}

/* Adds the line and returns its mark. */
static char take_line(struct change *change, struct text_line line, char previous)
{
	char mark = line.size && *line.text != '\r' ? *line.text : '\0';

	if (mark == '\\') {
		take_no_newline(change, previous);
		return previous;
	}
	/* A line without a mark is an empty one, for which a mailer took the space. */
	line.text += mark != '\0';
	line.size -= mark != '\0';
	if (mark != '+')
		g_array_append_val(change->before, line);
	if (mark != '-')
		g_array_append_val(change->after, line);
	return mark ? mark : ' ';
}

static void change_read(struct change *change, const struct unified_hunk *hunk)
{
	const char *at = hunk->text;
	const char *end = at + hunk->size;
	struct text_line line;
	char mark = ' ';

	change->before = lines_new();
	change->after = lines_new();
	while (at < end) {
		at = cut_line(at, end, FALSE, &line);
		mark = take_line(change, line, mark);
	}
	/* Context that lacks is where the file lacks lines to make it of. */
	change->at_start = hunk->old_start <= 1;
	change->at_end = mark != ' ';
}

static gboolean are_same(struct application *application, const struct text_line *a,
			 const struct text_line *b)
{
	(*application->work)++;
	if (a->size != b->size || a->newline != b->newline)
		return FALSE;
	*application->work += a->size;
	return memcmp(a->text, b->text, a->size) == 0;
}

/* How many of @lines stand at @position of the base. */
static guint count_same(struct application *application, const GArray *lines, guint position)
{
	const GArray *base = application->base;
	guint i = 0;

	while (i < lines->len && position + i < base->len &&
	       are_same(application, line_at(base, position + i), line_at(lines, i)))
		i++;
	return i;
}

static gboolean fits(struct application *application, const struct change *change, guint position)
{
	const GArray *before = change->before;

	if (change->at_start && position + application->grown != 0)
		return FALSE;
	if (change->at_end && position + before->len != application->base->len)
		return FALSE;
	return count_same(application, before, position) == before->len;
}

/* Where the hunk says that it belongs, as a line of the base from 0. */
static guint expected_position(const struct application *application,
			       const struct unified_hunk *hunk, const struct change *change)
{
	gint64 position = (gint64)hunk->new_start - (hunk->new_start != 0) - application->grown;
	gint64 last = (gint64)application->base->len - change->before->len;

	if (change->at_start)
		position = 0;
	else if (change->at_end)
		position = last;
	return (guint)CLAMP(position, application->next, application->base->len);
}

/*
 * Looks at the nearest lines first, in the order in which git-apply does, so
 * that both find the same place where there are several.
 */
static gboolean find_position(struct application *application, const struct change *change,
			      guint expected, guint *ret)
{
	guint last;

	if (application->base->len < change->before->len)
		return FALSE;
	last = application->base->len - change->before->len;
	for (guint away = 0; *application->work < HUNKS_WORK_MAX; away++) {
		gboolean below = last >= expected && away <= last - expected;
		gboolean above = away <= expected - application->next;

		*ret = expected + away;
		if (below && fits(application, change, *ret))
			return TRUE;
		*ret = expected - away;
		if (above && fits(application, change, *ret))
			return TRUE;
		if (!below && !above)
			break;
	}
	return FALSE;
}

static gboolean fail(struct application *application, const struct change *change, guint expected,
		     GError **error)
{
	guint same;
	const char *reason = "the base has other text";

	if (*application->work >= HUNKS_WORK_MAX) {
		g_set_error(error, APPLY_ERROR, APPLY_ERROR_LIMIT,
			    "%s takes too long to apply to %s", application->patch,
			    application->path);
		return FALSE;
	}
	same = count_same(application, change->before, expected);
	if (count_same(application, change->after, expected) == change->after->len &&
	    change->after->len)
		reason = "the base has this change already";
	else if (expected + same >= application->base->len)
		reason = "the base ends before it";
	else if (same == change->before->len)
		reason = "the base has more text there";
	g_set_error(error, APPLY_ERROR, APPLY_ERROR_CONFLICT,
		    "%s does not apply to %s at line %u: %s", application->patch, application->path,
		    expected + same + 1, reason);
	return FALSE;
}

static void put_line(struct application *application, const struct text_line *line)
{
	g_string_append_len(application->result, line->text, line->size);
	if (line->newline)
		g_string_append(application->result, application->end);
}

static void put_base(struct application *application, guint end)
{
	while (application->next < end)
		put_line(application, line_at(application->base, application->next++));
}

static gboolean apply_hunk(struct application *application, const struct unified_hunk *hunk,
			   const struct change *change, GError **error)
{
	guint expected = expected_position(application, hunk, change);
	guint position;

	if (!find_position(application, change, expected, &position))
		return fail(application, change, expected, error);
	put_base(application, position);
	for (guint i = 0; i < change->after->len; i++)
		put_line(application, line_at(change->after, i));
	application->next += change->before->len;
	application->grown += (gint64)change->after->len - change->before->len;
	return TRUE;
}

static gboolean apply_hunks(struct application *application, const struct unified_file *file,
			    GError **error)
{
	struct change change;
	gboolean ok = TRUE;

	for (guint i = 0; ok && i < file->hunks->len; i++) {
		const struct unified_hunk *hunk =
			&g_array_index(file->hunks, struct unified_hunk, i);

		if (MAX(hunk->old_count, hunk->new_count) > HUNKS_LINES_MAX)
			return fail_long(application, error);
		change_read(&change, hunk);
		ok = apply_hunk(application, hunk, &change, error);
		change_clear(&change);
	}
	if (ok)
		put_base(application, application->base->len);
	return ok;
}

GString *hunks_apply(const struct unified_file *file, const char *text, gsize size,
		     const char *patch, const char *path, guint64 *work, GError **error)
{
	g_autoptr(GArray) base = lines_new();
	g_autoptr(GString) result = NULL;
	struct application application = {
		.patch = patch,
		.path = path,
		.base = base,
		.end = choose_end(file, text, size),
		.work = work,
	};

	if (size > HUNKS_BYTES_MAX) {
		g_set_error(error, APPLY_ERROR, APPLY_ERROR_LIMIT,
			    "%s is for %s, which has more than %d bytes", patch, path,
			    HUNKS_BYTES_MAX);
		return NULL;
	}
	*work += size;
	if (!split(&application, text, size, error))
		return NULL;
	result = g_string_sized_new(size + file->size + 1);
	application.result = result;
	return apply_hunks(&application, file, error) ? g_steal_pointer(&result) : NULL;
}
