/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "policy/shipped.h"
#include "cli/options.h"
#include "rules/report-rules.h"

GOptionEntry *session_entries(struct session_options *o, const GOptionEntry *own)
{
	g_autofree char *formats = outputs_formats(o->formats);

	g_free(o->format_help);
	o->format_help = g_strdup_printf("how to write the report: %s", formats);
	const GOptionEntry shared[] = {
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &o->directory,
		  "run as if started in this folder", "DIR" },
		{ "format", 0, 0, G_OPTION_ARG_STRING, &o->format, o->format_help, "NAME" },
		{ "targets", 0, 0, G_OPTION_ARG_STRING, &o->targets,
		  "judge for these targets, or for all (default: those that both carry)", "LIST" },
		{ "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->headers,
		  "tell only of headers that match this, as 'linux/vfio*' (repeatable)", "GLOB" },
		{ "sysroot", 0, 0, G_OPTION_ARG_FILENAME, &o->sysroot,
		  "take from here what the inputs include but lack, or none", "DIR" },
		{ "profile", 0, 0, G_OPTION_ARG_STRING, &o->profile,
		  "kernel, distro, vendor or info: what is an error", "NAME" },
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &o->config,
		  "take what the project states from this folder, or none", "DIR" },
		{ "release", 0, 0, G_OPTION_ARG_STRING, &o->release,
		  "what is judged is this release (default: what it says itself)", "VERSION" },
		{ "conventions", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->conventions,
		  "also read these facts about subsystems (repeatable)", "FILE" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &o->verbose,
		  "also show safe changes, and all that was not judged", NULL },
		{ "show-accepted", 0, 0, G_OPTION_ARG_NONE, &o->show_accepted,
		  "show in full what the project has accepted", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "show only the summary line",
		  NULL },
		{ "color", 0, 0, G_OPTION_ARG_STRING, &o->color, "auto, always or never", "WHEN" },
		{ "allow-incomplete", 0, 0, G_OPTION_ARG_NONE, &o->allow_incomplete,
		  "exit with 0, not 3, when parts could not be judged", NULL },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout,
		  "let a parser use this much processor time", "SECONDS" },
		{ "jobs", 0, 0, G_OPTION_ARG_INT, &o->jobs, "run this many parsers at a time",
		  "N" },
		{ "no-cache", 0, 0, G_OPTION_ARG_NONE, &o->no_cache,
		  "neither use nor keep what earlier runs learned", NULL },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->outputs,
		  "write to this file instead of stdout; with a format: write one more report "
		  "(repeatable)",
		  "[FORMAT=]FILE" },
	};
	g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));

	for (; own && own->long_name; own++)
		g_array_append_vals(entries, own, 1);
	g_array_append_vals(entries, shared, G_N_ELEMENTS(shared));
	return (GOptionEntry *)(void *)g_array_free(g_steal_pointer(&entries), FALSE);
}

void session_options_clear(struct session_options *options)
{
	g_free(options->directory);
	g_free(options->format);
	g_free(options->targets);
	g_free(options->sysroot);
	g_free(options->profile);
	g_free(options->config);
	g_free(options->color);
	g_free(options->format_help);
	g_strfreev(options->outputs);
	g_free(options->release);
	g_strfreev(options->conventions);
	g_strfreev(options->headers);
}

static gboolean fail(GError **error, const char *message)
{
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
	return FALSE;
}

static gboolean check_options(struct session *session, GError **error)
{
	const struct session_options *options = session->options;
	const struct outputs_request request = {
		.format = options->format,
		.outputs = (const char *const *)options->outputs,
		.color = options->color,
		.formats = options->formats,
	};

	if (options->timeout < 0)
		return fail(error, "--timeout cannot be negative");
	if (options->jobs < 0)
		return fail(error, "--jobs cannot be negative");
	if (options->release && !acceptance_is_version(options->release))
		return fail(error, "--release expects a version, such as 6.14 or v7.1-rc2");
	if (options->verbose && options->quiet)
		return fail(error, "--verbose and --quiet exclude each other");
	if (options->targets && !target_set_parse(options->targets, &session->targets, error))
		return FALSE;
	session->shown.verbose = options->verbose;
	session->shown.quiet = options->quiet;
	session->shown.show_accepted = options->show_accepted;
	session->shown.version = VERSION;
	session->shown.home = *RULES_URL ? RULES_URL : NULL;
	session->outputs = outputs_parse(&request, &session->shown, error);
	return session->outputs != NULL;
}

