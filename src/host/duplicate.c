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

/* dup(): where no number escapes, the lowest one, which some programs have just closed. */
static enum answer give_lowest(struct unbroken_call *call)
{
	int number;

	if (!call->host->watches_all)
		return give_again(call, FALSE);
	number = notifier_add_anywhere(&call->host->notifier, call->id, call->file->backing, FALSE);
	if (number >= 0)
		call_note_number(call, call->file, (guint32)number);
	return call_return(call, number);
}

/* Shells, for example, do not tell what became of their redirection. */
static void tell_of_numbers(struct unbroken_call *call, guint32 number)
{
	struct host *host = call->host;

	if (host->has_told_numbers)
		return;
	host->has_told_numbers = TRUE;
	unbroken_device_complain(call->device,
				 "process %d wants it as descriptor %u, but numbers below %u are "
				 "served with --all-descriptors only",
				 (int)call->client->process, number, host->watched.base);
}

/* dup2() to a number that it chose. */
static enum answer replace(struct unbroken_call *call, guint32 number, gboolean close_on_exec)
{
	struct unbroken_file *replaced = file_find(call->client, number);
	struct gift gift = { call->file, number, FALSE, close_on_exec };

	if (!range_has(&call->host->watched, number)) {
		tell_of_numbers(call, number);
		return call_return(call, -EMFILE);
	}
	if (replaced == call->file)
		return call_return(call, number);
	if (replaced)
		file_doubt(replaced);
	call->gifts = g_array_new(FALSE, FALSE, sizeof(struct gift));
	g_array_append_val(call->gifts, gift);
	client_know_number(call->client, number, call->file);
	return call_return(call, number);
}

/* What is at the number that another file is to have, if that is ours, ends there. */
static void make_way(struct unbroken_call *call, guint32 number)
{
	struct unbroken_file *replaced = file_find(call->client, number);

	if (!replaced)
		return;
	client_forget_number(call->client, number);
	file_doubt(replaced);
	files_settle_later(call->host);
}

/* Of a file that is none of ours: nothing else may come to be among the numbers that we give. */
static enum answer duplicate_other(struct unbroken_call *call)
{
	const struct descriptor_range *given = &call->host->given;
	const gboolean chooses = call->syscall == CALL_dup2 || call->syscall == CALL_dup3;
	const gboolean wishes = call->syscall == CALL_fcntl || call->syscall == CALL_fcntl64;

	if (range_has(given, call->arguments[0]))
		return call_return(call, -EBADF);
	if ((chooses && range_has(given, call->arguments[1])) ||
	    (wishes && range_has(given, call->arguments[2])))
		return call_return(call, -EMFILE);
	if (chooses)
		make_way(call, (guint32)call->arguments[1]);
	return ANSWER_CONTINUE;
}

enum answer call_duplicate(struct unbroken_call *call)
{
	const guint32 number = (guint32)call->arguments[1];

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file)
		return duplicate_other(call);
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
		return give_lowest(call);
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
