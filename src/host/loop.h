/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event loop, for all but the calls of clients: those are received by a thread of their own,
 * since a poll() before each would take as long as the rest of it.  One lock is held by whichever
 * of the two does something, so that nothing else has to know of threads.
 */
#ifndef UNBROKEN_HOST_LOOP_H
#define UNBROKEN_HOST_LOOP_H

#include <glib.h>
#include <pthread.h>

struct loop;

/* @lock must outlive it; it is held by whoever calls any of the functions below. */
struct loop *loop_new(pthread_mutex_t *lock);
void loop_free(struct loop *loop);

/* Calls @ready while @descriptor has something to read, or was hung up. */
guint32 loop_watch(struct loop *loop, int descriptor, void (*ready)(void *data), void *data);
/* Calls @work once, in @milliseconds. */
guint32 loop_after(struct loop *loop, guint32 milliseconds, void (*work)(void *data), void *data);
/* Ends one of both; 0 and what has ended already are fine. */
void loop_cancel(struct loop *loop, guint32 source);

/* Until loop_stop().  The lock is free while nothing happens. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif
