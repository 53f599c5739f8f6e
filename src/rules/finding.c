/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/finding.h"

#include <string.h>

#define ID_DIGITS 12

const char *finding_id(GStringChunk *strings, const char *const *parts, gsize n)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

	for (gsize i = 0; i < n; i++)
		g_checksum_update(checksum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
	return g_string_chunk_insert_len(strings, g_checksum_get_string(checksum), ID_DIGITS);
}

enum severity finding_severity(const struct finding *finding, const struct rule *rule,
			       const struct policy *policy)
{
	const guint rule_set = policy_rule_set(policy);
	enum severity severity;

	if (policy_stated_severity(policy, finding, &severity))
		return severity;
	severity = policy_severity(policy, finding->dimension, finding->verdict, finding->level);
	/* What the project did not know of when it stated its rule set it is only told of. */
	if (rule_set && rule_since(rule) > rule_set)
		severity = MIN(severity, SEVERITY_NOTE);
	return severity;
}
