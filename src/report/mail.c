/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mail: an answer to who sent the patches, one for each patch that has findings.  It quotes the
 * hunk and says below it what that does.  Where the patch came by mail the headers of the answer
 * are there, so that it can be sent as it is; several answers are an mbox.
 *
 * No line is wider than 75 columns, so that it stays whole when it is quoted in turn.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

#define COLUMNS 75

/* --- Lines ------------------------------------------------------------------ */

/* How many columns the character at @at takes behind @column; a quote keeps its tabs. */
static guint columns_of(const char *at, guint column)
{
	const gunichar character = g_utf8_get_char(at);

	if (character == '\t')
		return 8 - column % 8;
	if (g_unichar_iszerowidth(character))
		return 0;
	return g_unichar_iswide(character) ? 2 : 1;
}

/* The first bytes of @text that fit into @width columns behind @start. */
static gsize fitting(const char *text, guint start, guint width)
{
	const char *at = text;
	guint column = start;

	for (; *at; at = g_utf8_next_char(at)) {
		column += columns_of(at, column);
		if (column > width)
			break;
	}
	return (gsize)(at - text);
}

/* Lines of @text that are too wide, since they hold one long word, are broken anywhere. */
static void append_broken(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++) {
		for (const char *line = lines[i];;) {
			gsize length = fitting(line, 0, COLUMNS);

			g_string_append_len(out, line, (gssize)length);
			g_string_append_c(out, '\n');
			line += length;
			if (!*line)
				break;
		}
	}
}

/* @label, then @text as a sentence, wrapped. */
static void append_sentence(GString *out, const char *label, const char *text)
{
	g_autoptr(GString) wrapped = g_string_new(NULL);
	g_autofree char *sentence = g_strconcat(text, g_str_has_suffix(text, ".") ? "" : ".", NULL);

	if (!*label)
		sentence[0] = g_ascii_toupper(sentence[0]);
	append_wrapped(wrapped, label, 0, COLUMNS, sentence);
	append_broken(out, wrapped->str);
}

static void append_labelled(GString *out, const char *label, const char *text)
{
	g_autoptr(GString) wrapped = g_string_new(NULL);

	if (!text)
		return;
	append_wrapped(wrapped, label, (guint)strlen(label), COLUMNS, text);
	append_broken(out, wrapped->str);
}

/* --- The headers ---------------------------------------------------------------- */

/* Folded between words; what has no blank stays whole, as it must. */
static void append_header(GString *out, const char *name, const char *value)
{
	g_auto(GStrv) words = g_strsplit(value, " ", -1);
	gsize column = strlen(name) + 1;

	if (!*value)
		return;
	g_string_append_printf(out, "%s:", name);
	for (guint i = 0; words[i]; i++) {
		if (i && column + 1 + strlen(words[i]) > COLUMNS) {
			g_string_append_c(out, '\n');
			column = 0;
		}
		g_string_append_printf(out, " %s", words[i]);
		column += 1 + strlen(words[i]);
	}
	g_string_append_c(out, '\n');
}

static void append_headers(GString *out, const struct finding_mail *mail)
{
	g_autofree char *id = *mail->message_id ? g_strdup_printf("<%s>", mail->message_id) : NULL;
	g_autofree char *references =
		id ? g_strconcat(mail->references, *mail->references ? " " : "", id, NULL) : NULL;

	append_header(out, "To", mail->to);
	append_header(out, "Cc", mail->cc);
	append_header(out, "Subject", mail->subject);
	append_header(out, "In-Reply-To", id ? id : "");
	append_header(out, "References", references ? references : "");
	g_string_append(out, "MIME-Version: 1.0\n"
			     "Content-Type: text/plain; charset=UTF-8\n"
			     "Content-Transfer-Encoding: 8bit\n\n");
}

/* --- What is quoted --------------------------------------------------------------- */

/* Tabs are the only control character that a line of C has. */
static void append_quoted(GString *out, const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
	g_autoptr(GString) text = g_string_new(NULL);
	gsize length;

	for (guint i = 0; parts[i]; i++) {
		if (i)
			g_string_append_c(text, '\t');
		append_printable(text, parts[i]);
	}
	length = fitting(text->str, 2, COLUMNS);
	if (text->str[length]) {
		g_string_truncate(text, fitting(text->str, 2, COLUMNS - 4));
		g_string_append(text, " ...");
	}
	g_strchomp(text->str);
	g_string_append_printf(out, *text->str ? "> %s\n" : ">%s\n", text->str);
}

static void append_quote(GString *out, const struct finding *finding,
			 const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	g_auto(GStrv) lines = g_strsplit(finding->excerpt, "\n", -1);
	g_autofree char *path = finding_path(finding, &place, options);
	g_autofree char *file = g_strconcat("+++ b/", path, NULL);

	append_quoted(out, file);
	for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++) {
		/* What was cut is not a line of the patch. */
		if (strcmp(lines[i], "[...]") == 0)
			g_string_append(out, "[...]\n");
		else
			append_quoted(out, lines[i]);
	}
	g_string_append_c(out, '\n');
}

