/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One report out of many: of several header sets, of several commits.
 */
#ifndef UNBROKEN_COMPARE_SERIES_H
#define UNBROKEN_COMPARE_SERIES_H

#include "report/finding.h"
#include "util/auto.h"

/* The changes of one commit, a patch, or what is not committed yet. */
struct series_step {
	struct finding_commit commit;
	/* One a header set; NULL where nothing changed. */
	const struct report *const *reports;
	gsize n_reports;
};

/* Refers to the strings of what it was made from, which must outlive it. */
struct merged_report {
	struct report report;
	GArray *findings;   /* struct finding */
	GArray *not_judged; /* struct not_judged */
};

void merged_report_free(struct merged_report *merged);
DEFINE_AUTO(merged_report, merged_report_free)

/* All of @reports (one a header set) as one, in that order. */
struct merged_report *report_merge(const struct report *const *reports, gsize n);

/*
 * Names in each finding of @merged, which is about the whole range, the step that brought
 * it.  @steps: oldest first.
 */
void series_attribute(struct merged_report *merged, const struct series_step *steps, gsize n);

/*
 * The findings step by step.  What a later step takes back, so that nothing of it is left in
 * @whole, the report on the whole range, is marked as healed, and is no error any more: only
 * who stops between the two meets it.
 */
struct merged_report *series_list(const struct merged_report *whole,
				  const struct series_step *steps, gsize n);

#endif
