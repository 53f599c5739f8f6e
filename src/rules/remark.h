/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Remarks: findings that are not about one change between two models, but about what a
 * project states: an accepted finding that is out of date, a header set whose version stands
 * still.  Their rules have CHANGE_NONE and no judge(); whoever sees what they are about makes
 * them here, so that id, severity and texts come about as for any other finding.
 */
#ifndef UNBROKEN_RULES_REMARK_H
#define UNBROKEN_RULES_REMARK_H

#include "policy/policy.h"
#include "rules/rule.h"
#include "util/auto.h"

/* What is said; all strings are copied. */
struct remark {
	const struct rule *rule;
	enum verdict verdict;
	enum level level;
	const char *item_kind; /* "entry", "trailer", "set", or as in struct finding */
	const char *item_name;
	const char *header; /* as programs include it, or the file that states it */
	const char *key;    /* what tells it from others of that rule and item, or NULL */
	struct finding_place old_place, new_place;
	target_set targets;
	const char *message;                 /* one line, no full stop */
	const char *why, *fix;               /* NULL: the rule's own */
	const char *fact;                    /* what decides; for VERDICT_DEPENDS */
	const char *const *evidence;         /* NULL-terminated, or NULL */
	const struct finding_commit *commit; /* or NULL; not copied: it must outlive the finding */
};

/* A list of them, as a report to merge with others (see report_merge()): headers_judged is 0. */
struct remarks;

/* @policy decides severities, and must outlive it.  Free with remarks_free(). */
struct remarks *remarks_new(const struct policy *policy);
void remarks_free(struct remarks *remarks);
DEFINE_AUTO(remarks, remarks_free)

/* What remarks are for that name no targets themselves; none by default. */
void remarks_set_targets(struct remarks *remarks, target_set set);

void remarks_add(struct remarks *remarks, const struct remark *remark);

/* Valid until the next remarks_add(). */
const struct report *remarks_report(struct remarks *remarks);

/*
 * The finding that @remark makes, with its strings in @strings: for a report of one's own.
 * Its evidence is to be freed with g_free().
 */
struct finding remark_finding(const struct remark *remark, const struct policy *policy,
			      GStringChunk *strings);

#endif
