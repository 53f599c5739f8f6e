/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judging what happens in a repository: its header sets, step by step.
 */
#ifndef UNBROKEN_CLI_REVIEW_H
#define UNBROKEN_CLI_REVIEW_H

#include "cli/project.h"
#include "cli/session.h"
#include "cli/shelf.h"
#include "compare/series.h"

struct review {
	struct session *session;
	struct repository *repository;
	struct project project;
	GArray *sets; /* struct review_set */
	struct comparer *comparer;
	struct shelf *shelf; /* what revisions state about levels */
	/* Headers of sources that are not built count for less; to find out takes a while. */
	gboolean asks_kconfig;
	/* Entries that something matches, struct level_entry; NULL: nobody asks. */
	GHashTable *matched;
};

/* From one state of the repository to the next. */
struct review_step {
	struct finding_commit commit;
	struct revision old_revision, new_revision; /* not owned; a tree "" is empty */
	const struct revision *before; /* to tell repairs, see struct comparison; or NULL */
	GPtrArray *parts;              /* results: struct review_part, one a header set, and one
					* more for what is said of levels */
};

/*
 * Reads the configuration of @revision: which header sets there are.  End with
 * review_clear() in any case.
 */
gboolean review_init(struct review *review, struct session *session,
		     const struct revision *revision, GError **error);
void review_clear(struct review *review);

/*
 * Below which paths the header sets that @revision states are in it, before there is a
 * review; free with g_strfreev().  NULL with an error.
 */
char **review_find_paths(struct session *session, const struct revision *revision, GError **error);

/* Below which paths the header sets are in @revision; NULL with an error. */
char **review_paths(const struct review *review, const struct revision *revision, GError **error);

/* Judges all of @steps; review_step_clear() ends the results in any case. */
gboolean review_steps(struct review *review, struct review_step *steps, gsize n, GError **error);
void review_step_clear(struct review_step *step);

/* How many header sets there are, and each: NULL is a kernel's, or what is found by layout. */
guint review_n_sets(const struct review *review);
const struct header_set *review_set(const struct review *review, guint index,
				    enum level *ret_level);

/* The reports of a step, one a header set; free with g_free(). */
const struct report **review_reports(const struct review_step *step);

/* @steps for series_list() and its like; they must outlive it.  Free with review_series_free(). */
struct series_step *review_series(const struct review_step *steps, gsize n);
void review_series_free(struct series_step *series, gsize n);

#endif
