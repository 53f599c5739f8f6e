/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/git.h"

/* What ends us while a pager has the terminal. */
static const int endings[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

static gboolean is_settled; /* there is one, or there will be none */
static pid_t pager;

void pager_forbid(void)
{
	is_settled = TRUE;
}

/* The first that is set, even to nothing. */
static char *chosen_command(void)
{
	static const char *const own[] = { "UNBROKEN_PAGER", "GIT_PAGER" };
	const char *command = NULL;
	char *setting;

	for (gsize i = 0; i < G_N_ELEMENTS(own) && !command; i++)
		command = g_getenv(own[i]);
	if (command)
		return g_strdup(command);
	/* Only the user's: that of a repository may be anybody's program. */
	setting = git_user_setting("core.pager");
	if (setting)
		return setting;
	command = g_getenv("PAGER");
	return g_strdup(command ? command : "less");
}

/* Whether the shell would find what @command begins with; where only it can tell, yes. */
static gboolean can_run(const char *command)
{
	g_auto(GStrv) words = NULL;
	g_autofree char *path = NULL;

	if (strpbrk(command, "|&;<>()$`\\\"'*?[#~=%"))
		return TRUE;
	if (!g_shell_parse_argv(command, NULL, &words, NULL))
		return FALSE;
	path = g_find_program_in_path(words[0]);
	return path != NULL;
}

static char *wanted_command(void)
{
	const char *terminal = g_getenv("TERM");
	g_autofree char *command = NULL;

	if (!isatty(STDOUT_FILENO) || !terminal || strcmp(terminal, "dumb") == 0 ||
	    g_getenv("GIT_PAGER_IN_USE"))
		return NULL;
	command = chosen_command();
	if (*command == '\0' || strcmp(command, "cat") == 0 || !can_run(command))
		return NULL;
	return g_steal_pointer(&command);
}

static void wait_for_pager(void)
{
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
		;
}

/* The pager is asked by the same key, and has its own answer: it must not lose the terminal. */
static void end_behind_pager(int number)
{
	wait_for_pager();
	signal(number, SIG_DFL);
	raise(number);
}

static G_NORETURN void run_pager(const char *command, const int ends[2])
{
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	signal(SIGPIPE, SIG_DFL);
	/* Leave when all fits on the screen, show colours, leave the text where it is. */
	setenv("LESS", "FRX", FALSE);
	setenv("LV", "-c", FALSE);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

static void connect_pager(const int ends[2])
{
	dup2(ends[1], STDOUT_FILENO);
	if (isatty(STDERR_FILENO))
		dup2(ends[1], STDERR_FILENO);
	atexit(wait_for_pager);
	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		signal(endings[i], end_behind_pager);
}

void pager_start(void)
{
	g_autofree char *command = is_settled ? NULL : wanted_command();
	int ends[2];

	is_settled = TRUE;
	if (!command || pipe2(ends, O_CLOEXEC) < 0)
		return;
	pager = fork();
	if (pager == 0)
		run_pager(command, ends);
	if (pager > 0)
		connect_pager(ends);
	close(ends[0]);
	close(ends[1]);
}
