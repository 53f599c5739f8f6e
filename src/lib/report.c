/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/internal.h"

/* Unbroken's exit status. */
enum status {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1,
	STATUS_INCOMPLETE = 3,
};

static const char *const *names_of(struct unbroken_report *report, target_set set)
{
	const char **names = g_hash_table_lookup(report->target_names, GUINT_TO_POINTER(set));

	if (!names) {
		names = target_names_of(set);
		g_hash_table_insert(report->target_names, GUINT_TO_POINTER(set), names);
	}
	return names;
}

static const struct unbroken_place *place_of(struct unbroken_place *place,
					     const struct finding_place *found)
{
	if (!found->file)
		return NULL;
	*place = (struct unbroken_place){
		.size = sizeof(*place),
		.file = found->file,
		.line = found->line,
		.column = found->column,
	};
	return place;
}

static void fill_finding(struct unbroken_report *report, gsize index)
{
	const struct finding *from = &report->comparison.report->findings[index];
	struct unbroken_place *places = &report->places[2 * index];

	report->findings[index] = (struct unbroken_finding){
		.size = sizeof(struct unbroken_finding),
		.id = from->id,
		.rule = from->rule,
		.dimension = from->dimension,
		.verdict = from->verdict,
		.severity = from->severity,
		.level = from->level,
		.flags = from->is_repair ? UNBROKEN_FINDING_REPAIR : 0,
		.item_kind = from->item_kind,
		.item_name = from->item_name,
		.header = from->header,
		.old_place = place_of(&places[0], &from->old_place),
		.new_place = place_of(&places[1], &from->new_place),
		.targets = names_of(report, from->targets),
		.message = from->message,
		.why = from->why,
		.fix = from->fix,
		.fact = from->fact,
		.old_map = from->old_map,
		.new_map = from->new_map,
		.evidence = from->evidence,
	};
}

static void fill_not_judged(struct unbroken_report *report, gsize index)
{
	const struct not_judged *from = &report->comparison.report->not_judged[index];

	report->not_judged[index] = (struct unbroken_not_judged){
		.size = sizeof(struct unbroken_not_judged),
		.header = from->header,
		.targets = names_of(report, from->targets),
		.reason = from->reason,
		.flags = from->expected ? UNBROKEN_NOT_JUDGED_EXPECTED : 0,
	};
}

static guint32 status_of(const struct report_counts *counts)
{
	if (counts->severities[SEVERITY_ERROR] > 0)
		return STATUS_FINDINGS;
	return counts->incomplete > 0 ? STATUS_INCOMPLETE : STATUS_CLEAN;
}

static void fill_summary(struct unbroken_report *report)
{
	const struct report *from = report->comparison.report;
	struct report_counts counts;

	report_count(from, &counts);
	report->summary = (struct unbroken_summary){
		.size = sizeof(struct unbroken_summary),
		.old_name = from->old_name,
		.new_name = from->new_name,
		.targets = names_of(report, from->targets),
		.errors = counts.severities[SEVERITY_ERROR],
		.warnings = counts.severities[SEVERITY_WARNING],
		.notes = counts.severities[SEVERITY_NOTE],
		.breaks = counts.verdicts[VERDICT_BREAKS],
		.depends = counts.verdicts[VERDICT_DEPENDS],
		.safe = counts.verdicts[VERDICT_SAFE],
		.headers_judged = from->headers_judged,
		.not_judged = counts.incomplete,
		.status = status_of(&counts),
	};
}

void report_fill(struct unbroken_report *report)
{
	const struct report *from = report->comparison.report;

	report->target_names = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	report->findings = g_new0(struct unbroken_finding, from->n_findings);
	report->places = g_new0(struct unbroken_place, 2 * from->n_findings);
	report->not_judged = g_new0(struct unbroken_not_judged, from->n_not_judged);
	for (gsize i = 0; i < from->n_findings; i++)
		fill_finding(report, i);
	for (gsize i = 0; i < from->n_not_judged; i++)
		fill_not_judged(report, i);
	fill_summary(report);
}

const struct unbroken_summary *unbroken_report_summary(const struct unbroken_report *report)
{
	return &report->summary;
}

size_t unbroken_report_finding_count(const struct unbroken_report *report)
{
	return report->comparison.report->n_findings;
}

const struct unbroken_finding *unbroken_report_finding(const struct unbroken_report *report,
						       size_t index)
{
	return index < report->comparison.report->n_findings ? &report->findings[index] : NULL;
}

size_t unbroken_report_not_judged_count(const struct unbroken_report *report)
{
	return report->comparison.report->n_not_judged;
}

const struct unbroken_not_judged *unbroken_report_not_judged(const struct unbroken_report *report,
							     size_t index)
{
	return index < report->comparison.report->n_not_judged ? &report->not_judged[index] : NULL;
}
