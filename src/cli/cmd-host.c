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

static int run(const struct host_voice *voice, char **devices, char **command)
{
	AUTO(host) host = host_new(voice);
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;
	gboolean done = TRUE;

	for (; done && devices && *devices; devices++)
		done = host_add_device(host, device_models, *devices, &error);
	if (done)
		host_run(host, command, &status, &error);
	if (error)
		complain(error->message);
	return status;
}

static int run_verbose(char **devices, char **headers, char **command)
{
	g_autoptr(GError) error = NULL;
	AUTO(host_decoder) decoder = host_decoder_new(headers, &error);
	const struct host_voice voice = {
		.complain = say_complaint,
		.note = say_note,
		.decode = host_decode,
		.data = decoder,
	};

	if (decoder)
		return run(&voice, devices, command);
	complain(error->message);
	return STATUS_ERROR;
}

int cmd_host(int argc, char **argv)
{
	g_auto(GStrv) devices = NULL, headers = NULL;
	gboolean verbose = FALSE;
	g_autofree char *description = describe_models();
	const GOptionEntry entries[] = {
		{ "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &devices,
		  "serve this device (repeatable)", "MODEL[,OPTION=VALUE...]" },
		{ "headers", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &headers,
		  "with -v: decode commands by these headers (repeatable)", "INPUT" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "tell of each call", NULL },
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
	if (!command)
		return status;
	return verbose ? run_verbose(devices, headers, command) : run(&quiet, devices, command);
}
