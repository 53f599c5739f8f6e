/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process that parses one job after the other.
 *
 * It can open no file, uses bounded time and memory, and tells when a job is
 * done; whatever happens to it, those jobs keep their models.
 */
#ifndef UNBROKEN_CLANG_CHILD_H
#define UNBROKEN_CLANG_CHILD_H

#include <sys/types.h>

#include "clang/clang.h"
#include "clang/scan.h"

/* What a child is to do. */
struct child_task {
	struct parse_job *jobs; /* their arenas are new ones */
	gsize n_jobs;
	const struct scan *scan;  /* of the first job's tree, NULL: the child makes it */
	const gboolean *left_out; /* headers of the only job's tree, or NULL */
	guint seconds;            /* processor time of one job */
	gsize memory_bytes;       /* address space */
};

struct child {
	struct parse_job *jobs;
	gsize n_jobs, n_done; /* the first ones are done */
	guint seconds;
	gint64 deadline; /* of the job that it is at, in monotonic time */
	pid_t pid;
	int process; /* a file that stands for it; -1 where the kernel has none */
	int fd;      /* gives the address of each model, when it is done */
};

gboolean child_start(struct child *child, const struct child_task *task, GError **error);

/*
 * Waits until one of @children has something to tell, or is late; its index.
 */
gsize child_wait(const struct child *children, gsize n);

/*
 * Takes what @child tells: sets the models of jobs that are done and counts them in
 * n_done.  FALSE when it has ended, or was ended because it is late; it is gone then.
 */
gboolean child_listen(struct child *child);

#endif
