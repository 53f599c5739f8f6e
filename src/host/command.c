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

/* Whether the size is in the first four bytes of the argument, which is then read at any rate. */
static gboolean tells_size(const struct unbroken_command *command)
{
	return command->rule == UNBROKEN_SIZE_ARGSZ || command->rule == UNBROKEN_SIZE_FIRST;
}

/* How many bytes the client says that it has, within the limits; or an errno. */
static gint64 judge_size(const struct unbroken_command *command, guint32 told)
{
	const guint32 most = MAX(command->maximum, command->known);

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

/* The buffer has room for @size bytes, and for all that the model knows: zeroes behind @used. */
static void make_room(struct unbroken_call *call, gsize used, gsize size)
{
	const gsize room = MAX(size, call->command->known) + 1;

	call->buffer = g_realloc(call->buffer, room);
	memset((char *)call->buffer + used, 0, room - used);
	call->size = size;
	call->given = MIN(size, call->command->known);
}

/*
 * Copies an argument that tells its size; 0, or an errno.  Most often it is as large as we know
 * it, and so it is read at once, with what it may turn out not to have.  The size that was judged
 * stays in the copy, whatever the client has there by the time that the rest is read.
 */
static gint64 copy_told(struct unbroken_call *call)
{
	const guint32 known = call->command->known;
	guint32 told;
	gint64 size;
	gsize n;

	make_room(call, 0, MAX(known, sizeof(told)));
	n = memory_read_some(call->client, call->address, call->buffer, MAX(known, sizeof(told)));
	if (n < sizeof(told))
		return -EFAULT;
	memcpy(&told, call->buffer, sizeof(told));
	size = judge_size(call->command, told);
	if (size < 0)
		return size;
	told = (guint32)size;
	memcpy(call->buffer, &told, sizeof(told));
	n = MIN(n, told);
	make_room(call, n, told);
	if (n == told)
		return 0;
	return memory_read(call->client, call->address + n, (char *)call->buffer + n, told - n)
		       ? 0
		       : -EFAULT;
}

/* Copies the argument; 0, or an errno. */
static gint64 copy_in(struct unbroken_call *call, guint32 number)
{
	const struct unbroken_command *command = call->command;
	const gboolean numbered = command->rule == UNBROKEN_SIZE_NUMBER;
	gint64 size;

	if (command->rule == UNBROKEN_SIZE_VALUE)
		return 0;
	if (tells_size(command))
		return copy_told(call);
	size = judge_size(command, numbered ? _IOC_SIZE(number) : command->known);
	if (size < 0)
		return size;
	make_room(call, 0, (gsize)size);
	if (!(command->flags & UNBROKEN_COMMAND_IN))
		return 0;
	return memory_read(call->client, call->address, call->buffer, call->size) ? 0 : -EFAULT;
}

/* What was copied, as far as the host itself can tell. */
static gint64 check_copy(const struct unbroken_call *call)
{
	const struct unbroken_command *command = call->command;

	if (!(command->flags & UNBROKEN_COMMAND_IN) && !tells_size(command))
		return 0;
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
	gint64 code = copy_in(call, number);

	call->name = call->command->name;
	if (code == 0) {
		host_keep_argument(call);
		code = check_copy(call);
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
