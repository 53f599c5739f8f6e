/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Findings that are not about one change. */
#include <string.h>

#include "rules/remark.h"

static struct policy *load(const char *profile)
{
	static const char *const nothing[] = { NULL };
	g_autoptr(GError) error = NULL;
	struct policy *policy = policy_load(nothing, profile, &error);

	g_assert_no_error(error);
	return policy;
}

static struct remark sample(const char *rule)
{
	return (struct remark){
		.rule = rule_find(rule),
		.verdict = VERDICT_BREAKS,
		.item_kind = "entry",
		.item_name = "5f1c9a0b27e4",
		.header = ".unbroken/accept",
		.new_place = { ".unbroken/accept", 3, 1 },
		.targets = TARGET_BIT(TARGET_X86_64),
		.message = "it is over",
	};
}

/* All of a finding is there, and nothing of it belongs to who made the remark. */
static void test_whole(void)
{
	static const char *const evidence[] = { "one", "two", NULL };
	AUTO(policy) policy = load("kernel");
	AUTO(remarks) remarks = remarks_new(policy);
	struct remark remark = sample("accept/expired");
	g_autofree char *message = g_strdup("it is over");
	const struct report *report;
	const struct finding *finding;

	remark.message = message;
	remark.evidence = evidence;
	remarks_add(remarks, &remark);
	memset(message, '?', strlen(message));
	report = remarks_report(remarks);
	g_assert_cmpuint(report->n_findings, ==, 1);
	finding = &report->findings[0];
	g_assert_cmpstr(finding->message, ==, "it is over");
	g_assert_cmpstr(finding->rule, ==, "accept/expired");
	g_assert_cmpstr(finding->why, ==, rule_find("accept/expired")->why);
	g_assert_cmpstr(finding->fix, ==, rule_find("accept/expired")->fix);
	g_assert_cmpstr(finding->evidence[1], ==, "two");
	g_assert_null(finding->evidence[2]);
	g_assert_cmpuint(strlen(finding->id), ==, 12);
	g_assert_cmpuint(finding->new_place.line, ==, 3);
	g_assert_cmpint(finding->severity, ==, SEVERITY_WARNING);
}

/* The id tells rule, item and key apart, and nothing else. */
static void test_ids(void)
{
	AUTO(policy) policy = load("kernel");
	AUTO(remarks) remarks = remarks_new(policy);
	struct remark remark = sample("accept/unused");
	const struct finding *findings;

	remarks_add(remarks, &remark);
	remark.message = "other words";
	remark.new_place.line = 99;
	remarks_add(remarks, &remark);
	remark.key = "of another commit";
	remarks_add(remarks, &remark);
	remark = sample("accept/malformed");
	remarks_add(remarks, &remark);
	findings = remarks_report(remarks)->findings;
	g_assert_cmpstr(findings[0].id, ==, findings[1].id);
	g_assert_cmpstr(findings[0].id, !=, findings[2].id);
	g_assert_cmpstr(findings[0].id, !=, findings[3].id);
}

static void test_severities(void)
{
	AUTO(policy) policy = load("info");
	AUTO(remarks) remarks = remarks_new(policy);
	struct remark remark = sample("accept/unused");
	const struct finding *findings;

	remarks_add(remarks, &remark);
	remark.verdict = VERDICT_SAFE;
	remarks_add(remarks, &remark);
	findings = remarks_report(remarks)->findings;
	g_assert_cmpint(findings[0].severity, ==, SEVERITY_NOTE);
	g_assert_cmpint(findings[1].severity, ==, SEVERITY_NONE);
	g_assert_null(findings[1].fix);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/remark/whole", test_whole);
	g_test_add_func("/remark/ids", test_ids);
	g_test_add_func("/remark/severities", test_severities);
	return g_test_run();
}
