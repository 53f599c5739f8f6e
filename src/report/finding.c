/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/finding.h"
#include "report/format.h"

const char *const dimension_names[] = {
	[DIMENSION_ABI] = "abi",
	[DIMENSION_API] = "api",
	[DIMENSION_BEHAVIOUR] = "behaviour",
	[DIMENSION_EVOLVE] = "evolve",
};

const char *const verdict_names[] = {
	[VERDICT_SAFE] = "safe",
	[VERDICT_DEPENDS] = "depends",
	[VERDICT_BREAKS] = "breaks",
};

const char *const severity_names[] = {
	[SEVERITY_NONE] = "none",
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

const char *const level_names[] = {
	[LEVEL_STABLE] = "stable",         [LEVEL_TESTING] = "testing",
	[LEVEL_OBSOLETE] = "obsolete",     [LEVEL_REMOVED] = "removed",
	[LEVEL_UNRELEASED] = "unreleased",
};

const struct report_format *const report_formats[] = {
	&format_text,     &format_terse, &format_json,   &format_jsonl,
	&format_sarif,    &format_junit, &format_github, &format_gitlab,
	&format_markdown, &format_mail,  &format_html,   NULL,
};

const struct report_format *report_format_find(const char *name)
{
	for (gsize i = 0; report_formats[i]; i++) {
		if (strcmp(report_formats[i]->name, name) == 0)
			return report_formats[i];
	}
	return NULL;
}

guint report_width(const struct report_options *options)
{
	return options->width ? options->width : 100;
}

void report_count(const struct report *report, struct report_counts *counts)
{
	g_autoptr(GHashTable) headers = g_hash_table_new(g_str_hash, g_str_equal);

	*counts = (struct report_counts){ 0 };
	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->part_of)
			continue;
		if (finding->accepted)
			counts->accepted++;
		else
			counts->severities[finding->severity]++;
		counts->verdicts[finding->verdict]++;
		if (finding->severity == SEVERITY_NONE && finding->verdict == VERDICT_SAFE &&
		    !finding->accepted)
			counts->safe++;
		g_hash_table_add(headers, (gpointer)finding->header);
	}
	counts->headers = g_hash_table_size(headers);
	for (gsize i = 0; i < report->n_not_judged; i++) {
		if (!report->not_judged[i].expected)
			counts->incomplete++;
	}
}
