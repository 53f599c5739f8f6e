/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The formats, each in the file of its name; the list of them is in finding.c.
 */
#ifndef UNBROKEN_REPORT_FORMAT_H
#define UNBROKEN_REPORT_FORMAT_H

#include "report/finding.h"

extern const struct report_format format_html;
extern const struct report_format format_json;
extern const struct report_format format_text;

/* The width that @options ask for. */
guint report_width(const struct report_options *options);

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
