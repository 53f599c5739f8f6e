/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken diff OLD NEW: all that is different between two inputs.
 */
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/verbs.h"

static gboolean open_before(struct inputs *inputs, struct session *session, const char *name,
			    GError **error)
{
	if (name)
		inputs->before_tree = input_open(session, name, error);
	return !name || inputs->before_tree;
}

static int compare_inputs(struct session *session, const struct inputs *inputs, GError **error)
{
	AUTO(comparer) comparer = comparer_new(&session->compare);
	struct comparison comparison = {
		.old_tree = inputs->old_tree,
		.new_tree = inputs->new_tree,
		.before_tree = inputs->before_tree,
		.old_types = inputs->old_types,
		.new_types = inputs->new_types,
		.targets = session->targets,
	};
	int status = STATUS_ERROR;

	if (compare(comparer, &comparison, 1, error))
		status = session_finish(session, comparison.report);
	comparison_clear(&comparison);
	return status;
}

static int diff_run(const struct session_options *options, const char *before, char **names)
{
	g_autoptr(GError) error = NULL;
	struct session session;
	struct inputs inputs = { 0 };
	int status = STATUS_ERROR;

	if (session_init(&session, options, &error) &&
	    inputs_open(&inputs, &session, names, &error) &&
	    open_before(&inputs, &session, before, &error))
		status = compare_inputs(&session, &inputs, &error);
	if (error)
		complain(error->message);
	inputs_clear(&inputs);
	session_clear(&session);
	return status;
}

static const char description[] =
	"OLD and NEW are each a folder of headers (an installed tree or a kernel source\n"
	"tree), one header, a .deb package, a .tar archive, or in a git repository a revision\n"
	"(v6.1), a part of one (v6.1:include/uapi/linux), the index (:) or the working tree (.).\n"
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
