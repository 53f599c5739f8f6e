/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings as JSON: data/schema/unbroken-findings-1.json describes it.  Keys are only ever
 * added at the end of their object: people compare such files.
 */
#include "report/json-parts.h"

static json_t *place_or_null(const struct finding_place *place)
{
	json_t *object;

	if (!place->file)
		return json_null();
	object = json_object();
	json_set_text(object, "file", place->file);
	json_set_count(object, "line", place->line);
	json_set_count(object, "column", place->column);
	return object;
}

static json_t *item_json(const struct finding *finding)
{
	json_t *object = json_object();

	json_set_text(object, "kind", finding->item_kind);
	json_set_text(object, "name", finding->item_name);
	return object;
}

static json_t *evidence_json(const struct finding *finding)
{
	json_t *lines = json_array();

	for (const char *const *line = finding->evidence; *line; line++)
		json_array_append_new(lines, json_text_or_null(*line));
	return lines;
}

/* Where commits are not told apart there is no word of them. */
static void set_commit(json_t *object, const char *key, const struct finding_commit *commit)
{
	json_t *value;

	if (!commit)
		return;
	value = json_object();
	json_set_text(value, "id", commit->id);
	json_set_text(value, "subject", commit->subject);
	json_object_set_new(object, key, value);
}

static json_t *acceptance_json(const struct finding_acceptance *accepted)
{
	json_t *object = json_object();

	json_set_text(object, "reason", accepted->reason);
	json_set_text(object, "until", accepted->until);
	json_set_text(object, "where", accepted->where);
	return object;
}

static json_t *renamings_json(const struct finding *finding)
{
	json_t *rows = json_array();

	for (gsize i = 0; i < finding->n_renamings; i++) {
		json_t *row = json_object();

		json_set_text(row, "old", finding->renamings[i].old_name);
		json_set_text(row, "value", finding->renamings[i].value);
		json_set_text(row, "new", finding->renamings[i].new_name);
		json_set_text(row, "now", finding->renamings[i].now);
		json_array_append_new(rows, row);
	}
	return rows;
}

json_t *json_finding(const struct finding *finding)
{
	json_t *object = json_object();

	json_set_text(object, "id", finding->id);
	json_set_text(object, "rule", finding->rule);
	json_set_text(object, "dimension", dimension_names[finding->dimension]);
	json_set_text(object, "verdict", verdict_names[finding->verdict]);
	json_set_text(object, "severity", severity_names[finding->severity]);
	json_set_text(object, "level", level_names[finding->level]);
	json_object_set_new(object, "item", item_json(finding));
	json_set_text(object, "header", finding->header);
	json_object_set_new(object, "old", place_or_null(&finding->old_place));
	json_object_set_new(object, "new", place_or_null(&finding->new_place));
	json_object_set_new(object, "targets", json_target_names(finding->targets));
	json_set_text(object, "message", finding->message);
	json_set_text(object, "why", finding->why);
	json_set_text(object, "fix", finding->fix);
	json_set_text(object, "fact", finding->fact);
	json_object_set_new(object, "evidence", evidence_json(finding));
	set_commit(object, "commit", finding->commit);
	set_commit(object, "healed_by", finding->healed);
	set_commit(object, "heals", finding->heals);
	if (finding->accepted)
		json_object_set_new(object, "accepted", acceptance_json(finding->accepted));
	if (finding->n_renamings)
		json_object_set_new(object, "renamings", renamings_json(finding));
	if (finding->part_of)
		json_set_text(object, "part_of", finding->part_of);
	return object;
}

json_t *json_not_judged(const struct not_judged *parts, gsize n)
{
	json_t *entries = json_array();

	for (gsize i = 0; i < n; i++) {
		const struct not_judged *part = &parts[i];

		for (guint id = 0; id < TARGET_COUNT; id++) {
			json_t *entry;

			if (!(part->targets & TARGET_BIT(id)))
				continue;
			entry = json_object();
			json_set_text(entry, "header", part->header);
			json_set_text(entry, "target", targets[id].name);
			json_set_text(entry, "reason", part->reason);
			json_array_append_new(entries, entry);
		}
	}
	return entries;
}

json_t *json_summary(const struct report *report)
{
	json_t *object = json_object();
	struct report_counts counts;

	report_count(report, &counts);
	json_set_count(object, "errors", counts.severities[SEVERITY_ERROR]);
	json_set_count(object, "warnings", counts.severities[SEVERITY_WARNING]);
	json_set_count(object, "notes", counts.severities[SEVERITY_NOTE]);
	json_set_count(object, "safe", counts.verdicts[VERDICT_SAFE]);
	json_set_count(object, "breaks", counts.verdicts[VERDICT_BREAKS]);
	json_set_count(object, "depends", counts.verdicts[VERDICT_DEPENDS]);
	json_set_count(object, "headers_judged", report->headers_judged);
	json_object_set_new(object, "targets", json_target_names(report->targets));
	json_set_text(object, "old", report->old_name);
	json_set_text(object, "new", report->new_name);
	json_object_set_new(object, "complete", json_boolean(counts.incomplete == 0));
	json_set_count(object, "accepted", counts.accepted);
	return object;
}
