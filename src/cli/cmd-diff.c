/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken diff OLD NEW: all that is different between two inputs.
 */
#include "cli/diff-sets.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/project.h"
#include "cli/session.h"
#include "cli/sides.h"
#include "cli/verbs.h"

struct sides {
	struct input old_input, new_input;
	struct input before; /* the tree is NULL: not given */
	struct sides_standing levels;
};

static gboolean open_before(struct input *before, struct session *session, const char *name,
			    GError **error)
{
	if (!name || !input_open(before, session, name, error))
		return !name;
	if (!before->types)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "--before needs headers, not the types of a kernel");
	return FALSE;
}

static int compare_sides(struct session *session, const struct sides *sides, GError **error)
{
	AUTO(comparer) comparer = comparer_new(&session->compare);
	struct comparison comparison = {
		.old_tree = sides->old_input.tree,
		.new_tree = sides->new_input.tree,
		.before_tree = sides->before.tree,
		.snapshots = { sides->old_input.snapshot, sides->new_input.snapshot,
			       sides->before.snapshot },
		.old_types = sides->old_input.types,
		.new_types = sides->new_input.types,
		.standing = &sides->levels.standing,
		.targets = session->targets ? session->targets : session->usual_targets,
	};
	int status = STATUS_ERROR;

	if (compare(comparer, &comparison, 1, error))
		status = session_finish(session, comparison.report);
	comparison_clear(&comparison);
	return status;
}

static int diff_inputs(struct session *session, struct project *project, const char *before,
		       char **names, GError **error)
{
	struct sides sides = { 0 };
	int status = STATUS_ERROR;

	if (inputs_open(&sides.old_input, &sides.new_input, session, names, error) &&
	    open_before(&sides.before, session, before, error) &&
	    sides_standing_init(&sides.levels, session, &sides.old_input, &sides.new_input,
				error)) {
		if (!project->release && sides.new_input.tree)
			project->release = tree_release(sides.new_input.tree);
		project_apply(project, session);
		status = compare_sides(session, &sides, error);
	}
	sides_standing_clear(&sides.levels);
	input_clear(&sides.old_input);
	input_clear(&sides.new_input);
	input_clear(&sides.before);
	return status;
}

static int diff_project(struct session *session, const struct project *project, const char *before,
			char **names, GError **error)
{
	if (before) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "--before cannot be used with a --config that states header sets");
		return STATUS_ERROR;
	}
	project_apply(project, session);
	return diff_sets(session, project, names, error);
}

/* Sets are those of the project that --config names; a folder that one happens to be in says
 * nothing of the inputs. */
static gboolean states_sets(const struct project *project, const struct session_options *options)
{
	return options->config && project->config && project->config->n_sets;
}

static int diff_run(const struct session_options *options, const char *before, char **names)
{
	g_autoptr(GError) error = NULL;
	struct session session;
	struct project project = { 0 };
	int status = STATUS_ERROR;

	if (session_init(&session, options, &error) &&
	    project_read_folder(&project, &session, &error))
		status = states_sets(&project, options)
				 ? diff_project(&session, &project, before, names, &error)
				 : diff_inputs(&session, &project, before, names, &error);
	if (error)
		complain(error->message);
	session_clear(&session);
	project_clear(&project);
	return status;
}

static const char description[] =
	"OLD and NEW are each a folder of headers (an installed tree or a kernel source\n"
	"tree), one header, a .deb package, a .tar archive, a snapshot, or in a git repository a\n"
	"revision (v6.1), a part of one (v6.1:include/uapi/linux), the index (:) or the working\n"
	"tree (.).  One of them may be btf:FILE, the types of a kernel.\n"
	"With --config=DIR the header sets are compared that DIR/config states, if it does.\n"
	"A..B stands for A and B, A...B for where both began and B.  Nothing is unpacked or\n"
	"checked out.\n"
	"\n" SESSION_STATUS;

int cmd_diff(int argc, char **argv)
{
	struct session_options options = { 0 };
	g_autofree char *before = NULL;
	const GOptionEntry own[] = {
		{ "before", 0, 0, G_OPTION_ARG_FILENAME, &before,
		  "the release before OLD: tells a repair from a new break", "TREE" },
		G_OPTION_ENTRY_NULL,
	};
	g_autofree GOptionEntry *entries = session_entries(&options, own);
	const struct usage usage = {
		.verb = "diff",
		.parameters = "OLD NEW",
		.summary = "Says what the change from OLD to NEW does to deployed programs.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = 2,
		.entries = entries,
	};
	g_auto(GStrv) names = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	names = usage_parse(&usage, argv, &status);
	if (names)
		status = diff_run(&options, before, names);
	session_options_clear(&options);
	return status;
}
