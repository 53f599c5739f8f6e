/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken level check [REV|RANGE]: what is wrong with what is stated, or changed in a range.
 */
#include <string.h>

#include "cli/level.h"
#include "cli/options.h"
#include "cli/review.h"

struct level_check {
	struct session session;
	struct review review;
	struct review_step step;
	gboolean has_review;
	GHashTable *matched;
};

/* A range, or all that one revision has: what there is since nothing. */
static gboolean find_step(struct level_check *check, const char *name, GError **error)
{
	struct repository *repository = session_repository(&check->session, error);
	struct review_step *step = &check->step;

	if (!repository)
		return FALSE;
	if (name && revision_is_range(name))
		return repository_range(repository, name, &step->old_revision, &step->new_revision,
					error);
	step->old_revision.name = g_strdup("nothing");
	check->matched = g_hash_table_new(g_direct_hash, g_direct_equal);
	return repository_resolve(repository, name ? name : ".", &step->new_revision, error);
}

static gboolean judge_step(struct level_check *check, GError **error)
{
	check->session.compare.only_changes = TRUE;
	check->session.compare.keeps_models = TRUE;
	check->has_review = TRUE;
	if (!review_init(&check->review, &check->session, &check->step.new_revision, error))
		return FALSE;
	check->review.matched = check->matched;
	return review_steps(&check->review, &check->step, 1, error);
}

static gboolean is_about_statements(const struct finding *finding)
{
	return g_str_has_prefix(finding->rule, "level/") || g_str_has_prefix(finding->rule, "set/");
}

static int finish(struct level_check *check)
{
	const struct report **reports = review_reports(&check->step);
	AUTO(merged_report) merged = report_merge(reports, check->step.parts->len);
	g_autoptr(GArray) findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	struct report report = merged->report;

	g_free((gpointer)reports);
	for (gsize i = 0; i < report.n_findings; i++) {
		if (is_about_statements(&report.findings[i]))
			g_array_append_val(findings, report.findings[i]);
	}
	report.findings = (const struct finding *)(void *)findings->data;
	report.n_findings = findings->len;
	/* What cannot be read has a level all the same. */
	report.n_not_judged = 0;
	return session_finish(&check->session, &report);
}

static void check_clear(struct level_check *check)
{
	review_step_clear(&check->step);
	if (check->has_review)
		review_clear(&check->review);
	revision_clear(&check->step.old_revision);
	revision_clear(&check->step.new_revision);
	g_clear_pointer(&check->matched, g_hash_table_unref);
	session_clear(&check->session);
}

int level_check(struct level_options *options, char **operands)
{
	struct level_check check = { 0 };
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	if (session_init(&check.session, &options->session, &error) &&
	    find_step(&check, operands[0], &error) && judge_step(&check, &error))
		status = finish(&check);
	if (error)
		complain(error->message);
	check_clear(&check);
	return status;
}
