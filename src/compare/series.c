/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/series.h"

#include <string.h>

static struct merged_report *merged_new(void)
{
	struct merged_report *merged = g_new0(struct merged_report, 1);

	merged->findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	merged->not_judged = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	return merged;
}

void merged_report_free(struct merged_report *merged)
{
	if (!merged)
		return;
	g_array_unref(merged->findings);
	g_array_unref(merged->not_judged);
	g_free(merged);
}

/* What one step cannot judge the next one cannot, either: it is said once. */
static void append_not_judged(struct merged_report *merged, const struct not_judged *part)
{
	for (guint i = 0; i < merged->not_judged->len; i++) {
		struct not_judged *known = &g_array_index(merged->not_judged, struct not_judged, i);

		if (strcmp(known->header, part->header) != 0 ||
		    strcmp(known->reason, part->reason) != 0)
			continue;
		known->targets |= part->targets;
		known->expected = known->expected && part->expected;
		return;
	}
	g_array_append_val(merged->not_judged, *part);
}

static void append_report(struct merged_report *merged, const struct report *report)
{
	if (report->n_findings)
		g_array_append_vals(merged->findings, report->findings, (guint)report->n_findings);
	for (gsize i = 0; i < report->n_not_judged; i++)
		append_not_judged(merged, &report->not_judged[i]);
	merged->report.headers_judged += report->headers_judged;
	merged->report.targets |= report->targets;
}

static void publish(struct merged_report *merged)
{
	merged->report.findings = (const struct finding *)(void *)merged->findings->data;
	merged->report.n_findings = merged->findings->len;
	merged->report.not_judged = (const struct not_judged *)(void *)merged->not_judged->data;
	merged->report.n_not_judged = merged->not_judged->len;
}

struct merged_report *report_merge(const struct report *const *reports, gsize n)
{
	struct merged_report *merged = merged_new();

	for (gsize i = 0; i < n; i++)
		append_report(merged, reports[i]);
	merged->report.old_name = n ? reports[0]->old_name : "";
	merged->report.new_name = n ? reports[0]->new_name : "";
	publish(merged);
	return merged;
}

/* --- Which step brought what ------------------------------------------------ */

/* The last step that says something, by what it says it of: index + 1. */
struct knowledge {
	GHashTable *by_id, *by_item, *by_header;
};

static void know(struct knowledge *knowledge, const struct report *report, gsize step)
{
	gpointer value = GSIZE_TO_POINTER(step + 1);

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		g_hash_table_insert(knowledge->by_id, (gpointer)finding->id, value);
		g_hash_table_insert(knowledge->by_item, (gpointer)finding->item_name, value);
		g_hash_table_insert(knowledge->by_header, (gpointer)finding->header, value);
	}
}

static const struct finding_commit *lookup(const struct knowledge *knowledge,
					   const struct series_step *steps,
					   const struct finding *finding)
{
	gsize found = GPOINTER_TO_SIZE(g_hash_table_lookup(knowledge->by_id, finding->id));

	/* Several steps may have done together what none of them did alone. */
	if (!found)
		found = GPOINTER_TO_SIZE(
			g_hash_table_lookup(knowledge->by_item, finding->item_name));
	if (!found)
		found = GPOINTER_TO_SIZE(
			g_hash_table_lookup(knowledge->by_header, finding->header));
	return found ? &steps[found - 1].commit : NULL;
}

void series_attribute(struct merged_report *merged, const struct series_step *steps, gsize n)
{
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) by_item = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) by_header = g_hash_table_new(g_str_hash, g_str_equal);
	struct knowledge knowledge = { by_id, by_item, by_header };

	for (gsize i = 0; i < n; i++) {
		for (gsize j = 0; j < steps[i].n_reports; j++) {
			if (steps[i].reports[j])
				know(&knowledge, steps[i].reports[j], i);
		}
	}
	for (guint i = 0; i < merged->findings->len; i++) {
		struct finding *finding = &g_array_index(merged->findings, struct finding, i);

		finding->commit = lookup(&knowledge, steps, finding);
	}
}

/* --- What was taken back ---------------------------------------------------- */

static gboolean is_harm(const struct finding *finding)
{
	return finding->verdict != VERDICT_SAFE;
}

static GHashTable *string_table(void)
{
	return g_hash_table_new(g_str_hash, g_str_equal);
}

struct healing {
	/* Of which items and headers the range as a whole says no good. */
	GHashTable *harmed_items, *harmed_headers;
	GHashTable *seen;  /* item -> the first step that says anything of it */
	GHashTable *first; /* item -> the first step that harms it */
	GHashTable *last;  /* item -> the last step that says anything of it */
	/* The same by header: the first step that harms something in it, and the last one. */
	GHashTable *first_in, *last_in;
};

