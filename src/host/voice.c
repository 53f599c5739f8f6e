/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "host/internal.h"

/* Of an argument, beyond what its command says. */
#define MOST_TOLD 256

static void say(void (*to)(const char *text, void *data), void *data, const char *format,
		va_list arguments)
{
	g_autofree char *text = NULL;

	if (!to)
		return;
	text = g_strdup_vprintf(format, arguments);
	to(text, data);
}

void host_complain(const struct host *host, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(host->voice.complain, host->voice.data, format, arguments);
	va_end(arguments);
}

gboolean host_is_noting(const struct host *host)
{
	return host->voice.note != NULL;
}

void host_note(const struct host *host, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(host->voice.note, host->voice.data, format, arguments);
	va_end(arguments);
}

/* --- Arguments of commands ------------------------------------------------------------ */

static gboolean is_decoding(const struct unbroken_call *call)
{
	return call->command && call->host->voice.decode && host_is_noting(call->host);
}

/* As many bytes as the client may have there; NULL: they cannot be read. */
static void *copy_argument(const struct unbroken_call *call, gsize size)
{
	g_autofree void *copy = g_malloc(MAX(size, 1));

	/* Numbers of processes are used again. */
	if (!memory_read(call->client, call->address, copy, size) ||
	    !notifier_is_valid(&call->host->notifier, call->id))
		return NULL;
	return g_steal_pointer(&copy);
}

/* The size that the first bytes tell of more than the command does; else 0. */
static gsize told_more(const struct unbroken_call *call)
{
	guint32 told = 0;

	if (call->size >= sizeof(told))
		memcpy(&told, call->buffer, sizeof(told));
	else if (call->size || !call->address ||
		 !memory_read(call->client, call->address, &told, sizeof(told)))
		return 0;
	return told > call->size && told <= MOST_TOLD ? told : 0;
}

void host_keep_argument(struct unbroken_call *call)
{
	const gboolean is_pure_output = call->command->flags == UNBROKEN_COMMAND_OUT;
	const gsize more = is_decoding(call) && !is_pure_output ? told_more(call) : 0;

	if (!is_decoding(call))
		return;
	call->told_size = more;
	call->told = more ? copy_argument(call, more) : NULL;
	if (call->told || !call->buffer)
		return;
	/* Of what it only has room for, the client told its size. */
	call->told_size = is_pure_output ? MIN(call->size, sizeof(guint32)) : call->size;
	call->told = g_memdup2(call->buffer, call->told_size);
}

void host_keep_result(struct unbroken_call *call, gint64 result)
{
	if (result < 0 || !is_decoding(call))
		return;
	call->left_size = call->told ? call->told_size : 0;
	if (call->command->flags & UNBROKEN_COMMAND_OUT)
		call->left_size = MAX(call->left_size, call->given);
	if (call->left_size)
		call->left = copy_argument(call, call->left_size);
}

/* "{argsz=24} -> {flags=PCI}"; NULL if there is nothing to say. */
static char *decode(const struct unbroken_call *call)
{
	const struct host_argument argument = {
		.command = call->name,
		.is_32bit = call->client->is_32bit,
		.given = call->told,
		.given_size = call->told ? call->told_size : 0,
		.left = call->left,
		.left_size = call->left ? call->left_size : 0,
	};

	if (!is_decoding(call) || (!call->told && !call->left))
		return NULL;
	return call->host->voice.decode(&argument, call->host->voice.data);
}

/* --- Calls ------------------------------------------------------------------------------- */

/* "1234 vfio vfio-device VFIO_DEVICE_GET_INFO {argsz=24} -> {flags=PCI} = 0 (12 us)" */
void host_note_call(const struct unbroken_call *call, gint64 result)
{
	const char *file = call->file ? call->file->operations->name : "";
	g_autofree char *number = NULL, *argument = NULL;

	if (!host_is_noting(call->host) || !call->device)
		return;
	if (call->syscall == CALL_ioctl && !call->command)
		number = g_strdup_printf(" 0x%x", (guint32)call->arguments[1]);
	argument = decode(call);
	host_note(call->host,
		  "%d %s %s%s%s%s%s%s = %" G_GINT64_FORMAT "%s%s (%" G_GINT64_FORMAT " us)",
		  call->thread, call->device->name, file, *file ? " " : "", call->name,
		  number ? number : "", argument ? " " : "", argument ? argument : "", result,
		  result < 0 ? " " : "", result < 0 ? strerrorname_np((int)-result) : "",
		  g_get_monotonic_time() - call->begun);
}
