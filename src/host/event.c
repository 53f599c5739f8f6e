/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel numbers eventfds, and shows the number (Linux 5.2). */
struct event {
	int id;
	int descriptor;
};

struct events {
	GArray *made; /* struct event */
};

struct events *events_new(void)
{
	struct events *events = g_new0(struct events, 1);

	events->made = g_array_new(FALSE, FALSE, sizeof(struct event));
	return events;
}

void events_free(struct events *events)
{
	if (!events)
		return;
	for (guint i = 0; i < events->made->len; i++)
		close(g_array_index(events->made, struct event, i).descriptor);
	g_array_unref(events->made);
	g_free(events);
}

gboolean events_can_take(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	int taken = self < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, self, self, 0);

	if (taken >= 0)
		close(taken);
	if (self >= 0)
		close(self);
	return taken >= 0;
}

/* -1: it is no eventfd. */
static int id_of(pid_t process, int descriptor)
{
	char path[64], line[128];
	int id = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", process, descriptor);
	info = fopen(path, "re");
	while (info && id < 0 && fgets(line, sizeof(line), info)) {
		if (sscanf(line, "eventfd-id: %d", &id) != 1)
			id = -1;
	}
	if (info)
		fclose(info);
	return id;
}

int events_make(struct events *events, guint initial, int flags)
{
	struct event event;

	if (flags & ~(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
		return -EINVAL;
	event.descriptor = eventfd(initial, flags | EFD_CLOEXEC);
	if (event.descriptor < 0)
		return -errno;
	event.id = id_of(getpid(), event.descriptor);
	g_array_append_val(events->made, event);
	return event.descriptor;
}

int events_find(const struct events *events, pid_t process, int descriptor)
{
	const int id = id_of(process, descriptor);
	int copy;

	for (guint i = 0; id >= 0 && i < events->made->len; i++) {
		const struct event *event = &g_array_index(events->made, struct event, i);

		if (event->id != id)
			continue;
		copy = fcntl(event->descriptor, F_DUPFD_CLOEXEC, 0);
		return copy < 0 ? -errno : copy;
	}
	return -EBADF;
}
