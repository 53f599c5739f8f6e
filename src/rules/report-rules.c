/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/report-rules.h"

#include "rules/rule.h"

/*
 * A project has no place on the web that is its own for ever, so without a word from who
 * built it the link is a name: it is absolute, as formats demand, and leads to no stranger.
 */
static char *link_to(const char *id)
{
	g_autoptr(GString) anchor = NULL;

	if (!*RULES_URL)
		return g_strconcat("urn:unbroken:rule:", id, NULL);
	/* What pages make of the heading "member/moved". */
	anchor = g_string_new(id);
	g_string_replace(anchor, "/", "", 0);
	return g_strconcat(RULES_URL, "#", anchor->str, NULL);
}

struct report_rule *report_rules_new(const struct policy *policy, gsize *ret_n)
{
	GArray *list = g_array_new(TRUE, TRUE, sizeof(struct report_rule));

	for (gsize i = 0; rules[i]; i++) {
		const struct report_rule rule = {
			.id = rules[i]->id,
			.dimension = rules[i]->dimension,
			.severity = policy_severity(policy, rules[i]->dimension, VERDICT_BREAKS,
						    LEVEL_STABLE),
			.summary = rules[i]->summary,
			.why = rules[i]->why,
			.fix = rules[i]->fix,
			.link = link_to(rules[i]->id),
		};

		g_array_append_val(list, rule);
	}
	*ret_n = list->len;
	return (struct report_rule *)(void *)g_array_free(list, FALSE);
}

void report_rules_free(struct report_rule *list, gsize n)
{
	for (gsize i = 0; i < n; i++)
		g_free((char *)list[i].link);
	g_free(list);
}
