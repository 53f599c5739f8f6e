/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/fence.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* AddressSanitizer reserves terabytes of address space. */
#ifdef __SANITIZE_ADDRESS__
static const gboolean limits_memory = FALSE;
#else
static const gboolean limits_memory = TRUE;
#endif

char *fence_library_version(void)
{
	const struct scmp_version *version = seccomp_version();

	return g_strdup_printf("libseccomp %u.%u.%u", version->major, version->minor,
			       version->micro);
}

static void limit(int resource, rlim_t most)
{
	struct rlimit limit = { most, most };

	setrlimit((__rlimit_resource_t)resource, &limit);
}

/* Bytes of address space in use: arenas of other jobs may be among them. */
static rlim_t address_space(void)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
		return 0;
	return (rlim_t)(g_ascii_strtoull(text, NULL, 10) * (guint64)sysconf(_SC_PAGESIZE));
}

/* "No such file" is what the compiler takes best. */
static void forbid_files(void)
{
	static const int calls[] = {
		SCMP_SYS(open),   SCMP_SYS(openat),   SCMP_SYS(openat2), SCMP_SYS(creat),
		SCMP_SYS(socket), SCMP_SYS(connect),  SCMP_SYS(execve),  SCMP_SYS(execveat),
		SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),  SCMP_SYS(renameat2),
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(calls); i++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), calls[i], 0);
	seccomp_load(filter);
	seccomp_release(filter);
}

/* The compiler counts on as much, and takes it all for nested brackets. */
static void ensure_stack(void)
{
	const rlim_t wanted = (rlim_t)8 * 1024 * 1024;
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = MIN(wanted, limit.rlim_max);
	setrlimit(RLIMIT_STACK, &limit);
}

/*
 * The process may be that of any program: its handlers go, as with exec(), for what they do is
 * not meant for a parser.  What fence_limit_job() sets must end it in any case.
 */
static void forget_handlers(void)
{
	sigset_t set;

	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;

		if (sigaction(number, NULL, &action) == 0 &&
		    (action.sa_handler != SIG_IGN || number == SIGPROF))
			signal(number, SIG_DFL);
	}
	sigemptyset(&set);
	sigaddset(&set, SIGPROF);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void fence_limit_job(guint seconds)
{
	const struct itimerval timer = { .it_value.tv_sec = (time_t)seconds };

	setitimer(ITIMER_PROF, &timer, NULL);
}

void fence_enter(pid_t parent, guint seconds, gsize memory_bytes)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it ended before the line above */
		_exit(1);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, seconds);
	ensure_stack();
	forget_handlers();
	if (limits_memory)
		limit(RLIMIT_AS, address_space() + memory_bytes);
	forbid_files();
}
