/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/diff-sets.h"

#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/review-remarks.h"
#include "cli/sides.h"
#include "compare/series.h"

/* One header set of both inputs. */
struct set_sides {
	struct header_set set;
	const struct config_set *stated;
	struct input inputs[2];
	struct sides_standing levels;
	struct comparison comparison;
};

struct diff_sets {
	struct session *session;
	const struct project *project;
	struct revision revisions[2]; /* of a range */
	struct set_sides *sides;
	gsize n;
};

static gboolean open_revision(struct diff_sets *diff, struct set_sides *sides, guint side,
			      const struct revision *revision, GError **error)
{
	struct input *input = &sides->inputs[side];

	input->revision = *revision;
	input->revision.name = g_strdup(revision->name);
	input->revision.path = g_strdup(revision->path);
	input->tree =
		repository_tree(diff->session->repository, revision, &sides->set, NULL, error);
	return input->tree != NULL;
}

/* A folder or archive; where there is none of that name, a revision. */
static gboolean open_name(struct diff_sets *diff, struct set_sides *sides, guint side,
			  const char *name, GError **error)
{
	struct repository *repository;
	struct revision revision = { 0 };
	gboolean done;

	if (g_file_test(name, G_FILE_TEST_EXISTS)) {
		sides->inputs[side].tree = tree_open_set(name, &sides->set, NULL, error);
		return sides->inputs[side].tree != NULL;
	}
	repository = session_repository(diff->session, error);
	done = repository && repository_resolve(repository, name, &revision, error) &&
	       open_revision(diff, sides, side, &revision, error);
	revision_clear(&revision);
	return done;
}

static gboolean open_sides(struct diff_sets *diff, struct set_sides *sides, char **names,
			   GError **error)
{
	for (guint side = 0; side < 2; side++) {
		if (names[1] ? !open_name(diff, sides, side, names[side], error)
			     : !open_revision(diff, sides, side, &diff->revisions[side], error))
			return FALSE;
		if (!sides->inputs[side].tree->n_files)
			warn("'%s' has no header of set \"%s\"", sides->inputs[side].tree->name,
			     sides->set.name);
	}
	return sides_standing_init(&sides->levels, diff->session, &sides->inputs[0],
				   &sides->inputs[1], error);
}

static gboolean open_range(struct diff_sets *diff, char **names, GError **error)
{
	struct repository *repository;

	if (names[1])
		return TRUE;
	repository = session_repository(diff->session, error);
	return repository && repository_range(repository, names[0], &diff->revisions[0],
					      &diff->revisions[1], error);
}

static target_set targets_of(const struct session *session, const struct header_set *set)
{
	if (session->targets)
		return session->targets;
	return set->targets ? set->targets : session->usual_targets;
}

static gboolean open_all(struct diff_sets *diff, char **names, GError **error)
{
	if (!open_range(diff, names, error))
		return FALSE;
	for (gsize i = 0; i < diff->n; i++) {
		struct set_sides *sides = &diff->sides[i];

		sides->stated = &diff->project->config->sets[i];
		sides->set = config_header_set(sides->stated);
		if (!open_sides(diff, sides, names, error))
			return FALSE;
		sides->comparison = (struct comparison){
			.old_tree = sides->inputs[0].tree,
			.new_tree = sides->inputs[1].tree,
			.level = sides->stated->level,
			.standing = &sides->levels.standing,
			.targets = targets_of(diff->session, &sides->set),
		};
	}
	return TRUE;
}

/* Each set for itself: they share nothing, and one may be wrong. */
static gboolean compare_all(struct diff_sets *diff, GError **error)
{
	AUTO(comparer) comparer = comparer_new(&diff->session->compare);
	gboolean done = TRUE;

	for (gsize i = 0; done && i < diff->n; i++)
		done = compare(comparer, &diff->sides[i].comparison, 1, error);
	return done;
}

static int finish(const struct diff_sets *diff)
{
	g_autofree const struct report **reports = g_new0(const struct report *, diff->n + 1);
	g_autofree struct versioned_set *sets = g_new0(struct versioned_set, diff->n);
	AUTO(remarks) remarks = NULL;
	AUTO(merged_report) merged = NULL;
	struct step_facts facts = {
		.policy = diff->session->policy,
		.standing = &diff->sides[0].levels.standing,
		.config_name = "",
		.sets = sets,
		.n_sets = diff->n,
	};

	for (gsize i = 0; i < diff->n; i++) {
		const struct set_sides *sides = &diff->sides[i];

		reports[i] = sides->comparison.report;
		sets[i] = (struct versioned_set){ sides->stated, sides->stated->level,
						  sides->inputs[0].tree, sides->inputs[1].tree,
						  sides->comparison.report };
	}
	remarks = review_remark(&facts);
	reports[diff->n] = remarks_report(remarks);
	merged = report_merge(reports, diff->n + 1);
	return session_finish(diff->session, &merged->report);
}

static void diff_clear(struct diff_sets *diff)
{
	for (gsize i = 0; i < diff->n; i++) {
		struct set_sides *sides = &diff->sides[i];

		comparison_clear(&sides->comparison);
		sides_standing_clear(&sides->levels);
		input_clear(&sides->inputs[0]);
		input_clear(&sides->inputs[1]);
	}
	g_free(diff->sides);
	revision_clear(&diff->revisions[0]);
	revision_clear(&diff->revisions[1]);
}

int diff_sets(struct session *session, const struct project *project, char **names, GError **error)
{
	struct diff_sets diff = {
		.session = session,
		.project = project,
		.n = project->config->n_sets,
		.sides = g_new0(struct set_sides, project->config->n_sets),
	};
	int status = STATUS_ERROR;

	if (!names[1] && !revision_is_range(names[0]))
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "diff needs OLD NEW or one range A..B, not '%s' alone", names[0]);
	else if (open_all(&diff, names, error) && compare_all(&diff, error))
		status = finish(&diff);
	diff_clear(&diff);
	return status;
}
