/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is to be said of a step beside what it does to headers: what became of levels.
 */
#ifndef UNBROKEN_CLI_REVIEW_REMARKS_H
#define UNBROKEN_CLI_REVIEW_REMARKS_H

#include "policy/config.h"
#include "policy/standing.h"
#include "rules/remark.h"
#include "rules/version.h"
#include "source/set.h"
#include "source/source.h"

struct step_facts {
	const struct policy *policy;
	const struct standing *standing;
	const struct config *old_config, *new_config; /* NULL: none */
	const char *config_name;                      /* what messages call the new one */
	/* One a header set; set is NULL of one that nobody states. */
	const struct versioned_set *sets;
	gsize n_sets;
};

/* What the front end is told of a stated set; its strings are those of @set. */
struct header_set config_header_set(const struct config_set *set);

/* Free with remarks_free(). */
struct remarks *review_remark(const struct step_facts *facts);

#endif
