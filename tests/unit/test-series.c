/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many reports as one: which step brought what, and what a later one took back. */
#include <string.h>

#include "compare/series.h"

#define STEPS_MAX    5
#define FINDINGS_MAX 4

/* A finding in the making; the last one of an array has no item. */
struct part {
	const char *item;
	const char *id;
	enum verdict verdict;
};

/* A report of @parts, which must outlive it. */
struct made {
	struct finding findings[FINDINGS_MAX];
	struct report report;
};

static void make_report(struct made *made, const struct part *parts)
{
	gsize n = 0;

	for (; parts->item; parts++)
		made->findings[n++] = (struct finding){
			.id = parts->id,
			.rule = "member/moved",
			.verdict = parts->verdict,
			.severity = parts->verdict == VERDICT_SAFE ? SEVERITY_NONE : SEVERITY_ERROR,
			.item_kind = "struct",
			.item_name = parts->item,
			.header = "linux/foo.h",
			.message = "it moved",
		};
	made->report = (struct report){
		.findings = made->findings,
		.n_findings = n,
		.old_name = "old",
		.new_name = "new",
		.headers_judged = 3,
		.targets = TARGET_BIT(TARGET_X86_64),
	};
}

/* Steps with one report each, the last one without findings. */
struct steps {
	struct made made[STEPS_MAX];
	const struct report *reports[STEPS_MAX];
	struct series_step steps[STEPS_MAX];
	gsize n;
	struct made whole_made;
	struct merged_report *whole;
};

static void steps_init(struct steps *steps, const struct part parts[][FINDINGS_MAX + 1], gsize n,
		       const struct part *whole)
{
	static const char *const ids[] = { "c0", "c1", "c2", "c3", "c4" };
	const struct report *report = &steps->whole_made.report;

	steps->n = n;
	for (gsize i = 0; i < n; i++) {
		make_report(&steps->made[i], parts[i]);
		steps->reports[i] = &steps->made[i].report;
		steps->steps[i] = (struct series_step){
			.commit = { ids[i], "subject" },
			.reports = &steps->reports[i],
			.n_reports = 1,
		};
	}
	make_report(&steps->whole_made, whole);
	steps->whole = report_merge(&report, 1);
}

static void steps_clear(struct steps *steps)
{
	merged_report_free(steps->whole);
}

static const char *id_of(const struct finding_commit *commit)
{
	return commit ? commit->id : "-";
}

/* "item commit healed heals severity,": all findings of a list. */
static char *describe(const struct report *report)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		g_string_append_printf(text, "%s %s %s %s %s,", finding->item_name,
				       id_of(finding->commit), id_of(finding->healed),
				       id_of(finding->heals), severity_names[finding->severity]);
	}
	return g_string_free(text, FALSE);
}

static void check_list(const struct part parts[][FINDINGS_MAX + 1], gsize n,
		       const struct part *whole, const char *expected)
{
	struct steps steps = { 0 };
	g_autofree char *text = NULL;

	steps_init(&steps, parts, n, whole);

	AUTO(merged_report) list = series_list(steps.whole, steps.steps, n);

	text = describe(&list->report);
	g_assert_cmpstr(text, ==, expected);
	g_assert_true(list->report.by_commit);
	g_assert_cmpstr(list->report.old_name, ==, "old");
	g_assert_cmpuint(list->report.headers_judged, ==, 3);
	steps_clear(&steps);
}

#define END                              \
	{                                \
		NULL, NULL, VERDICT_SAFE \
	}

static void test_attribute(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "foo", "2", VERDICT_BREAKS }, { "bar", "3", VERDICT_SAFE }, END },
		{ { "foo", "1", VERDICT_BREAKS }, END },
	};
	/* By id, the last of several; by item; by header. */
	static const struct part whole[] = { { "foo", "1", VERDICT_BREAKS },
					     { "foo", "2", VERDICT_BREAKS },
					     { "bar", "9", VERDICT_BREAKS },
					     { "new", "8", VERDICT_BREAKS },
					     END };
	struct steps steps = { 0 };
	g_autofree char *text = NULL;

	steps_init(&steps, parts, 3, whole);
	series_attribute(steps.whole, steps.steps, 3);
	text = describe(&steps.whole->report);
	g_assert_cmpstr(text, ==,
			"foo c2 - - error,foo c1 - - error,bar c1 - - error,new c2 - - error,");
	steps_clear(&steps);
}

static void test_attribute_nobody(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = { { END } };
	static const struct part whole[] = { { "foo", "1", VERDICT_BREAKS }, END };
	struct steps steps = { 0 };

	steps_init(&steps, parts, 1, whole);
	series_attribute(steps.whole, steps.steps, 1);
	g_assert_null(steps.whole->report.findings[0].commit);
	series_attribute(steps.whole, NULL, 0);
	g_assert_null(steps.whole->report.findings[0].commit);
	steps_clear(&steps);
}

static void test_broken(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "bar", "2", VERDICT_SAFE }, END },
	};
	static const struct part whole[] = { { "foo", "1", VERDICT_BREAKS },
					     { "bar", "2", VERDICT_SAFE },
					     END };

	check_list(parts, 2, whole, "foo c0 - - error,bar c1 - - none,");
}

