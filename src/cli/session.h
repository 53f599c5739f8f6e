/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the verbs that judge changes share: their options, what these lead to, and how
 * a report ends a run.
 */
#ifndef UNBROKEN_CLI_SESSION_H
#define UNBROKEN_CLI_SESSION_H

#include "cli/accepting.h"
#include "cli/outputs.h"
#include "cli/recent.h"
#include "compare/compare.h"
#include "report/finding.h"
#include "source/git.h"

struct session_options {
	char *directory, *format, *targets, *sysroot, *profile, *config, *release, *color;
	char **conventions, **headers, **outputs;
	/* The formats that the verb knows, NULL-terminated; NULL: all.  To be set before
	 * session_entries(). */
	const char *const *formats;
	char *format_help; /* what session_entries() says of them */
	gboolean verbose, quiet, allow_incomplete, no_cache, show_accepted;
	int timeout, jobs;
};

/*
 * The options of @session followed by @own (ends with G_OPTION_ENTRY_NULL, or NULL): for
 * struct usage; free with g_free().
 */
GOptionEntry *session_entries(struct session_options *options, const GOptionEntry *own);
void session_options_clear(struct session_options *options);

/* Words that a verb's description ends with. */
#define SESSION_STATUS                                                                      \
	"Exit status: 0 nothing at or above the gate, 1 findings, 2 usage or environment\n" \
	"error, 3 something asked for could not be judged."

struct session {
	const struct session_options *options;
	GArray *outputs;             /* struct output; at least one */
	struct report_options shown; /* what all outputs have in common */
	char *folder;                /* in which the session runs */
	gint64 start;                /* g_get_monotonic_time() */
	struct policy *policy;
	struct accepting *accepting; /* what the project accepts; NULL: nobody asked */
	struct cache *cache;
	struct recent_run *recent;     /* what this run found; NULL: it is not kept */
	struct repository *repository; /* NULL until session_repository() */
	struct compare_options compare;
	target_set targets;         /* 0: not asked for */
	target_set usual_targets;   /* where nothing else says: the project's, or 0 */
	gboolean allows_incomplete; /* asked for, or stated by the project */
};

/*
 * Enters --directory, refuses what can be refused before anything is read, and loads what
 * judging needs.  End with session_clear() in any case.
 */
gboolean session_init(struct session *session, const struct session_options *options,
		      GError **error);
void session_clear(struct session *session);

/* Goes to the folder @directory, if it is not NULL. */
gboolean session_enter(const char *directory, GError **error);

/* The repository of the current folder; the session's. */
struct repository *session_repository(struct session *session, GError **error);

/* One line on a terminal, rewritten; "" erases it.  Only when somebody watches. */
void session_progress(const struct session *session, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether an output shows every finding, with its commit. */
gboolean session_needs_all(const struct session *session);

/* Writes the report to all outputs; the exit status. */
int session_finish(const struct session *session, const struct report *report);

#endif
