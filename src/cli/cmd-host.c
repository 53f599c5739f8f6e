/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken host --device MODEL... -- COMMAND...: an unmodified program, and an interface that no
 * kernel has.
 */
#include <string.h>
#include <unistd.h>

#include "cli/host-decode.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "devices/devices.h"
#include "host/host.h"
#include "report/wrap.h"

static void say_complaint(const char *message, void *data)
{
	(void)data;
	complain(message);
}

/* In one write(), so that it stays one line among those of the program. */
static void say_note(const char *line, void *data)
{
	g_autoptr(GString) text = g_string_new("host: ");

	(void)data;
	append_printable(text, line);
	g_string_append_c(text, '\n');
	/* Where stderr fails there is nobody left to tell. */
	if (write(STDERR_FILENO, text->str, text->len) < 0)
		return;
}

static void describe_option(GString *text, const struct unbroken_device_option *option)
{
	g_autofree char *name = g_strjoin("=", option->name, option->value, NULL);

	g_string_append_printf(text, "    %-23s %s", name, option->summary);
	if (option->initial)
		g_string_append_printf(text, " (%s)", option->initial);
	g_string_append_c(text, '\n');
}

/* What --help says of the models and their options. */
static char *describe_models(void)
{
	g_autoptr(GString) text = g_string_new("Models:\n");

	for (gsize i = 0; device_models[i]; i++) {
		const struct unbroken_device_model *model = device_models[i];

		g_string_append_printf(text, "  %-12s %s\n", model->name, model->summary);
		for (gsize j = 0; j < model->n_options; j++)
			describe_option(text, &model->options[j]);
	}
	g_string_append(
		text, "Every model has, repeatable:\n"
		      "    fault=COMMAND:ERRNO[:COUNT]  makes the first, or COUNTth, call fail; "
		      "COUNT+: all from then\n"
		      "    delay=COMMAND:MS[:COUNT]     makes it take longer\n"
		      "    cut=read:BYTES[:COUNT]       makes it transfer at most so many bytes\n"
		      "\n"
		      "The exit status is that of COMMAND, 128 and the signal that ended it, or 2 "
		      "if it\ncould not be run.");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

struct host_options {
	char **devices;
	char **headers;
	gboolean all_descriptors;
	gboolean verbose;
};

static int run(const struct host_voice *voice, const struct host_options *options, char **command)
{
	AUTO(host) host = host_new(voice);
	char **devices = options->devices;
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;
	gboolean done = TRUE;

	for (; done && devices && *devices; devices++)
		done = host_add_device(host, device_models, *devices, &error);
	if (options->all_descriptors)
		host_watch_all_descriptors(host);
	if (done)
		host_run(host, command, &status, &error);
	if (error)
		complain(error->message);
	return status;
}

static int run_verbose(const struct host_options *options, char **command)
{
	g_autoptr(GError) error = NULL;
	AUTO(host_decoder) decoder = host_decoder_new(options->headers, &error);
	const struct host_voice voice = {
		.complain = say_complaint,
		.note = say_note,
		.decode = host_decode,
		.data = decoder,
	};

	if (decoder)
		return run(&voice, options, command);
	complain(error->message);
	return STATUS_ERROR;
}

int cmd_host(int argc, char **argv)
{
	struct host_options o = { 0 };
	g_autofree char *description = describe_models();
	const GOptionEntry entries[] = {
		{ "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.devices,
		  "serve this device (repeatable)", "MODEL[,OPTION=VALUE...]" },
		{ "all-descriptors", 0, 0, G_OPTION_ARG_NONE, &o.all_descriptors,
		  "also where dup2() puts them; slow", NULL },
		{ "headers", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.headers,
		  "with -v: decode commands by these headers (repeatable)", "INPUT" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &o.verbose, "tell of each call", NULL },
		G_OPTION_ENTRY_NULL,
	};
	const struct host_voice quiet = { .complain = say_complaint };
	const struct usage usage = {
		.verb = "host",
		.parameters = "-- COMMAND...",
		.summary = "Runs COMMAND, unmodified, and answers its calls on devices that no "
			   "kernel has to have.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = G_MAXUINT,
		.entries = entries,
	};
	g_auto(GStrv) command = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	command = usage_parse(&usage, argv, &status);
	if (command)
		status = o.verbose ? run_verbose(&o, command) : run(&quiet, &o, command);
	g_strfreev(o.devices);
	g_strfreev(o.headers);
	return status;
}
