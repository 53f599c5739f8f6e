/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ioctl(): the argument is copied in by the size rule of its command, and what the model gives is
 * copied out.
 */
#include <errno.h>
#include <linux/ioctl.h>
#include <string.h>

#include "host/internal.h"
#include <unbroken/struct.h>

static gboolean is_number(const struct unbroken_command *command, guint32 number)
{
	const guint32 size_bits = (guint32)_IOC_SIZEMASK << _IOC_SIZESHIFT;

	if (command->rule == UNBROKEN_SIZE_NUMBER)
		return ((command->number ^ number) & ~size_bits) == 0;
	return command->number == number;
}

static const struct unbroken_command *
find_command(const struct unbroken_file_operations *operations, guint32 number)
{
	for (gsize i = 0; i < operations->n_commands; i++) {
		if (is_number(&operations->commands[i], number))
			return &operations->commands[i];
	}
	return NULL;
}

/* How many bytes the client says that it has, within the limits; or an errno. */
static gint64 told_size(struct unbroken_call *call, guint32 number)
{
	const struct unbroken_command *command = call->command;
	const guint32 most = MAX(command->maximum, command->known);
	guint32 told = command->known;

	if (command->rule == UNBROKEN_SIZE_VALUE)
		return 0;
	if (command->rule == UNBROKEN_SIZE_NUMBER)
		told = _IOC_SIZE(number);
	else if (command->rule != UNBROKEN_SIZE_FIXED &&
		 !memory_read(call->client, call->address, &told, sizeof(told)))
		return -EFAULT;
	if (told < command->minimum)
		return -EINVAL;
	if (told <= most)
		return told;
	/* The kernel's VFIO reads what it knows of however much there is. */
	return command->rule == UNBROKEN_SIZE_ARGSZ && !command->maximum ? (gint64)most : -E2BIG;
}

static gboolean insists_on_zero(const struct unbroken_command *command)
{
	return command->rule == UNBROKEN_SIZE_FIRST || command->rule == UNBROKEN_SIZE_NUMBER;
}

/* Copies the argument; 0, or an errno.  The size that was judged is put into the copy: the
 * client may have another one there by now. */
static gint64 copy_in(struct unbroken_call *call)
{
	const struct unbroken_command *command = call->command;
	const gboolean tells =
		command->rule == UNBROKEN_SIZE_ARGSZ || command->rule == UNBROKEN_SIZE_FIRST;
	guint32 told = (guint32)call->size;

	call->buffer = g_malloc0(MAX(call->size, command->known) + 1);
	call->given = MIN(call->size, command->known);
	if (!(command->flags & UNBROKEN_COMMAND_IN) && !tells)
		return 0;
	if (!memory_read(call->client, call->address, call->buffer, call->size))
		return -EFAULT;
	if (tells && call->size >= sizeof(told))
		memcpy(call->buffer, &told, sizeof(told));
	if (insists_on_zero(command) && call->size > command->known &&
	    !unbroken_is_zero((char *)call->buffer + command->known, call->size - command->known))
		return -E2BIG;
	/* Numbers of processes are used again: what was read may be another one's. */
	return notifier_is_valid(&call->host->notifier, call->id) ? 0 : -EINTR;
}

static gint64 finish_command(struct unbroken_call *call, gint64 result)
{
	if (result < 0 || !(call->command->flags & UNBROKEN_COMMAND_OUT))
		return result;
	if (!notifier_is_valid(&call->host->notifier, call->id) ||
	    !memory_write(call->client, call->address, call->buffer, call->given))
		return -EFAULT;
	return result;
}

static gint64 ask_command(struct unbroken_call *call)
{
	return call->command->run(call, call->buffer, call->size);
}

static gint64 ask_unknown(struct unbroken_call *call)
{
	return call->file->operations->ioctl(call, (guint32)call->arguments[1], call->address);
}

static enum answer run_command(struct unbroken_call *call, guint32 number)
{
	gint64 size = told_size(call, number);
	gint64 code = size;

	call->name = call->command->name;
	if (size >= 0) {
		call->size = (gsize)size;
		code = call->command->rule == UNBROKEN_SIZE_VALUE ? 0 : copy_in(call);
		if (code != -EFAULT)
			host_keep_argument(call);
	}
	if (code < 0)
		return call_return(call, code);
	call->finish = finish_command;
	return call_ask(call, ask_command);
}

enum answer call_ioctl(struct unbroken_call *call)
{
	const guint32 number = (guint32)call->arguments[1];

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file)
		return ANSWER_CONTINUE;
	call->device = call->file->device;
	call->address = call->client->is_32bit ? (guint32)call->arguments[2] : call->arguments[2];
	call->command = find_command(call->file->operations, number);
	if (call->command)
		return run_command(call, number);
	if (call->file->operations->ioctl)
		return call_ask(call, ask_unknown);
	return call_return(call, -ENOTTY);
}

uint64_t unbroken_call_value(const struct unbroken_call *call)
{
	return call->address;
}

void unbroken_call_give(struct unbroken_call *call, size_t size)
{
	call->given = MIN(size, MAX(call->size, (gsize)call->command->known));
}
