/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken diff OLD NEW: trees, then models, then findings, then a report.
 */
#include <string.h>
#include <unistd.h>

#include "clang/clang.h"
#include "cli/conventions.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "rules/judge.h"

struct diff_options {
	char *format, *targets, *sysroot, *before, *profile, *color, *output;
	char **conventions;
	gboolean verbose, quiet, allow_incomplete;
	int timeout, jobs;
};

struct diff {
	const struct diff_options *options;
	const struct report_format *format;
	struct report_options shown;
	gint64 start; /* g_get_monotonic_time() */
	struct inputs inputs;
	struct parse_job *parse_jobs; /* all old ones, all new ones, all before them */
	gsize n_models;               /* a side */
	gsize n_jobs;
	struct policy *policy;
	struct report *judged;
};

static void diff_options_clear(struct diff_options *options)
{
	g_free(options->format);
	g_free(options->targets);
	g_free(options->sysroot);
	g_free(options->before);
	g_free(options->profile);
	g_free(options->color);
	g_free(options->output);
	g_strfreev(options->conventions);
}

static void diff_clear(struct diff *diff)
{
	judge_free(diff->judged);
	policy_free(diff->policy);
	parse_jobs_free(diff->parse_jobs, diff->n_jobs);
	g_free(diff->parse_jobs);
	inputs_clear(&diff->inputs);
}

static gboolean fail(GError **error, const char *message)
{
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
	return FALSE;
}

static gboolean find_format(struct diff *diff, GError **error)
{
	const char *name = diff->options->format ? diff->options->format : "text";
	g_autoptr(GString) known = g_string_new(NULL);

	diff->format = report_format_find(name);
	if (diff->format)
		return TRUE;
	for (gsize i = 0; report_formats[i]; i++)
		g_string_append_printf(known, "%s%s", i == 0 ? "" : ", ", report_formats[i]->name);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "unknown --format '%s': there are %s", name, known->str);
	return FALSE;
}

/* What can be refused before anything is read. */
static gboolean check_options(struct diff *diff, GError **error)
{
	const struct diff_options *options = diff->options;
	const gboolean to_stdout = !options->output || strcmp(options->output, "-") == 0;
	const int fd = to_stdout ? STDOUT_FILENO : -1;
	target_set ignored;

	if (options->timeout < 0)
		return fail(error, "--timeout cannot be negative");
	if (options->jobs < 0)
		return fail(error, "--jobs cannot be negative");
	if (options->verbose && options->quiet)
		return fail(error, "--verbose and --quiet exclude each other");
	if (options->targets && !target_set_parse(options->targets, &ignored, error))
		return FALSE;
	diff->shown.verbose = options->verbose;
	diff->shown.quiet = options->quiet;
	diff->shown.width = output_width(fd);
	/* Whatever is kept must be the same in every run. */
	diff->shown.show_time = isatty(fd);
	return color_parse(options->color, fd, &diff->shown.color, error) &&
	       find_format(diff, error);
}

static gboolean load_policy(struct diff *diff, GError **error)
{
	const struct diff_options *options = diff->options;

	diff->policy = conventions_load((const char *const *)options->conventions,
					options->profile ? options->profile : "kernel", error);
	return diff->policy != NULL;
}

static gboolean load_inputs(struct diff *diff, char **names, GError **error)
{
	struct inputs *inputs = &diff->inputs;

	return inputs_open(inputs, names[0], names[1], error) &&
	       inputs_open_before(inputs, diff->options->before, error) &&
	       inputs_resolve(inputs, diff->options->sysroot, error) &&
	       inputs_choose_targets(inputs, diff->options->targets, error);
}

/* One line, rewritten, and erased when all is done. */
static void show_progress(gsize done, gsize total, gpointer data)
{
	char line[80];

	(void)data;
	g_snprintf(line, sizeof(line),
		   "\runbroken: read %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " trees\33[K%s", done,
		   total, done == total ? "\r\33[K" : "");
	/* It only entertains: a failure changes nothing. */
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}

static void add_jobs(struct diff *diff, gsize side, const struct tree *tree)
{
	struct parse_job *job = &diff->parse_jobs[side * diff->n_models];

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(diff->inputs.targets & TARGET_BIT(id)))
			continue;
		job->tree = tree;
		job->target = id;
		job++;
	}
}

static gboolean parse_models(struct diff *diff, GError **error)
{
	const struct inputs *inputs = &diff->inputs;
	const gboolean entertain = isatty(STDERR_FILENO) && !diff->options->quiet;
	const struct parse_limits limits = {
		.seconds = (guint)diff->options->timeout,
		.workers = (guint)diff->options->jobs,
		.progress = entertain ? show_progress : NULL,
	};

	for (guint id = 0; id < TARGET_COUNT; id++)
		diff->n_models += (inputs->targets & TARGET_BIT(id)) != 0;
	diff->n_jobs = diff->n_models * (inputs->before_tree ? 3 : 2);
	diff->parse_jobs = g_new0(struct parse_job, diff->n_jobs + 1);
	add_jobs(diff, 0, inputs->old_tree);
	add_jobs(diff, 1, inputs->new_tree);
	if (inputs->before_tree)
		add_jobs(diff, 2, inputs->before_tree);
	return parse_trees(diff->parse_jobs, diff->n_jobs, &limits, error);
}

