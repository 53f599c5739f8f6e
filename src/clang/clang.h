/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The C front end: trees to models.
 *
 * Every (tree, target) pair is parsed in a child process that can open no file,
 * uses bounded time and memory, and hands its model back through the arena.  Small
 * trees follow each other in one child.  A header that makes the parser crash or
 * hang is found, left out and listed in model.unjudged; the run goes on.
 */
#ifndef UNBROKEN_CLANG_CLANG_H
#define UNBROKEN_CLANG_CLANG_H

#include "model/model.h"
#include "source/source.h"

/* The library in use, "libclang 14.0.6"; free with g_free(). */
char *clang_library_version(void);

/* What the reason of whatever a parser did not survive begins with. */
#define PARSE_FAILED "the parser crashed, hung or ran out of memory"

struct parse_job {
	const struct tree *tree;
	enum target_id target;
	/* Result; owned by the job, free with parse_jobs_free(). */
	struct arena *arena;
	const struct model *model; /* never NULL after parse_trees() succeeded */
};

struct parse_limits {
	guint seconds;      /* CPU time of one job; 0: a default that grows with the tree */
	gsize memory_bytes; /* address space of one child; 0: 4 GiB */
	guint workers;      /* children at a time; 0: one a processor */
	/* Called when a job has ended; may be NULL. */
	void (*progress)(gsize done, gsize total, gpointer data);
	gpointer progress_data;
	/* Asked before a child is started, with @progress_data; TRUE: do no more.  May be NULL. */
	gboolean (*stop)(gpointer data);
};

/*
 * Parses every job.  FALSE with @error set only if the machine itself fails us
 * (no processes, no memory) or it was stopped; a flaw of what is parsed never is an error.
 */
gboolean parse_trees(struct parse_job *jobs, gsize n_jobs, const struct parse_limits *limits,
		     GError **error);

void parse_jobs_free(struct parse_job *jobs, gsize n_jobs);

/* The header that the front end brings for #include <@path>, NULL if none. */
const char *parse_provides(const char *path);

/* What every translation unit includes of a tree; NULL-terminated. */
extern const char *const parse_always[];

#endif
