/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last line of formats that people read. */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

static void append_count(GString *out, gsize count, const char *one, const char *many)
{
	if (count == 0)
		return;
	if (!g_str_has_suffix(out->str, ": "))
		g_string_append(out, ", ");
	g_string_append_printf(out, "%" G_GSIZE_FORMAT " %s", count, count == 1 ? one : many);
}

static void append_changes(GString *out, const struct report_counts *counts, gsize n_findings)
{
	const gsize *severities = counts->severities;

	if (n_findings == 0) {
		g_string_append(out, "no changes");
		return;
	}
	append_count(out, severities[SEVERITY_ERROR], "error", "errors");
	append_count(out, severities[SEVERITY_WARNING], "warning", "warnings");
	append_count(out, severities[SEVERITY_NOTE], "note", "notes");
	append_count(out, severities[SEVERITY_NONE] - counts->safe, "change outside the gate",
		     "changes outside the gate");
	append_count(out, counts->accepted, "accepted", "accepted");
	append_count(out, counts->safe, "safe change", "safe changes");
	g_string_append_printf(out, " in %" G_GSIZE_FORMAT " %s", counts->headers,
			       counts->headers == 1 ? "header" : "headers");
}

static void append_names(GString *line, const struct report *report)
{
	const char *name = report->new_name;

	if (strcmp(name, ".") == 0)
		name = "the working tree";
	else if (strcmp(name, ":") == 0)
		name = "the index";
	append_printable(line, report->old_name);
	g_string_append(line, " to ");
	append_printable(line, name);
	g_string_append(line, ": ");
}

void append_summary(GString *out, const struct report *report, const struct report_options *options)
{
	g_autoptr(GString) line = g_string_new("unbroken: ");
	const guint n_targets = target_set_count(report->targets);
	struct report_counts counts;

	report_count(report, &counts);
	if (report->shows_names)
		append_names(line, report);
	append_changes(line, &counts, report->n_findings);
	g_string_append_printf(line, "; %" G_GSIZE_FORMAT " %s judged", report->headers_judged,
			       report->headers_judged == 1 ? "header" : "headers");
	if (counts.incomplete > 0)
		g_string_append_printf(line, ", %" G_GSIZE_FORMAT " %s not,", counts.incomplete,
				       counts.incomplete == 1 ? "part" : "parts");
	g_string_append_printf(line, " for %u %s", n_targets,
			       n_targets == 1 ? "target" : "targets");
	if (options->show_time) {
		char seconds[G_ASCII_DTOSTR_BUF_SIZE];

		/* The locale's comma would make it another text. */
		g_ascii_formatd(seconds, sizeof(seconds), "%.1f", report->seconds);
		g_string_append_printf(line, " in %s s", seconds);
	}
	g_string_append_printf(out, "%s\n", line->str);
}
