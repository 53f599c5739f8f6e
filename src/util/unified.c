/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/unified.h"

#include <string.h>

#define FILES_MAX 100000
#define HUNKS_MAX 1000000

/* More digits than any file has lines, and no overflow. */
#define DIGITS_MAX 9

G_DEFINE_QUARK(unified - error - quark, unified_error)

struct span {
	const char *text;
	gsize size;
};

struct line {
	struct span span; /* without its end */
	gboolean cr;      /* ends in "\r\n" */
	const char *next; /* behind its end */
};

struct scan {
	const char *at;
	const char *end;
	gsize line; /* number of the line at @at */
	gsize n_hunks;
	GPtrArray *files;
};

G_GNUC_PRINTF(3, 4)
static gboolean fail(const struct scan *scan, GError **error, const char *format, ...)
{
	g_autofree char *reason = NULL;
	va_list arguments;

	va_start(arguments, format);
	reason = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, UNIFIED_ERROR, UNIFIED_ERROR_MALFORMED, "line %" G_GSIZE_FORMAT " %s",
		    scan->line, reason);
	return FALSE;
}

static gboolean read_line(const char *at, const char *end, struct line *line)
{
	const char *newline;

	if (at == end)
		return FALSE;
	newline = memchr(at, '\n', (gsize)(end - at));
	line->next = newline ? newline + 1 : end;
	line->span.text = at;
	line->span.size = (gsize)((newline ? newline : end) - at);
	line->cr = newline && newline != at && newline[-1] == '\r';
	line->span.size -= line->cr;
	return TRUE;
}

static gboolean peek(const struct scan *scan, struct line *line)
{
	return read_line(scan->at, scan->end, line);
}

static void advance(struct scan *scan, const struct line *line)
{
	scan->at = line->next;
	scan->line++;
}

static gboolean skip(struct span *span, const char *prefix)
{
	gsize length = strlen(prefix);

	if (span->size < length || memcmp(span->text, prefix, length) != 0)
		return FALSE;
	span->text += length;
	span->size -= length;
	return TRUE;
}

static gboolean begins(struct span span, const char *prefix)
{
	return skip(&span, prefix);
}

static gboolean skip_number(struct span *span, guint *ret)
{
	gsize digits = 0;

	*ret = 0;
	while (digits < span->size && digits <= DIGITS_MAX && g_ascii_isdigit(span->text[digits]))
		*ret = *ret * 10 + (guint)(span->text[digits++] - '0');
	span->text += digits;
	span->size -= digits;
	return digits > 0 && digits <= DIGITS_MAX;
}

/* "12,3" or "12", which means "12,1". */
static gboolean skip_range(struct span *span, guint *start, guint *count)
{
	*count = 1;
	return skip_number(span, start) && (!skip(span, ",") || skip_number(span, count));
}

static gboolean parse_hunk_header(struct span span, struct unified_hunk *hunk)
{
	return skip(&span, "@@ -") && skip_range(&span, &hunk->old_start, &hunk->old_count) &&
	       skip(&span, " +") && skip_range(&span, &hunk->new_start, &hunk->new_count) &&
	       skip(&span, " @@");
}

static void file_free(gpointer data)
{
	struct unified_file *file = data;

	g_free(file->old_name);
	g_free(file->new_name);
	g_array_unref(file->hunks);
	g_free(file);
}

static struct unified_file *file_new(const struct scan *scan)
{
	struct unified_file *file = g_new0(struct unified_file, 1);

	file->hunks = g_array_new(FALSE, FALSE, sizeof(struct unified_hunk));
	file->prefixed = TRUE;
	file->crlf = TRUE;
	file->text = scan->at;
	file->line = scan->line;
	return file;
}

/* --- Names -------------------------------------------------------------------- */

/* The byte that the escape behind a backslash stands for; -1 for none. */
static int unescape(struct span *span)
{
	static const char letters[] = "abfnrtv\"\\";
	static const char meanings[] = "\a\b\f\n\r\t\v\"\\";
	const char *letter;
	int value = 0;

	if (!span->size)
		return -1;
	letter = memchr(letters, *span->text, sizeof(letters) - 1);
	if (letter) {
		span->text++;
		span->size--;
		return meanings[letter - letters];
	}
	if (span->size < 3)
		return -1;
	for (gsize i = 0; i < 3; i++) {
		if (span->text[i] < '0' || span->text[i] > '7')
			return -1;
		value = value * 8 + span->text[i] - '0';
	}
	span->text += 3;
	span->size -= 3;
	return value <= 0xff ? value : -1;
}

