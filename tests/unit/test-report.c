/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <jansson.h>
#include <string.h>

#include "report/finding.h"
#include "report/wrap.h"

#define BOTH (TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386))

static const char *const no_evidence[] = { NULL };
static const char *const one_line[] = {
	"FOO_SET_CFG (0x40104601) passes struct foo_cfg",
	NULL,
};

static const struct finding example_findings[] = {
	{
		.id = "5f1c9a0b27e4",
		.rule = "abi/member-moved",
		.dimension = DIMENSION_ABI,
		.verdict = VERDICT_BREAKS,
		.severity = SEVERITY_ERROR,
		.level = LEVEL_STABLE,
		.item_kind = "struct",
		.item_name = "foo_cfg",
		.header = "linux/foo.h",
		.old_place = { "old/linux/foo.h", 55, 2 },
		.new_place = { "new/linux/foo.h", 58, 2 },
		.targets = TARGET_BIT(TARGET_I386),
		.message = "'struct foo_cfg': member 'flags' moved from offset 8 to 12",
		.why = "FOO_SET_CFG keeps its number, so that the kernel now reads mode where old "
		       "programs still pass flags",
		.fix = "put 'mode' in 'pad'",
		.old_map = "0 a:__u64 | 8 flags:__u32 |\n12 pad:__u32",
		.new_map = "0 a:__u64 | 8 mode:__u32 | 12 flags:__u32",
		.evidence = one_line,
	},
	{
		.id = "00000000000a",
		.rule = "abi/tail-grown",
		.dimension = DIMENSION_ABI,
		.verdict = VERDICT_DEPENDS,
		.severity = SEVERITY_WARNING,
		.level = LEVEL_STABLE,
		.item_kind = "struct",
		.item_name = "foo_gone",
		.header = "linux/foo.h",
		.old_place = { "old/linux/foo.h", 7, 1 },
		.targets = BOTH,
		.message = "'struct foo_gone' is gone",
		.why = "nothing says who reads it",
		.fact = "whether the length travels with it",
		.evidence = no_evidence,
	},
	{
		.id = "00000000000b",
		.rule = "api/constant-added",
		.dimension = DIMENSION_API,
		.verdict = VERDICT_SAFE,
		.severity = SEVERITY_NONE,
		.level = LEVEL_TESTING,
		.item_kind = "constant",
		.item_name = "FOO_NEW",
		.header = "linux/bar.h",
		.new_place = { "new/linux/bar.h", 9, 9 },
		.targets = BOTH,
		.message = "'FOO_NEW' is new",
		.why = "a new name hurts nobody",
		.evidence = no_evidence,
	},
};

static const struct not_judged example_not_judged[] = {
	{ "asm/", TARGET_BIT(TARGET_ARM), "only new carries it", TRUE },
	{ "linux/bad.h", BOTH, "it does not compile", FALSE },
	{ "linux/worse.h", TARGET_BIT(TARGET_I386), "it does not compile", FALSE },
};

static struct report example(void)
{
	return (struct report){
		.findings = example_findings,
		.n_findings = G_N_ELEMENTS(example_findings),
		.not_judged = example_not_judged,
		.n_not_judged = G_N_ELEMENTS(example_not_judged),
		.old_name = "old",
		.new_name = "new",
		.headers_judged = 912,
		.targets = BOTH,
		.seconds = 1.44,
	};
}

static char *show(const char *format, const struct report *report,
		  const struct report_options *options)
{
	GString *out = g_string_new(NULL);

	report_format_find(format)->write(report, options, out);
	return g_string_free(out, FALSE);
}

static void test_text(void)
{
	const struct report report = example();
	const struct report_options options = { .width = 80, .show_time = TRUE };
	g_autofree char *text = show("text", &report, &options);

	g_assert_cmpstr(
		text, ==,
		"new/linux/foo.h:58:2: error: 'struct foo_cfg': member 'flags' moved from offset 8 "
		"to 12 [abi/member-moved]\n"
		"old/linux/foo.h:55:2: note: was here\n"
		"        old  0 a:__u64 | 8 flags:__u32 |\n"
		"             12 pad:__u32\n"
		"        new  0 a:__u64 | 8 mode:__u32 | 12 flags:__u32\n"
		"    why:   FOO_SET_CFG keeps its number, so that the kernel now reads mode where\n"
		"           old programs still pass flags\n"
		"    known: FOO_SET_CFG (0x40104601) passes struct foo_cfg\n"
		"    fix:   put 'mode' in 'pad'\n"
		"    only:  i386\n"
		"    more:  unbroken explain abi/member-moved        id 5f1c9a0b27e4\n"
		"old/linux/foo.h:7:1: warning: 'struct foo_gone' is gone [abi/tail-grown]\n"
		"    why:   nothing says who reads it\n"
		"    fact:  whether the length travels with it\n"
		"    more:  unbroken explain abi/tail-grown        id 00000000000a\n"
		"not judged: 2\n"
		"    it does not compile: linux/bad.h, linux/worse.h (i386)\n"
		"left out, as expected: 1\n"
		"    only new carries it: asm/ (arm)\n"
		"unbroken: 1 error, 1 warning, 1 safe change in 2 headers; 912 headers judged, "
		"2 parts not, for 2 targets in 1.4 s\n");
}

