/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken log [RANGE] [-- PATH|SYMBOL...]: the history of an interface, commit by commit or
 * release by release, newest first.
 */
#include <string.h>

#include "cli/log.h"
#include "cli/options.h"
#include "cli/verbs.h"

static const char description[] =
	"RANGE is A..B, A...B, or a revision with all that came before it (default: HEAD).  "
	"Behind\n"
	"-- stand headers (linux/vfio.h, or a path in the repository), symbols (vfio_device_info,\n"
	"VFIO_DEVICE_RESET) or members (vfio_device_info.flags): only what happened to these is\n"
	"told.\n"
	"\n"
	"breaks: programs or sources that use it; depends: on a fact that headers do not say;\n"
	"repairs: it returns to what an earlier commit had changed; extends: room for more, "
	"without\n"
	"harm; adds: new names; changes: anything else that is safe; unknown: could not be "
	"judged.\n"
	"\n"
	"Exit status: 0, 2 for a usage or environment error, 3 when a commit could not be judged.";

/* Moves what stands behind "--", which GOption would not tell apart, out of @words. */
static char **take_filters(char **words)
{
	while (*words && strcmp(*words, "--") != 0)
		words++;
	if (!*words)
		return g_new0(char *, 1);
	g_clear_pointer(words, g_free);
	return g_memdup2(words + 1, (g_strv_length(words + 1) + 1) * sizeof(char *));
}

int cmd_log(int argc, char **argv)
{
	static const char *const formats[] = { "text", "json", NULL };
	struct session_options options = { .formats = formats };
	struct log_options log = { 0 };
	const GOptionEntry own[] = {
		{ "max-count", 'n', 0, G_OPTION_ARG_INT, &log.max_count,
		  "end after this many commits, or releases", "N" },
		{ "since-tags", 0, 0, G_OPTION_ARG_NONE, &log.by_release,
		  "release by release (tags, without release candidates)", NULL },
		G_OPTION_ENTRY_NULL,
	};
	g_autofree GOptionEntry *entries = session_entries(&options, own);
	const struct usage usage = {
		.verb = "log",
		.parameters = "[RANGE] [-- PATH|SYMBOL...]",
		.summary = "Tells what was added to an interface, extended, broken and repaired.",
		.description = description,
		.max_parameters = 1,
		.entries = entries,
	};
	g_auto(GStrv) words = g_strdupv(argv);
	g_auto(GStrv) filters = take_filters(words);
	g_auto(GStrv) names = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	names = usage_parse(&usage, words, &status);
	if (names) {
		log.range = names[0];
		log.filters = (const char *const *)filters;
		status = log_run(&options, &log);
	}
	session_options_clear(&options);
	return status;
}