static gboolean has_same_quote(const struct finding *one, const struct finding *other)
{
	return one->excerpt && g_strcmp0(one->excerpt, other->excerpt) == 0 &&
	       strcmp(one->header, other->header) == 0;
}

/* --- A finding -------------------------------------------------------------------- */

/* "  old  0 a:__u64 | 8 b:__u32", as many members on a line as fit. */
static void append_map(GString *out, const char *label, const char *map)
{
	g_autofree char *line = map ? g_strdelimit(g_strdup(map), "\n", ' ') : NULL;
	g_auto(GStrv) members = map ? g_strsplit(line, " | ", -1) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	gsize column = 7;

	if (!map)
		return;
	g_string_append_printf(text, "  %-5s", label);
	for (guint i = 0; members[i]; i++) {
		const gsize width = (gsize)g_utf8_strlen(members[i], -1);

		if (i && column + 3 + width + 2 > COLUMNS) {
			g_string_append(text, " |\n       ");
			column = 7;
		} else if (i) {
			g_string_append(text, " | ");
			column += 3;
		}
		append_printable(text, members[i]);
		column += width;
	}
	append_broken(out, text->str);
}

static char *origin_of(const struct finding *finding, const struct report *report)
{
	g_autofree char *only =
		finding->targets == report->targets ? NULL : target_set_format(finding->targets);

	return g_strdup_printf("(%s, id %s%s%s)", finding->rule, finding->id,
			       only ? ", only for " : "", only ? only : "");
}

static void append_where(GString *out, const struct finding *finding,
			 const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	g_autofree char *path = finding_path(finding, &place, options);
	const struct finding_place shown = { path, place.line, place.column };
	g_autoptr(GString) where = g_string_new(NULL);

	append_place(where, &shown);
	g_string_append_c(where, ':');
	append_labelled(out, "", where->str);
}

static void append_pictures(GString *out, const struct finding *finding)
{
	g_autoptr(GString) table = g_string_new(NULL);

	if (!finding->old_map && !finding->new_map && !finding->n_renamings)
		return;
	append_map(out, "old", finding->old_map);
	append_map(out, "new", finding->new_map);
	append_renamings(table, finding, 2);
	append_broken(out, table->str);
	g_string_append_c(out, '\n');
}

/* The tenth removed name has no other reason than the first. */
static gboolean is_said(GHashTable *said, const char *text)
{
	return !text || !g_hash_table_add(said, (gpointer)text);
}

static void append_reasons(GString *out, const struct finding *finding, GHashTable *said)
{
	g_autofree char *healed = finding->healed ? commit_name(finding->healed) : NULL;

	if (!is_said(said, finding->why))
		append_sentence(out, "", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		append_sentence(out, "Known: ", *line);
	if (finding->fact)
		append_sentence(out, "What decides: ", finding->fact);
	if (finding->accepted)
		append_sentence(out, "Accepted: ", finding->accepted->reason);
	if (healed)
		append_sentence(out, "It is taken back by ", healed);
	else if (!is_said(said, finding->fix) && !g_str_has_prefix(finding->fix, "none is needed"))
		append_sentence(out, "A way out: ", finding->fix);
}

static void append_finding(GString *out, const struct finding *finding, const struct report *report,
			   const struct report_options *options, GHashTable *said)
{
	g_autoptr(GString) message = g_string_new(NULL);
	g_autofree char *label = g_strconcat(finding_word(finding), ": ", NULL);
	g_autofree char *origin = origin_of(finding, report);

	if (!finding->excerpt)
		append_where(out, finding, options);
	append_message(message, finding->message);
	append_sentence(out, label, message->str);
	g_string_append_c(out, '\n');
	append_pictures(out, finding);
	append_reasons(out, finding, said);
	append_labelled(out, "", origin);
	g_string_append_c(out, '\n');
}

/* --- An answer -------------------------------------------------------------------- */

static gboolean is_in_answer(const struct finding *finding, const struct finding_commit *commit,
			     const struct report_options *options)
{
	/* Neither what is safe nor what mends an earlier patch is a reason to write. */
	return finding->commit == commit && !finding->part_of && !finding->heals &&
	       (finding->severity != SEVERITY_NONE ||
		(finding->accepted && finding_is_told(finding, options)));
}

static void append_findings(GString *out, const struct report *report,
			    const struct report_options *options,
			    const struct finding_commit *commit)
{
	g_autofree gboolean *told = g_new0(gboolean, report->n_findings + 1);
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *first = &report->findings[i];

		if (told[i] || !is_in_answer(first, commit, options))
			continue;
		if (first->excerpt)
			append_quote(out, first, options);
		/* All that is to be said of these lines. */
		for (gsize j = i; j < report->n_findings; j++) {
			const struct finding *finding = &report->findings[j];

			if (told[j] || !is_in_answer(finding, commit, options) ||
			    !(j == i || has_same_quote(first, finding)))
				continue;
			append_finding(out, finding, report, options, said);
			told[j] = TRUE;
		}
	}
}

