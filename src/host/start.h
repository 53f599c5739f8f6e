/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting the program that becomes the first client. */
#ifndef UNBROKEN_HOST_START_H
#define UNBROKEN_HOST_START_H

#include <sys/types.h>

#include "host/filter.h"
#include "host/overlay.h"

struct started {
	pid_t process;
	int listener;
	int report; /* see start_succeeded() */
};

/*
 * Starts @arguments[0], looked for in PATH, under @filter and with @overlays, as a child that is
 * killed when this process ends.  Its first notification is that of its execve().
 */
gboolean start_client(struct started *started, char *const *arguments, const struct filter *filter,
		      const GPtrArray *overlays, GError **error);

/* Once it has become @program or ended: whether it did become it.  FALSE with @error set. */
gboolean start_succeeded(const struct started *started, const char *program, GError **error);

#endif
