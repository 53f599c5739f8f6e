/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a project states in its folder .unbroken, wherever that is read from.
 */
#ifndef UNBROKEN_CLI_PROJECT_H
#define UNBROKEN_CLI_PROJECT_H

#include "cli/session.h"
#include "policy/acceptance.h"
#include "policy/config.h"

#define PROJECT_FOLDER ".unbroken"

struct project {
	struct config *config;        /* NULL: nothing is stated */
	struct acceptances *accepted; /* NULL: nothing is accepted */
	char *release;                /* of what is judged; NULL: not known, or not needed */
};

/*
 * Reads what @revision of the session's repository states, unless --config names a folder or
 * "none".  What is not there is not stated.  project_clear() ends it in any case.
 */
gboolean project_read(struct project *project, struct session *session,
		      const struct revision *revision, GError **error);

/* The same of the folder .unbroken of the current folder, unless --config says otherwise. */
gboolean project_read_folder(struct project *project, struct session *session, GError **error);

/* Only what is accepted, of another revision: in @ret, NULL if there is nothing. */
gboolean project_read_accepted(struct session *session, const struct revision *revision,
			       struct acceptances **ret, GError **error);

/*
 * Once it is applied: what @revision accepts, later than the one that was read, takes the place
 * of what that did.
 */
gboolean project_advance_accepted(struct project *project, struct session *session,
				  const struct revision *revision, GError **error);

void project_clear(struct project *project);

/*
 * What the project states takes the place of defaults, and the command line the place of
 * both: profile, severities, targets, limits and what is accepted of @session, which @project
 * must outlive.
 */
void project_apply(const struct project *project, struct session *session);

#endif
