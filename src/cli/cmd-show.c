/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken show WHAT [INPUT]: one item of an interface, on every target.
 */
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/seek.h"
#include "cli/show-since.h"
#include "cli/verbs.h"

#define SYSTEM_HEADERS "/usr/include"

struct show_options {
	char *directory, *format, *targets, *sysroot, *value, *color, *output;
	int timeout, jobs;
	gboolean since;
};

struct show {
	const struct show_options *options;
	struct session session;
	gboolean as_json;
	target_set targets; /* 0: not asked for */
	struct style style;
	struct seek seek;
};

static gboolean fail(GError **error, const char *message)
{
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
	return FALSE;
}

/* What can be refused before anything is read. */
static gboolean check_options(struct show *show, const char *what, GError **error)
{
	const struct show_options *options = show->options;
	const gboolean to_stdout = !options->output || strcmp(options->output, "-") == 0;
	const int fd = to_stdout ? STDOUT_FILENO : -1;
	const char *format = options->format ? options->format : "text";
	enum color_mode color;

	if (options->timeout < 0)
		return fail(error, "--timeout cannot be negative");
	if (options->jobs < 0)
		return fail(error, "--jobs cannot be negative");
	show->as_json = strcmp(format, "json") == 0;
	if (!show->as_json && strcmp(format, "text") != 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "unknown --format '%s': there are text, json", format);
		return FALSE;
	}
	if (!color_parse(options->color, fd, &color, error) ||
	    (options->targets && !target_set_parse(options->targets, &show->targets, error)))
		return FALSE;
	show->style.color = color == COLOR_ALWAYS;
	show->style.width = output_width(fd);
	show->seek.look_up.limits.seconds = (guint)options->timeout;
	show->seek.look_up.limits.workers = (guint)options->jobs;
	show->seek.query = query_parse(what, options->value, error);
	return show->seek.query != NULL;
}

/* In a kernel's repository what one works on; elsewhere what programs are built with. */
static gboolean open_default(struct show *show, struct input *input, GError **error)
{
	struct repository *repository = session_repository(&show->session, NULL);
	struct revision revision = { 0 };
	gboolean is_kernel = FALSE;

	if (repository &&
	    (repository_resolve(repository, ".", &revision, NULL) &&
	     repository_is_kernel(repository, &revision, &is_kernel, NULL) && is_kernel))
		input->tree = repository_tree(repository, &revision, NULL, NULL, error);
	revision_clear(&revision);
	if (is_kernel)
		return input->tree != NULL;
	revision = (struct revision){ 0 };
	if (repository && repository_resolve(repository, "HEAD", &revision, NULL) &&
	    repository_is_kernel(repository, &revision, &is_kernel, NULL) && is_kernel)
		input->tree = repository_tree(repository, &revision, NULL, NULL, error);
	revision_clear(&revision);
	return is_kernel ? input->tree != NULL
			 : input_open(input, &show->session, SYSTEM_HEADERS, error);
}

static gboolean open_input(struct show *show, const char *name, GError **error)
{
	struct input input = { 0 };

	if (name ? input_open(&input, &show->session, name, error)
		 : open_default(show, &input, error))
		return look_up_open(&show->seek.look_up, &input, show->options->sysroot,
				    show->targets, error);
	input_clear(&input);
	return FALSE;
}

static int write_shown(const struct show *show, const GArray *since)
{
	const struct seek *seek = &show->seek;
	g_autoptr(GString) text = g_string_new(NULL);
	const struct shown shown = {
		.query = seek->query,
		.input = seek->look_up.whole->name,
		.models = &seek->look_up.models,
		.targets = seek->look_up.targets,
		.items = seek->items,
		.number = seek->number,
		.contents = seek->contents,
		.missing = seek->missing,
		.since = since,
	};

	if (show->as_json)
		show_json(&shown, text);
	else
		show_text(&shown, &show->style, text);
	return output_finish(show->options->output, text,
			     seek_is_incomplete(seek) ? STATUS_INCOMPLETE : STATUS_CLEAN);
}

