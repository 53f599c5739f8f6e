/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a commit accepts in its own message. */
#include <string.h>

#include "policy/trailer.h"

/* One trailer, and all that is read from it; "" is NULL. */
static const struct {
	const char *line, *id, *rule, *item, *reason, *flaw;
} lines[] = {
	{ "UAPI-change: 5f1c9a0b27e4 nobody has it", "5f1c9a0b27e4", "", "", "nobody has it", "" },
	{ "uapi-CHANGE : 5f1c9a0b27e4: nobody", "5f1c9a0b27e4", "", "", "nobody", "" },
	{ "UAPI-change:5f1c9a0b27e4 - nobody", "5f1c9a0b27e4", "", "", "nobody", "" },
	{ "UAPI-change: member/renamed struct foo_cfg it lied", "", "member/renamed", "foo_cfg",
	  "it lied", "" },
	{ "UAPI-change: member/renamed 'foo_cfg', it lied", "", "member/renamed", "foo_cfg",
	  "it lied", "" },
	{ "UAPI-change: header/removed linux/foo.h: empty for years", "", "header/removed",
	  "linux/foo.h", "empty for years", "" },
	{ "UAPI-change: 5f1c9a0b27e4 nobody\n  has it\n\tto lose\nNext: line", "5f1c9a0b27e4", "",
	  "", "nobody  has it to lose", "" },
	{ "UAPI-change: 5f1c9a0b27e4", "5f1c9a0b27e4", "", "", "", "it gives no reason" },
	{ "UAPI-change: 5f1c9a0b27e4 --", "5f1c9a0b27e4", "", "", "", "it gives no reason" },
	{ "UAPI-change: member/renamed foo_cfg", "", "member/renamed", "foo_cfg", "",
	  "it gives no reason" },
	{ "UAPI-change: member/renamed", "", "member/renamed", "", "",
	  "it names a rule, but no item" },
	{ "UAPI-change: member/renamed struct", "", "member/renamed", "", "",
	  "it names a rule, but no item" },
	{ "UAPI-change:", "", "", "", "",
	  "it begins neither with the id of a finding nor with a rule" },
	{ "UAPI-change: because I say so", "", "", "", "I say so",
	  "it begins neither with the id of a finding nor with a rule" },
	{ "UAPI-change: 5f1c9a0b27 nobody", "", "", "", "nobody",
	  "it begins neither with the id of a finding nor with a rule" },
};

static const char *text_of(const char *text)
{
	return text ? text : "";
}

static void test_lines(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *message =
			g_strdup_printf("subject\n\ntext\n\n%s\nSigned-off-by: me\n",
					lines[i].line);
		g_autoptr(GPtrArray) trailers = trailers_parse(message);
		const struct trailer *trailer;

		g_assert_cmpuint(trailers->len, ==, 1);
		trailer = trailers->pdata[0];
		g_assert_cmpstr(text_of(trailer->id), ==, lines[i].id);
		g_assert_cmpstr(text_of(trailer->rule), ==, lines[i].rule);
		g_assert_cmpstr(text_of(trailer->item), ==, lines[i].item);
		g_assert_cmpstr(trailer->reason, ==, lines[i].reason);
		g_assert_cmpstr(text_of(trailer->flaw), ==, lines[i].flaw);
	}
}

static void test_places(void)
{
	g_autoptr(GPtrArray) several = trailers_parse("subject\nUAPI-change: 111111111111 one\r\n"
						      "\nUAPI-change: 222222222222 two");
	g_autoptr(GPtrArray) none = trailers_parse("UAPI-changes: no\n UAPI-change: quoted\n"
						   "> UAPI-change: quoted\nmy UAPI-change: no\n");
	g_autoptr(GPtrArray) nothing = trailers_parse(NULL);

	g_assert_cmpuint(several->len, ==, 2);
	g_assert_cmpstr(((struct trailer *)several->pdata[0])->reason, ==, "one");
	g_assert_cmpstr(((struct trailer *)several->pdata[1])->reason, ==, "two");
	g_assert_cmpuint(none->len, ==, 0);
	g_assert_cmpuint(nothing->len, ==, 0);
}

static void test_matching(void)
{
	g_autoptr(GPtrArray) trailers = trailers_parse("UAPI-change: 111111111111 one\n"
						       "UAPI-change: enum/resized foo two\n"
						       "UAPI-change: 222222222222\n");

	g_assert_true(trailer_matches(trailers->pdata[0], "111111111111", "a/b", "c"));
	g_assert_false(trailer_matches(trailers->pdata[0], "111111111112", "a/b", "c"));
	g_assert_true(trailer_matches(trailers->pdata[1], "333333333333", "enum/resized", "foo"));
	g_assert_false(trailer_matches(trailers->pdata[1], "333333333333", "enum/resized", "fo"));
	g_assert_false(trailer_matches(trailers->pdata[1], "333333333333", "enum/added", "foo"));
	g_assert_false(trailer_matches(trailers->pdata[2], "222222222222", "a/b", "c"));
}

static void test_foreign(void)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_autoptr(GPtrArray) odd = trailers_parse("UAPI-change: 111111111111 \xff\33[31m\x01 red");
	g_autoptr(GPtrArray) trailers = NULL;
	const char *reason = ((struct trailer *)odd->pdata[0])->reason;

	g_assert_true(g_utf8_validate(reason, -1, NULL));
	g_assert_null(strchr(reason, '\33'));
	for (guint i = 0; i < 2000; i++)
		g_string_append(many, "UAPI-change: 111111111111 one\n");
	trailers = trailers_parse(many->str);
	g_assert_cmpuint(trailers->len, ==, 1000);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trailer/lines", test_lines);
	g_test_add_func("/trailer/places", test_places);
	g_test_add_func("/trailer/matching", test_matching);
	g_test_add_func("/trailer/foreign", test_foreign);
	return g_test_run();
}