static void test_text_verbose(void)
{
	const struct report report = example();
	const struct report_options options = { .verbose = TRUE };
	g_autofree char *text = show("text", &report, &options);

	g_assert_nonnull(
		strstr(text,
		       "\nnew/linux/bar.h:9:9: safe: 'FOO_NEW' is new [api/constant-added]\n"));
	g_assert_true(g_str_has_suffix(text, "2 targets\n"));
}

static void test_text_quiet(void)
{
	const struct report report = example();
	const struct report_options options = { .quiet = TRUE };
	g_autofree char *text = show("text", &report, &options);

	g_assert_cmpstr(text, ==,
			"unbroken: 1 error, 1 warning, 1 safe change in 2 headers; 912 headers "
			"judged, 2 parts not, for 2 targets\n");
}

static void test_text_nothing(void)
{
	const struct report report = { .headers_judged = 1, .targets = TARGET_BIT(TARGET_ARM) };
	const struct report_options options = { 0 };
	g_autofree char *text = show("text", &report, &options);

	g_assert_cmpstr(text, ==, "unbroken: no changes; 1 header judged for 1 target\n");
}

static void test_text_color(void)
{
	const struct report report = example();
	const struct report_options options = { .color = COLOR_ALWAYS };
	g_autofree char *text = show("text", &report, &options);

	g_assert_true(g_str_has_prefix(
		text, "\33[1mnew/linux/foo.h:58:2:\33[m \33[1;31merror:\33[m 'struct foo_cfg'"));
	g_assert_nonnull(strstr(text, "\33[1;35mwarning:\33[m "));
	g_assert_nonnull(strstr(text, "\33[1;36mnote:\33[m was here\n"));
}

static void test_not_judged_short(void)
{
	struct not_judged parts[40];
	const struct report_options shortly = { .width = 80 }, fully = { .verbose = TRUE };
	struct report report = { .not_judged = parts,
				 .n_not_judged = G_N_ELEMENTS(parts),
				 .targets = BOTH };
	g_autofree char *some = NULL, *all = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		static const char *const reasons[] = { "r0", "r1", "r2", "r3", "r4", "r5", "r6" };

		parts[i] = (struct not_judged){ .header = "linux/long-name.h",
						.targets = BOTH,
						.reason = reasons[i < 20 ? 6 : i % 6] };
	}
	some = show("text", &report, &shortly);
	all = show("text", &report, &fully);
	g_assert_true(g_str_has_prefix(some, "not judged: 40\n    r6: linux/long-name.h, "
					     "linux/long-name.h, linux/long-name.h and 17 more\n"));
	g_assert_nonnull(strstr(some, "\n    and 6 more for other reasons; -v names all\n"));
	g_assert_null(strstr(all, "more"));
}

