/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's side: notifications of calls, and answers to them.  See seccomp_unotify(2).
 */
#ifndef UNBROKEN_HOST_NOTIFY_H
#define UNBROKEN_HOST_NOTIFY_H

#include <glib.h>
#include <linux/seccomp.h>

struct notifier {
	int listener;
	gsize request_size, response_size; /* what this kernel has; at least what we know */
	struct seccomp_notif *request;
	struct seccomp_notif_resp *response;
};

/* Takes over @listener.  End with notifier_clear() in any case. */
gboolean notifier_init(struct notifier *notifier, int listener, GError **error);
void notifier_clear(struct notifier *notifier);

/* Waits for the next one, into notifier->request.  FALSE with errno set. */
gboolean notifier_receive(struct notifier *notifier);
/* Whether nobody is left who could make a call. */
gboolean notifier_is_left(const struct notifier *notifier);

/*
 * Whether the call @id still waits.  What was read of its caller before this is the caller's:
 * numbers of processes are used again.
 */
gboolean notifier_is_valid(const struct notifier *notifier, guint64 id);

/* Answers with a result, or with a negative errno. */
void notifier_answer(struct notifier *notifier, guint64 id, gint64 result);
/* Lets the kernel do the call. */
void notifier_continue(struct notifier *notifier, guint64 id);

/*
 * Gives the caller a copy of our descriptor @source, as its number @number, which it must be
 * allowed to have.  FALSE: it ended, or has no such limit; nothing was answered.
 */
gboolean notifier_add(const struct notifier *notifier, guint64 id, int source, guint32 number,
		      gboolean close_on_exec);

/* The same as the lowest number that is free there, which is the result, or a negative errno. */
int notifier_add_anywhere(const struct notifier *notifier, guint64 id, int source,
			  gboolean close_on_exec);

#endif
