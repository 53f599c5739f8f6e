/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a rule teaches: the long texts behind its one-line why and fix.  They stand in
 * src/rules/texts, in the file of the rule's subject.
 */
#ifndef UNBROKEN_RULES_TEXT_H
#define UNBROKEN_RULES_TEXT_H

#include "rules/rule.h"

#define MOST_REFERENCES 6

/*
 * All are whole sentences, and made for a reader who has not met the rule before.
 * tools/check-tables holds them to that.  In @example everything is true and can be
 * looked up; @references says where.
 */
struct rule_text {
	enum verdict worst;  /* the gravest one that the rule comes to by itself */
	const char *why;     /* how programs come to notice the change, or why they do not */
	const char *example; /* a change that was made to a header of Linux, and what came of it */
	const char *fix;     /* what to do instead; of a rule that is always safe, what to mind */
	const char *accept;  /* when it is right to let the change pass; NULL: it always is */
	/* A path below Documentation/, a header, a commit or an address; NULL ends them. */
	const char *references[MOST_REFERENCES + 1];
};

/* Never NULL: a rule without a text does not link. */
const struct rule_text *rule_text(const struct rule *rule);

/* What the first part of the rule's id stands for: "members of structs and unions". */
const char *rule_subject(const struct rule *rule);
/* Whether @rule is the first of its subject in the table. */
gboolean rule_opens_subject(const struct rule *rule);

#endif
