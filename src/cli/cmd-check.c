/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken check [RANGE]: the gate.  Where a range has several commits each finding names
 * the one that brought it.
 */
#include <string.h>

#include "cli/options.h"
#include "cli/review.h"
#include "cli/session.h"
#include "cli/verbs.h"

struct check {
	struct session session;
	struct review review;
	struct revision old_revision, new_revision, tip;
	gboolean each, is_range;
	struct review_step whole; /* the range */
	GPtrArray *commits;       /* struct commit, oldest first */
	GPtrArray *names;         /* struct finding_commit, of the same */
	struct acceptances *old_accepted;
	GArray *steps; /* struct review_step: the commits, then what is not committed */
};

/* From @from, or where one began, to what one works on. */
static gboolean find_current(struct check *check, const char *from, GError **error)
{
	struct repository *repository = check->session.repository;
	struct revision head = { 0 };
	g_auto(GStrv) paths = NULL;

	if (repository_resolve(repository, "HEAD", &head, error))
		paths = review_find_paths(&check->session, &head, error);
	revision_clear(&head);
	return paths && repository_current(repository, from, (const char *const *)paths,
					   &check->old_revision, &check->new_revision, error);
}

static gboolean find_range(struct check *check, const char *range, GError **error)
{
	struct repository *repository = session_repository(&check->session, error);

	if (!repository)
		return FALSE;
	check->is_range = range && revision_is_range(range);
	if (check->is_range)
		return repository_range(repository, range, &check->old_revision,
					&check->new_revision, error);
	return find_current(check, range, error);
}

/* Which entries came with the range.  Of one that begins with nothing, or of a part of the
 * headers, nobody can say what ought to be found in it. */
static gboolean find_old_accepted(struct check *check, GError **error)
{
	const struct revision *from = &check->old_revision;

	if ((from->kind == REVISION_OBJECT && !from->tree[0]) || from->path ||
	    check->new_revision.path || check->session.options->headers)
		return TRUE;
	if (!project_read_accepted(&check->session, from, &check->old_accepted, error))
		return FALSE;
	accepting_set_old(check->session.accepting, check->old_accepted);
	return TRUE;
}

static gboolean judge_whole(struct check *check, GError **error)
{
	check->review.asks_kconfig = TRUE;
	check->whole.old_revision = check->old_revision;
	check->whole.new_revision = check->new_revision;
	return review_steps(&check->review, &check->whole, 1, error);
}

/* --- Commit by commit ------------------------------------------------------- */

static void add_commit_step(struct check *check, const struct commit *commit)
{
	const struct review_step step = {
		.commit = { .id = commit->id, .subject = commit->subject },
		.old_revision = commit->parent,
		.new_revision = commit->revision,
	};

	g_array_append_val(check->steps, step);
}

/* From HEAD to the index or the working tree. */
static void add_uncommitted_step(struct check *check, const struct revision *head)
{
	const struct review_step step = {
		.commit = { .id = "", .subject = "not committed yet" },
		.old_revision = *head,
		.new_revision = check->new_revision,
	};

	g_array_append_val(check->steps, step);
}

/* The last commit of the range: what the new side was made on. */
static gboolean find_tip(struct check *check, struct revision *tip, GError **error)
{
	const char *name = check->new_revision.commit[0] ? check->new_revision.commit : "HEAD";

	return repository_resolve(check->review.repository, name, tip, error);
}

/* What a remark can go on naming. */
static const struct finding_commit *name_commit(struct check *check, const struct commit *commit)
{
	struct finding_commit *name = g_new(struct finding_commit, 1);

	*name = (struct finding_commit){ .id = commit->id, .subject = commit->subject };
	g_ptr_array_add(check->names, name);
	return name;
}

static gboolean collect_steps(struct check *check, const struct revision *tip, GError **error)
{
	g_auto(GStrv) paths = review_paths(&check->review, tip, error);

	if (!paths)
		return FALSE;
	check->commits = repository_walk(check->review.repository, &check->old_revision, tip,
					 (const char *const *)paths, error);
	if (!check->commits)
		return FALSE;
	for (guint i = check->commits->len; i > 0; i--) {
		const struct commit *commit = check->commits->pdata[i - 1];
		const struct finding_commit *name = name_commit(check, commit);

		add_commit_step(check, commit);
		accepting_add_message(check->session.accepting, name, commit->message);
	}
	if (check->new_revision.kind != REVISION_OBJECT)
		add_uncommitted_step(check, tip);
	return TRUE;
}

/* Only of commits there are several. */
static gboolean has_steps(const struct check *check)
{
	return check->old_revision.commit[0] &&
	       (check->new_revision.commit[0] || check->new_revision.kind != REVISION_OBJECT) &&
	       !check->old_revision.path && !check->new_revision.path;
}

/* Whether some finding wants to be explained. */
static gboolean asks_for_steps(const struct check *check, const struct report *report)
{
	for (gsize i = 0; i < report->n_findings; i++) {
		if (report->findings[i].severity != SEVERITY_NONE ||
		    check->session.options->verbose)
			return TRUE;
	}
	return check->each || session_needs_all(&check->session) ||
	       accepting_asks_for_steps(check->session.accepting, report);
}

/* What is accepted may be found in a step only, or only in the whole. */
static void see_all(struct check *check, const struct merged_report *whole,
		    const struct series_step *series)
{
	accepting_see(check->session.accepting, &whole->report);
	for (guint i = 0; i < check->steps->len; i++) {
		for (gsize j = 0; j < series[i].n_reports; j++) {
			if (series[i].reports[j])
				accepting_see(check->session.accepting, series[i].reports[j]);
		}
	}
}