/* A name in quotes, as git writes those with odd bytes; NULL when it has no end. */
static char *skip_quoted(struct span *span)
{
	g_autoptr(GString) name = g_string_new(NULL);

	if (!skip(span, "\""))
		return NULL;
	while (span->size) {
		int byte = (guchar)*span->text++;

		span->size--;
		if (byte == '"')
			return g_string_free(g_steal_pointer(&name), FALSE);
		if (byte == '\\')
			byte = unescape(span);
		if (byte <= 0)
			return NULL;
		g_string_append_c(name, (char)byte);
	}
	return NULL;
}

/* Names go into messages, and no header is called like that. */
static gboolean is_name(const char *name, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (g_ascii_iscntrl(name[i]))
			return FALSE;
	return size > 0;
}

/* A name up to its end or, as diff -u writes times, to a tab; NULL when it is none. */
static char *parse_name(struct span span)
{
	const char *tab = memchr(span.text, '\t', span.size);
	g_autofree char *name = NULL;
	gsize size = tab ? (gsize)(tab - span.text) : span.size;

	if (begins(span, "\"")) {
		name = skip_quoted(&span);
		size = name ? strlen(name) : 0;
	} else {
		name = g_strndup(span.text, size);
	}
	return name && is_name(name, size) ? g_steal_pointer(&name) : NULL;
}

static gboolean take_name(char **ret, struct span span)
{
	g_free(*ret);
	*ret = parse_name(span);
	return *ret != NULL;
}

/* Whether two names are one file's but for a first component such as "a" and "b". */
static gboolean are_alike(const char *a, const char *b)
{
	const char *a_slash = strchr(a, '/');
	const char *b_slash = strchr(b, '/');

	return strcmp(a, b) == 0 || (a_slash && b_slash && strcmp(a_slash, b_slash) == 0);
}

/* "a/x b/x": names may have spaces, but both are the same, so the middle is known. */
static void split_names(struct unified_file *file, struct span names)
{
	struct span first = { names.text, names.size / 2 };
	struct span second = { names.text + first.size + 1, first.size };

	if (names.size % 2 == 0 || names.text[first.size] != ' ')
		return;
	take_name(&file->old_name, first);
	take_name(&file->new_name, second);
}

/* What "diff --git" says, which matters where no other line names the files. */
static gboolean take_git_names(struct unified_file *file, struct span names)
{
	const char *quote = memchr(names.text, '"', names.size);

	if (begins(names, "\"")) {
		g_free(file->old_name);
		file->old_name = skip_quoted(&names);
		if (!skip(&names, " ") || !take_name(&file->new_name, names))
			return FALSE;
	} else if (quote) {
		struct span first = { names.text, (gsize)(quote - names.text) - 1 };
		struct span second = { quote, names.size - first.size - 1 };

		take_name(&file->old_name, first);
		take_name(&file->new_name, second);
	} else {
		split_names(file, names);
	}
	return file->old_name && is_name(file->old_name, strlen(file->old_name)) &&
	       file->new_name && are_alike(file->old_name, file->new_name);
}

/* --- The lines between "diff --git" and the hunks -------------------------------- */

static gboolean parse_mode(struct span span, guint *ret)
{
	*ret = 0;
	if (span.size < 5 || span.size > 6)
		return FALSE;
	for (gsize i = 0; i < span.size; i++) {
		if (span.text[i] < '0' || span.text[i] > '7')
			return FALSE;
		*ret = *ret * 8 + (guint)(span.text[i] - '0');
	}
	return TRUE;
}

static gboolean take_old_mode(struct unified_file *file, struct span value)
{
	return parse_mode(value, &file->old_mode);
}

static gboolean take_new_mode(struct unified_file *file, struct span value)
{
	return parse_mode(value, &file->new_mode);
}

static gboolean take_deleted(struct unified_file *file, struct span value)
{
	file->change = UNIFIED_DELETE;
	return parse_mode(value, &file->old_mode);
}

static gboolean take_added(struct unified_file *file, struct span value)
{
	file->change = UNIFIED_ADD;
	return parse_mode(value, &file->new_mode);
}

static gboolean take_from(struct unified_file *file, struct span value)
{
	return take_name(&file->old_name, value);
}

static gboolean take_rename_to(struct unified_file *file, struct span value)
{
	file->change = UNIFIED_RENAME;
	return take_name(&file->new_name, value);
}

static gboolean take_copy_to(struct unified_file *file, struct span value)
{
	file->change = UNIFIED_COPY;
	return take_name(&file->new_name, value);
}

static gboolean pass_over(struct unified_file *file, struct span value)
{
	(void)file;
	(void)value;
	return TRUE;
}

static const struct {
	const char *prefix;
	gboolean (*take)(struct unified_file *file, struct span value);
} headers[] = {
	{ "old mode ", take_old_mode },
	{ "new mode ", take_new_mode },
	{ "deleted file mode ", take_deleted },
	{ "new file mode ", take_added },
	{ "rename from ", take_from },
	{ "rename to ", take_rename_to },
	{ "copy from ", take_from },
	{ "copy to ", take_copy_to },
	{ "similarity index ", pass_over },
	{ "dissimilarity index ", pass_over },
	{ "index ", pass_over },
};

