/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * markdown: a comment on a merge request.  It is bounded: a comment that is too long is
 * refused as a whole, so what does not fit is counted instead.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

/* GitHub takes 65,536 characters; the rest is for the last words. */
#define COMMENT_MAX 64000

/* Of a table nobody reads more. */
#define ROWS_MAX 100

/* One part of a byte map or a reason; JSON has all of it. */
#define PART_MAX 4000

/* What would be taken for a mark, a mention or a reference. */
static void append_escaped(GString *out, const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		const char c = text[i];

		if (c == '&')
			g_string_append(out, "&amp;");
		else if (c == '<')
			g_string_append(out, "&lt;");
		else if (c == '@')
			g_string_append(out, "&#64;");
		else if (strchr("\\`*_[]|~#>$", c))
			g_string_append_printf(out, "\\%c", c);
		else
			g_string_append_c(out, c);
	}
}

/* The length of the quoted name at @text, its quotes included; 0 if there is none. */
static gsize quoted_length(const char *text, char before)
{
	const char *end = text[0] == '\'' ? strchr(text + 1, '\'') : NULL;

	/* An apostrophe ("the program's") is no quote. */
	if (!end || end == text + 1 || g_ascii_isalnum(before) || g_ascii_isalnum(end[1]))
		return 0;
	return (gsize)(end - text) + 1;
}

/* The longest run of backticks in the @size bytes of @text. */
static guint longest_ticks(const char *text, gsize size)
{
	guint longest = 0, run = 0;

	for (gsize i = 0; i < size; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest;
}

/* A code span ends at as many backticks as it begins with; inside of a table a bar ends a
 * cell even there. */
static void append_code(GString *out, const char *text, gsize size, gboolean in_table)
{
	const guint ticks = longest_ticks(text, size);
	g_autofree char *fence = g_strnfill(ticks + 1, '`');
	const char *space = ticks ? " " : "";

	g_string_append_printf(out, "%s%s", fence, space);
	for (gsize i = 0; i < size; i++) {
		if (text[i] == '|' && in_table)
			g_string_append_c(out, '\\');
		g_string_append_c(out, text[i]);
	}
	g_string_append_printf(out, "%s%s", space, fence);
}

static void append_marked(GString *out, const char *text, gboolean in_table)
{
	g_autoptr(GString) printable = g_string_new(NULL);
	char before = ' ';

	append_printable(printable, text);
	for (const char *at = printable->str; *at;) {
		gsize quoted = quoted_length(at, before);
		gsize plain = quoted ? 0 : 1 + strcspn(at + 1, "'");

		if (quoted)
			append_code(out, at + 1, quoted - 2, in_table);
		else
			append_escaped(out, at, plain);
		at += quoted + plain;
		before = at[-1];
	}
}

void append_markdown(GString *out, const char *text)
{
	append_marked(out, text, FALSE);
}

static void append_map(GString *out, const char *label, const char *map)
{
	g_auto(GStrv) lines = g_strsplit(map ? map : "", "\n", -1);
	gsize start = out->len;

	for (guint i = 0; map && lines[i] && out->len - start < PART_MAX; i++) {
		g_autoptr(GString) line = g_string_new(NULL);

		append_printable(line, lines[i]);
		g_strdelimit(line->str, "`", '\'');
		g_string_append_printf(out, "%-5s%s\n", i == 0 ? label : "", line->str);
	}
	if (out->len - start > PART_MAX) {
		g_string_truncate(out, start + PART_MAX);
		/* Not in the middle of a character. */
		while (out->len > start && ((guchar)out->str[out->len - 1] & 0x80))
			g_string_truncate(out, out->len - 1);
		g_string_append(out, "...\n");
	}
}

void append_markdown_maps(GString *out, const struct finding *finding)
{
	if (!finding->old_map && !finding->new_map)
		return;
	g_string_append(out, "\n\n```\n");
	append_map(out, "old", finding->old_map);
	append_map(out, "new", finding->new_map);
	g_string_append(out, "```");
}

/* --- The table -------------------------------------------------------------- */

static char *row_of(const struct finding *finding, const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	g_autofree char *path = finding_path(finding, &place, options);
	g_autoptr(GString) where = g_string_new(NULL);
	g_autoptr(GString) what = g_string_new(NULL);
	g_autoptr(GString) row = g_string_new(NULL);

	append_printable(where, path);
	if (place.line)
		g_string_append_printf(where, ":%u", place.line);
	append_message(what, finding->message);
	if (finding->accepted)
		g_string_append_printf(what, " (accepted: %s)", finding->accepted->reason);
	g_string_append_printf(row, finding->severity == SEVERITY_ERROR ? "| **%s** | " : "| %s | ",
			       finding_word(finding));
	append_code(row, where->str, where->len, TRUE);
	g_string_append(row, " | ");
	append_marked(row, what->str, TRUE);
	g_string_append_printf(row, " | `%s` |\n", finding->rule);
	return g_string_free(g_steal_pointer(&row), FALSE);
}

/* The gravest first; within one severity in the order of the report. */
static GPtrArray *in_order(const struct report *report, const struct report_options *options)
{
	GPtrArray *list = g_ptr_array_new();

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NONE; severity--) {
		for (gsize i = 0; i < report->n_findings; i++) {
			const struct finding *finding = &report->findings[i];

			if ((int)finding->severity == severity && finding_is_told(finding, options))
				g_ptr_array_add(list, (gpointer)finding);
		}
	}
	return list;
}

