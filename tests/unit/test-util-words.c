/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words of texts. */
#include "util/words.h"

static void check(const char *text, const char *expected)
{
	g_autofree char *words = words_of(text);

	g_assert_cmpstr(words, ==, expected);
}

static void test_list(void)
{
	check("", "");
	check(" \n", "");
	check("b a b", "a b");
	check("#define A_1 2x /* a, A_1 */", "A_1 a define");
	check("a$b+c", "a$b c");
	check("\303\244+1", "\303\244");
}

static void test_contain(void)
{
	g_assert_true(words_contain("a foo", "foo"));
	g_assert_true(words_contain("foo", "foo"));
	g_assert_true(words_contain("foobar(foo)", "foo"));
	g_assert_false(words_contain("foobar barfoo foo_ foo1 $foo", "foo"));
	g_assert_false(words_contain("", "foo"));
	g_assert_false(words_contain("foo", ""));
}

/* A list of words answers as the text does. */
static void test_same_answer(void)
{
	static const char text[] = "#define FOO(a) (a+BAR) /* foo's 12 baz-es */ aaa_aaa";
	static const char *const words[] = {
		"FOO", "BAR", "foo", "baz", "es", "aaa", "a", "aaa_aaa"
	};
	g_autofree char *list = words_of(text);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_assert_cmpint(words_contain(text, words[i]), ==, words_contain(list, words[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/list", test_list);
	g_test_add_func("/words/contain", test_contain);
	g_test_add_func("/words/same-answer", test_same_answer);
	return g_test_run();
}
