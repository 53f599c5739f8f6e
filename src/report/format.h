/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The formats, each in the file of its name; the list of them is in finding.c.
 */
#ifndef UNBROKEN_REPORT_FORMAT_H
#define UNBROKEN_REPORT_FORMAT_H

#include "report/finding.h"

extern const struct report_format format_github;
extern const struct report_format format_gitlab;
extern const struct report_format format_html;
extern const struct report_format format_json;
extern const struct report_format format_jsonl;
extern const struct report_format format_junit;
extern const struct report_format format_mail;
extern const struct report_format format_markdown;
extern const struct report_format format_sarif;
extern const struct report_format format_terse;
extern const struct report_format format_text;

/* The width that @options ask for. */
guint report_width(const struct report_options *options);

/* Whether a format that leaves out what is safe tells of @finding. */
gboolean finding_is_told(const struct finding *finding, const struct report_options *options);

/* "error", "accepted", "safe": what a finding is, in one word. */
const char *finding_word(const struct finding *finding);

/* Where @finding points: what programs will meet, else what they met. */
struct finding_place finding_main_place(const struct finding *finding);

/*
 * The file of @place, a place of @finding, for readers on another machine: without the
 * revision before it, relative to options->folder; where that cannot be, the header as
 * programs include it.  Free with g_free().
 */
char *finding_path(const struct finding *finding, const struct finding_place *place,
		   const struct report_options *options);

/* "FILE:LINE:COLUMN", as much of it as is known; as it was typed. */
void append_place(GString *out, const struct finding_place *place);

/* A message is at most this many characters where people read it: a macro that changed may be
 * pages long.  @message is made printable. */
void append_message(GString *out, const char *message);

/* "unbroken: 1 error, 2 notes in 1 header; 912 headers judged for 7 targets", and a line end. */
void append_summary(GString *out, const struct report *report,
		    const struct report_options *options);

/* "5616c8c8a1b2 ("vfio: tell more")"; what is not committed has no id.  Free with g_free(). */
char *commit_name(const struct finding_commit *commit);

/* @text with all that Markdown would take for marks escaped; 'names' become code. */
void append_markdown(GString *out, const char *text);
/* The byte maps of @finding as a block of code, if there are any. */
void append_markdown_maps(GString *out, const struct finding *finding);

/*
 * Part of the text format: what could not be judged, grouped by reason.  All
 * of it with options->verbose, else at most five reasons and as many names as
 * fit on their lines, with a count of the rest.
 */
void append_not_judged(GString *out, const struct report *report,
		       const struct report_options *options);

/* The text of the only finding of @report, without a summary. */
void append_one_finding(GString *out, const struct report *report,
			const struct report_options *options);

/*
 * Part of the texts: what became of the names of a finding that tells of several, a line each,
 * @indent blanks before it; nothing if it tells of none.
 */
void append_renamings(GString *out, const struct finding *finding, guint indent);

/* What could not be judged for one reason. */
struct not_judged_group {
	const char *reason;
	GPtrArray *parts; /* struct not_judged, sorted by header as in the report */
};

/* struct not_judged_group, those with the most parts first; free with g_array_unref(). */
GArray *not_judged_groups(const struct report *report, gboolean expected);

/* The header, with its targets where these are not @all; free with g_free(). */
char *not_judged_name(const struct not_judged *part, target_set all);

#endif
