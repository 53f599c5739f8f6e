/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel numbers eventfds, and shows the number (Linux 5.2). */
struct event {
	int id;
	int descriptor;
};

/* So many are kept before it is asked whether anybody still has them. */
#define LEAST_LIMIT 64

struct events {
	GArray *made; /* struct event */
	guint limit;  /* how many there may be until that is asked again */
};

struct events *events_new(void)
{
	struct events *events = g_new0(struct events, 1);

	events->made = g_array_new(FALSE, FALSE, sizeof(struct event));
	events->limit = LEAST_LIMIT;
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

/* --- Those that nobody has any more --- */

/* Adds the numbers of all eventfds of a process. */
static void add_ids_of(pid_t process, GHashTable *ids)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)process);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *link = g_build_filename(path, name, NULL);
		g_autofree char *target = g_file_read_link(link, NULL);

		if (!g_strcmp0(target, "anon_inode:[eventfd]"))
			g_hash_table_add(ids, GINT_TO_POINTER(
						      id_of(process, (int)strtol(name, NULL, 10))));
	}
}

/* Of every process but this: a child may have them that we never heard of. */
static GHashTable *all_ids(void)
{
	GHashTable *ids = g_hash_table_new(NULL, NULL);
	g_autoptr(GDir) folder = g_dir_open("/proc", 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		const pid_t process = (pid_t)strtol(name, NULL, 10);

		if (process > 0 && process != getpid())
			add_ids_of(process, ids);
	}
	return ids;
}

static void forget_unused(struct events *events)
{
	g_autoptr(GHashTable) ids = all_ids();

	for (guint i = events->made->len; i-- > 0;) {
		const struct event *event = &g_array_index(events->made, struct event, i);

		if (g_hash_table_contains(ids, GINT_TO_POINTER(event->id)))
			continue;
		close(event->descriptor);
		g_array_remove_index_fast(events->made, i);
	}
	events->limit = MAX(LEAST_LIMIT, 2 * events->made->len);
}

int events_make(struct events *events, guint initial, int flags)
{
	struct event event;

	if (flags & ~(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
		return -EINVAL;
	if (events->made->len >= events->limit)
		forget_unused(events);
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
