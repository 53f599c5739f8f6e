/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken show WHAT [INPUT]: one item of an interface, on every target.
 */
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/seek.h"
#include "cli/verbs.h"

#define DEFAULT_INPUT "/usr/include"

struct show_options {
	char *format, *targets, *sysroot, *value, *color, *output;
	int timeout, jobs;
};

struct show {
	const struct show_options *options;
	gboolean as_json;
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
	if (!color_parse(options->color, fd, &color, error))
		return FALSE;
	show->style.color = color == COLOR_ALWAYS;
	show->style.width = output_width(fd);
	show->seek.look_up.limits.seconds = (guint)options->timeout;
	show->seek.look_up.limits.workers = (guint)options->jobs;
	show->seek.query = query_parse(what, options->value, error);
	return show->seek.query != NULL;
}

static int write_shown(const struct show *show)
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
	struct show show = { .options = options };
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	if (check_options(&show, what, &error) &&
	    look_up_open(&show.seek.look_up, input, options->sysroot, options->targets, &error) &&
	    seek(&show.seek, &error))
		status = write_shown(&show);
	else
		complain(error->message);
	seek_clear(&show.seek);
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
		return show_run(options, tagged, n > 2 ? names[2] : DEFAULT_INPUT);
	}
	if (n > 2) {
		complain("show needs WHAT [INPUT], not 3 arguments");
		return STATUS_ERROR;
	}
	return show_run(options, names[0], n > 1 ? names[1] : DEFAULT_INPUT);
}

static const char description[] =
	"WHAT is the name of a struct, union, enumeration, typedef, constant, ioctl command,\n"
	"macro or function; a member (vfio_device_info.flags); a number (0xc0104601, or as\n"
	"strace writes it: '_IOC(_IOC_READ, 0x46, 0x1, 0x10)'); or a header (linux/vfio.h).\n"
	"INPUT is a folder of headers, one header, a package or an archive; without one it\n"
	"is " DEFAULT_INPUT ".\n"
	"\n"
	"Exit status: 0 it was shown, 2 it is not there, usage or environment error, 3\n"
	"something of it could not be judged.";

int cmd_show(int argc, char **argv)
{
	struct show_options o = { 0 };
	const GOptionEntry entries[] = {
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
	g_free(o.format);
	g_free(o.targets);
	g_free(o.sysroot);
	g_free(o.value);
	g_free(o.color);
	g_free(o.output);
	return status;
}
