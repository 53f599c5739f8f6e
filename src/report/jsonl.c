/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * jsonl: a JSON object a line, for grep, log collectors and programs that read as they go.
 * data/schema/unbroken-findings-lines-1.json describes it.
 */
#include "report/format.h"
#include "report/json-parts.h"

static void append_line(GString *out, json_t *value)
{
	json_append(out, value, JSON_COMPACT);
	g_string_append_c(out, '\n');
}

static void jsonl_write(const struct report *report, const struct report_options *options,
			GString *out)
{
	json_t *last = json_object();

	(void)options;
	for (gsize i = 0; i < report->n_findings; i++)
		append_line(out, json_finding(&report->findings[i]));
	json_set_text(last, "schema", "unbroken-findings-lines/1");
	json_object_set_new(last, "summary", json_summary(report));
	json_object_set_new(last, "not_judged",
			    json_not_judged(report->not_judged, report->n_not_judged));
	append_line(out, last);
}

const struct report_format format_jsonl = {
	.name = "jsonl",
	.summary = "the findings of json, one a line, then the summary",
	.needs_all = TRUE,
	.write = jsonl_write,
};
