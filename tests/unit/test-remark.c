/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Findings that are not about one change. */
#include <string.h>

#include "policy/config.h"
#include "rules/remark.h"
#include "rules/stated.h"

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

static struct config *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct config *config = config_parse("f", text, strlen(text), &error);

	g_assert_no_error(error);
	return config;
}

static enum severity severity_with(struct policy *policy, const char *text,
				   const struct remark *remark)
{
	AUTO(config) config = parse(text);
	AUTO(remarks) remarks = remarks_new(policy);
	enum severity severity;

	policy_set_config(policy, config, FALSE);
	remarks_add(remarks, remark);
	severity = remarks_report(remarks)->findings[0].severity;
	policy_set_config(policy, NULL, FALSE);
	return severity;
}

/* A project decides how grave a rule is, as far as the level of an interface goes. */
static void test_stated_severities(void)
{
	AUTO(policy) policy = load("kernel");
	struct remark remark = sample("accept/unused");

	g_assert_cmpint(severity_with(policy, "", &remark), ==, SEVERITY_WARNING);
	g_assert_cmpint(severity_with(policy, "[rule \"accept/*\"]\nseverity = error", &remark), ==,
			SEVERITY_ERROR);
	g_assert_cmpint(severity_with(policy, "[rule \"accept/*\"]\nsafe-severity = none", &remark),
			==, SEVERITY_WARNING);
	remark.level = LEVEL_TESTING;
	g_assert_cmpint(severity_with(policy, "[rule \"accept/*\"]\nseverity = error", &remark), ==,
			SEVERITY_WARNING);
	remark.verdict = VERDICT_SAFE;
	g_assert_cmpint(severity_with(policy, "[rule \"*\"]\nsafe-severity = note", &remark), ==,
			SEVERITY_NOTE);
}

/* A rule that is newer than the stated rule set is a note, unless something is said of it. */
static void test_rule_sets(void)
{
	AUTO(policy) policy = load("kernel");
	struct remark remark = sample("accept/unused");

	g_assert_cmpuint(rule_since(remark.rule), ==, 2);
	g_assert_cmpint(severity_with(policy, "[unbroken]\nrules = 2", &remark), ==,
			SEVERITY_WARNING);
	g_assert_cmpint(severity_with(policy, "[unbroken]\nrules = 1", &remark), ==, SEVERITY_NOTE);
	g_assert_cmpint(severity_with(policy,
				      "[unbroken]\nrules = 1\n[rule \"accept/unused\"]\n"
				      "severity = error",
				      &remark),
			==, SEVERITY_ERROR);
}

static void test_own_profile(void)
{
	AUTO(policy) policy = load("kernel");
	AUTO(config) config = parse("[unbroken]\nprofile = info");
	struct remark remark = sample("accept/unused");

	g_assert_cmpint(severity_with(policy, "[unbroken]\nprofile = info", &remark), ==,
			SEVERITY_NOTE);
	g_assert_cmpint(severity_with(policy, "", &remark), ==, SEVERITY_WARNING);
	policy_set_config(policy, config, TRUE);
	g_assert_cmpint(policy_severity(policy, DIMENSION_ABI, VERDICT_BREAKS, LEVEL_STABLE), ==,
			SEVERITY_ERROR);
	policy_set_config(policy, NULL, FALSE);
}

static void test_unknown_rules(void)
{
	static const struct {
		const char *text, *said;
	} mistakes[] = {
		{ "\n[rule \"member/rename\"]\nseverity = note\n",
		  "f:2: rule \"member/rename\": there is no such rule (did you mean "
		  "'member/renamed'" },
		{ "[rule \"membre/*\"]\nseverity = note\n",
		  "f:1: rule \"membre/*\": there is no such rule" },
		{ "[unbroken]\nrules = 99\n",
		  "f:2: unbroken: 'rules = 99' is newer than this program; expected at most 2" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		AUTO(config) config = parse(mistakes[i].text);
		g_autoptr(GError) error = NULL;

		g_assert_false(rules_check_config(config, &error));
		g_assert_true(g_str_has_prefix(error->message, mistakes[i].said));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/remark/whole", test_whole);
	g_test_add_func("/remark/ids", test_ids);
	g_test_add_func("/remark/severities", test_severities);
	g_test_add_func("/remark/stated-severities", test_stated_severities);
	g_test_add_func("/remark/rule-sets", test_rule_sets);
	g_test_add_func("/remark/own-profile", test_own_profile);
	g_test_add_func("/remark/unknown-rules", test_unknown_rules);
	return g_test_run();
}