static void append_greeting(GString *out, const struct finding_commit *commit)
{
	g_autofree char *name = commit ? commit_name(commit) : NULL;
	g_autofree char *line = NULL;

	if (!commit)
		return;
	if (commit->mail && *commit->mail->author)
		line = g_strdup_printf("%s wrote:", commit->mail->author);
	else
		line = g_strdup_printf("On %s%s:", commit->id[0] ? "commit " : "", name);
	append_labelled(out, "", line);
}

static void append_missing(GString *out, const struct report *report)
{
	gsize n = 0;

	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		g_autofree char *line = g_strdup_printf("%s: %s", part->header, part->reason);

		if (part->expected)
			continue;
		if (!n++)
			g_string_append(out, "Not judged, so that nothing is said about it:\n");
		append_labelled(out, "  ", line);
	}
	if (n)
		g_string_append_c(out, '\n');
}

static void append_signature(GString *out, const struct report_options *options)
{
	g_string_append_printf(out,
			       "-- \nunbroken%s%s reads the headers and nothing else, so it may be "
			       "wrong.\n'unbroken explain RULE' tells what a rule rests on.\n",
			       options->version ? " " : "",
			       options->version ? options->version : "");
}

/* The commits that have something to be told, in the order of the report; NULL for what has
 * none. */
static GPtrArray *commits_of(const struct report *report, const struct report_options *options)
{
	GPtrArray *commits = g_ptr_array_new();

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding_commit *commit = report->findings[i].commit;

		if (is_in_answer(&report->findings[i], commit, options) &&
		    !g_ptr_array_find(commits, commit, NULL))
			g_ptr_array_add(commits, (gpointer)commit);
	}
	return commits;
}

static gboolean is_mail(const struct finding_commit *commit)
{
	return commit && commit->mail;
}

/* "From " begins a mail of an mbox. */
static void append_stuffed(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++)
		g_string_append_printf(out, "%s%s\n",
				       g_str_has_prefix(lines[i], "From ") ? ">" : "", lines[i]);
}

/* What belongs to no patch, such as what a project states, stands with the last one. */
static void append_answer(GString *out, const struct report *report,
			  const struct report_options *options, GPtrArray *commits, guint index,
			  gboolean is_mbox)
{
	const struct finding_commit *commit = commits->pdata[index];
	const gboolean is_last = index + 1 == commits->len;
	g_autoptr(GString) body = g_string_new(NULL);

	append_greeting(body, commit);
	append_findings(body, report, options, commit);
	if (is_last) {
		if (commit && g_ptr_array_find(commits, NULL, NULL))
			append_findings(body, report, options, NULL);
		append_missing(body, report);
	}
	if (is_last || is_mail(commit))
		append_signature(body, options);
	if (is_mbox)
		g_string_append(out, "From unbroken Thu Jan  1 00:00:00 1970\n");
	if (is_mail(commit))
		append_headers(out, commit->mail);
	if (is_mbox)
		append_stuffed(out, body->str);
	else
		g_string_append(out, body->str);
	if (is_mbox)
		g_string_append_c(out, '\n');
}

static void append_nothing(GString *out, const struct report *report,
			   const struct report_options *options)
{
	g_autoptr(GString) summary = g_string_new(NULL);

	append_missing(out, report);
	append_summary(summary, report, options);
	append_labelled(out, "", g_strchomp(summary->str));
}

static void mail_write(const struct report *report, const struct report_options *options,
		       GString *out)
{
	g_autoptr(GPtrArray) commits = commits_of(report, options);
	guint n_mails = 0, own;

	for (guint i = 0; i < commits->len; i++)
		n_mails += is_mail(commits->pdata[i]);
	/* It would stand before or between the mails. */
	if (n_mails && g_ptr_array_find(commits, NULL, &own)) {
		g_ptr_array_remove_index(commits, own);
		g_ptr_array_insert(commits, (int)commits->len - 1, NULL);
	}
	if (!commits->len || options->quiet) {
		append_nothing(out, report, options);
		return;
	}
	for (guint i = 0; i < commits->len; i++) {
		if (!n_mails || commits->pdata[i])
			append_answer(out, report, options, commits, i, n_mails > 1);
	}
}

const struct report_format format_mail = {
	.name = "mail",
	.summary = "answers to patches, that quote what they speak of",
	.needs_excerpts = TRUE,
	.write = mail_write,
};
