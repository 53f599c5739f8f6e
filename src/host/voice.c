/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "host/internal.h"

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

/* "1234 vfio vfio-device VFIO_DEVICE_GET_INFO = 0 (12 us)" */
void host_note_call(const struct unbroken_call *call, gint64 result)
{
	const char *file = call->file ? call->file->operations->name : "";
	g_autofree char *number = NULL;

	if (!host_is_noting(call->host) || !call->device)
		return;
	if (call->syscall == CALL_ioctl && !call->command)
		number = g_strdup_printf(" 0x%x", (guint32)call->arguments[1]);
	host_note(call->host, "%d %s %s%s%s%s = %" G_GINT64_FORMAT "%s%s (%" G_GINT64_FORMAT " us)",
		  call->thread, call->device->name, file, *file ? " " : "", call->name,
		  number ? number : "", result, result < 0 ? " " : "",
		  result < 0 ? strerrorname_np((int)-result) : "",
		  g_get_monotonic_time() - call->begun);
}
