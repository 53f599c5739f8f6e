/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/loop.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct source {
	guint32 id;
	int descriptor; /* -1: a timer */
	gint64 due;     /* of a timer, as g_get_monotonic_time() */
	void (*run)(void *data);
	void *data;
};

struct loop {
	pthread_mutex_t *lock;
	int alarm;       /* an eventfd that ends a poll() */
	GThread *runner; /* who is in loop_run(), or NULL */
	GArray *sources; /* struct source; few */
	GArray *polled;  /* struct pollfd, of the watches in their order */
	guint32 last_id;
	gboolean is_stopped, has_changed;
};

static void on_alarm(void *data)
{
	const struct loop *loop = data;
	guint64 count;

	/* It was there to end the poll(), and has. */
	if (read(loop->alarm, &count, sizeof(count)) < 0)
		return;
}

struct loop *loop_new(pthread_mutex_t *lock)
{
	struct loop *loop = g_new0(struct loop, 1);

	loop->lock = lock;
	loop->alarm = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	loop->sources = g_array_new(FALSE, FALSE, sizeof(struct source));
	loop->polled = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	if (loop->alarm >= 0)
		loop_watch(loop, loop->alarm, on_alarm, loop);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	if (loop->alarm >= 0)
		close(loop->alarm);
	g_array_unref(loop->sources);
	g_array_unref(loop->polled);
	g_free(loop);
}

/* Who waits does so for what there was before. */
static void wake(const struct loop *loop)
{
	const guint64 one = 1;

	if (loop->runner && loop->runner != g_thread_self() &&
	    write(loop->alarm, &one, sizeof(one)) < 0 && errno != EAGAIN)
		g_warning("the event loop cannot be woken");
}

static guint32 add(struct loop *loop, struct source source)
{
	/* 0 names none. */
	do
		loop->last_id++;
	while (!loop->last_id);
	source.id = loop->last_id;
	g_array_append_val(loop->sources, source);
	loop->has_changed = TRUE;
	wake(loop);
	return source.id;
}

guint32 loop_watch(struct loop *loop, int descriptor, void (*ready)(void *data), void *data)
{
	return add(loop, (struct source){ .descriptor = descriptor, .run = ready, .data = data });
}

guint32 loop_after(struct loop *loop, guint32 milliseconds, void (*work)(void *data), void *data)
{
	return add(loop, (struct source){
				 .descriptor = -1,
				 .due = g_get_monotonic_time() + (gint64)milliseconds * 1000,
				 .run = work,
				 .data = data,
			 });
}

static struct source *find(const struct loop *loop, guint32 id)
{
	for (guint i = 0; i < loop->sources->len; i++) {
		struct source *source = &g_array_index(loop->sources, struct source, i);

		if (source->id == id)
			return source;
	}
	return NULL;
}

void loop_cancel(struct loop *loop, guint32 id)
{
	const struct source *source = find(loop, id);

	if (!source)
		return;
	g_array_remove_index(loop->sources,
			     (guint)(source - (const struct source *)(void *)loop->sources->data));
	loop->has_changed = TRUE;
}

static void collect(struct loop *loop)
{
	if (!loop->has_changed)
		return;
	loop->has_changed = FALSE;
	g_array_set_size(loop->polled, 0);
	for (guint i = 0; i < loop->sources->len; i++) {
		const struct source *source = &g_array_index(loop->sources, struct source, i);
		const struct pollfd polled = { .fd = source->descriptor, .events = POLLIN };

		if (source->descriptor >= 0)
			g_array_append_val(loop->polled, polled);
	}
}

/* Milliseconds until the first timer, -1 if there is none. */
static int time_left(const struct loop *loop)
{
	gint64 first = G_MAXINT64, now;

	for (guint i = 0; i < loop->sources->len; i++) {
		const struct source *source = &g_array_index(loop->sources, struct source, i);

		if (source->descriptor < 0)
			first = MIN(first, source->due);
	}
	if (first == G_MAXINT64)
		return -1;
	now = g_get_monotonic_time();
	return first <= now ? 0 : (int)MIN((first - now + 999) / 1000, G_MAXINT);
}

/* A copy, since what it runs may end it, others, or itself. */
static gboolean take_due(struct loop *loop, gint64 now, struct source *due)
{
	for (guint i = 0; i < loop->sources->len; i++) {
		*due = g_array_index(loop->sources, struct source, i);
		if (due->descriptor < 0 && due->due <= now) {
			loop_cancel(loop, due->id);
			return TRUE;
		}
	}
	return FALSE;
}

static void run_timers(struct loop *loop)
{
	gint64 now = g_get_monotonic_time();
	struct source due;

	while (!loop->is_stopped && take_due(loop, now, &due))
		due.run(due.data);
}

static void run_watches(struct loop *loop)
{
	for (guint i = 0; i < loop->polled->len && !loop->is_stopped; i++) {
		const struct pollfd *polled = &g_array_index(loop->polled, struct pollfd, i);

		if (!polled->revents)
			continue;
		for (guint j = 0; j < loop->sources->len; j++) {
			const struct source source = g_array_index(loop->sources, struct source, j);

			if (source.descriptor == polled->fd) {
				source.run(source.data);
				break;
			}
		}
	}
}

void loop_run(struct loop *loop)
{
	loop->runner = g_thread_self();
	while (!loop->is_stopped) {
		int n, milliseconds;

		collect(loop);
		milliseconds = time_left(loop);
		pthread_mutex_unlock(loop->lock);
		n = poll((struct pollfd *)(void *)loop->polled->data, loop->polled->len,
			 milliseconds);
		pthread_mutex_lock(loop->lock);
		if (n > 0)
			run_watches(loop);
		if (n == 0 || loop->sources->len > loop->polled->len)
			run_timers(loop);
	}
	loop->runner = NULL;
}

void loop_stop(struct loop *loop)
{
	loop->is_stopped = TRUE;
	wake(loop);
}