static void test_healed(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "bar", "2", VERDICT_BREAKS }, END },
		{ { "foo", "3", VERDICT_BREAKS }, END },
	};
	static const struct part whole[] = { { "bar", "2", VERDICT_BREAKS }, END };

	check_list(parts, 3, whole, "foo c0 c2 - note,bar c1 - - error,foo c2 - c0 note,");
}

/* To heal may be safe for everybody, such as a name that comes back. */
static void test_healed_by_addition(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "foo", "2", VERDICT_SAFE }, END },
	};
	static const struct part whole[] = { END };

	check_list(parts, 2, whole, "foo c0 c1 - note,foo c1 - - none,");
}

/* Two breaks, and one commit that takes back both. */
static void test_healed_at_last(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "foo", "2", VERDICT_DEPENDS }, END },
		{ { "foo", "3", VERDICT_BREAKS }, END },
	};
	static const struct part whole[] = { { "foo", "4", VERDICT_SAFE }, END };

	check_list(parts, 3, whole, "foo c0 c2 - note,foo c1 c2 - note,foo c2 - c0 note,");
}

static void test_broken_again(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "foo", "2", VERDICT_BREAKS }, END },
		{ { "foo", "1", VERDICT_BREAKS }, END },
	};
	static const struct part whole[] = { { "foo", "1", VERDICT_BREAKS }, END };

	check_list(parts, 3, whole, "foo c0 - - error,foo c1 - - error,foo c2 - - error,");
}

/* What the series brings itself nobody can have used before it. */
static void test_own(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_SAFE }, END },
		{ { "foo", "2", VERDICT_BREAKS }, END },
	};
	static const struct part whole[] = { { "foo", "3", VERDICT_SAFE }, END };

	check_list(parts, 2, whole, "foo c0 - - none,foo c1 - - note,");
}

/* The first step harms an item under one name, the last one under another. */
static void test_renamed_and_back(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = {
		{ { "foo", "1", VERDICT_BREAKS }, END },
		{ { "bar", "2", VERDICT_BREAKS }, END },
	};
	static const struct part whole[] = { END };

	check_list(parts, 2, whole, "foo c0 c1 - note,bar c1 - c0 note,");
}

static void test_empty(void)
{
	static const struct part parts[][FINDINGS_MAX + 1] = { { END } };
	static const struct part whole[] = { END };

	check_list(parts, 1, whole, "");
	check_list(parts, 0, whole, "");
}

/* Several header sets, of which some have nothing to say. */
static void test_sets(void)
{
	static const struct part one[] = { { "foo", "1", VERDICT_BREAKS }, END };
	static const struct part two[] = { { "bar", "2", VERDICT_BREAKS }, END };
	static const struct not_judged missing[] = { { "linux/x.h", TARGET_ALL, "why", FALSE } };
	struct made made[2] = { 0 };
	const struct report *const reports[] = { &made[0].report, &made[1].report };
	const struct report *const halves[] = { NULL, &made[1].report };
	const struct series_step steps[] = {
		{ { .id = "c0", .subject = "subject" }, reports, 2 },
		{ { .id = "c1", .subject = "subject" }, halves, 2 },
	};
	g_autofree char *text = NULL;

	make_report(&made[0], one);
	make_report(&made[1], two);
	made[0].report.not_judged = missing;
	made[0].report.n_not_judged = 1;
	made[1].report.targets = TARGET_BIT(TARGET_ARM);

	AUTO(merged_report) whole = report_merge(reports, 2);

	g_assert_cmpuint(whole->report.n_findings, ==, 2);
	g_assert_cmpuint(whole->report.n_not_judged, ==, 1);
	g_assert_cmpuint(whole->report.headers_judged, ==, 6);
	g_assert_cmpuint(whole->report.targets, ==,
			 TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_ARM));

	AUTO(merged_report) list = series_list(whole, steps, 2);

	text = describe(&list->report);
	g_assert_cmpstr(text, ==, "foo c0 - - error,bar c0 - - error,bar c1 - - error,");
	g_assert_cmpuint(list->report.n_not_judged, ==, 1);
	g_assert_cmpuint(list->report.headers_judged, ==, 6);

	AUTO(merged_report) none = report_merge(NULL, 0);

	g_assert_cmpuint(none->report.n_findings, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/series/attribute", test_attribute);
	g_test_add_func("/series/attribute-nobody", test_attribute_nobody);
	g_test_add_func("/series/broken", test_broken);
	g_test_add_func("/series/healed", test_healed);
	g_test_add_func("/series/healed-by-addition", test_healed_by_addition);
	g_test_add_func("/series/healed-at-last", test_healed_at_last);
	g_test_add_func("/series/broken-again", test_broken_again);
	g_test_add_func("/series/own", test_own);
	g_test_add_func("/series/renamed-and-back", test_renamed_and_back);
	g_test_add_func("/series/empty", test_empty);
	g_test_add_func("/series/sets", test_sets);
	return g_test_run();
}
