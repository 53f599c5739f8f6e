/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is to be said of a step beside what it does to headers: what became of levels.
 */
#ifndef UNBROKEN_CLI_REVIEW_REMARKS_H
#define UNBROKEN_CLI_REVIEW_REMARKS_H

#include "policy/config.h"
#include "policy/standing.h"
#include "rules/remark.h"
#include "source/source.h"

struct step_facts {
	const struct policy *policy;
	const struct standing *standing;
	const struct config *old_config, *new_config; /* NULL: none */
	const char *config_name;                      /* what messages call the new one */
	/* One a header set. */
	const struct tree *const *old_trees;
	gsize n_trees;
};

/* Free with remarks_free(). */
struct remarks *review_remark(const struct step_facts *facts);

#endif
