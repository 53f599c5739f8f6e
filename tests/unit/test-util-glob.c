/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns of names, against GLib's where these can be used. */
#include <string.h>

#include "util/glob.h"

static void test_matches(void)
{
	static const struct {
		const char *glob, *text;
		gboolean expected;
	} cases[] = {
		{ "", "", TRUE },
		{ "", "a", FALSE },
		{ "*", "", TRUE },
		{ "?", "", FALSE },
		{ "member/*", "member/moved", TRUE },
		{ "member/*", "record/moved", FALSE },
		{ "*/added", "constant/added", TRUE },
		{ "*/added", "constant/added-more", FALSE },
		{ "linux/v4l2-*.h", "linux/v4l2-common.h", TRUE },
		{ "linux/v4l2-*.h", "linux/v4l2-common.hh", FALSE },
		{ "a*b*c", "abcbc", TRUE },
		{ "a*b*c", "abcb", FALSE },
		{ "**a**", "bab", TRUE },
		{ "??", "a", FALSE },
		{ "[a]", "a", FALSE },
		{ "\\*", "*", FALSE },
		{ "li*.jo\xf7"
		  "e",
		  "linux.jo\xf7"
		  "e",
		  TRUE },
		{ "a*\xff*longer tail", "a\xff\xfelonger tail", TRUE },
		{ "?", "\xff", TRUE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		if (glob_matches(cases[i].glob, cases[i].text) != cases[i].expected)
			g_error("'%s' and '%s'", cases[i].glob, cases[i].text);
	}
}

static void fill(char *text, gsize size, const char *letters)
{
	const gsize length = (gsize)g_test_rand_int_range(0, (gint32)size);

	for (gsize i = 0; i < length; i++)
		text[i] = letters[g_test_rand_int_range(0, (gint32)strlen(letters))];
	text[length] = '\0';
}

static void test_random(void)
{
	for (guint i = 0; i < 100000; i++) {
		char glob[10], text[16];

		fill(glob, sizeof(glob), "ab*?");
		fill(text, sizeof(text), "ab");
		if (glob_matches(glob, text) != g_pattern_match_simple(glob, text))
			g_error("'%s' and '%s'", glob, text);
	}
}

/* What would take for ever with a star that tries all for all the others. */
static void test_slow(void)
{
	g_autofree char *text = g_strnfill(20000, 'a');
	g_autoptr(GString) glob = g_string_new(NULL);

	for (guint i = 0; i < 200; i++)
		g_string_append(glob, "a*");
	g_string_append_c(glob, 'b');
	g_assert_false(glob_matches(glob->str, text));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/util-glob/matches", test_matches);
	g_test_add_func("/util-glob/random", test_random);
	g_test_add_func("/util-glob/slow", test_slow);
	return g_test_run();
}
