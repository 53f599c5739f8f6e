/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The findings of recent runs, in the user's cache folder: so that a finding can be named by
 * its id alone.
 *
 * Every verb that judges leaves there what it found, without what is safe: at most 2,000
 * findings a run, the gravest, 16 MiB and 90 days together.  Runs do not wait for each other,
 * and that nothing can be kept or read is no failure.
 */
#ifndef UNBROKEN_CLI_RECENT_H
#define UNBROKEN_CLI_RECENT_H

#include "report/finding.h"
#include "util/auto.h"

/* --- Writing ---------------------------------------------------------------- */

/* What one run found. */
struct recent_run;

struct recent_run *recent_run_new(void);

/* Takes the findings of @report that are not safe; nothing of it has to last. */
void recent_run_add(struct recent_run *run, const struct report *report);

/* Drops what was taken: of a forked process that is the parent's. */
void recent_run_forget(struct recent_run *run);

/* Writes what was taken, and frees @run, which may be NULL. */
void recent_run_end(struct recent_run *run);

/* --- Reading ---------------------------------------------------------------- */

/* A finding of an earlier run. */
struct recent_finding {
	struct finding finding; /* all of it; its rule may be one that there is no longer */
	const char *old_name, *new_name; /* what was compared */
	target_set targets;              /* all that were judged */
};

/* Everything that is remembered. */
struct recent;

/* Never NULL; it may be empty.  Free with recent_free(), which ends what was found in it. */
struct recent *recent_open(void);
void recent_free(struct recent *recent);
DEFINE_AUTO(recent, recent_free)

/*
 * Those whose id is @id or begins with it (of at least 4 digits), each as the newest run
 * found it: struct recent_finding.  Free with g_ptr_array_unref().
 */
GPtrArray *recent_find(struct recent *recent, const char *id);

/*
 * The one finding that @id means.  NULL with @error set to a sentence if it is no id, there is
 * none (with those that may have been meant) or there are several.
 */
const struct recent_finding *recent_get(struct recent *recent, const char *id, GError **error);

#endif
