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

/* What was passed to a command. */
struct host_argument {
	const char *command; /* as its model calls it */
	gboolean is_32bit;   /* the client's pointers have four bytes */
	/*
	 * What the client gave: of a command that only returns something, its size at most.  Some
	 * models read more than their command says, so there are as many bytes as the first four of
	 * them tell, but not many: what is behind the type of the argument may be anything.
	 */
	const void *given;
	gsize given_size;
	/* What it has there after the call; NULL: the call failed. */
	const void *left;
	gsize left_size;
};

/* Where the host says what it has to say; all may be NULL. */
struct host_voice {
	void (*complain)(const char *message, void *data); /* something is wrong */
	void (*note)(const char *line, void *data);        /* what happens: each call, decoded */
	/* With note: an argument in words, to be freed with g_free(); NULL: nobody knows it. */
	char *(*decode)(const struct host_argument *argument, void *data);
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
 * Descriptors of devices are served at low numbers, too, where dup2() may put them.  Each use of
 * any descriptor is looked at then, which makes a program slow.
 */
void host_watch_all_descriptors(struct host *host);

/*
 * Runs @arguments (NULL-terminated), and answers until it and all it started have ended.
 * *ret_status is the exit status of the program, or 128 and the signal that ended it.  FALSE with
 * @error set if it could not be run.
 */
gboolean host_run(struct host *host, char *const *arguments, int *ret_status, GError **error);

#endif