/* FALSE at the first line that is none of these. */
static gboolean take_header(struct scan *scan, struct unified_file *file, gboolean *ret_ok)
{
	struct line line;

	if (!peek(scan, &line))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
		struct span value = line.span;

		if (!skip(&value, headers[i].prefix))
			continue;
		*ret_ok = headers[i].take(file, value);
		file->crlf = file->crlf && line.cr;
		if (*ret_ok)
			advance(scan, &line);
		return *ret_ok;
	}
	return FALSE;
}

static gboolean take_headers(struct scan *scan, struct unified_file *file, GError **error)
{
	gboolean ok = TRUE;

	while (take_header(scan, file, &ok))
		;
	return ok || fail(scan, error, "makes no sense in the header of a diff");
}

/* --- Hunks -------------------------------------------------------------------- */

static gboolean count_line(const struct line *line, guint *old_left, guint *new_left)
{
	char mark = line->span.size ? *line->span.text : ' ';
	gboolean is_old = mark == ' ' || mark == '-';
	gboolean is_new = mark == ' ' || mark == '+';

	if (mark == '\\')
		return TRUE;
	if ((!is_old && !is_new) || (is_old && !*old_left) || (is_new && !*new_left))
		return FALSE;
	*old_left -= is_old;
	*new_left -= is_new;
	return TRUE;
}

static gboolean take_hunk_lines(struct scan *scan, struct unified_hunk *hunk, GError **error)
{
	guint old_left = hunk->old_count;
	guint new_left = hunk->new_count;
	struct line line;

	hunk->text = scan->at;
	while (old_left || new_left) {
		if (!peek(scan, &line))
			return fail(scan, error, "is missing: the last hunk is cut off");
		if (!count_line(&line, &old_left, &new_left))
			return fail(scan, error,
				    "does not belong into its hunk: the diff was damaged, "
				    "perhaps by a mail program that wraps lines");
		advance(scan, &line);
	}
	if (peek(scan, &line) && begins(line.span, "\\ "))
		advance(scan, &line);
	hunk->size = (gsize)(scan->at - hunk->text);
	return TRUE;
}

static gboolean take_hunks(struct scan *scan, struct unified_file *file, GError **error)
{
	struct unified_hunk hunk;
	struct line line;

	while (peek(scan, &line) && begins(line.span, "@@ -")) {
		if (!parse_hunk_header(line.span, &hunk))
			return fail(scan, error, "is no header of a hunk");
		if (++scan->n_hunks > HUNKS_MAX) {
			g_set_error(error, UNIFIED_ERROR, UNIFIED_ERROR_LIMIT,
				    "there are more than %d hunks", HUNKS_MAX);
			return FALSE;
		}
		file->crlf = file->crlf && line.cr;
		advance(scan, &line);
		if (!take_hunk_lines(scan, &hunk, error))
			return FALSE;
		g_array_append_val(file->hunks, hunk);
	}
	return TRUE;
}

/* Whether "---", "+++" and "@@" follow: one of them alone is also found in prose. */
static gboolean names_follow(const struct scan *scan)
{
	struct line old_line, new_line, hunk_line;

	return peek(scan, &old_line) && begins(old_line.span, "--- ") &&
	       read_line(old_line.next, scan->end, &new_line) && begins(new_line.span, "+++ ") &&
	       read_line(new_line.next, scan->end, &hunk_line) && begins(hunk_line.span, "@@ -");
}

/* diff -u gives a file that is not there the oldest time that there is. */
static gboolean is_epoch(struct span span)
{
	const char *tab = memchr(span.text, '\t', span.size);
	struct span time = { tab ? tab + 1 : "",
			     tab ? span.size - (gsize)(tab + 1 - span.text) : 0 };

	return begins(time, "1970-01-01 ") || begins(time, "1969-12-31 ");
}

static gboolean is_absent(struct span name, guint start, guint count)
{
	return (name.size >= 9 && begins(name, "/dev/null") &&
		(name.size == 9 || name.text[9] == '\t')) ||
	       (is_epoch(name) && !start && !count);
}

static void lose_name(char **name)
{
	g_free(*name);
	*name = NULL;
}

