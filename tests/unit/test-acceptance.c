/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accepted findings: what is read, what is refused, and what is written into a file of people. */
#include <string.h>

#include "policy/acceptance.h"

static struct acceptances *parse_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct acceptances *list = acceptances_parse(ACCEPT_PATH, text, strlen(text), &error);

	g_assert_no_error(error);
	g_assert_nonnull(list);
	return list;
}

#define A "[accept \"aaaaaaaaaaaa\"]\n"
#define C "[accept \"cccccccccccc\"]\n"

static void test_reading(void)
{
	AUTO(acceptances) list = parse_good("# first\n" A "\trule = member/moved\n"
					    "\titem = struct foo\n\theader = linux/foo.h\n"
					    "\treason = nobody ; for real\n\tuntil = 6.14-rc1\n"
					    "\n" C "\treason = \"two; words\"\n");
	const struct acceptance *entry;

	g_assert_cmpuint(list->n_entries, ==, 2);
	entry = acceptances_find(list, "aaaaaaaaaaaa");
	g_assert_cmpstr(entry->rule, ==, "member/moved");
	g_assert_cmpstr(entry->item, ==, "struct foo");
	g_assert_cmpstr(entry->header, ==, "linux/foo.h");
	g_assert_cmpstr(entry->shown.reason, ==, "nobody");
	g_assert_cmpstr(entry->shown.until, ==, "6.14-rc1");
	g_assert_cmpstr(entry->shown.where, ==, ".unbroken/accept:2");
	entry = acceptances_find(list, "cccccccccccc");
	g_assert_cmpstr(entry->shown.reason, ==, "two; words");
	g_assert_null(entry->shown.until);
	g_assert_cmpuint(entry->line, ==, 9);
	g_assert_null(acceptances_find(list, "bbbbbbbbbbbb"));
	g_assert_null(acceptances_find(NULL, "bbbbbbbbbbbb"));
}

static const struct {
	const char *text, *said;
} mistakes[] = {
	{ A "rule = member/moved\n",
	  "f:1: accept \"aaaaaaaaaaaa\": nothing is stated for reason; expected 'reason = WHY'" },
	{ A "reason =\n", "f:2: accept \"aaaaaaaaaaaa\": 'reason' has no value" },
	{ A "reason\n", "f:2: accept \"aaaaaaaaaaaa\": 'reason' has no value" },
	{ A "reason = \" \\t \"\n", "f:2: accept \"aaaaaaaaaaaa\": 'reason' has no value" },
	{ A "reason = a\nreason = b\n",
	  "f:3: accept \"aaaaaaaaaaaa\": 'reason' is stated twice; expected once" },
	{ A "reason = a\n" C "reason = a\n" A "reason = a\n",
	  "f:5: accept \"aaaaaaaaaaaa\": it is accepted twice; expected once, as in line 1" },
	{ A "reason = a\nuntil = soon\n",
	  "f:3: accept \"aaaaaaaaaaaa\": 'soon' is neither a version nor a day; expected one such "
	  "as 6.14 or 2027-01-31" },
	{ A "reason = a\nuntill = 6.14\n", "f:3: accept \"aaaaaaaaaaaa\": unknown key 'untill' "
					   "(did you mean 'until'?); expected one "
					   "of rule, item, header, reason, until" },
	{ "[accept \"AAAAAAAAAAAA\"]\n", "f:1: accept \"AAAAAAAAAAAA\": 'AAAAAAAAAAAA' is no id of "
					 "a finding, such as 5f1c9a0b27e4" },
	{ "[accept \"aaaa\"]\n", "f:1: accept \"aaaa\": 'aaaa' is no id of a finding, such as "
				 "5f1c9a0b27e4" },
	{ "[accept]\nreason = a\n", "f:1: accept: expected a section [accept \"5f1c9a0b27e4\"]" },
	{ "[set \"a\"]\n", "f:1: set \"a\": expected a section [accept \"5f1c9a0b27e4\"]" },
};

static void test_mistakes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;

		if (acceptances_parse("f", mistakes[i].text, strlen(mistakes[i].text), &error))
			g_error("'%s' is taken", mistakes[i].text);
		g_assert_cmpuint(error->domain, ==, POLICY_ERROR);
		g_assert_cmpstr(error->message, ==, mistakes[i].said);
	}
}

