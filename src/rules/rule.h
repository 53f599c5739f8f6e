/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of rules: what there is to say about changes.
 */
#ifndef UNBROKEN_RULES_RULE_H
#define UNBROKEN_RULES_RULE_H

#include "diff/diff.h"
#include "report/finding.h"

struct judging;
struct opinion;

struct rule {
	const char *id; /* "abi/member-moved" */
	enum dimension dimension;
	enum change_kind change; /* the fact it speaks about */
	const char *summary;     /* what it finds, one line */
	const char *why;         /* what that does to programs: for explain */
	const char *fix;         /* what to do instead: for explain */
	/* Fills @opinion and returns TRUE, or returns FALSE: nothing to say. */
	gboolean (*judge)(const struct judging *judging, const struct change *change,
			  struct opinion *opinion);
};

/* All rules, NULL-terminated, sorted by id. */
extern const struct rule *const rules[];
const struct rule *rule_find(const char *id);

#endif