static void judge_models(struct diff *diff)
{
	const struct model *models[3 * TARGET_COUNT];
	const struct judge_input input = {
		.old_tree = diff->inputs.old_tree,
		.new_tree = diff->inputs.new_tree,
		.old_models = models,
		.new_models = models + diff->n_models,
		.before_tree = diff->inputs.before_tree,
		.before_models = models + 2 * diff->n_models,
		.n_models = diff->n_models,
		.policy = diff->policy,
	};

	for (gsize i = 0; i < diff->n_jobs; i++)
		models[i] = diff->parse_jobs[i].model;
	diff->judged = judge(&input);
}

static gint by_header(gconstpointer left, gconstpointer right)
{
	const struct not_judged *a = left, *b = right;

	return strcmp(a->header, b->header);
}

/* What the rules could not judge, and what never reached them. */
static GArray *all_not_judged(const struct diff *diff)
{
	const GArray *ours = diff->inputs.not_judged;
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct not_judged));

	g_array_append_vals(all, ours->data, ours->len);
	if (diff->judged->n_not_judged > 0)
		g_array_append_vals(all, diff->judged->not_judged,
				    (guint)diff->judged->n_not_judged);
	g_array_sort(all, by_header);
	return all;
}

static int status_of(const struct report *report, gboolean allow_incomplete)
{
	struct report_counts counts;

	report_count(report, &counts);
	if (counts.severities[SEVERITY_ERROR] > 0)
		return STATUS_FINDINGS;
	if (counts.incomplete > 0 && !allow_incomplete)
		return STATUS_INCOMPLETE;
	return STATUS_CLEAN;
}

static int show_report(const struct diff *diff)
{
	g_autoptr(GArray) not_judged = all_not_judged(diff);
	g_autoptr(GString) text = g_string_new(NULL);
	struct report report = *diff->judged;

	report.not_judged = (const struct not_judged *)not_judged->data;
	report.n_not_judged = not_judged->len;
	report.seconds = (double)(g_get_monotonic_time() - diff->start) / G_USEC_PER_SEC;
	diff->format->write(&report, &diff->shown, text);
	return output_finish(diff->options->output, text,
			     status_of(&report, diff->options->allow_incomplete));
}

static int diff_run(const struct diff_options *options, char **names)
{
	struct diff diff = { .options = options, .start = g_get_monotonic_time() };
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	if (check_options(&diff, &error) && load_policy(&diff, &error) &&
	    load_inputs(&diff, names, &error) && parse_models(&diff, &error)) {
		judge_models(&diff);
		status = show_report(&diff);
	} else {
		complain(error->message);
	}
	diff_clear(&diff);
	return status;
}

static const char description[] =
	"OLD and NEW are each a folder of headers (an installed tree or a kernel source\n"
	"tree), one header, a .deb package, or a .tar archive.  Nothing is unpacked.\n"
	"\n"
	"Exit status: 0 nothing at or above the gate, 1 findings, 2 usage or environment\n"
	"error, 3 something asked for could not be judged.";

int cmd_diff(int argc, char **argv)
{
	struct diff_options o = { 0 };
	const GOptionEntry entries[] = {
		{ "format", 0, 0, G_OPTION_ARG_STRING, &o.format, "text or json", "NAME" },
		{ "targets", 0, 0, G_OPTION_ARG_STRING, &o.targets,
		  "judge for these targets, or for all (default: those that both carry)", "LIST" },
		{ "sysroot", 0, 0, G_OPTION_ARG_FILENAME, &o.sysroot,
		  "take from here what the inputs include but lack, or none", "DIR" },
		{ "before", 0, 0, G_OPTION_ARG_FILENAME, &o.before,
		  "the release before OLD: tells a repair from a new break", "TREE" },
		{ "profile", 0, 0, G_OPTION_ARG_STRING, &o.profile,
		  "kernel, distro, vendor or info: what is an error", "NAME" },
		{ "conventions", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.conventions,
		  "also read these facts about subsystems (repeatable)", "FILE" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &o.verbose,
		  "also show safe changes, and all that was not judged", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &o.quiet, "show only the summary line",
		  NULL },
		{ "color", 0, 0, G_OPTION_ARG_STRING, &o.color, "auto, always or never", "WHEN" },
		{ "allow-incomplete", 0, 0, G_OPTION_ARG_NONE, &o.allow_incomplete,
		  "exit with 0, not 3, when parts could not be judged", NULL },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &o.timeout,
		  "let a parser use this much processor time", "SECONDS" },
		{ "jobs", 0, 0, G_OPTION_ARG_INT, &o.jobs, "run this many parsers at a time", "N" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
		  "write to this file instead of stdout", "FILE" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "diff",
		.parameters = "OLD NEW",
		.summary = "Says what the change from OLD to NEW does to deployed programs.",
		.description = description,
		.min_parameters = 2,
		.max_parameters = 2,
		.entries = entries,
	};
	g_auto(GStrv) names = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	names = usage_parse(&usage, argv, &status);
	if (names)
		status = diff_run(&o, names);
	diff_options_clear(&o);
	return status;
}