static void healing_init(struct healing *healing, const struct report *whole)
{
	*healing = (struct healing){ string_table(), string_table(), string_table(), string_table(),
				     string_table(), string_table(), string_table() };
	for (gsize i = 0; i < whole->n_findings; i++) {
		const struct finding *finding = &whole->findings[i];

		if (!is_harm(finding))
			continue;
		g_hash_table_add(healing->harmed_items, (gpointer)finding->item_name);
		g_hash_table_add(healing->harmed_headers, (gpointer)finding->header);
	}
}

static void healing_clear(struct healing *healing)
{
	g_hash_table_unref(healing->harmed_items);
	g_hash_table_unref(healing->harmed_headers);
	g_hash_table_unref(healing->seen);
	g_hash_table_unref(healing->first);
	g_hash_table_unref(healing->last);
	g_hash_table_unref(healing->first_in);
	g_hash_table_unref(healing->last_in);
}

static void note_first(GHashTable *table, const char *key, const struct finding *finding)
{
	if (!g_hash_table_contains(table, key))
		g_hash_table_insert(table, (gpointer)key, (gpointer)finding->commit);
}

static void note_steps(struct healing *healing, const struct merged_report *list)
{
	for (guint i = 0; i < list->findings->len; i++) {
		const struct finding *finding = &g_array_index(list->findings, struct finding, i);
		gpointer commit = (gpointer)finding->commit;

		note_first(healing->seen, finding->item_name, finding);
		if (is_harm(finding)) {
			note_first(healing->first, finding->item_name, finding);
			note_first(healing->first_in, finding->header, finding);
			g_hash_table_insert(healing->last_in, (gpointer)finding->header, commit);
		}
		g_hash_table_insert(healing->last, (gpointer)finding->item_name, commit);
	}
}

/*
 * Only one step speaks of the item, or it came with the range: nobody can have used it
 * before, or another step takes it back under another name.
 */
static void mark_passing(const struct healing *healing, struct finding *finding)
{
	const struct finding_commit *last = g_hash_table_lookup(healing->last_in, finding->header);
	const struct finding_commit *first =
		g_hash_table_lookup(healing->first_in, finding->header);
	gboolean is_own = g_hash_table_lookup(healing->seen, finding->item_name) != finding->commit;

	if (g_hash_table_contains(healing->harmed_headers, finding->header))
		return;
	/* Of what is taken back by nobody the comparison of both ends is to speak. */
	if (!is_own && first == last)
		return;
	if (!is_own && finding->commit == last)
		finding->heals = first;
	else if (!is_own)
		finding->healed = last;
	finding->severity = MIN(finding->severity, SEVERITY_NOTE);
}

static void mark_healed(const struct healing *healing, struct finding *finding)
{
	const struct finding_commit *first =
		g_hash_table_lookup(healing->first, finding->item_name);
	const struct finding_commit *last = g_hash_table_lookup(healing->last, finding->item_name);

	if (first == last) {
		mark_passing(healing, finding);
		return;
	}
	if (finding->commit == last)
		finding->heals = first;
	else
		finding->healed = last;
	finding->severity = MIN(finding->severity, SEVERITY_NOTE);
}

static void list_steps(struct merged_report *list, const struct series_step *steps, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		guint first = list->findings->len;

		for (gsize j = 0; j < steps[i].n_reports; j++) {
			if (steps[i].reports[j])
				append_report(list, steps[i].reports[j]);
		}
		for (guint j = first; j < list->findings->len; j++)
			g_array_index(list->findings, struct finding, j).commit = &steps[i].commit;
	}
}

struct merged_report *series_list(const struct merged_report *whole,
				  const struct series_step *steps, gsize n)
{
	struct merged_report *list = merged_new();
	struct healing healing;

	healing_init(&healing, &whole->report);
	list_steps(list, steps, n);
	note_steps(&healing, list);
	for (guint i = 0; i < list->findings->len; i++) {
		struct finding *finding = &g_array_index(list->findings, struct finding, i);

		if (is_harm(finding) &&
		    !g_hash_table_contains(healing.harmed_items, finding->item_name))
			mark_healed(&healing, finding);
	}
	healing_clear(&healing);
	list->report.by_commit = TRUE;
	list->report.old_name = whole->report.old_name;
	list->report.new_name = whole->report.new_name;
	list->report.shows_names = whole->report.shows_names;
	list->report.headers_judged = whole->report.headers_judged;
	list->report.targets |= whole->report.targets;
	publish(list);
	return list;
}
