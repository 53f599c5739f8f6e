/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a project states about its interfaces, and every mistake in it. */
#include <git2.h>
#include <string.h>

#include "policy/config.h"

static struct config *parse_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct config *config = config_parse("v1:" CONFIG_PATH, text, strlen(text), &error);

	g_assert_no_error(error);
	g_assert_nonnull(config);
	return config;
}

static void test_nothing(void)
{
	static const char *const texts[] = { "", "\n\n", "# a comment\n; another\n",
					     "[unbroken]\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		AUTO(config) config = parse_good(texts[i]);

		g_assert_cmpuint(config->n_sets, ==, 0);
		g_assert_cmpuint(config->n_rules, ==, 0);
		g_assert_null(config->profile);
		g_assert_cmpuint(config->rule_set, ==, 0);
		g_assert_false(config->allows_incomplete);
	}
}

static void test_sets(void)
{
	AUTO(config) config = parse_good("[set \"hv\"]\n"
					 "\troot = include/hv\n"
					 "\troot = ./more//headers/\n"
					 "\ttargets = x86_64,aarch64\n"
					 "\tlevel = testing\n"
					 "[set \"With Dots.1.2\"]\n"
					 "\tROOT = .\n"
					 "[set \"hv\"]\n"
					 "\troot = third\n");

	g_assert_cmpuint(config->n_sets, ==, 2);
	g_assert_cmpstr(config->sets[0].name, ==, "hv");
	g_assert_cmpstr(config->sets[0].roots[0], ==, "include/hv/");
	g_assert_cmpstr(config->sets[0].roots[1], ==, "more/headers/");
	g_assert_cmpstr(config->sets[0].roots[2], ==, "third/");
	g_assert_null(config->sets[0].roots[3]);
	g_assert_cmpuint(config->sets[0].targets, ==,
			 TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_AARCH64));
	g_assert_cmpint(config->sets[0].level, ==, LEVEL_TESTING);
	g_assert_cmpstr(config->sets[1].name, ==, "With Dots.1.2");
	g_assert_cmpstr(config->sets[1].roots[0], ==, "");
	g_assert_cmpuint(config->sets[1].targets, ==, 0);
	g_assert_cmpint(config->sets[1].level, ==, LEVEL_STABLE);
}

static void test_levels(void)
{
	for (guint level = LEVEL_STABLE; level <= LEVEL_UNRELEASED; level++) {
		g_autofree char *text =
			g_strdup_printf("[set \"a\"]\nroot = a\nlevel = %s\n", level_names[level]);
		AUTO(config) config = parse_good(text);

		g_assert_cmpint(config->sets[0].level, ==, level);
	}
}

static void test_project(void)
{
	AUTO(config) config = parse_good("[unbroken]\n"
					 "\tprofile = distro ; they rebuild all\n"
					 "\trules = 1\n"
					 "\ttargets = x86_64, s390x\n"
					 "[Unbroken]\n"
					 "\tallow-incomplete\n"
					 "\ttimeout = 3600\n");

	g_assert_cmpstr(config->profile, ==, "distro");
	g_assert_cmpuint(config->rule_set, ==, 1);
	g_assert_cmpuint(config->targets, ==, TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_S390X));
	g_assert_true(config->allows_incomplete);
	g_assert_cmpuint(config->timeout, ==, 3600);
}

