/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing two inputs header set by header set. */
#ifndef UNBROKEN_CLI_DIFF_SETS_H
#define UNBROKEN_CLI_DIFF_SETS_H

#include "cli/project.h"
#include "cli/session.h"

/*
 * Judges what the sets of @project have in the inputs @names, two of them or a range; writes the
 * report, and gives the exit status.
 */
int diff_sets(struct session *session, const struct project *project, char **names, GError **error);

#endif
