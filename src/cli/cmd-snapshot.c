/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken snapshot INPUT: what an interface is, as a text to keep.
 */
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "compare/take.h"

struct snapshot_options {
	char *directory, *output, *targets, *name, *sysroot;
	int timeout, jobs;
};

static void show_parsed(gsize done, gsize total, gpointer data)
{
	if (done == total)
		session_progress(data, "%s", "");
	else
		session_progress(data, "read %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " models",
				 done, total);
}

static gboolean check_options(const struct snapshot_options *options, target_set *set,
			      GError **error)
{
	if (options->timeout < 0 || options->jobs < 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--%s cannot be negative", options->timeout < 0 ? "timeout" : "jobs");
		return FALSE;
	}
	*set = 0;
	return !options->targets || target_set_parse(options->targets, set, error);
}

static gboolean open_headers(struct input *input, struct session *session, const char *name,
			     GError **error)
{
	if (!input_open(input, session, name, error))
		return FALSE;
	if (input->types || input->snapshot)
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
			    "'%s' is no headers: a snapshot is made of those", name);
	else if (!input->tree->n_files)
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY, "'%s' holds no header", name);
	else
		return TRUE;
	return FALSE;
}

static gboolean take(struct session *session, const struct snapshot_options *options,
		     const char *name, GString *text, GError **error)
{
	const struct compare_options how = {
		.sysroot = options->sysroot,
		.timeout = (guint)options->timeout,
		.workers = (guint)options->jobs,
		.progress = show_parsed,
		.progress_data = session,
	};
	struct input input = { 0 };
	target_set set;
	gboolean done;

	if (!check_options(options, &set, error))
		return FALSE;
	done = open_headers(&input, session, name, error) &&
	       snapshot_take(&how, input.tree, set, options->name, text, error);
	input_clear(&input);
	return done;
}

static int snapshot_run(const struct snapshot_options *options, const char *input)
{
	const struct session_options none = { 0 };
	struct session session = { .options = &none };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	if (session_enter(options->directory, &error) &&
	    take(&session, options, input, text, &error))
		status = output_finish(options->output, text, STATUS_CLEAN);
	else
		complain(error->message);
	session_clear(&session);
	return status;
}

static const char description[] =
	"INPUT is all that unbroken diff takes for OLD.  The text holds each record, constant and\n"
	"command of its headers for all targets, sorted, to be kept in git and read in a diff;\n"
	"it is the same whenever the headers are.\n"
	"\n"
	"Exit status: 0, also when parts could not be judged, which the text names; 2 usage or\n"
	"environment error.";

int cmd_snapshot(int argc, char **argv)
{
	struct snapshot_options o = { 0 };
	const GOptionEntry entries[] = {
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &o.directory,
		  "run as if started in this folder", "DIR" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
		  "write to this file instead of stdout", "FILE" },
		{ "targets", 0, 0, G_OPTION_ARG_STRING, &o.targets,
		  "for these targets, or for all (default: those that INPUT carries)", "LIST" },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
		  "what to call INPUT, in the names of its headers too", "NAME" },
		{ "sysroot", 0, 0, G_OPTION_ARG_FILENAME, &o.sysroot,
		  "take from here what INPUT includes but lacks, or none", "DIR" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &o.timeout,
		  "let a parser use this much processor time", "SECONDS" },
		{ "jobs", 0, 0, G_OPTION_ARG_INT, &o.jobs, "run this many parsers at a time", "N" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "snapshot",
		.parameters = "INPUT",
		.summary =
			"Writes what the headers of INPUT define, as a text to keep and compare.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = 1,
		.entries = entries,
	};
	g_auto(GStrv) inputs = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	inputs = usage_parse(&usage, argv, &status);
	if (inputs)
		status = snapshot_run(&o, inputs[0]);
	g_free(o.directory);
	g_free(o.output);
	g_free(o.targets);
	g_free(o.name);
	g_free(o.sysroot);
	return status;
}
