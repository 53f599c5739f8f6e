/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all formats of explain have in common. */
#include "cli/explain.h"

void explain_parts(const struct rule *rule, struct explain_part parts[EXPLAIN_PARTS])
{
	const struct rule_text *text = rule_text(rule);

	parts[0] = (struct explain_part){ "Why it matters", text->why };
	parts[1] = (struct explain_part){ "A case", text->example };
	parts[2] = (struct explain_part){ "What to do", text->fix };
	parts[3] = (struct explain_part){
		"When to accept it",
		text->accept ? text->accept
			     : "Its findings are safe, so there is nothing to accept.",
	};
}

const char *dimension_meaning(enum dimension dimension)
{
	static const char *const meanings[] = {
		[DIMENSION_ABI] = "programs already built",
		[DIMENSION_API] = "sources built against the new headers",
		[DIMENSION_BEHAVIOUR] = "what the kernel accepts and answers",
		[DIMENSION_EVOLVE] = "whether the interface can still be extended",
	};

	return meanings[dimension];
}

enum severity explain_severity(const char *profile, const struct rule *rule, enum verdict verdict)
{
	return profile_severity(profile_find(profile, NULL), rule->dimension, verdict,
				LEVEL_STABLE);
}

char *explain_severities(const struct rule *rule, enum verdict verdict)
{
	GString *line = g_string_new(verdict_names[verdict]);

	g_string_append_c(line, ':');
	for (gsize i = 0; profile_names[i]; i++)
		g_string_append_printf(
			line, "%s %s %s", i ? "," : "", profile_names[i],
			severity_names[explain_severity(profile_names[i], rule, verdict)]);
	return g_string_free(line, FALSE);
}