static void test_booleans(void)
{
	static const struct {
		const char *line;
		gboolean expected;
	} lines[] = {
		{ "allow-incomplete", TRUE },        { "allow-incomplete = Yes", TRUE },
		{ "allow-incomplete = 1", TRUE },    { "allow-incomplete = false", FALSE },
		{ "allow-incomplete = OFF", FALSE }, { "allow-incomplete = no # comment", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text = g_strdup_printf("[unbroken]\n%s\n", lines[i].line);
		AUTO(config) config = parse_good(text);

		g_assert_cmpint(config->allows_incomplete, ==, lines[i].expected);
	}
}

/* Of several sections the last one that speaks of a rule and a header counts. */
static void test_rules(void)
{
	AUTO(config) config = parse_good("[rule \"member/*\"]\n"
					 "\tseverity = warning\n"
					 "[rule \"member/renamed\"]\n"
					 "\tseverity = none\n"
					 "\tsafe-severity = note\n"
					 "\theader = linux/v4l2-*.h\n"
					 "\theader = linux/videodev2.h\n"
					 "[rule \"*/added\"]\n"
					 "\tsafe-severity = error\n");
	const struct config_rule *rule;

	g_assert_cmpuint(config->n_rules, ==, 3);
	g_assert_cmpuint(config->rules[1].line, ==, 3);
	rule = config_find_rule(config, "member/renamed", "linux/vfio.h", FALSE);
	g_assert_cmpint(rule->severity, ==, SEVERITY_WARNING);
	rule = config_find_rule(config, "member/renamed", "linux/v4l2-common.h", FALSE);
	g_assert_cmpint(rule->severity, ==, SEVERITY_NONE);
	rule = config_find_rule(config, "member/renamed", "linux/videodev2.h", TRUE);
	g_assert_cmpint(rule->safe_severity, ==, SEVERITY_NOTE);
	g_assert_null(config_find_rule(config, "member/renamed", "linux/vfio.h", TRUE));
	g_assert_null(config_find_rule(config, "macro/added", "linux/vfio.h", FALSE));
	rule = config_find_rule(config, "macro/added", "linux/vfio.h", TRUE);
	g_assert_cmpint(rule->safe_severity, ==, SEVERITY_ERROR);
	g_assert_null(config_find_rule(config, "record/grew", "linux/vfio.h", FALSE));
	g_assert_null(config_find_rule(NULL, "record/grew", "linux/vfio.h", FALSE));
}

/* What is foreign in a message can do nothing to a terminal. */
static void test_harmless(void)
{
	static const char *const texts[] = {
		"[set \"\33[31m\"]\n",
		"[unbroken]\nprofile = \"a\\n\33b\"\n",
		"[unbroken]\nrules = \"\\t\"\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(config_parse("f", texts[i], strlen(texts[i]), &error));
		for (const char *at = error->message; *at; at++)
			g_assert_false(g_ascii_iscntrl(*at));
	}
}

#define A "[set \"a\"]\n"
#define U "[unbroken]\n"
#define R "[rule \"member/moved\"]\n"

#define SECTIONS "[unbroken], [rule \"...\"], [set \"...\"]"

static const struct {
	const char *text;
	const char *said;
} mistakes[] = {
	{ A "level = testing\n",
	  "f:1: set \"a\": nothing is stated for root; expected 'root = FOLDER'" },
	{ "[set \"b\"]\nroot = b\n\n# more\n[set \"empty section\"]\n",
	  "f:5: set \"empty section\": nothing is stated for root; expected 'root = FOLDER'" },
	{ A "root\n", "f:2: set \"a\": 'root' has no value" },
	{ A "root =\n", "f:2: set \"a\": 'root' has no value" },
	{ A "level = \n", "f:2: set \"a\": 'level' has no value" },
	{ A "root = ../x\n",
	  "f:2: set \"a\": 'root = ../x' leads out of the project; expected a folder in it" },
	{ A "root = a/../../x\n",
	  "f:2: set \"a\": 'root = a/../../x' leads out of the project; expected a folder in it" },
	{ A "root = /usr/include\n",
	  "f:2: set \"a\": 'root = /usr/include' leads out of the project; expected a folder in "
	  "it" },
	{ A "root = /\n",
	  "f:2: set \"a\": 'root = /' leads out of the project; expected a folder in it" },
	{ A "root = a\n\nlevel = perfect\n",
	  "f:4: set \"a\": unknown level 'perfect'; expected one of stable, testing, obsolete, "
	  "removed, unreleased" },
	{ A "root = a\nlevel = testign\n",
	  "f:3: set \"a\": unknown level 'testign' (did you mean 'testing'?); expected one of "
	  "stable, testing, obsolete, removed, unreleased" },
	{ A "root = a\nlevel = testing\nlevel = stable\n",
	  "f:4: set \"a\": 'level' is stated twice; expected once" },
	{ A "root = a\ntargets = x86_64\ntargets = i386\n",
	  "f:4: set \"a\": 'targets' is stated twice; expected once" },
	{ A "root = a\ncolor = red\n",
	  "f:3: set \"a\": unknown key 'color'; expected one of root, targets, level, "
	  "include, define, pre-include, version" },
	{ A "root = a\ninclude = ../x\n",
	  "f:3: set \"a\": 'include = ../x' leads out of the project; expected a folder in it" },
	{ A "root = a\ndefine = =1\n",
	  "f:3: set \"a\": 'define = =1' defines nothing; expected NAME or NAME=VALUE, for one "
	  "target behind 'x86_64: '" },
	{ A "root = a\npre-include = /etc/passwd\n",
	  "f:3: set \"a\": 'pre-include = /etc/passwd' is no header of the set; expected one as "
	  "programs include it" },
	{ A "root = a\nversion = a.h\n",
	  "f:3: set \"a\": 'version = a.h' does not say where a version stands; expected 'HEADER: "
	  "macro NAME', or 'HEADER: comment PATTERN' with '*' for the version" },
	{ A "root = a\nversion = a.h: comment version\n",
	  "f:3: set \"a\": 'version = a.h: comment version' does not say where a version stands; "
	  "expected 'HEADER: macro NAME', or 'HEADER: comment PATTERN' with '*' for the version" },
	{ A "root = a \\\n b\ntarget = x86_64\n",
	  "f:4: set \"a\": unknown key 'target' (did you mean 'targets'?); expected one of root, "
	  "targets, level, include, define, pre-include, version" },
	{ "[core]\nbare = true\n", "f:1: unknown section 'core'; expected one of " SECTIONS },
	{ "[sets \"a\"]\nroot = a\n",
	  "f:1: unknown section 'sets' (did you mean 'set'?); expected one of " SECTIONS },
	{ "[set]\nroot = a\n", "f:1: set: expected [set \"NAME\"]" },
	{ "[set \"\"]\nroot = a\n", "f:1: set \"\": expected [set \"NAME\"]" },
	{ "[include]\npath = /etc/passwd\n",
	  "f:1: unknown section 'include'; expected one of " SECTIONS },
	{ "[includeIf \"gitdir:/\"]\npath = /etc/passwd\n",
	  "f:1: unknown section 'includeif'; expected one of " SECTIONS },
	{ U "profile = kernal\n",
	  "f:2: unbroken: unknown profile 'kernal' (did you mean 'kernel'?); expected one of "
	  "kernel, distro, vendor, info" },
	{ U "profile = info\nprofile = info\n",
	  "f:3: unbroken: 'profile' is stated twice; expected once" },
	{ U "rules = 0\n", "f:2: unbroken: 'rules = 0' is no number from 1 to 10000" },
	{ U "rules = newest\n", "f:2: unbroken: 'rules = newest' is no number from 1 to 10000" },
	{ U "rules = 2x\n", "f:2: unbroken: 'rules = 2x' is no number from 1 to 10000" },
	{ U "timeout = 0\n", "f:2: unbroken: 'timeout = 0' is no number from 1 to 3600" },
	{ U "timeout = -5\n", "f:2: unbroken: 'timeout = -5' is no number from 1 to 3600" },
	{ U "timeout\n", "f:2: unbroken: 'timeout' has no value" },
	{ U "allow-incomplete = maybe\n",
	  "f:2: unbroken: 'allow-incomplete = maybe' is neither true nor false" },
	{ U "allow_incomplete = yes\n", "f:2: expected 'key = value'" },
	{ U "jobs = 2\n",
	  "f:2: unbroken: unknown key 'jobs'; expected one of profile, rules, targets, "
	  "allow-incomplete, timeout" },
	{ "[unbroken \"x\"]\nrules = 1\n",
	  "f:1: unbroken \"x\": expected [unbroken] without a name" },
	{ R "severity = fatal\n",
	  "f:2: rule \"member/moved\": unknown severity 'fatal'; expected one of none, note, "
	  "warning, error" },
	{ R "header = linux/a.h\n",
	  "f:1: rule \"member/moved\": nothing is stated for severity; expected 'severity = "
	  "none', note, warning or error" },
	{ R "severity = note\nseverity = note\n",
	  "f:3: rule \"member/moved\": 'severity' is stated twice; expected once" },
	{ R "headers = linux/a.h\n",
	  "f:2: rule \"member/moved\": unknown key 'headers' (did you mean 'header'?); expected "
	  "one of severity, safe-severity, header" },
};

static void test_mistakes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;

		if (config_parse("f", mistakes[i].text, strlen(mistakes[i].text), &error))
			g_error("'%s' is taken", mistakes[i].text);
		g_assert_nonnull(error);
		g_assert_cmpuint(error->domain, ==, POLICY_ERROR);
		g_assert_cmpstr(error->message, ==, mistakes[i].said);
	}
}