static void test_until(void)
{
	static const char *const good[] = { "6.14",     "v6.14",      "7",          "6.14.3",
					    "v7.1-rc2", "2027-01-31", "2028-02-29", "12.04-rc10" };
	static const char *const bad[] = { "",           "v",          "6.",         "6..1",
					   ".6",         "6.14-rc",    "6.14-beta",  "6.14 ",
					   "2027-02-29", "2027-13-01", "2027-1-31",  "20270131-x",
					   "next",       "v-rc1",      "2027-01-31T" };

	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(acceptance_check_until(good[i], NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		if (acceptance_check_until(bad[i], &error))
			g_error("'%s' is taken", bad[i]);
		g_assert_nonnull(error);
	}
	g_assert_true(acceptance_is_version("6.14"));
	g_assert_false(acceptance_is_version("2027-01-31"));
}

static void test_over(void)
{
	static const struct {
		const char *until, *release;
		gboolean expected;
	} cases[] = {
		{ NULL, "9.9", FALSE },         { "6.14", NULL, FALSE },
		{ "6.14", "6.13.12", FALSE },   { "6.14", "6.14-rc7", FALSE },
		{ "6.14", "6.14", TRUE },       { "6.14", "v6.14.1", TRUE },
		{ "6.14-rc1", "6.13", FALSE },  { "6.14-rc1", "6.14-rc1", TRUE },
		{ "v6.9", "6.10", TRUE },       { "2027-01-31", NULL, FALSE },
		{ "2026-11-25", NULL, TRUE },   { "2026-11-26", "1.0", TRUE },
		{ "2026-11-27", "9.9", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(acceptance_is_over(cases[i].until, cases[i].release, "2026-11-26"),
				==, cases[i].expected);
}

/* --- Writing ----------------------------------------------------------------- */

static void expect_with(const char *text, const char *id, const char *reason, const char *expected)
{
	const struct acceptance entry = { .id = id, .shown.reason = reason };
	g_autofree char *result = acceptances_text_with(text, &entry);
	AUTO(acceptances) list = parse_good(result);

	g_assert_cmpstr(result, ==, expected);
	g_assert_cmpstr(acceptances_find(list, id)->shown.reason, ==, reason);
}

/* In the order of ids, and what people wrote stays what and where it is. */
static void test_adding(void)
{
	expect_with("", "aaaaaaaaaaaa", "why", A "\treason = why\n");
	expect_with("# mine\n", "aaaaaaaaaaaa", "why", "# mine\n" A "\treason = why\n");
	expect_with("\xef\xbb\xbf" C "reason = 1\n", "aaaaaaaaaaaa", "why",
		    "\xef\xbb\xbf" A "\treason = why\n" C "reason = 1\n");
	expect_with(A "reason = 1 \\\n# not one\n" C "reason = 1\n", "bbbbbbbbbbbb", "why",
		    A "reason = 1 \\\n# not one\n[accept \"bbbbbbbbbbbb\"]\n\treason = why\n" C
		      "reason = 1\n");
	expect_with(A "reason = 1 \\", "cccccccccccc", "why",
		    A "reason = 1 \\\n\n" C "\treason = why\n");
	expect_with(A "reason = 1 \\\n", "cccccccccccc", "why",
		    A "reason = 1 \\\n\n" C "\treason = why\n");
	expect_with("# no end", "aaaaaaaaaaaa", "why", "# no end\n" A "\treason = why\n");
	expect_with(A "reason=1 # odd\n", "cccccccccccc", "why",
		    A "reason=1 # odd\n" C "\treason = why\n");
	expect_with("# top\n\n# of c\n; and more\n" C "reason = 1\n", "aaaaaaaaaaaa", "why",
		    "# top\n\n" A "\treason = why\n# of c\n; and more\n" C "reason = 1\n");
	expect_with(A "reason = 1\n", "cccccccccccc", "a \"b\" \\ c; d # e",
		    A "reason = 1\n" C "\treason = \"a \\\"b\\\" \\\\ c; d # e\"\n");
}

static void test_adding_whole(void)
{
	const struct acceptance entry = {
		.id = "aaaaaaaaaaaa",
		.rule = "member/moved",
		.item = "struct foo",
		.header = "linux/foo.h",
		.shown = { "why", "6.14", "elsewhere" },
	};
	g_autofree char *result = acceptances_text_with(NULL, &entry);
	AUTO(acceptances) list = parse_good(result);

	g_assert_true(g_str_has_prefix(result, "# "));
	g_assert_true(g_str_has_suffix(result, A "\trule = member/moved\n\titem = struct foo\n"
						 "\theader = linux/foo.h\n\treason = why\n"
						 "\tuntil = 6.14\n"));
	g_assert_cmpuint(list->n_entries, ==, 1);
}

static void test_replacing(void)
{
	expect_with(A "reason = 1\n\n# of c\n" C "reason = 1\nuntil = 1\n", "cccccccccccc", "2",
		    A "reason = 1\n\n# of c\n" C "\treason = 2\n");
	expect_with(A "reason = 1\n\n# of c\n" C "reason = 1\n", "aaaaaaaaaaaa", "2",
		    "\n" A "\treason = 2\n# of c\n" C "reason = 1\n");
}

static void expect_without(const char *text, const char *id, const char *expected)
{
	g_autofree char *result = acceptances_text_without(text, id);

	g_assert_cmpstr(result, ==, expected);
}

static void test_removing(void)
{
	expect_without("# top\n" A "reason = 1\n", "aaaaaaaaaaaa", "# top\n");
	expect_without(A "reason = 1\n", "bbbbbbbbbbbb", A "reason = 1\n");
	expect_without(A "reason = 1\n# mine\n\n# of c\n" C "reason = 1\n", "aaaaaaaaaaaa",
		       "# mine\n\n# of c\n" C "reason = 1\n");
	expect_without(A "reason = 1 # \\\n" C "reason = 1\n", "aaaaaaaaaaaa", C "reason = 1\n");
	expect_without(A "reason = 1 \\\\\\\n 2 \\\r\n 3\n" C "reason = 1\n", "aaaaaaaaaaaa",
		       C "reason = 1\n");
	expect_without("# top\n" A "reason = 1\n\n# of c\n" C "reason = 1\n", "aaaaaaaaaaaa",
		       "# top\n\n# of c\n" C "reason = 1\n");
	expect_without(A "reason = 1\n" C "reason = \"a \\\n b\"\n", "aaaaaaaaaaaa",
		       C "reason = \"a \\\n b\"\n");
	expect_without(A "reason = 1\n" C "reason = \"a \\\n b\"", "cccccccccccc",
		       A "reason = 1\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/acceptance/reading", test_reading);
	g_test_add_func("/acceptance/mistakes", test_mistakes);
	g_test_add_func("/acceptance/until", test_until);
	g_test_add_func("/acceptance/over", test_over);
	g_test_add_func("/acceptance/adding", test_adding);
	g_test_add_func("/acceptance/adding-whole", test_adding_whole);
	g_test_add_func("/acceptance/replacing", test_replacing);
	g_test_add_func("/acceptance/removing", test_removing);
	return g_test_run();
}
