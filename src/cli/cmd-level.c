/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken level ACTION: how firmly each part of an interface is promised.
 */
#include <string.h>

#include "cli/level.h"
#include "cli/options.h"
#include "cli/verbs.h"

static const struct action {
	const char *name;
	int (*run)(struct level_options *options, char **operands);
	guint most; /* operands */
} actions[] = {
	{ "show", level_show, 2 },     { "set", level_set, G_MAXUINT },
	{ "check", level_check, 1 },   { "import", level_import, G_MAXUINT },
	{ "export", level_export, 1 },
};

static const struct action *find_action(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static int run(struct level_options *options, char **parameters)
{
	const struct action *action = find_action(parameters[0]);
	g_autofree char *message = NULL;

	if (action && g_strv_length(parameters + 1) <= action->most)
		return action->run(options, parameters + 1);
	if (action) {
		message = g_strdup_printf("level %s takes at most %u argument%s; see 'unbroken "
					  "help level'",
					  action->name, action->most, action->most == 1 ? "" : "s");
	} else {
		const char *names[G_N_ELEMENTS(actions) + 1] = { NULL };
		g_autofree char *meant = NULL;

		for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
			names[i] = actions[i].name;
		meant = suggest(parameters[0], names);
		message = g_strdup_printf("there is no action 'level %s'%s; see 'unbroken help "
					  "level'",
					  parameters[0], meant);
	}
	complain(message);
	return STATUS_ERROR;
}

static const char description[] =
	"A level is stable, testing, obsolete, removed or unreleased; what is stated nowhere is\n"
	"stable.  .unbroken/levels states them for headers and items, .unbroken/config for header\n"
	"sets.\n"
	"\n"
	"  show [WHAT]           the level of an item, of a header, or all that is stated\n"
	"  set LEVEL PATTERN...  state it of headers and items; globs with * and ?\n"
	"  check [REV|RANGE]     what is wrong with what is stated, or changed in RANGE\n"
	"  import PATH...        take over files or folders of Documentation/ABI\n"
	"  export [DIR]          write what is stated as files of Documentation/ABI\n"
	"\n"
	"Exit status: 0 done, 1 check found something, 2 usage or environment error, 3\n"
	"something asked for could not be judged.";

static void clear(struct level_options *options)
{
	session_options_clear(&options->session);
	g_free(options->revision);
	g_free(options->reason);
	g_free(options->since);
	g_free(options->removal);
	g_free(options->name);
	g_free(options->contact);
}

int cmd_level(int argc, char **argv)
{
	static const char *const formats[] = { "text", "json", NULL };
	struct level_options o = { .session.formats = formats };
	const GOptionEntry own[] = {
		{ "rev", 0, 0, G_OPTION_ARG_STRING, &o.revision,
		  "show, export: what this revision states, not the working tree", "REV" },
		{ "reason", 'm', 0, G_OPTION_ARG_STRING, &o.reason, "set: why (needed)", "REASON" },
		{ "since", 0, 0, G_OPTION_ARG_STRING, &o.since, "set: the release that promises it",
		  "VERSION" },
		{ "removal", 0, 0, G_OPTION_ARG_STRING, &o.removal,
		  "set: the release in which what is obsolete may go", "VERSION" },
		{ "contact", 0, 0, G_OPTION_ARG_STRING, &o.contact, "set: whom to ask", "WHO" },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
		  "set: what the entry is called (default: its first pattern)", "NAME" },
		G_OPTION_ENTRY_NULL,
	};
	g_autofree GOptionEntry *entries = session_entries(&o.session, own);
	const struct usage usage = {
		.verb = "level",
		.parameters = "ACTION [OPERAND...]",
		.summary = "Shows, states and checks how firmly parts of an interface are "
			   "promised.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = G_MAXUINT,
		.entries = entries,
	};
	g_auto(GStrv) parameters = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	if (parameters)
		status = run(&o, parameters);
	clear(&o);
	return status;
}