/* Takes over what "---" and "+++" say, but for a rename, which has said it better. */
static gboolean settle_names(struct unified_file *file, struct span old_name, struct span new_name)
{
	const struct unified_hunk *hunk = &g_array_index(file->hunks, struct unified_hunk, 0);

	if (!file->prefixed)
		return TRUE;
	if (!take_name(&file->old_name, old_name) || !take_name(&file->new_name, new_name))
		return FALSE;
	if (is_absent(old_name, hunk->old_start, hunk->old_count))
		file->change = UNIFIED_ADD;
	else if (is_absent(new_name, hunk->new_start, hunk->new_count))
		file->change = UNIFIED_DELETE;
	return file->change != UNIFIED_ADD ||
	       !is_absent(new_name, hunk->new_start, hunk->new_count);
}

static gboolean take_names_and_hunks(struct scan *scan, struct unified_file *file, GError **error)
{
	struct scan start = *scan;
	struct line old_line, new_line;

	if (!names_follow(scan))
		return TRUE;
	peek(scan, &old_line);
	advance(scan, &old_line);
	peek(scan, &new_line);
	advance(scan, &new_line);
	file->crlf = file->crlf && old_line.cr && new_line.cr;
	skip(&old_line.span, "--- ");
	skip(&new_line.span, "+++ ");
	if (!take_hunks(scan, file, error))
		return FALSE;
	return settle_names(file, old_line.span, new_line.span) ||
	       fail(&start, error, "does not name a file");
}

/* --- Files -------------------------------------------------------------------- */

/* Takes @file.  One side's name is of no use where there is no such file. */
static gboolean add_file(struct scan *scan, struct unified_file *file, GError **error)
{
	if (file->change == UNIFIED_ADD)
		lose_name(&file->old_name);
	if (file->change == UNIFIED_DELETE)
		lose_name(&file->new_name);
	file->size = (gsize)(scan->at - file->text);
	g_ptr_array_add(scan->files, file);
	if (scan->files->len <= FILES_MAX)
		return TRUE;
	g_set_error(error, UNIFIED_ERROR, UNIFIED_ERROR_LIMIT, "there are more than %d files",
		    FILES_MAX);
	return FALSE;
}

static gboolean take_plain_file(struct scan *scan, GError **error)
{
	struct unified_file *file = file_new(scan);

	if (take_names_and_hunks(scan, file, error))
		return add_file(scan, file, error);
	file_free(file);
	return FALSE;
}

static void take_binary(struct scan *scan, struct unified_file *file)
{
	struct line line;

	if (!peek(scan, &line))
		return;
	file->binary = begins(line.span, "GIT binary patch") || begins(line.span, "Binary files ");
	if (file->binary)
		advance(scan, &line);
}

/* Whether anything came of a line that began like a diff; prose may quote one. */
static gboolean says_something(const struct unified_file *file)
{
	return file->change != UNIFIED_MODIFY || file->hunks->len || file->binary || file->new_mode;
}

static gboolean read_git_file(struct scan *scan, struct unified_file *file, GError **error)
{
	struct scan start = *scan;
	gboolean named;
	struct line line;

	peek(scan, &line);
	advance(scan, &line);
	file->crlf = line.cr;
	skip(&line.span, "diff --git ");
	if (!take_headers(scan, file, error))
		return FALSE;
	file->prefixed = file->change != UNIFIED_RENAME && file->change != UNIFIED_COPY;
	named = file->prefixed ? take_git_names(file, line.span) : file->old_name && file->new_name;
	if (!take_names_and_hunks(scan, file, error))
		return FALSE;
	take_binary(scan, file);
	if (!says_something(file) || named || (file->prefixed && file->hunks->len))
		return TRUE;
	return fail(&start, error, "does not tell which file it is about");
}

static gboolean take_git_file(struct scan *scan, GError **error)
{
	struct unified_file *file = file_new(scan);
	gboolean ok = read_git_file(scan, file, error);

	if (ok && says_something(file))
		return add_file(scan, file, error);
	file_free(file);
	return ok;
}

/* Of a merge, with one column of marks for each parent. */
static gboolean is_combined(const struct scan *scan)
{
	struct line line, next;

	return peek(scan, &line) &&
	       (begins(line.span, "diff --cc ") || begins(line.span, "diff --combined ")) &&
	       read_line(line.next, scan->end, &next) && begins(next.span, "index ");
}

static gboolean scan_line(struct scan *scan, const struct line *line, GError **error)
{
	if (begins(line->span, "diff --git "))
		return take_git_file(scan, error);
	if (names_follow(scan))
		return take_plain_file(scan, error);
	if (is_combined(scan))
		return fail(scan, error,
			    "begins the diff of a merge, which cannot be applied to one tree");
	advance(scan, line);
	return TRUE;
}

GPtrArray *unified_scan(const char *text, gsize size, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	struct scan scan = { .at = text, .end = text + size, .line = 1, .files = files };
	struct line line;

	while (peek(&scan, &line))
		if (!scan_line(&scan, &line, error))
			return NULL;
	return g_steal_pointer(&files);
}
