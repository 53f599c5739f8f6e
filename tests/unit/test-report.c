/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <jansson.h>
#include <string.h>

#include "report/excerpt.h"
#include "report/finding.h"
#include "report/wrap.h"
#include "util/unified.h"

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

static const struct report_rule example_rules[] = {
	{ "abi/member-moved", DIMENSION_ABI, SEVERITY_ERROR, "a member moved", "it is elsewhere",
	  "leave it", "urn:x:1" },
	{ "abi/tail-grown", DIMENSION_ABI, SEVERITY_ERROR, "it grew", "it is longer", NULL,
	  "urn:x:2" },
};

static void test_terse(void)
{
	const struct report report = example();
	const struct report_options options = { 0 };
	g_autofree char *text = show("terse", &report, &options);

	g_assert_cmpstr(text, ==,
			"new/linux/foo.h:58:2: error: 'struct foo_cfg': member 'flags' moved from "
			"offset 8 to 12 (only i386) [abi/member-moved] 5f1c9a0b27e4\n"
			"old/linux/foo.h:7:1: warning: 'struct foo_gone' is gone [abi/tail-grown] "
			"00000000000a\n"
			"linux/bad.h: not judged: it does not compile\n"
			"linux/worse.h: not judged: it does not compile (only i386)\n"
			"unbroken: 1 error, 1 warning, 1 safe change in 2 headers; 912 headers "
			"judged, 2 parts not, for 2 targets\n");
}

static void test_jsonl(void)
{
	const struct report report = example();
	const struct report_options options = { 0 };
	g_autofree char *text = show("jsonl", &report, &options);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_assert_cmpuint(g_strv_length(lines), ==, 5); /* the last one is empty */
	g_assert_true(g_str_has_prefix(lines[0], "{\"id\":\"5f1c9a0b27e4\",\"rule\":"));
	g_assert_true(g_str_has_prefix(lines[3],
				       "{\"schema\":\"unbroken-findings-lines/1\",\"summary\":{"));
}

/* The value at @path ("runs/0/results/1/level") of the report in @format. */
static char *value_at(const char *format, const struct report *report,
		      const struct report_options *options, const char *path)
{
	g_autofree char *text = show(format, report, options);
	g_auto(GStrv) keys = g_strsplit(path, "/", -1);
	json_t *root = json_loads(text, 0, NULL), *value = root;
	g_autofree char *found = NULL;
	char *dumped;

	for (guint i = 0; keys[i]; i++) {
		g_strdelimit(keys[i], "!", '/');
		value = json_is_array(value)
				? json_array_get(value, (size_t)g_ascii_strtoull(keys[i], NULL, 10))
				: json_object_get(value, keys[i]);
	}
	dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	found = g_strdup(dumped ? dumped : "(none)");
	free(dumped);
	json_decref(root);
	return g_steal_pointer(&found);
}

static void test_sarif(void)
{
	static const char *const expected[][2] = {
		{ "version", "\"2.1.0\"" },
		{ "runs/0/tool/driver/version", "\"1.2\"" },
		{ "runs/0/tool/driver/rules/0/name", "\"AbiMemberMoved\"" },
		{ "runs/0/tool/driver/rules/1/fullDescription/text", "\"It is longer.\"" },
		{ "runs/0/results/0/ruleIndex", "0" },
		{ "runs/0/results/1/ruleIndex", "1" },
		{ "runs/0/results/1/level", "\"warning\"" },
		{ "runs/0/results/2", "(none)" },
		{ "runs/0/results/0/locations/0/physicalLocation/region",
		  "{\"startLine\":58,\"startColumn\":2}" },
		{ "runs/0/results/0/locations/0/physicalLocation/artifactLocation",
		  "{\"uri\":\"new/linux/foo.h\",\"uriBaseId\":\"%SRCROOT%\"}" },
		{ "runs/0/results/1/locations/0/physicalLocation/artifactLocation",
		  "{\"uri\":\"old/linux/foo.h\",\"uriBaseId\":\"%OLDROOT%\"}" },
		{ "runs/0/results/0/relatedLocations/0/message/text", "\"was here\"" },
		{ "runs/0/results/1/relatedLocations", "(none)" },
		{ "runs/0/results/0/partialFingerprints",
		  "{\"unbrokenFindingId/v1\":\"5f1c9a0b27e4\"}" },
		{ "runs/0/invocations/0/toolExecutionNotifications/0/level", "\"note\"" },
		{ "runs/0/invocations/0/toolExecutionNotifications/2/message/text",
		  "\"linux/worse.h was not judged for i386: it does not compile\"" },
	};
	const struct report report = example();
	const struct report_options options = { .version = "1.2",
						.rules = example_rules,
						.n_rules = G_N_ELEMENTS(example_rules) };

	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *path = g_strdelimit(g_strdup(expected[i][0]), "!", '/');
		g_autofree char *value = value_at("sarif", &report, &options, path);

		g_assert_cmpstr(value, ==, expected[i][1]);
	}
}

