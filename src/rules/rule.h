/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of rules: what there is to say about changes.
 */
#ifndef UNBROKEN_RULES_RULE_H
#define UNBROKEN_RULES_RULE_H

#include "diff/diff.h"
#include "report/finding.h"

struct judging;

/* What a rule says of one change.  Texts come from opinion_say(). */
struct opinion {
	enum verdict verdict;
	const char *message; /* one line, no full stop */
	const char *why;     /* NULL: the rule's own */
	const char *fix;     /* NULL: the rule's own */
	const char *fact;    /* what decides; for VERDICT_DEPENDS */
	const char *old_map, *new_map;
	gboolean is_repair;  /* the new state is that of the release before the old one */
	GPtrArray *evidence; /* strings, owned by the judging */
	GArray *renamings;   /* struct finding_renaming, strings likewise */
};

/* The newest rule set: each release that adds rules begins one, so that a project which
 * states 'rules = N' meets nothing new in the gate. */
#define RULE_SET_NEWEST 2

struct rule {
	const char *id; /* "member/moved" */
	enum dimension dimension;
	/* The fact it speaks about; CHANGE_NONE: what a project states, see rules/remark.h. */
	enum change_kind change;
	const char *summary; /* what it finds, one line */
	const char *why;     /* what that does to programs */
	const char *fix;     /* what to do instead */
	guint since;         /* the rule set that it came with; 0: the first */
	/* Fills @opinion and returns TRUE, or returns FALSE: nothing to say.  NULL with
	 * CHANGE_NONE. */
	gboolean (*judge)(struct judging *judging, const struct change *change,
			  struct opinion *opinion);
};

/* All rules, NULL-terminated, sorted by id. */
extern const struct rule *const rules[];
const struct rule *rule_find(const char *id);

/* The rule set that @rule came with, from 1. */
guint rule_since(const struct rule *rule);

#endif
