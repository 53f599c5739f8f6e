/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event loop.  Every call of a client goes through it, so it is a poll() and nothing more:
 * GLib's would take as long as the call itself.
 */
#ifndef UNBROKEN_HOST_LOOP_H
#define UNBROKEN_HOST_LOOP_H

#include <glib.h>

struct loop;

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Calls @ready while @descriptor has something to read, or was hung up. */
guint32 loop_watch(struct loop *loop, int descriptor, void (*ready)(void *data), void *data);
/* Calls @work once, in @milliseconds. */
guint32 loop_after(struct loop *loop, guint32 milliseconds, void (*work)(void *data), void *data);
/* Ends one of both; 0 and what has ended already are fine. */
void loop_cancel(struct loop *loop, guint32 source);

/* Until loop_stop(). */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif
