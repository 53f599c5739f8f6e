/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/start.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/error.h"

/* The status of a shell that cannot run a program. */
#define CANNOT_RUN 127

/* --- In the child: only what is safe after fork() ----------------------------- */

static gboolean send_descriptor(int channel, int descriptor)
{
	char byte = 0;
	char space[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = space,
		.msg_controllen = sizeof(space),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
	return sendmsg(channel, &message, 0) == 1;
}

/* Until the program runs, what went wrong is a step and an errno. */
enum step {
	STEP_OVERLAY,
	STEP_FILTER,
	STEP_RUN,
};

struct failure {
	enum step step;
	int code;
};

static void G_GNUC_NORETURN give_up(int channel, enum step step, int code)
{
	const struct failure failure = { step, code };

	/* Whoever does not read it sees that we end. */
	if (write(channel, &failure, sizeof(failure)) < 0)
		_exit(CANNOT_RUN);
	_exit(CANNOT_RUN);
}

static void G_GNUC_NORETURN become_client(int channel, pid_t parent, char *const *arguments,
					  const struct filter *filter, const GPtrArray *overlays)
{
	sigset_t none;
	int listener, code;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	code = overlays_enter(overlays);
	if (code)
		give_up(channel, STEP_OVERLAY, code);
	/* Without us its calls would fail, and it would go on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(CANNOT_RUN);
	listener = filter_load(filter);
	if (listener < 0)
		give_up(channel, STEP_FILTER, -listener);
	if (!send_descriptor(channel, listener))
		give_up(channel, STEP_FILTER, errno);
	close(listener);
	execvp(arguments[0], arguments);
	give_up(channel, STEP_RUN, errno);
}

/* --- In the parent ------------------------------------------------------------ */

static gboolean fail(GError **error, const struct failure *failure, const char *program)
{
	switch (failure->step) {
	case STEP_OVERLAY:
		return host_fail(error, failure->code, "cannot mount a folder for the program");
	case STEP_FILTER:
		return host_fail(error, failure->code, "cannot put the program under a filter");
	case STEP_RUN:
	default:
		g_set_error(error, HOST_ERROR, HOST_ERROR_COMMAND, "cannot run '%s': %s", program,
			    g_strerror(failure->code));
		return FALSE;
	}
}

/* The listener, or -1 and why not. */
static int receive_descriptor(int channel, struct failure *failure)
{
	int descriptor = -1;
	char space[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec data = { failure, sizeof(*failure) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = space,
		.msg_controllen = sizeof(space),
	};
	const struct cmsghdr *header;
	gssize n;

	do
		n = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	header = n == 1 ? CMSG_FIRSTHDR(&message) : NULL;
	if (header)
		memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
	else if (n != sizeof(*failure))
		*failure = (struct failure){ STEP_FILTER, n < 0 ? errno : ECHILD };
	return descriptor;
}

gboolean start_succeeded(const struct started *started, const char *program, GError **error)
{
	struct failure failure;

	return recv(started->report, &failure, sizeof(failure), MSG_DONTWAIT) != sizeof(failure) ||
	       fail(error, &failure, program);
}

gboolean start_client(struct started *started, char *const *arguments, const struct filter *filter,
		      const GPtrArray *overlays, GError **error)
{
	struct failure failure = { STEP_FILTER, 0 };
	const pid_t parent = getpid();
	int channel[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		return host_fail(error, errno, "cannot make a socket");
	started->process = fork();
	if (started->process == 0)
		become_client(channel[1], parent, arguments, filter, overlays);
	close(channel[1]);
	started->report = channel[0];
	if (started->process < 0)
		failure.code = errno;
	started->listener = started->process < 0 ? -1 : receive_descriptor(channel[0], &failure);
	if (started->listener >= 0)
		return TRUE;
	fail(error, &failure, arguments[0]);
	close(channel[0]);
	started->report = -1;
	if (started->process > 0)
		waitpid(started->process, NULL, 0);
	return FALSE;
}