static void test_syntax(void)
{
	static const char *const texts[] = {
		"[set \"a\"\nroot = a\n", "[set \"a]\n", "[set \"a\"]\n= a\n",
		"[]\nroot = a\n",         "\xff\xfe\n",  A "ro ot = a\n",
		A "root = a \\q\n"
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		if (config_parse("f", texts[i], strlen(texts[i]), &error))
			g_error("'%s' is taken", texts[i]);
		g_assert_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX);
		g_assert_true(g_str_has_prefix(error->message, "f:"));
		g_assert_true(g_ascii_isdigit(error->message[2]));
		g_assert_null(strchr(error->message, '\n'));
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
	}
}

static void test_targets(void)
{
	static const char text[] = A "root = a\ntargets = x86_64,pdp11\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(config_parse("f", text, strlen(text), &error));
	g_assert_true(g_str_has_prefix(error->message, "f:3: set \"a\": "));
	g_assert_nonnull(strstr(error->message, "pdp11"));
}

static char *many_sets(guint n)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(text, "[set \"s%u\"]\nroot = a\nroot = b\n", i);
	return g_string_free(text, FALSE);
}

static void test_limits(void)
{
	g_autofree char *most = many_sets(100);
	g_autofree char *more = many_sets(101);
	g_autofree char *large = g_strnfill(256 * 1024 + 1, '\n');
	g_autoptr(GError) error = NULL;
	AUTO(config) config = parse_good(most);

	g_assert_cmpuint(config->n_sets, ==, 100);
	g_assert_null(config_parse("f", more, strlen(more), &error));
	g_assert_cmpstr(error->message, ==, "f:301: set \"s100\": more than 100 header sets");
	g_clear_error(&error);
	g_assert_null(config_parse("f", large, strlen(large), &error));
	g_assert_cmpstr(error->message, ==, "f: expected a text of at most 262144 bytes");
	g_clear_error(&error);
	g_assert_null(config_parse("f", "\0[set]", 6, &error));
	g_assert_cmpstr(error->message, ==, "f:1: expected a text, without NUL bytes");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	git_libgit2_init();
	g_test_add_func("/config/nothing", test_nothing);
	g_test_add_func("/config/sets", test_sets);
	g_test_add_func("/config/levels", test_levels);
	g_test_add_func("/config/project", test_project);
	g_test_add_func("/config/booleans", test_booleans);
	g_test_add_func("/config/rules", test_rules);
	g_test_add_func("/config/harmless", test_harmless);
	g_test_add_func("/config/mistakes", test_mistakes);
	g_test_add_func("/config/syntax", test_syntax);
	g_test_add_func("/config/targets", test_targets);
	g_test_add_func("/config/limits", test_limits);
	return g_test_run();
}
