/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --format=json: data/schema/unbroken-findings-1.json describes it. */
#include "report/format.h"
#include "report/history.h"
#include "report/json-parts.h"

void history_append_json(GString *out, const struct history_entry *entry)
{
	json_t *object = json_object();
	json_t *findings = json_array();

	for (gsize i = 0; i < entry->n_findings; i++) {
		json_t *finding = json_finding(entry->findings[i]);

		json_set_text(finding, "event", event_names[event_of(entry->findings[i])]);
		json_array_append_new(findings, finding);
	}
	json_set_text(object, "id", entry->id);
	json_set_text(object, "name", entry->name);
	json_set_text(object, "date", entry->date);
	json_set_text(object, "author", entry->author);
	json_object_set_new(object, "findings", findings);
	json_object_set_new(object, "not_judged",
			    json_not_judged(entry->not_judged, entry->n_not_judged));
	json_append(out, object, JSON_INDENT(2));
}

static void json_write(const struct report *report, const struct report_options *options,
		       GString *out)
{
	json_t *root = json_object();
	json_t *findings = json_array();

	(void)options;
	for (gsize i = 0; i < report->n_findings; i++)
		json_array_append_new(findings, json_finding(&report->findings[i]));
	json_set_text(root, "schema", "unbroken-findings/1");
	json_object_set_new(root, "summary", json_summary(report));
	json_object_set_new(root, "findings", findings);
	json_object_set_new(root, "not_judged",
			    json_not_judged(report->not_judged, report->n_not_judged));
	json_append(out, root, JSON_INDENT(2));
	g_string_append_c(out, '\n');
}

const struct report_format format_json = {
	.name = "json",
	.summary = "every finding, safe ones too, for programs",
	.needs_all = TRUE,
	.write = json_write,
};