static void test_sarif_verbose(void)
{
	const struct report report = example();
	const struct report_options options = { .verbose = TRUE };
	g_autofree char *kind = value_at("sarif", &report, &options, "runs/0/results/2/kind");
	g_autofree char *level = value_at("sarif", &report, &options, "runs/0/results/2/level");
	g_autofree char *index = value_at("sarif", &report, &options, "runs/0/results/2/ruleIndex");

	g_assert_cmpstr(kind, ==, "\"informational\"");
	g_assert_cmpstr(level, ==, "\"none\"");
	g_assert_cmpstr(index, ==, "(none)");
}

/* Services are told that it is accepted, and by whom; it fails nothing. */
static void test_accepted_elsewhere(void)
{
	static const struct finding_acceptance accepted = { "nobody uses it", "7.2",
							    ".unbroken/accept:3" };
	struct finding findings[2] = { example_findings[0], example_findings[0] };
	const struct report report = { .findings = findings, .n_findings = 2, .targets = BOTH };
	const struct report_options options = { .rules = example_rules,
						.n_rules = G_N_ELEMENTS(example_rules) };
	g_autofree char *level = NULL, *why = NULL, *second = NULL, *xml = NULL, *notes = NULL;

	findings[0].severity = findings[1].severity = SEVERITY_NONE;
	findings[0].accepted = &accepted;
	findings[1].part_of = "5f1c9a0b27e4";
	level = value_at("sarif", &report, &options, "runs/0/results/0/level");
	why = value_at("sarif", &report, &options, "runs/0/results/0/suppressions");
	second = value_at("sarif", &report, &options, "runs/0/results/1");
	g_assert_cmpstr(level, ==, "\"error\"");
	g_assert_cmpstr(
		why, ==,
		"[{\"kind\":\"external\",\"status\":\"accepted\",\"justification\":\"nobody "
		"uses it (.unbroken/accept:3, until 7.2)\"}]");
	g_assert_cmpstr(second, ==, "(none)");
	xml = show("junit", &report, &options);
	g_assert_nonnull(strstr(xml, "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">"));
	g_assert_nonnull(strstr(xml,
				"<skipped>accepted in .unbroken/accept:3, until 7.2: nobody uses "
				"it</skipped>"));
	notes = show("github", &report, &options);
	g_assert_null(strstr(notes, "::"));
}

/* A file as it is named for readers elsewhere. */
static void test_paths(void)
{
	static const char *const cases[][2] = {
		{ "include/uapi/linux/foo.h", "include/uapi/linux/foo.h" },
		{ "v6.1:include/uapi/linux/foo.h", "include/uapi/linux/foo.h" },
		{ "origin/main:usr/foo.h", "usr/foo.h" },
		{ "/tmp/x.deb:usr/include/linux/foo.h", "usr/include/linux/foo.h" },
		{ "./a/foo.h", "a/foo.h" },
		{ "../a/foo.h", "linux/foo.h" },
		{ "a/../../foo.h", "linux/foo.h" },
		{ "/here/a/foo.h", "a/foo.h" },
		{ "/hereafter/foo.h", "linux/foo.h" },
		{ "/elsewhere/foo.h", "linux/foo.h" },
		{ "odd:", "odd:" },
	};
	const struct report_options options = { .folder = "/here" };

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct finding finding = example_findings[0];
		const struct report report = { .findings = &finding, .n_findings = 1 };
		g_autofree char *path = NULL, *expected = g_strdup_printf("\"%s\"", cases[i][1]);

		finding.new_place.file = cases[i][0];
		path = value_at("gitlab", &report, &options, "0/location/path");
		g_assert_cmpstr(path, ==, expected);
	}
}

static void test_junit(void)
{
	const struct report report = example();
	const struct report_options options = { .show_time = TRUE },
				    allowed = { .allow_incomplete = TRUE };
	g_autofree char *text = show("junit", &report, &options);
	g_autofree char *lenient = show("junit", &report, &allowed);

	g_assert_true(g_str_has_prefix(
		text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<testsuites name=\"unbroken\" tests=\"7\" failures=\"1\" errors=\"2\">\n"
		      "  <testsuite name=\"unbroken\" tests=\"4\" failures=\"0\" errors=\"2\" "
		      "skipped=\"1\">\n"));
	g_assert_nonnull(strstr(text, "for 2 targets</system-out>"));
	g_assert_nonnull(strstr(text, "    <testcase name=\"constant FOO_NEW: api/constant-added "
				      "(00000000000b)\" classname=\"linux/bar.h\"/>\n"));
	g_assert_nonnull(
		strstr(text, "<error type=\"not-judged\" message=\"it does not compile\"/>"));
	g_assert_nonnull(strstr(lenient, "failures=\"1\" errors=\"0\">"));
}

static void test_github(void)
{
	const struct report report = example();
	const struct report_options options = { 0 };
	g_autofree char *text = show("github", &report, &options);

	g_assert_true(g_str_has_prefix(
		text, "::error file=new/linux/foo.h,line=58,col=2,title=abi/member-moved::'struct "
		      "foo_cfg': member 'flags' moved from offset 8 to 12 (only i386)%0Awhy: "));
	g_assert_nonnull(strstr(text, "\n::warning file=old/linux/foo.h,line=7,col=1,"));
	g_assert_nonnull(strstr(text, "\n  not judged: linux/bad.h: it does not compile\n"));
}

static void test_gitlab_repeated(void)
{
	struct finding findings[3];
	const struct report report = { .findings = findings, .n_findings = 3, .targets = BOTH };
	const struct report_options options = { 0 };
	static const char *const expected[] = { "\"5f1c9a0b27e4\"", "\"5f1c9a0b27e4-2\"",
						"\"5f1c9a0b27e4-3\"" };

	for (guint i = 0; i < 3; i++) {
		g_autofree char *path = g_strdup_printf("%u/fingerprint", i);
		g_autofree char *fingerprint = NULL;

		for (guint j = 0; j < 3; j++)
			findings[j] = example_findings[0];
		fingerprint = value_at("gitlab", &report, &options, path);
		g_assert_cmpstr(fingerprint, ==, expected[i]);
	}
}

static void test_markdown(void)
{
	const struct report report = example();
	const struct report_options options = { 0 };
	g_autofree char *text = show("markdown", &report, &options);

	g_assert_true(g_str_has_prefix(
		text, "**unbroken:** 1 error, 1 warning, 1 safe change in 2 headers; 912 headers "
		      "judged, 2 parts not, for 2 targets\n\n"
		      "| | where | what | rule |\n|---|---|---|---|\n"
		      "| **error** | `new/linux/foo.h:58` | `struct foo_cfg`: member `flags` moved "
		      "from offset 8 to 12 | `abi/member-moved` |\n"));
	g_assert_nonnull(
		strstr(text, "```\nold  0 a:__u64 | 8 flags:__u32 |\n     12 pad:__u32\n"));
	g_assert_nonnull(strstr(text, "\n**Fix:** put `mode` in `pad`\n"));
	g_assert_nonnull(strstr(text, "\n- linux/bad.h: it does not compile\n"));
}

/* However long it is, the whole comment and what it says of its length stay. */
static void test_markdown_bounds(void)
{
	g_autofree struct finding *findings = g_new(struct finding, 3000);
	g_autofree char *map = g_strnfill(100000, 'x');
	const struct report report = { .findings = findings, .n_findings = 3000, .targets = BOTH };
	const struct report_options options = { 0 };
	g_autofree char *text = NULL;

	for (guint i = 0; i < 3000; i++)
		findings[i] = example_findings[0];
	findings[0].old_map = map;
	text = show("markdown", &report, &options);
	g_assert_cmpuint(strlen(text), <, 65536);
	g_assert_cmpuint(strlen(text), >, 60000);
	g_assert_nonnull(strstr(text, "\n2900 more findings are not shown here.\n"));
	g_assert_true(g_str_has_suffix(text, " more findings are not shown here.\n\n</details>\n"));
}

/* Four hunks: a comment that speaks of it, one far before, the change, and one behind. */
static const char example_diff[] = "--- a/include/linux/foo.h\n"
				   "+++ b/include/linux/foo.h\n"
				   "@@ -1,2 +1,2 @@\n"
				   "- * flags is old\n"
				   "+ * flags is new\n"
				   " #include <x.h>\n"
				   "@@ -20,2 +20,2 @@\n"
				   " struct bar {\n"
				   "-\tint flags;\n"
				   "+\tlong flags;\n"
				   "@@ -54,3 +54,4 @@\n"
				   " struct foo_cfg {\n"
				   "+\tint mode;\n"
				   " \tint flags;\n"
				   " };\n"
				   "@@ -90,1 +91,1 @@\n"
				   "-int a;\n"
				   "+int b;\n";

static char *excerpt_of(const char *diff, const struct finding *finding)
{
	g_autoptr(GPtrArray) files = unified_scan(diff, strlen(diff), NULL);

	g_assert_nonnull(files);
	return excerpt_find(files, finding);
}

static void test_excerpt(void)
{
	struct finding finding = example_findings[0];
	g_autofree char *near = NULL, *named = NULL, *none = NULL, *other = NULL;

	finding.old_place = (struct finding_place){ "v1:include/linux/foo.h", 55, 2 };
	finding.new_place = (struct finding_place){ "include/linux/foo.h", 58, 2 };
	/* The line alone: what the message names is in no line that changed there. */
	finding.message = "it moved";
	finding.item_name = "foo_cfg";
	finding.new_place.line = 56;
	near = excerpt_of(example_diff, &finding);
	g_assert_cmpstr(near, ==,
			"@@ -54,3 +54,4 @@\n struct foo_cfg {\n+\tint mode;\n \tint flags;\n };\n");
	/* A name that is in two hunks, and in a comment. */
	finding.message = "'struct bar': member 'flags' was resized";
	finding.new_place.line = finding.old_place.line = 20;
	named = excerpt_of(example_diff, &finding);
	g_assert_true(g_str_has_prefix(named, "@@ -20,2 +20,2 @@\n struct bar {\n"));
	/* Neither the line nor the name. */
	finding.message = "'struct none' is gone";
	finding.item_name = "none";
	finding.new_place.line = finding.old_place.line = 70;
	none = excerpt_of(example_diff, &finding);
	g_assert_null(none);
	/* Another file of the same name. */
	finding.message = "'flags'";
	finding.new_place.file = "include/xlinux/foo.h";
	other = excerpt_of(example_diff, &finding);
	g_assert_null(other);
}

/* Of a header that is new as a whole only the lines around the name are told. */
static void test_excerpt_cut(void)
{
	g_autoptr(GString) diff =
		g_string_new("--- /dev/null\n+++ b/linux/foo.h\n@@ -0,0 +1,400 @@\n");
	struct finding finding = example_findings[0];
	g_autofree char *excerpt = NULL;
	g_auto(GStrv) lines = NULL;

	for (guint i = 1; i <= 400; i++)
		g_string_append_printf(diff, "+#define N_%u %u\n", i, i);
	finding.message = "'N_200' is new";
	finding.new_place = (struct finding_place){ "linux/foo.h", 200, 1 };
	excerpt = excerpt_of(diff->str, &finding);
	lines = g_strsplit(excerpt, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 1 + 1 + 18 + 1 + 1);
	g_assert_cmpstr(lines[1], ==, "[...]");
	g_assert_cmpstr(lines[20], ==, "[...]");
	g_assert_nonnull(strstr(excerpt, "\n+#define N_200 200\n"));
}

static void test_mail(void)
{
	static const struct finding_mail mail = {
		.author = "Jane <j@example.org>",
		.subject = "Re: [PATCH 1/2] foo",
		.to = "Jane <j@example.org>",
		.cc = "a@example.org, b@example.org",
		.message_id = "2@x",
		.references = "<1@x>",
	};
	static const struct finding_commit commit = { .id = "",
						      .subject = "[1/2] foo",
						      .mail = &mail };
	struct finding finding = example_findings[0];
	const struct report report = { .findings = &finding, .n_findings = 1, .targets = BOTH };
	const struct report_options options = { .version = "1.2" };
	g_autofree char *text = NULL;

	finding.commit = &commit;
	finding.excerpt = "@@ -1,2 +1,3 @@\n struct foo_cfg {\n+\tint mode;\n[...]\n";
	text = show("mail", &report, &options);
	g_assert_cmpstr(
		text, ==,
		"To: Jane <j@example.org>\n"
		"Cc: a@example.org, b@example.org\n"
		"Subject: Re: [PATCH 1/2] foo\n"
		"In-Reply-To: <2@x>\n"
		"References: <1@x> <2@x>\n"
		"MIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: 8bit\n"
		"\n"
		"Jane <j@example.org> wrote:\n"
		"> +++ b/new/linux/foo.h\n"
		"> @@ -1,2 +1,3 @@\n"
		">  struct foo_cfg {\n"
		"> +\tint mode;\n"
		"[...]\n"
		"\n"
		"error: 'struct foo_cfg': member 'flags' moved from offset 8 to 12.\n"
		"\n"
		"  old  0 a:__u64 | 8 flags:__u32 | 12 pad:__u32\n"
		"  new  0 a:__u64 | 8 mode:__u32 | 12 flags:__u32\n"
		"\n"
		"FOO_SET_CFG keeps its number, so that the kernel now reads mode where old\n"
		"programs still pass flags.\n"
		"Known: FOO_SET_CFG (0x40104601) passes struct foo_cfg.\n"
		"A way out: put 'mode' in 'pad'.\n"
		"(abi/member-moved, id 5f1c9a0b27e4, only for i386)\n"
		"\n"
		"-- \n"
		"unbroken 1.2 reads the headers and nothing else, so it may be wrong.\n"
		"'unbroken explain RULE' tells what a rule rests on.\n");
}

static void test_mail_width(void)
{
	struct finding finding = example_findings[0];
	const struct report report = { .findings = &finding, .n_findings = 1, .targets = BOTH };
	const struct report_options options = { 0 };
	g_autofree char *word = g_strnfill(300, 'x');
	g_autofree char *excerpt = g_strconcat("@@ -1 +1 @@\n+\t\t\t", word, "\n", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	finding.message = finding.why = finding.fix = finding.old_map = word;
	finding.excerpt = excerpt;
	text = show("mail", &report, &options);
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		g_assert_cmpuint(strlen(lines[i]), <=, 75);
	g_assert_nonnull(strstr(text, "xx ...\n"));
}

/* Every format, of names that no header should have. */
static void test_all_foreign(void)
{
	static const char *const texts[] = { "\xff\xc3(\33[2J\1\x7f \xe2\x80\xae",
					     "'",
					     "''",
					     "\"<&>]]>",
					     "%0A::error::\n\r",
					     "|`x``'a'`",
					     "" };
	const struct report_options options = { .verbose = TRUE };

	for (gsize i = 0; report_formats[i]; i++) {
		for (gsize j = 0; j < G_N_ELEMENTS(texts); j++) {
			struct finding finding = example_findings[0];
			struct not_judged part = { texts[j], BOTH, texts[j], FALSE };
			const struct report report = {
				.findings = &finding,
				.n_findings = 1,
				.targets = BOTH,
				.not_judged = &part,
				.n_not_judged = 1,
				.old_name = texts[j],
				.new_name = texts[j],
				.shows_names = TRUE,
			};
			g_autofree char *text = NULL;

			finding.message = finding.why = finding.fix = finding.fact = texts[j];
			finding.old_map = finding.item_name = finding.header = texts[j];
			finding.new_place.file = finding.excerpt = texts[j];
			text = show(report_formats[i]->name, &report, &options);
			if (!g_utf8_validate(text, -1, NULL))
				g_error("%s of '%s' is not UTF-8", report_formats[i]->name,
					texts[j]);
			for (const char *at = text; *at; at++)
				g_assert_true((guchar)*at >= ' ' || *at == '\n' || *at == '\t');
		}
	}
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
	g_test_add_func("/report/terse", test_terse);
	g_test_add_func("/report/jsonl", test_jsonl);
	g_test_add_func("/report/sarif", test_sarif);
	g_test_add_func("/report/sarif/verbose", test_sarif_verbose);
	g_test_add_func("/report/accepted/elsewhere", test_accepted_elsewhere);
	g_test_add_func("/report/paths", test_paths);
	g_test_add_func("/report/junit", test_junit);
	g_test_add_func("/report/github", test_github);
	g_test_add_func("/report/gitlab/repeated", test_gitlab_repeated);
	g_test_add_func("/report/markdown", test_markdown);
	g_test_add_func("/report/markdown/bounds", test_markdown_bounds);
	g_test_add_func("/report/excerpt", test_excerpt);
	g_test_add_func("/report/excerpt/cut", test_excerpt_cut);
	g_test_add_func("/report/mail", test_mail);
	g_test_add_func("/report/mail/width", test_mail_width);
	g_test_add_func("/report/foreign", test_all_foreign);
	g_test_add_func("/report/foreign-bytes", test_foreign_bytes);
	g_test_add_func("/report/text/long-message", test_long_message);
	g_test_add_func("/report/wrap", test_wrap);
	g_test_add_func("/report/formats", test_formats);
	return g_test_run();
}
