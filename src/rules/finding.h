/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all findings of rules have in common, whatever they are about. */
#ifndef UNBROKEN_RULES_FINDING_H
#define UNBROKEN_RULES_FINDING_H

#include "policy/policy.h"
#include "rules/rule.h"

/* The id that is made of @parts, in @strings. */
const char *finding_id(GStringChunk *strings, const char *const *parts, gsize n);

/* How grave @finding of @rule is; its verdict, dimension, level and header are set. */
enum severity finding_severity(const struct finding *finding, const struct rule *rule,
			       const struct policy *policy);

#endif
