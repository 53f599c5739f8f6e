/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command line: a table of verbs.
 */
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "cli/options.h"
#include "cli/pager.h"
#include "cli/verbs.h"

struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

static int cmd_help(int argc, char **argv);

static const struct verb verbs[] = {
	{ "accept", "take a finding on, with the reason for it", cmd_accept },
	{ "am-check", "judge a series of patches from mail", cmd_am_check },
	{ "check", "judge what commits and uncommitted work change", cmd_check },
	{ "diff", "say what a change of headers does to deployed programs", cmd_diff },
	{ "diff-driver", "judge what git shows, as its external diff", cmd_diff_driver },
	{ "exercise", "ask a device for all that its interface promises", cmd_exercise },
	{ "explain", "say what a rule means and what to do about it", cmd_explain },
	{ "host", "run a program with devices that are served here", cmd_host },
	{ "level", "show, state and check what is promised", cmd_level },
	{ "log", "tell the history of an interface", cmd_log },
	{ "rules", "list the rules", cmd_rules },
	{ "show", "show a record, a command, a number or a header", cmd_show },
	{ "snapshot", "write what headers define as a text to keep", cmd_snapshot },
	{ "help", "show the help of a verb", cmd_help },
};

static const struct verb *verb_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

static int unknown_verb(const char *name)
{
	const char *names[G_N_ELEMENTS(verbs) + 1] = { NULL };
	g_autofree char *meant = NULL, *message = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		names[i] = verbs[i].name;
	meant = suggest(name, names);
	message = g_strdup_printf("there is no verb '%s'%s; see 'unbroken help'", name, meant);
	complain(message);
	return STATUS_ERROR;
}

static GString *overview(void)
{
	GString *text = g_string_new("Usage:\n"
				     "  unbroken [-P] VERB [OPTION...] ...\n"
				     "\n"
				     "Says what a change of UAPI headers does to programs already "
				     "deployed.\n"
				     "\n"
				     "Verbs:\n");

	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		g_string_append_printf(text, "  %-12s %s\n", verbs[i].name, verbs[i].summary);
	g_string_append(text, "\n"
			      "Options:\n"
			      "  --help          show this help\n"
			      "  --version       show the versions of this program and its "
			      "libraries\n"
			      "  -P, --no-pager  never start a pager, before a verb\n"
			      "\n"
			      "'unbroken help VERB' tells the options of a verb.\n");
	return text;
}

static int show_overview(void)
{
	g_autoptr(GString) text = overview();

	return output_finish(NULL, text, STATUS_CLEAN);
}

static int cmd_help(int argc, char **argv)
{
	const struct verb *verb;
	char *arguments[] = { NULL, (char *)"--help", NULL };

	if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
		return show_overview();
	if (argc > 2) {
		complain("help needs the name of one verb; see 'unbroken help'");
		return STATUS_ERROR;
	}
	verb = verb_find(argv[1]);
	if (!verb)
		return unknown_verb(argv[1]);
	arguments[0] = argv[1];
	return verb->run(2, arguments);
}

static int no_verb(void)
{
	complain("no verb given; see 'unbroken help'");
	return STATUS_ERROR;
}

static gboolean is_no_pager(const char *word)
{
	return strcmp(word, "-P") == 0 || strcmp(word, "--no-pager") == 0;
}

static int run(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2)
		return no_verb();
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return show_overview();
	if (strcmp(argv[1], "--version") == 0)
		return show_version();
	verb = verb_find(argv[1]);
	return verb ? verb->run(argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	/* Numbers are part of what we write for programs. */
	setlocale(LC_NUMERIC, "C");
	/* A reader that goes away is seen where we write. */
	signal(SIGPIPE, SIG_IGN);

	for (; argc > 1 && is_no_pager(argv[1]); argc--, argv++)
		pager_forbid();
	return run(argc, argv);
}
