/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The work behind unbroken log. */
#ifndef UNBROKEN_CLI_LOG_H
#define UNBROKEN_CLI_LOG_H

#include "cli/review.h"
#include "report/history.h"

struct log_options {
	const char *range;          /* NULL: all that HEAD has */
	const char *const *filters; /* headers, symbols, members; NULL-terminated */
	int max_count;              /* 0: all */
	gboolean by_release;
};

int log_run(const struct session_options *options, const struct log_options *log);

/* What the two ways of telling share. */
struct log {
	const struct log_options *options;
	struct session session;
	struct review review;
	struct revision old_revision, new_revision; /* the old one's tree "": from the beginning */
	/* What becomes of an entry that is to be told: log_print(), but in a worker. */
	gboolean (*emit)(struct log *log, const char *text, gsize size, GError **error);
	int out; /* of a worker: where its entries go */
	guint told;
	gboolean is_incomplete;
};

/* Prints an entry, as log_tell() made it, set off from the one before. */
gboolean log_print(struct log *log, const char *text, gsize size, GError **error);

/* Whether anybody asked for @finding. */
gboolean log_wants(const struct log *log, const struct finding *finding);

/* Prints what @step did, if there is something to tell. */
gboolean log_tell(struct log *log, const struct review_step *step, struct history_entry *entry,
		  GError **error);

/* Whether as many were told as was asked for. */
gboolean log_is_full(const struct log *log);

/* The earlier commit whose change to the header @path @commit seems to take back, or NULL. */
struct commit *log_find_earlier(const struct log *log, const struct commit *commit,
				const char *path);

/* Fills @commits with the next few of @history; none at its end. */
gboolean log_next_batch(struct history *history, GPtrArray *commits, GError **error);

/* Judges and tells all of @commits, which are let go. */
gboolean log_tell_batch(struct log *log, GPtrArray *commits, GError **error);

/* Tells the rest of @history, shared out among the processors; see log-workers.c. */
gboolean log_share(struct log *log, struct history *history, GError **error);

/* Commit by commit, or release by release; see log-commits.c and log-releases.c. */
gboolean log_commits(struct log *log, GError **error);
gboolean log_releases(struct log *log, GError **error);

#endif