static void test_json(void)
{
	const struct report report = example();
	const struct report_options options = { 0 };
	g_autofree char *text = show("json", &report, &options);
	static const char expected_start[] = "{\n"
					     "  \"schema\": \"unbroken-findings/1\",\n"
					     "  \"summary\": {\n"
					     "    \"errors\": 1,\n"
					     "    \"warnings\": 1,\n"
					     "    \"notes\": 0,\n"
					     "    \"safe\": 1,\n"
					     "    \"breaks\": 1,\n"
					     "    \"depends\": 1,\n"
					     "    \"headers_judged\": 912,\n"
					     "    \"targets\": [\n"
					     "      \"x86_64\",\n"
					     "      \"i386\"\n"
					     "    ],\n"
					     "    \"old\": \"old\",\n"
					     "    \"new\": \"new\",\n"
					     "    \"complete\": false,\n"
					     "    \"accepted\": 0\n"
					     "  },\n"
					     "  \"findings\": [\n"
					     "    {\n"
					     "      \"id\": \"5f1c9a0b27e4\",\n"
					     "      \"rule\": \"abi/member-moved\",\n"
					     "      \"dimension\": \"abi\",\n"
					     "      \"verdict\": \"breaks\",\n"
					     "      \"severity\": \"error\",\n"
					     "      \"level\": \"stable\",\n"
					     "      \"item\": {\n"
					     "        \"kind\": \"struct\",\n"
					     "        \"name\": \"foo_cfg\"\n"
					     "      },\n"
					     "      \"header\": \"linux/foo.h\",\n"
					     "      \"old\": {\n"
					     "        \"file\": \"old/linux/foo.h\",\n"
					     "        \"line\": 55,\n"
					     "        \"column\": 2\n"
					     "      },\n";

	g_assert_true(g_str_has_prefix(text, expected_start));
	g_assert_nonnull(strstr(text, "\n      \"header\": \"linux/foo.h\",\n"
				      "      \"old\": {\n"
				      "        \"file\": \"old/linux/foo.h\",\n"
				      "        \"line\": 7,\n"
				      "        \"column\": 1\n"
				      "      },\n"
				      "      \"new\": null,\n"
				      "      \"targets\": [\n"
				      "        \"x86_64\",\n"
				      "        \"i386\"\n"
				      "      ],\n"
				      "      \"message\": \"'struct foo_gone' is gone\",\n"
				      "      \"why\": \"nothing says who reads it\",\n"
				      "      \"fix\": null,\n"
				      "      \"fact\": \"whether the length travels with it\",\n"
				      "      \"evidence\": []\n"
				      "    },\n"));
	g_assert_true(g_str_has_suffix(text, "    {\n"
					     "      \"header\": \"linux/worse.h\",\n"
					     "      \"target\": \"i386\",\n"
					     "      \"reason\": \"it does not compile\"\n"
					     "    }\n"
					     "  ]\n"
					     "}\n"));
}

static void test_foreign_bytes(void)
{
	struct finding finding = example_findings[0];
	const struct report report = { .findings = &finding, .n_findings = 1, .targets = BOTH };
	const struct report_options options = { 0 };
	g_autofree char *json = NULL, *text = NULL;
	json_t *root;

	finding.message = "\xff\xc3('\33[2J' \xe2\x80\xae";
	finding.old_place.file = "old/\xed\xa0\x80\n.h";
	json = show("json", &report, &options);
	text = show("text", &report, &options);
	g_assert_true(g_utf8_validate(json, -1, NULL));
	root = json_loads(json, 0, NULL);
	g_assert_nonnull(root);
	json_decref(root);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_null(strchr(text, '\33'));
	g_assert_nonnull(strstr(text, "error: \xef\xbf\xbd\xef\xbf\xbd('?[2J' ? [abi/"));
}

static void test_long_message(void)
{
	struct finding finding = example_findings[0];
	const struct report report = { .findings = &finding, .n_findings = 1, .targets = BOTH };
	const struct report_options options = { 0 };
	g_autofree char *message = g_strnfill(5000, 'x');
	g_autofree char *json = NULL, *text = NULL;

	finding.message = message;
	json = show("json", &report, &options);
	text = show("text", &report, &options);
	g_assert_nonnull(strstr(json, message));
	g_assert_nonnull(strstr(text, "xxx... [abi/member-moved]\n"));
	g_assert_cmpuint(strcspn(text, "\n"), <, 500);
}

static void test_wrap(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	append_wrapped(out, "a: ", 3, 10, "one two  three\nfour");
	append_wrapped(out, "a: ", 3, 10, "unbreakable-word x");
	append_wrapped(out, "a: ", 3, 10, "");
	append_wrapped(out, "", 2, 8, "\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4\xc3\xa4 b");
	g_assert_cmpstr(out->str, ==,
			"a: one two\n   three\n   four\n"
			"a: unbreakable-word\n   x\n"
			"a: \n"
			"\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4\xc3\xa4\n  b\n");
}

static void test_formats(void)
{
	g_assert_nonnull(report_format_find("text"));
	g_assert_nonnull(report_format_find("json"));
	g_assert_null(report_format_find("TEXT"));
	g_assert_null(report_format_find(""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/text", test_text);
	g_test_add_func("/report/text/verbose", test_text_verbose);
	g_test_add_func("/report/text/quiet", test_text_quiet);
	g_test_add_func("/report/text/nothing", test_text_nothing);
	g_test_add_func("/report/text/color", test_text_color);
	g_test_add_func("/report/text/not-judged", test_not_judged_short);
	g_test_add_func("/report/json", test_json);
	g_test_add_func("/report/foreign-bytes", test_foreign_bytes);
	g_test_add_func("/report/text/long-message", test_long_message);
	g_test_add_func("/report/wrap", test_wrap);
	g_test_add_func("/report/formats", test_formats);
	return g_test_run();
}