gboolean session_enter(const char *directory, GError **error)
{
	if (!directory || chdir(directory) == 0)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "cannot enter '%s': %s",
		    directory, g_strerror(errno));
	return FALSE;
}

void session_progress(const struct session *session, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *line = NULL;
	va_list arguments;

	if (!isatty(STDERR_FILENO) || session->options->quiet)
		return;
	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	line = *text ? g_strdup_printf("\runbroken: %s\33[K", text) : g_strdup("\r\33[K");
	/* It only entertains: a failure changes nothing. */
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}

static void show_parsed(gsize done, gsize total, gpointer data)
{
	const struct session *session = data;

	if (done == total)
		session_progress(session, "%s", "");
	else
		session_progress(session, "read %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " models",
				 done, total);
}

static const struct output *output_at(const struct session *session, guint index)
{
	return &g_array_index(session->outputs, struct output, index);
}

static gboolean needs_excerpts(const struct session *session)
{
	for (guint i = 0; i < session->outputs->len; i++) {
		if (output_at(session, i)->format->needs_excerpts)
			return TRUE;
	}
	return FALSE;
}

gboolean session_init(struct session *session, const struct session_options *options,
		      GError **error)
{
	*session = (struct session){ .options = options, .start = g_get_monotonic_time() };
	if (!check_options(session, error) || !session_enter(options->directory, error))
		return FALSE;
	session->policy =
		policy_load_shipped((const char *const *)options->conventions,
				    options->profile ? options->profile : "kernel", error);
	if (!session->policy)
		return FALSE;
	session->folder = g_get_current_dir();
	session->cache = options->no_cache ? NULL : cache_open(0);
	session->recent = options->no_cache ? NULL : recent_run_new();
	session->allows_incomplete = options->allow_incomplete;
	session->compare.wants_excerpts = needs_excerpts(session);
	session->compare.sysroot = options->sysroot;
	session->compare.headers = (const char *const *)options->headers;
	session->compare.policy = session->policy;
	session->compare.cache = session->cache;
	session->compare.timeout = (guint)options->timeout;
	session->compare.workers = (guint)options->jobs;
	session->compare.progress = show_parsed;
	session->compare.progress_data = session;
	return TRUE;
}

void session_clear(struct session *session)
{
	accepting_free(session->accepting);
	recent_run_end(session->recent);
	g_clear_pointer(&session->outputs, g_array_unref);
	g_free(session->folder);
	cache_close(session->cache);
	policy_free(session->policy);
	repository_free(session->repository);
}

struct repository *session_repository(struct session *session, GError **error)
{
	if (!session->repository)
		session->repository = repository_open(".", error);
	return session->repository;
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

gboolean session_needs_all(const struct session *session)
{
	for (guint i = 0; i < session->outputs->len; i++) {
		if (output_at(session, i)->format->needs_all)
			return TRUE;
	}
	return FALSE;
}

/* Writes all outputs; FALSE if one of them could not be. */
static gboolean write_outputs(const struct session *session, const struct report *report)
{
	gsize n_rules;
	/* What the project states of severities is known by now. */
	struct report_rule *rules = report_rules_new(session->policy, &n_rules);
	gboolean done = TRUE;

	for (guint i = 0; i < session->outputs->len; i++) {
		const struct output *output = output_at(session, i);
		struct report_options shown = output->shown;
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		shown.allow_incomplete = session->allows_incomplete;
		shown.folder = session->folder;
		shown.rules = rules;
		shown.n_rules = n_rules;
		output->format->write(report, &shown, text);
		if (output_replace(output->path, text, &error))
			continue;
		complain(error->message);
		done = FALSE;
	}
	report_rules_free(rules, n_rules);
	return done;
}

int session_finish(const struct session *session, const struct report *judged)
{
	g_autoptr(GArray) findings = NULL;
	struct report report = *judged;

	if (session->accepting) {
		findings = accepting_apply(session->accepting, judged, session->policy);
		report.findings = (const struct finding *)(void *)findings->data;
		report.n_findings = findings->len;
	}
	report.seconds = (double)(g_get_monotonic_time() - session->start) / G_USEC_PER_SEC;
	recent_run_add(session->recent, &report);
	if (!write_outputs(session, &report))
		return STATUS_ERROR;
	return status_of(&report, session->allows_incomplete);
}
