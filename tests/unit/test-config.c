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
					     "[set \"empty section\"]\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		AUTO(config) config = parse_good(texts[i]);

		g_assert_cmpuint(config->n_sets, ==, 0);
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

#define A "[set \"a\"]\n"

static const struct {
	const char *text;
	const char *said;
} mistakes[] = {
	{ A "level = testing\n",
	  "f: set \"a\": nothing is stated for root; expected 'root = FOLDER'" },
	{ A "root\n", "f: set \"a\": 'root' has no value" },
	{ A "root =\n", "f: set \"a\": 'root' has no value" },
	{ A "level = \n", "f: set \"a\": 'level' has no value" },
	{ A "root = ../x\n",
	  "f: set \"a\": 'root = ../x' leads out of the project; expected a folder in it" },
	{ A "root = a/../../x\n",
	  "f: set \"a\": 'root = a/../../x' leads out of the project; expected a folder in it" },
	{ A "root = /usr/include\n",
	  "f: set \"a\": 'root = /usr/include' leads out of the project; expected a folder in it" },
	{ A "root = /\n",
	  "f: set \"a\": 'root = /' leads out of the project; expected a folder in it" },
	{ A "root = a\nlevel = perfect\n",
	  "f: set \"a\": unknown level 'perfect'; expected one of stable, testing, obsolete, "
	  "removed, unreleased" },
	{ A "root = a\nlevel = testing\nlevel = stable\n",
	  "f: set \"a\": 'level' is stated twice; expected once" },
	{ A "root = a\ntargets = x86_64\ntargets = i386\n",
	  "f: set \"a\": 'targets' is stated twice; expected once" },
	{ A "root = a\ncolor = red\n",
	  "f: set \"a\": unknown key 'color'; expected one of root, targets, level" },
	{ "[core]\nbare = true\n",
	  "f: unknown setting 'core.bare'; expected sections [set \"name\"]" },
	{ "root = a\n", "f: unknown setting 'root'; expected sections [set \"name\"]" },
	{ "[set]\nroot = a\n", "f: unknown setting 'set.root'; expected sections [set \"name\"]" },
	{ "[set \"\"]\nroot = a\n",
	  "f: unknown setting 'set..root'; expected sections [set \"name\"]" },
	{ "[include]\npath = /etc/passwd\n", "f: it may not include other files" },
	{ "[includeIf \"gitdir:/\"]\npath = /etc/passwd\n", "f: it may not include other files" },
	{ "[InClude]\npath = /etc/passwd\n", "f: it may not include other files" },
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

/* In libgit2's words, which are not the same in all versions. */
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
		g_assert_true(g_str_has_prefix(error->message, "f: "));
		g_assert_null(strstr(error->message, "/proc/"));
		g_assert_null(strchr(error->message, '\n'));
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
	}
}

static void test_targets(void)
{
	static const char text[] = A "root = a\ntargets = x86_64,pdp11\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(config_parse("f", text, strlen(text), &error));
	g_assert_true(g_str_has_prefix(error->message, "f: set \"a\": "));
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
	g_assert_cmpstr(error->message, ==, "f: more than 100 header sets");
	g_clear_error(&error);
	g_assert_null(config_parse("f", large, strlen(large), &error));
	g_assert_cmpstr(error->message, ==, "f: expected a text of at most 262144 bytes");
	g_clear_error(&error);
	g_assert_null(config_parse("f", "\0[set]", 6, &error));
	g_assert_cmpstr(error->message, ==, "f: expected a text of at most 262144 bytes");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	git_libgit2_init();
	g_test_add_func("/config/nothing", test_nothing);
	g_test_add_func("/config/sets", test_sets);
	g_test_add_func("/config/levels", test_levels);
	g_test_add_func("/config/mistakes", test_mistakes);
	g_test_add_func("/config/syntax", test_syntax);
	g_test_add_func("/config/targets", test_targets);
	g_test_add_func("/config/limits", test_limits);
	return g_test_run();
}
