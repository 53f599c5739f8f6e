/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Eventfds of clients where the kernel, or a container, does not let us take descriptors of
 * others: then clients get those that we have made.
 */
#ifndef UNBROKEN_HOST_EVENT_H
#define UNBROKEN_HOST_EVENT_H

#include <glib.h>
#include <sys/types.h>

struct events;

struct events *events_new(void);
void events_free(struct events *events);

/* Whether this process may take descriptors of others, and needs none of this. */
gboolean events_can_take(void);

/* A new eventfd, of which one is kept here: ours, not to be closed; or a negative errno. */
int events_make(struct events *events, guint initial, int flags);

/* A copy of the one that @process has as @descriptor; -EBADF if it is none of them. */
int events_find(const struct events *events, pid_t process, int descriptor);

#endif