static int finish_steps(struct check *check, struct merged_report *whole)
{
	struct series_step *series =
		review_series((const struct review_step *)(void *)check->steps->data,
			      check->steps->len);
	int status;

	see_all(check, whole, series);
	if (check->each) {
		AUTO(merged_report) list = series_list(whole, series, check->steps->len);

		status = session_finish(&check->session, &list->report);
	} else {
		series_attribute(whole, series, check->steps->len);
		status = session_finish(&check->session, &whole->report);
	}
	review_series_free(series, check->steps->len);
	return status;
}

static int judge_steps(struct check *check, struct merged_report *whole, GError **error)
{
	/* The only step is the whole range. */
	if (check->steps->len < 2 && !check->each)
		return session_finish(&check->session, &whole->report);
	if (!review_steps(&check->review, (struct review_step *)(void *)check->steps->data,
			  check->steps->len, error))
		return STATUS_ERROR;
	return finish_steps(check, whole);
}

/* Which commits there are, and what their messages accept. */
static gboolean find_steps(struct check *check, GError **error)
{
	return find_tip(check, &check->tip, error) && collect_steps(check, &check->tip, error);
}

static int judge_range(struct check *check, GError **error)
{
	const struct report **reports = review_reports(&check->whole);
	AUTO(merged_report) whole = report_merge(reports, check->whole.parts->len);
	GError *failure = NULL;

	g_free((gpointer)reports);
	whole->report.shows_names = !check->is_range;
	if (!has_steps(check) ||
	    (!find_steps(check, &failure) && !asks_for_steps(check, &whole->report))) {
		g_clear_error(&failure);
		return session_finish(&check->session, &whole->report);
	}
	if (failure) {
		g_propagate_error(error, failure);
		return STATUS_ERROR;
	}
	if (asks_for_steps(check, &whole->report))
		return judge_steps(check, whole, error);
	return session_finish(&check->session, &whole->report);
}

static void check_clear(struct check *check)
{
	for (guint i = 0; i < check->steps->len; i++)
		review_step_clear(&g_array_index(check->steps, struct review_step, i));
	g_array_unref(check->steps);
	review_step_clear(&check->whole);
	g_clear_pointer(&check->commits, g_ptr_array_unref);
	review_clear(&check->review);
	revision_clear(&check->old_revision);
	revision_clear(&check->new_revision);
	revision_clear(&check->tip);
	g_ptr_array_unref(check->names);
	acceptances_free(check->old_accepted);
	session_clear(&check->session);
}

/* What one has just accepted counts before it is committed, also where the last commit is what is
 * judged. */
static gboolean accept_uncommitted(struct check *check, GError **error)
{
	struct revision worktree = { 0 };
	gboolean done = TRUE;

	if (check->is_range || check->new_revision.kind == REVISION_WORKTREE)
		return TRUE;
	/* A bare repository has none. */
	if (repository_resolve(check->session.repository, ".", &worktree, NULL))
		done = project_advance_accepted(&check->review.project, &check->session, &worktree,
						error);
	revision_clear(&worktree);
	return done;
}

static int check_run(const struct session_options *options, gboolean each, const char *range)
{
	g_autoptr(GError) error = NULL;
	struct check check = {
		.each = each,
		.steps = g_array_new(FALSE, FALSE, sizeof(struct review_step)),
		.names = g_ptr_array_new_with_free_func(g_free),
	};
	int status = STATUS_ERROR;

	if (session_init(&check.session, options, &error) && find_range(&check, range, &error)) {
		check.session.compare.only_changes = TRUE;
		check.session.compare.keeps_models = TRUE;
		if (review_init(&check.review, &check.session, &check.new_revision, &error) &&
		    accept_uncommitted(&check, &error) && find_old_accepted(&check, &error) &&
		    judge_whole(&check, &error))
			status = judge_range(&check, &error);
	}
	if (error)
		complain(error->message);
	check_clear(&check);
	return status;
}

static const char description[] =
	"RANGE is A..B, A...B (from where both began), or a revision: from there to what one\n"
	"works on.  Without it: from where the upstream was left (without one, from the commit\n"
	"before HEAD) to the working tree if a header in it was changed, else to the index if one\n"
	"is staged, else to HEAD.\n"
	"\n"
	"In a kernel's repository the exported headers are judged; in others those that\n"
	".unbroken/config names, else what looks like installed headers.\n"
	"\n" SESSION_STATUS;

int cmd_check(int argc, char **argv)
{
	struct session_options options = { 0 };
	gboolean each = FALSE;
	const GOptionEntry own[] = {
		{ "each", 0, 0, G_OPTION_ARG_NONE, &each,
		  "judge commit by commit: a break that a later one heals is told apart", NULL },
		G_OPTION_ENTRY_NULL,
	};
	g_autofree GOptionEntry *entries = session_entries(&options, own);
	const struct usage usage = {
		.verb = "check",
		.parameters = "[RANGE]",
		.summary = "Says what the commits of RANGE, or what is being worked on, do to "
			   "deployed\nprograms.",
		.description = description,
		.max_parameters = 1,
		.entries = entries,
	};
	g_auto(GStrv) names = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	names = usage_parse(&usage, argv, &status);
	if (names)
		status = check_run(&options, each, names[0]);
	session_options_clear(&options);
	return status;
}
