/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules as reports know them. */
#ifndef UNBROKEN_RULES_REPORT_RULES_H
#define UNBROKEN_RULES_REPORT_RULES_H

#include "policy/policy.h"
#include "report/finding.h"

/*
 * One for each rule, in the order of the table; @policy says how grave a break is.  Free with
 * report_rules_free().
 */
struct report_rule *report_rules_new(const struct policy *policy, gsize *ret_n);
void report_rules_free(struct report_rule *rules, gsize n);

#endif
