/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Descriptors that come and go: dup() and its relatives, eventfd(), close(), execve().
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>

#include "host/internal.h"

/* A second descriptor for a file, again at a number of ours: others would escape the filter. */
static enum answer give_again(struct unbroken_call *call, gboolean close_on_exec)
{
	return call_return(call, call_give_file(call, call->file, FALSE, close_on_exec));
}

/* Shells, for example, do not tell what became of their redirection. */
static void tell_of_numbers(struct unbroken_call *call, guint32 number)
{
	struct host *host = call->host;

	if (host->has_told_numbers)
		return;
	host->has_told_numbers = TRUE;
	unbroken_device_complain(
		call->device,
		"process %d wants it as descriptor %u: only numbers from %u on can be "
		"served; in a shell, 'exec {fd}<>FILE' chooses one",
		(int)call->client->process, number, host->range.base);
}

/* dup2() to a number that it chose. */
static enum answer replace(struct unbroken_call *call, guint32 number, gboolean close_on_exec)
{
	struct unbroken_file *replaced = file_find(call->client, number);
	struct gift gift = { call->file, number, FALSE, close_on_exec };

	if (!range_has(&call->host->range, number)) {
		tell_of_numbers(call, number);
		return call_return(call, -EMFILE);
	}
	if (replaced == call->file)
		return call_return(call, number);
	if (replaced)
		file_doubt(replaced);
	call->gifts = g_array_new(FALSE, FALSE, sizeof(struct gift));
	g_array_append_val(call->gifts, gift);
	call->client->known[number - call->host->range.base] = call->file;
	return call_return(call, number);
}

enum answer call_duplicate(struct unbroken_call *call)
{
	const guint32 number = (guint32)call->arguments[1];

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	/* Nothing else may come to be in our range. */
	if (!call->file && call->syscall != CALL_dup)
		return call_return(call, range_has(&call->host->range, call->arguments[0])
						 ? -EBADF
						 : -EMFILE);
	if (!call->file)
		return call_return(call, -EBADF);
	call->device = call->file->device;
	switch (call->syscall) {
	case CALL_dup2:
		return replace(call, number, FALSE);
	case CALL_dup3:
		if (number == (guint32)call->arguments[0])
			return call_return(call, -EINVAL);
		return replace(call, number, (call->arguments[2] & O_CLOEXEC) != 0);
	case CALL_fcntl:
	case CALL_fcntl64:
		return give_again(call, number == F_DUPFD_CLOEXEC);
	default:
		return give_again(call, FALSE);
	}
}

enum answer call_make_event(struct unbroken_call *call)
{
	const int flags = call->syscall == CALL_eventfd2 ? (int)call->arguments[1] : 0;
	int ours = events_make(call->host->events, (guint)call->arguments[0], flags);

	if (ours < 0)
		return call_return(call, ours);
	return call_return(call, notifier_add_anywhere(&call->host->notifier, call->id, ours,
						       (flags & EFD_CLOEXEC) != 0));
}

enum answer call_close(struct unbroken_call *call)
{
	const guint32 number = (guint32)call->arguments[0];

	call->file = file_find(call->client, number);
	client_forget_number(call->client, number);
	if (call->file)
		file_doubt(call->file);
	files_settle_later(call->host);
	return ANSWER_CONTINUE;
}

enum answer call_close_range(struct unbroken_call *call)
{
	client_forget_files(call->client);
	files_doubt_all(call->host);
	files_settle_later(call->host);
	return ANSWER_CONTINUE;
}

/* Descriptors end with it that are to be closed then. */
enum answer call_execute(struct unbroken_call *call)
{
	return call_close_range(call);
}