static int show_run(const struct show_options *options, const char *what, const char *input)
{
	const struct session_options none = { 0 };
	struct show show = { .options = options, .session = { .options = &none } };
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) since = NULL;
	int status = STATUS_ERROR;

	if (check_options(&show, what, &error) && session_enter(options->directory, &error) &&
	    open_input(&show, input, &error) && seek(&show.seek, &error) &&
	    (!options->since || (since = find_since(&show.session, &show.seek, what, &error))))
		status = write_shown(&show, since);
	else
		complain(error->message);
	seek_clear(&show.seek);
	session_clear(&show.session);
	return status;
}

/* "show struct foo" need not be quoted. */
static gboolean is_tag(const char *word)
{
	return strcmp(word, "struct") == 0 || strcmp(word, "union") == 0 ||
	       strcmp(word, "enum") == 0;
}

static int show_parameters(const struct show_options *options, char **names)
{
	const guint n = g_strv_length(names);
	g_autofree char *tagged = NULL;

	if (n > 1 && is_tag(names[0])) {
		tagged = g_strconcat(names[0], " ", names[1], NULL);
		return show_run(options, tagged, n > 2 ? names[2] : NULL);
	}
	if (n > 2) {
		complain("show needs WHAT [INPUT], not 3 arguments");
		return STATUS_ERROR;
	}
	return show_run(options, names[0], n > 1 ? names[1] : NULL);
}

static const char description[] =
	"WHAT is the name of a struct, union, enumeration, typedef, constant, ioctl command,\n"
	"macro or function; a member (vfio_device_info.flags); a number (0xc0104601, or as\n"
	"strace writes it: '_IOC(_IOC_READ, 0x46, 0x1, 0x10)'); or a header (linux/vfio.h).\n"
	"INPUT is what unbroken diff takes for OLD: a folder of headers, one header, a package,\n"
	"an archive, a snapshot, or a revision (v6.1, or : for the index); without one it is what\n"
	"one works on in a kernel's repository, elsewhere " SYSTEM_HEADERS ".\n"
	"\n"
	"Exit status: 0 it was shown, 2 it is not there, usage or environment error, 3\n"
	"something of it could not be judged.";

int cmd_show(int argc, char **argv)
{
	struct show_options o = { 0 };
	const GOptionEntry entries[] = {
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &o.directory,
		  "run as if started in this folder", "DIR" },
		{ "since", 0, 0, G_OPTION_ARG_NONE, &o.since,
		  "also tell in which release, or commit, each part appeared", NULL },
		{ "format", 0, 0, G_OPTION_ARG_STRING, &o.format, "text or json", "NAME" },
		{ "targets", 0, 0, G_OPTION_ARG_STRING, &o.targets,
		  "show for these targets, or for all (default: those of INPUT)", "LIST" },
		{ "sysroot", 0, 0, G_OPTION_ARG_FILENAME, &o.sysroot,
		  "take from here what the input includes but lacks, or none", "DIR" },
		{ "value", 0, 0, G_OPTION_ARG_STRING, &o.value,
		  "look the number up in this enumeration, or among names that begin so",
		  "FAMILY" },
		{ "color", 0, 0, G_OPTION_ARG_STRING, &o.color, "auto, always or never", "WHEN" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &o.timeout,
		  "let a parser use this much processor time", "SECONDS" },
		{ "jobs", 0, 0, G_OPTION_ARG_INT, &o.jobs, "run this many parsers at a time", "N" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
		  "write to this file instead of stdout", "FILE" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "show",
		.parameters = "WHAT [INPUT]",
		.summary = "Shows an item of an interface: its bytes, its number, its values.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = 3,
		.entries = entries,
	};
	g_auto(GStrv) names = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	names = usage_parse(&usage, argv, &status);
	if (names)
		status = show_parameters(&o, names);
	g_free(o.directory);
	g_free(o.format);
	g_free(o.targets);
	g_free(o.sysroot);
	g_free(o.value);
	g_free(o.color);
	g_free(o.output);
	return status;
}
