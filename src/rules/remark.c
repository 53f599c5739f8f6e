/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/remark.h"

#include "rules/finding.h"

struct remarks {
	const struct policy *policy;
	GStringChunk *strings;
	GArray *findings;    /* struct finding */
	GPtrArray *evidence; /* arrays of strings */
	struct report report;
	target_set targets; /* of those that name none */
};

struct remarks *remarks_new(const struct policy *policy)
{
	struct remarks *remarks = g_new0(struct remarks, 1);

	remarks->policy = policy;
	remarks->strings = g_string_chunk_new(4096);
	remarks->findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	remarks->evidence = g_ptr_array_new_with_free_func(g_free);
	return remarks;
}

void remarks_free(struct remarks *remarks)
{
	if (!remarks)
		return;
	g_string_chunk_free(remarks->strings);
	g_array_unref(remarks->findings);
	g_ptr_array_unref(remarks->evidence);
	g_free(remarks);
}

static const char *keep(GStringChunk *strings, const char *text)
{
	return text ? g_string_chunk_insert_const(strings, text) : NULL;
}

static const char *const *keep_evidence(GStringChunk *strings, const char *const *evidence)
{
	gsize n = evidence ? g_strv_length((char **)evidence) : 0;
	const char **kept = g_new0(const char *, n + 1);

	for (gsize i = 0; i < n; i++)
		kept[i] = keep(strings, evidence[i]);
	return kept;
}

static struct finding_place keep_place(GStringChunk *strings, struct finding_place place)
{
	place.file = keep(strings, place.file);
	return place;
}

static const char *make_id(const struct remark *remark, GStringChunk *strings)
{
	const char *const parts[] = { remark->rule->id, remark->item_kind, remark->item_name,
				      remark->key ? remark->key : "" };

	return finding_id(strings, parts, G_N_ELEMENTS(parts));
}

struct finding remark_finding(const struct remark *remark, const struct policy *policy,
			      GStringChunk *strings)
{
	const struct rule *rule = remark->rule;
	const gboolean is_safe = remark->verdict == VERDICT_SAFE;
	struct finding finding = {
		.id = make_id(remark, strings),
		.rule = rule->id,
		.dimension = rule->dimension,
		.verdict = remark->verdict,
		.level = remark->level,
		.item_kind = keep(strings, remark->item_kind),
		.item_name = keep(strings, remark->item_name),
		.header = keep(strings, remark->header),
		.old_place = keep_place(strings, remark->old_place),
		.new_place = keep_place(strings, remark->new_place),
		.targets = remark->targets,
		.message = keep(strings, remark->message),
		.why = remark->why ? keep(strings, remark->why) : rule->why,
		.fix = remark->fix ? keep(strings, remark->fix) : rule->fix,
		.evidence = keep_evidence(strings, remark->evidence),
		.commit = remark->commit,
	};

	if (is_safe)
		finding.fix = NULL;
	if (remark->verdict == VERDICT_DEPENDS)
		finding.fact = keep(strings, remark->fact);
	finding.severity = finding_severity(&finding, rule, policy);
	return finding;
}

void remarks_set_targets(struct remarks *remarks, target_set set)
{
	remarks->targets = set;
}

void remarks_add(struct remarks *remarks, const struct remark *remark)
{
	struct finding finding = remark_finding(remark, remarks->policy, remarks->strings);

	if (!finding.targets)
		finding.targets = remarks->targets;
	g_ptr_array_add(remarks->evidence, (gpointer)finding.evidence);
	g_array_append_val(remarks->findings, finding);
}

const struct report *remarks_report(struct remarks *remarks)
{
	remarks->report = (struct report){
		.findings = (const struct finding *)(void *)remarks->findings->data,
		.n_findings = remarks->findings->len,
		.old_name = "",
		.new_name = "",
	};
	return &remarks->report;
}