static void append_left_out(GString *out, gsize n, const char *what)
{
	if (n)
		g_string_append_printf(out, "\n%" G_GSIZE_FORMAT " more %s not shown here.\n", n,
				       what);
}

static void append_table(GString *out, const GPtrArray *findings,
			 const struct report_options *options)
{
	guint i;

	if (!findings->len)
		return;
	g_string_append(out, "\n| | where | what | rule |\n|---|---|---|---|\n");
	for (i = 0; i < findings->len && i < ROWS_MAX; i++) {
		g_autofree char *row = row_of(findings->pdata[i], options);

		if (out->len + strlen(row) > COMMENT_MAX / 2)
			break;
		g_string_append(out, row);
	}
	append_left_out(out, findings->len - i,
			findings->len - i == 1 ? "finding is" : "findings are");
}

/* --- Details ---------------------------------------------------------------- */

static void append_labelled(GString *out, const char *label, const char *text)
{
	if (!text)
		return;
	g_string_append_printf(out, "\n\n**%s:** ", label);
	append_markdown(out, text);
}

/* Of names that have others: a table of its own. */
static void append_renamings_table(GString *out, const struct finding *finding)
{
	if (finding->n_renamings)
		g_string_append(out,
				"\n\n| old name | value | what has its meaning now | what the old "
				"name means |\n|---|---|---|---|");
	for (gsize i = 0; i < finding->n_renamings; i++) {
		const struct finding_renaming *row = &finding->renamings[i];
		const char *const cells[] = { row->old_name, row->value, row->new_name,
					      row->now ? row->now : "nothing" };

		g_string_append(out, "\n|");
		for (gsize j = 0; j < G_N_ELEMENTS(cells); j++) {
			g_string_append_c(out, ' ');
			append_marked(out, cells[j] ? cells[j] : "", TRUE);
			g_string_append(out, " |");
		}
	}
}

static char *details_of(const struct finding *finding, const struct report *report)
{
	g_autoptr(GString) text = g_string_new("\n");
	g_autofree char *only = target_set_format(finding->targets);
	g_autofree char *commit = finding->commit ? commit_name(finding->commit) : NULL;
	g_autoptr(GString) what = g_string_new(NULL);

	append_message(what, finding->message);
	append_markdown(text, what->str);
	append_markdown_maps(text, finding);
	append_renamings_table(text, finding);
	append_labelled(text, "Why", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		append_labelled(text, "Known", *line);
	append_labelled(text, "What decides", finding->fact);
	append_labelled(text, "Fix", finding->fix);
	if (finding->targets && finding->targets != report->targets)
		append_labelled(text, "Only", only);
	append_labelled(text, "By", commit);
	g_string_append_printf(text, "\n\n`unbroken explain %s`, id `%s`\n", finding->rule,
			       finding->id);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* How many findings, from @first on, want their details told. */
static guint count_told(const GPtrArray *findings, guint first)
{
	guint n = 0;

	for (guint i = first; i < findings->len; i++)
		n += ((const struct finding *)findings->pdata[i])->severity != SEVERITY_NONE;
	return n;
}

static void append_details(GString *out, const GPtrArray *findings, const struct report *report)
{
	const guint told = count_told(findings, 0);
	guint i;

	if (told)
		g_string_append(out, "\n<details><summary>Why, and what to do</summary>\n");
	for (i = 0; i < told; i++) {
		/* The safe ones come last. */
		g_autofree char *details = details_of(findings->pdata[i], report);

		if (out->len + strlen(details) > COMMENT_MAX)
			break;
		g_string_append(out, i ? "\n---\n" : "");
		g_string_append(out, details);
	}
	append_left_out(out, told - i, told - i == 1 ? "finding is" : "findings are");
	if (told)
		g_string_append(out, "\n</details>\n");
}

static void append_missing(GString *out, const struct report *report)
{
	gsize left = 0, n = 0;

	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		g_autoptr(GString) line = g_string_new(NULL);

		if (part->expected)
			continue;
		g_string_append(line, "- ");
		append_markdown(line, part->header);
		g_string_append(line, ": ");
		append_markdown(line, part->reason);
		g_string_append_c(line, '\n');
		if (out->len + line->len > COMMENT_MAX) {
			left++;
			continue;
		}
		if (!n++)
			g_string_append(out, "\n**Not judged:**\n\n");
		g_string_append(out, line->str);
	}
	append_left_out(out, left, "parts were not judged and are");
}

static void append_first_line(GString *out, const struct report *report,
			      const struct report_options *options)
{
	g_autoptr(GString) summary = g_string_new(NULL);

	append_summary(summary, report, options);
	g_strchomp(summary->str);
	g_string_append(out, "**unbroken:** ");
	append_markdown(out, summary->str + strlen("unbroken: "));
	g_string_append_c(out, '\n');
}

static void markdown_write(const struct report *report, const struct report_options *options,
			   GString *out)
{
	g_autoptr(GPtrArray) findings = in_order(report, options);
	/* All bounds are meant for this text alone. */
	g_autoptr(GString) text = g_string_new(NULL);

	append_first_line(text, report, options);
	if (!options->quiet) {
		append_table(text, findings, options);
		append_details(text, findings, report);
		append_missing(text, report);
	}
	g_string_append_len(out, text->str, (gssize)text->len);
}

const struct report_format format_markdown = {
	.name = "markdown",
	.summary = "a comment on a merge request, of bounded length",
	.write = markdown_write,
};
