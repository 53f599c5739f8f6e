/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The supervisor: runs an unmodified program, and has device models answer its calls in place of a
 * kernel.  include/unbroken/device.h says what a model is.
 */
#ifndef UNBROKEN_HOST_HOST_H
#define UNBROKEN_HOST_HOST_H

#include <glib.h>

#include "host/error.h"
#include <unbroken/device.h>
#include "util/auto.h"

struct host;

/* Where the host says what it has to say; both may be NULL. */
struct host_voice {
	void (*complain)(const char *message, void *data); /* something is wrong */
	void (*note)(const char *line, void *data);        /* what happens: each call, decoded */
	void *data;
};

/* Free with host_free(). */
struct host *host_new(const struct host_voice *voice);
void host_free(struct host *host);
DEFINE_AUTO(host, host_free)

/*
 * Adds a device: @text is "MODEL[,OPTION[=VALUE]...]", where MODEL is the name of one of @models
 * (NULL-terminated), or the path of a shared object with a slash in it.  FALSE with a
 * HOST_ERROR_USAGE.
 */
gboolean host_add_device(struct host *host, const struct unbroken_device_model *const *models,
			 const char *text, GError **error);

/*
 * Runs @arguments (NULL-terminated), and answers until it and all it started have ended.
 * *ret_status is the exit status of the program, or 128 and the signal that ended it.  FALSE with
 * @error set if it could not be run.
 */
gboolean host_run(struct host *host, char *const *arguments, int *ret_status, GError **error);

#endif
