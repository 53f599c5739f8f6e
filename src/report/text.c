/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --format=text: for people, in the layout of compilers, so that editors jump
 * to the places.  Nothing here is for programs to read: they have JSON.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

/* Where the words behind "    why:   " start. */
#define TEXT_COLUMN 11

enum paint {
	PAINT_PLACE,
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_COUNT,
};

/* As gcc and clang have them. */
static const char *const paints[PAINT_COUNT] = {
	[PAINT_PLACE] = "\33[1m",
	[PAINT_ERROR] = "\33[1;31m",
	[PAINT_WARNING] = "\33[1;35m",
	[PAINT_NOTE] = "\33[1;36m",
};

static const enum paint severity_paints[] = {
	[SEVERITY_NONE] = PAINT_PLACE,
	[SEVERITY_NOTE] = PAINT_NOTE,
	[SEVERITY_WARNING] = PAINT_WARNING,
	[SEVERITY_ERROR] = PAINT_ERROR,
};

static void append_painted(GString *out, const struct report_options *options, enum paint paint,
			   const char *text)
{
	if (options->color == COLOR_ALWAYS)
		g_string_append(out, paints[paint]);
	append_printable(out, text);
	if (options->color == COLOR_ALWAYS)
		g_string_append(out, "\33[m");
}

/* "FILE:LINE:COL: WORD: ", as much of the place as is known. */
static void append_head(GString *out, const struct report_options *options,
			const struct finding_place *place, enum paint paint, const char *word)
{
	g_autoptr(GString) where = g_string_new(NULL);
	g_autofree char *colon = g_strconcat(word, ":", NULL);

	append_place(where, place);
	g_string_append_c(where, ':');
	append_painted(out, options, PAINT_PLACE, where->str);
	g_string_append_c(out, ' ');
	append_painted(out, options, paint, colon);
	g_string_append_c(out, ' ');
}

static void append_what(GString *out, const struct finding *finding)
{
	append_message(out, finding->message);
	g_string_append_printf(out, " [%s]", finding->rule);
}

static void append_labelled(GString *out, const struct report_options *options, const char *label,
			    const char *text)
{
	g_autofree char *start = NULL;

	if (!text)
		return;
	start = g_strdup_printf("    %-*s", TEXT_COLUMN - 4, label);
	append_wrapped(out, start, TEXT_COLUMN, report_width(options), text);
}

/* The same, unless an earlier finding has said so: the hundredth removed name
 * has no other reason than the first. */
static void append_once(GString *out, const struct report_options *options, GHashTable *said,
			const char *label, const char *text)
{
	if (text && g_hash_table_add(said, (gpointer)text))
		append_labelled(out, options, label, text);
}

/* Byte maps keep their lines: columns of old and new stand below each other. */
static void append_map(GString *out, const char *label, const char *map)
{
	g_auto(GStrv) lines = NULL;

	if (!map)
		return;
	lines = g_strsplit(map, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		g_string_append_printf(out, "        %-5s", i == 0 ? label : "");
		append_printable(out, lines[i]);
		g_string_append_c(out, '\n');
	}
}

static void append_safe(GString *out, const struct report *report,
			const struct report_options *options, const struct finding *finding)
{
	const struct finding_place place = finding_main_place(finding);

	append_head(out, options, &place, PAINT_PLACE, verdict_names[finding->verdict]);
	append_what(out, finding);
	if (finding->targets && finding->targets != report->targets) {
		g_autofree char *only = target_set_format(finding->targets);

		g_string_append_printf(out, " (only %s)", only);
	}
	g_string_append_c(out, '\n');
}

static void append_old_place(GString *out, const struct report_options *options,
			     const struct finding *finding)
{
	if (!finding->new_place.file || !finding->old_place.file)
		return;
	append_head(out, options, &finding->old_place, PAINT_NOTE, "note");
	g_string_append(out, "was here\n");
}

static void append_commit(GString *out, const struct report_options *options, const char *label,
			  const struct finding_commit *commit)
{
	g_autofree char *name = commit ? commit_name(commit) : NULL;

	append_labelled(out, options, label, name);
}

/* Above the findings of each commit, where they stand commit by commit. */
static void append_heading(GString *out, const struct report *report,
			   const struct report_options *options,
			   const struct finding_commit *commit, const struct finding_commit **last)
{
	g_autofree char *name = NULL;
	g_autofree char *heading = NULL;

	/* What is about the project stands before all commits. */
	if (!report->by_commit || *last == commit || !commit)
		return;
	*last = commit;
	name = commit_name(commit);
	heading = g_strconcat(commit->id[0] ? "commit " : "", name, NULL);
	append_painted(out, options, PAINT_PLACE, heading);
	g_string_append_c(out, '\n');
}

/* Why somebody took it on, where, and for how long. */
static void append_acceptance(GString *out, const struct report_options *options,
			      const struct finding_acceptance *accepted)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (!accepted)
		return;
	g_string_append_printf(text, "%s (%s", accepted->reason, accepted->where);
	if (accepted->until)
		g_string_append_printf(text, ", until %s", accepted->until);
	g_string_append_c(text, ')');
	append_labelled(out, options, "ok:", text->str);
}

static void append_finding(GString *out, const struct report *report,
			   const struct report_options *options, const struct finding *finding,
			   GHashTable *said)
{
	const struct finding_place place = finding_main_place(finding);

	append_head(out, options, &place, severity_paints[finding->severity],
		    finding->accepted ? "accepted" : severity_names[finding->severity]);
	append_what(out, finding);
	g_string_append_c(out, '\n');
	append_old_place(out, options, finding);
	append_acceptance(out, options, finding->accepted);
	append_map(out, "old", finding->old_map);
	append_map(out, "new", finding->new_map);
	append_renamings(out, finding, 8);
	append_once(out, options, said, "why:", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		append_labelled(out, options, "known:", *line);
	append_labelled(out, options, "fact:", finding->fact);
	append_once(out, options, said, "fix:", finding->fix);
	if (finding->targets && finding->targets != report->targets) {
		g_autofree char *only = target_set_format(finding->targets);

		append_labelled(out, options, "only:", only);
	}
	if (!report->by_commit)
		append_commit(out, options, "by:", finding->commit);
	append_commit(out, options, "until:", finding->healed);
	append_commit(out, options, "heals:", finding->heals);
	g_string_append_printf(out, "    %-*sunbroken explain %s        id %s\n", TEXT_COLUMN - 4,
			       "more:", finding->rule, finding->id);
}

void append_one_finding(GString *out, const struct report *report,
			const struct report_options *options)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

	append_finding(out, report, options, report->findings, said);
}

static void text_write(const struct report *report, const struct report_options *options,
		       GString *out)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
	const struct finding_commit *last = NULL;

	for (gsize i = 0; i < report->n_findings && !options->quiet; i++) {
		const struct finding *finding = &report->findings[i];
		gboolean is_full;

		if (finding->part_of)
			continue;
		is_full = finding->severity != SEVERITY_NONE ||
			  (finding->accepted && (options->show_accepted || options->verbose));
		if (is_full || options->verbose)
			append_heading(out, report, options, finding->commit, &last);
		if (is_full)
			append_finding(out, report, options, finding, said);
		else if (options->verbose)
			append_safe(out, report, options, finding);
	}
	if (!options->quiet)
		append_not_judged(out, report, options);
	append_summary(out, report, options);
}

const struct report_format format_text = {
	.name = "text",
	.summary = "for people, in the layout of compilers",
	.write = text_write,
};
