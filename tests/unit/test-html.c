/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report in HTML as a text: what is in it, and that nothing from outside is more
 * than text.  What it does in a browser is for tests/html.
 */
#include <glib.h>
#include <string.h>

#include "report/finding.h"
#include "report/html.h"

#define BOTH (TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386))

static const char *const no_evidence[] = { NULL };

static const struct layout_part old_parts[] = {
	{ .name = "a", .type = "__u32", .bit_offset = 0, .bit_size = 32, .twin = 0 },
	{ .name = "b", .type = "__u32", .bit_offset = 32, .bit_size = 32, .twin = 2 },
	{ .name = "pad",
	  .type = "__u16",
	  .bit_offset = 64,
	  .bit_size = 16,
	  .is_reserved = TRUE,
	  .twin = 3 },
	{ .name = "last", .type = "__u8", .bit_offset = 80, .bit_size = 8, .twin = LAYOUT_NO_TWIN },
	{ .kind = LAYOUT_PADDING,
	  .name = "",
	  .type = "",
	  .bit_offset = 88,
	  .bit_size = 8,
	  .twin = LAYOUT_NO_TWIN },
};

static const struct layout_part new_parts[] = {
	{ .name = "a", .type = "__s32", .bit_offset = 0, .bit_size = 32, .twin = 0 },
	{ .name = "c", .type = "__u32", .bit_offset = 32, .bit_size = 32, .twin = LAYOUT_NO_TWIN },
	{ .name = "b", .type = "__u32", .bit_offset = 64, .bit_size = 32, .twin = 1 },
	{ .name = "used", .type = "__u16", .bit_offset = 96, .bit_size = 16, .twin = 2 },
	{ .kind = LAYOUT_BITFIELD,
	  .name = "bit",
	  .type = "__u8",
	  .bit_offset = 115,
	  .bit_size = 1,
	  .twin = LAYOUT_NO_TWIN },
	{ .name = "tail", .type = "__u8[]", .bit_offset = 128, .twin = LAYOUT_NO_TWIN },
};

static const struct finding_layout old_layout = {
	.record = "struct foo",
	.size = 12,
	.parts = old_parts,
	.n_parts = G_N_ELEMENTS(old_parts),
};

static const struct finding_layout new_layout = {
	.record = "struct foo",
	.size = 16,
	.parts = new_parts,
	.n_parts = G_N_ELEMENTS(new_parts),
};

static struct finding example(void)
{
	return (struct finding){
		.id = "5f1c9a0b27e4",
		.rule = "member/inserted",
		.dimension = DIMENSION_ABI,
		.verdict = VERDICT_BREAKS,
		.severity = SEVERITY_ERROR,
		.item_kind = "struct",
		.item_name = "foo",
		.header = "linux/foo.h",
		.old_place = { "old.deb:usr/include/linux/foo.h", 5, 2 },
		.new_place = { "new.deb:usr/include/linux/foo.h", 8, 2 },
		.targets = BOTH,
		.message = "'struct foo': member 'c' was inserted",
		.why = "it is why",
		.fix = "do not",
		.evidence = no_evidence,
	};
}

static char *show(const struct finding *findings, gsize n)
{
	const struct report report = {
		.findings = findings,
		.n_findings = n,
		.old_name = "old.deb",
		.new_name = "new.deb",
		.headers_judged = 1234,
		.targets = BOTH,
	};
	const struct report_options options = { 0 };
	GString *out = g_string_new(NULL);

	report_format_find("html")->write(&report, &options, out);
	return g_string_free(out, FALSE);
}

static guint count(const char *text, const char *part)
{
	guint n = 0;

	for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
		n++;
	return n;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("the page lacks: %s", part);
}

static void test_finding(void)
{
	const struct finding finding = example();
	g_autofree char *page = show(&finding, 1);

	assert_has(page, "id=\"5f1c9a0b27e4\" tabindex=\"-1\" data-verdict=\"breaks\" "
			 "data-severity=\"error\" data-dimension=\"abi\" "
			 "data-rule=\"member/inserted\">");
	assert_has(page, "<code>struct foo</code>: member <code>c</code> was inserted</h5>");
	assert_has(page, "href=\"#5f1c9a0b27e4\"");
	assert_has(page, ">usr/include/linux/foo.h:8, was line 5</span>");
	assert_has(page, "<dt>why<dd>it is why\n<dt>fix<dd>do not\n");
	assert_has(page, "1,234 headers, 1 with changes");
	g_assert_null(strstr(page, "<svg class=\"map\""));
	g_assert_null(strstr(page, "only x86_64"));
}

static void test_one_target(void)
{
	struct finding finding = example();
	g_autofree char *page = NULL;

	finding.targets = TARGET_BIT(TARGET_I386);
	page = show(&finding, 1);
	assert_has(page, " data-targets=\"i386\">");
	assert_has(page, "<span>only i386</span>");
}

static void test_accepted(void)
{
	const struct finding_acceptance accepted = { "nobody uses it", "6.14",
						     ".unbroken/accept:12" };
	struct finding finding = example();
	g_autofree char *page = NULL;

	finding.accepted = &accepted;
	finding.severity = SEVERITY_NONE;
	page = show(&finding, 1);
	assert_has(page, "data-severity=\"accepted\"");
	assert_has(page, "<dt>reason<dd>nobody uses it\n"
			 "<dt>in<dd>.unbroken/accept:12, until 6.14\n");
	assert_has(page, "1 finding accepted");
}

/* Safe changes are rows below their rule; a finding that is told along has no row. */
static void test_safe(void)
{
	struct finding findings[] = { example(), example(), example() };
	g_autofree char *page = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(findings); i++) {
		findings[i].verdict = VERDICT_SAFE;
		findings[i].severity = SEVERITY_NONE;
		findings[i].rule = "constant/added";
		findings[i].message = "'FOO' is new";
	}
	findings[1].id = "000000000001";
	findings[2].id = "000000000002";
	findings[2].part_of = "000000000001";
	page = show(findings, G_N_ELEMENTS(findings));
	assert_has(page, "<summary>2 safe changes</summary>");
	assert_has(page, "data-rule=\"constant/added\">\n<h5>constant/added <b>2</b></h5>");
	assert_has(page, "<li id=\"5f1c9a0b27e4\"><code>FOO</code> is new <i>8</i> "
			 "<a href=\"#5f1c9a0b27e4\">5f1c9a0b27e4</a>\n");
	g_assert_cmpuint(count(page, "<li id="), ==, 2);
	assert_has(page, "<span id=\"000000000002\"></span>");
}

/* What rules say stands once below, for those that found something. */
static void test_rules(void)
{
	static const struct report_rule rules[] = {
		{ .id = "member/inserted",
		  .summary = "a <new> member",
		  .why = "they look elsewhere",
		  .fix = "append it" },
		{ .id = "member/moved", .summary = "not found here", .why = "" },
	};
	const struct finding finding = example();
	const struct report report = {
		.findings = &finding,
		.n_findings = 1,
		.old_name = "a",
		.new_name = "b",
		.targets = BOTH,
	};
	const struct report_options options = { .rules = rules,
						.n_rules = G_N_ELEMENTS(rules),
						.version = "1.2.3" };
	g_autoptr(GString) out = g_string_new(NULL);

	report_format_find("html")->write(&report, &options, out);
	assert_has(out->str, "<a href=\"#rule:member/inserted\" title=\"a &lt;new&gt; member\">"
			     "member/inserted</a>");
	assert_has(out->str, "<dt id=\"rule:member/inserted\"><code>member/inserted</code> "
			     "a &lt;new&gt; member\n<dd>they look elsewhere\n"
			     "<dd>fix: append it\n");
	assert_has(out->str, "unbroken 1.2.3");
	g_assert_null(strstr(out->str, "not found here"));
}

static void test_by_commit(void)
{
	const struct finding_commit commits[] = {
		{ .id = "8e3c982c46ba0000000000000000000000000000", .subject = "first" },
		{ .id = "", .subject = "[2/2] second" },
		{ .id = "", .subject = "nothing by itself" },
	};
	struct finding findings[] = { example(), example(), example(), example() };
	const struct report report = {
		.findings = findings,
		.n_findings = 4,
		.old_name = "a",
		.new_name = "b",
		.targets = BOTH,
		.by_commit = TRUE,
	};
	const struct report_options options = { 0 };
	g_autoptr(GString) out = g_string_new(NULL);

	findings[1].commit = &commits[0];
	findings[2].commit = &commits[1];
	findings[1].healed = &commits[1];
	/* It has no heading of its own. */
	findings[3].part_of = findings[0].id;
	findings[3].commit = &commits[2];
	report_format_find("html")->write(&report, &options, out);
	assert_has(out->str, "<h2 class=\"commit\">The project</h2>");
	assert_has(out->str, "<h2 class=\"commit\"><code>8e3c982c46ba</code> first</h2>");
	assert_has(out->str, "<h2 class=\"commit\">[2/2] second</h2>");
	assert_has(out->str, "<dt>until<dd>[2/2] second\n");
	g_assert_null(strstr(out->str, "<dt>by<dd>"));
	g_assert_null(strstr(out->str, "nothing by itself"));
}

/* With commits told apart the same change may come twice. */
static void test_same_id(void)
{
	const struct finding findings[] = { example(), example() };
	g_autofree char *page = show(findings, 2);

	g_assert_cmpuint(count(page, "id=\"5f1c9a0b27e4\""), ==, 1);
	g_assert_cmpuint(count(page, "id=\"5f1c9a0b27e4-2\""), ==, 1);
	g_assert_cmpuint(count(page, "href=\"#5f1c9a0b27e4-2\""), ==, 1);
}

static void test_empty(void)
{
	g_autofree char *page = show(NULL, 0);

	assert_has(page, "<p>No changes.</p>");
	assert_has(page, "passed: no error");
}

/* --- Foreign bytes ------------------------------------------------------------ */

static const char *const hostile[] = {
	"</script><script>alert(1)</script>",
	"\"onmouseover=\"alert(1)",
	"' x='<img src=x>",
	"&lt;b&gt;",
	"\xff\xfe\x80",
	"\x01\x1b[31m\x7f",
	"\xe2\x80\xae"
	"gnp.exe",
	"</style>",
	"<!--",
	"a'b'c",
	"'",
	"<",
	"%s%n",
	"",
};

static void assert_harmless(const char *page)
{
	g_assert_true(g_utf8_validate(page, -1, NULL));
	for (const char *at = page; *at; at++)
		g_assert_false((guchar)*at < ' ' && *at != '\n' && *at != '\t');
	g_assert_null(strstr(page, "\x7f"));
	g_assert_null(strstr(page, "\xe2\x80\xae"));
	g_assert_null(strstr(page, "<img"));
	g_assert_null(strstr(page, "<!--"));
	g_assert_null(strstr(page, "\"onmouseover"));
	g_assert_cmpuint(count(page, "<script"), ==, 1);
	g_assert_cmpuint(count(page, "</script"), ==, 1);
	g_assert_cmpuint(count(page, "</style"), ==, 1);
}

static void assert_harmless_with(const char *text)
{
	const char *const evidence[] = { text, NULL };
	const struct layout_part part = {
		.name = text, .type = text, .bit_size = 64, .twin = LAYOUT_NO_TWIN
	};
	const struct finding_layout layout = {
		.record = text, .size = 8, .parts = &part, .n_parts = 1
	};
	const struct finding_commit commit = { .id = text, .subject = text };
	const struct finding_acceptance accepted = { text, text, text };
	const struct finding_renaming renaming = { text, text, text, text };
	struct finding findings[2] = { example(), example() };
	const struct not_judged part_not_judged = { text, BOTH, text, FALSE };
	const struct report report = {
		.findings = findings,
		.n_findings = 2,
		.not_judged = &part_not_judged,
		.n_not_judged = 1,
		.old_name = text,
		.new_name = text,
		.targets = BOTH,
	};
	const struct report_options options = { 0 };

	for (guint i = 0; i < 2; i++) {
		findings[i].verdict = i ? VERDICT_SAFE : VERDICT_DEPENDS;
		findings[i].item_name = findings[i].header = findings[i].message = text;
		findings[i].why = findings[i].fix = findings[i].fact = text;
		findings[i].old_place.file = findings[i].new_place.file = text;
		findings[i].evidence = evidence;
		findings[i].old_layout = findings[i].new_layout = &layout;
		findings[i].commit = findings[i].healed = findings[i].heals = &commit;
		findings[i].accepted = &accepted;
		findings[i].renamings = &renaming;
		findings[i].n_renamings = 1;
	}
	for (guint by_commit = 0; by_commit < 2; by_commit++) {
		struct report turned = report;
		g_autoptr(GString) out = g_string_new(NULL);

		turned.by_commit = by_commit;
		report_format_find("html")->write(&turned, &options, out);
		assert_harmless(out->str);
	}
}

static void test_hostile(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++)
		assert_harmless_with(hostile[i]);
}

static void test_escapes(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	html_put(out, "<p title=\"%s\">%s %u %d", "\"&<>'", "\x01\xff", 7u, -7);
	g_assert_cmpstr(out->str, ==, "<p title=\"&quot;&amp;&lt;&gt;'\">?\xef\xbf\xbd 7 -7");
}

static void test_messages(void)
{
	static const char *const pairs[][2] = {
		{ "'a' is 'b'", "<code>a</code> is <code>b</code>" },
		{ "the struct's 'a', (not 'b')",
		  "the struct's <code>a</code>, (not <code>b</code>)" },
		{ "<a.h> is gone; a <b", "<code>&lt;a.h&gt;</code> is gone; a &lt;b" },
		{ "'", "'" },
		{ "''", "''" },
		{ "'open", "'open" },
		{ "'don't'", "<code>don't</code>" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		html_put_message(out, pairs[i][0]);
		g_assert_cmpstr(out->str, ==, pairs[i][1]);
	}
}

/* --- Pictures ----------------------------------------------------------------- */

static void test_marks(void)
{
	static const guint old_marks[] = { LAYOUT_RETYPED, LAYOUT_MOVED, 0, LAYOUT_REMOVED, 0 };
	static const guint new_marks[] = { LAYOUT_RETYPED, LAYOUT_ADDED, LAYOUT_MOVED,
					   LAYOUT_ADDED,   LAYOUT_ADDED, LAYOUT_ADDED };

	for (guint32 i = 0; i < G_N_ELEMENTS(old_marks); i++)
		g_assert_cmpuint(layout_marks(&old_layout, i, &new_layout, FALSE), ==,
				 old_marks[i]);
	for (guint32 i = 0; i < G_N_ELEMENTS(new_marks); i++)
		g_assert_cmpuint(layout_marks(&new_layout, i, &old_layout, TRUE), ==, new_marks[i]);
}

static void test_picture(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	html_put_picture(out, &old_layout, &new_layout, "map:foo");
	assert_has(out->str, "<code>struct foo</code> on x86_64: 16 bytes, was 12 bytes");
	assert_has(out->str, "<g class=\"added\"><title>c: __u32, offset 4, 4 bytes</title>");
	assert_has(out->str, "<g class=\"moved\"><title>b: __u32, offset 8, 4 bytes</title>");
	assert_has(out->str, "<g class=\"gone\"><title>last: __u8, offset 10, 1 byte</title>");
	assert_has(out->str, "<g class=\"added\"><title>bit: __u8:1, offset 14.3, 1 bit</title>");
	assert_has(out->str, "<g class=\"added open\"><title>tail: __u8[]");
	assert_has(out->str, "<g class=\"hole\"><title>padding");
	g_assert_cmpuint(count(out->str, "class=\"band\""), ==, 1);
	assert_has(out->str, "<th>b<td>__u32<td>4<td>8<td>4 bytes<td>moved");
	assert_has(out->str, "<th>used<td>__u16<td>8<td>12<td>2 bytes<td>new, in reserved pad");
	assert_has(out->str, "<th>last<td>__u8<td>10<td><td>1 byte<td>gone");
}

/* Findings about one record share its picture. */
static void test_picture_once(void)
{
	struct finding findings[] = { example(), example() };
	g_autofree char *page = NULL;

	for (guint i = 0; i < 2; i++) {
		findings[i].old_layout = &old_layout;
		findings[i].new_layout = &new_layout;
	}
	findings[1].id = "000000000001";
	page = show(findings, 2);
	g_assert_cmpuint(count(page, "<svg class=\"map\""), ==, 1);
}

/* A record of @n members, of which the one at @changed is new. */
static struct layout_part *long_parts(guint32 n, guint32 changed, gboolean is_new,
				      GStringChunk *names)
{
	struct layout_part *parts = g_new0(struct layout_part, n);

	for (guint32 i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("m%u", i);

		parts[i] = (struct layout_part){
			.name = g_string_chunk_insert(names, name),
			.type = "__u64",
			.bit_offset = (guint64)i * 64,
			.bit_size = 64,
			.twin = i == changed ? LAYOUT_NO_TWIN : i,
		};
		if (i == changed && is_new)
			parts[i].name = "new";
	}
	return parts;
}

static void test_long_record(void)
{
	GStringChunk *names = g_string_chunk_new(1024);
	g_autofree struct layout_part *old_long = long_parts(300, 150, FALSE, names);
	g_autofree struct layout_part *new_long = long_parts(300, 150, TRUE, names);
	const struct finding_layout old = {
		.record = "struct l", .size = 2400, .parts = old_long, .n_parts = 300
	};
	const struct finding_layout new = {
		.record = "struct l", .size = 2400, .parts = new_long, .n_parts = 300
	};
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GArray) old_boxes = NULL;
	g_autoptr(GArray) new_boxes = NULL;

	html_fold(&old, &new, &old_boxes, &new_boxes);
	/* One beside the end, a run, one beside the change, the change, and back. */
	g_assert_cmpuint(old_boxes->len, ==, 7);
	g_assert_cmpuint(new_boxes->len, ==, 7);
	g_assert_cmpuint(g_array_index(old_boxes, struct html_box, 1).n_folded, ==, 148);
	g_assert_cmpuint(g_array_index(new_boxes, struct html_box, 5).n_folded, ==, 147);
	g_assert_cmpuint(g_array_index(new_boxes, struct html_box, 5).twin, ==, 5);
	html_put_picture(out, &old, &new, "map:l");
	assert_has(out->str, "148 members");
	assert_has(out->str, "class=\"cut\"");
	g_assert_cmpuint(out->len, <, 10000);
	g_string_chunk_free(names);
}

/* Both sides have one scale, whatever stands where. */
static void test_scale(void)
{
	g_autoptr(GArray) old_boxes = NULL;
	g_autoptr(GArray) new_boxes = NULL;
	struct html_scale *scale;
	guint previous = 0;

	html_fold(&old_layout, &new_layout, &old_boxes, &new_boxes);
	scale = html_scale_new(old_boxes, new_boxes, 16);
	g_assert_cmpuint(html_scale_x(scale, 0), ==, 0);
	for (guint bit = 32; bit <= 96; bit += 32) {
		g_assert_cmpuint(html_scale_x(scale, bit), >, previous);
		previous = html_scale_x(scale, bit);
	}
	g_assert_cmpuint(html_scale_x(scale, 64), ==, 2 * html_scale_x(scale, 32));
	html_scale_free(scale);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/html/finding", test_finding);
	g_test_add_func("/html/one-target", test_one_target);
	g_test_add_func("/html/accepted", test_accepted);
	g_test_add_func("/html/safe", test_safe);
	g_test_add_func("/html/rules", test_rules);
	g_test_add_func("/html/by-commit", test_by_commit);
	g_test_add_func("/html/same-id", test_same_id);
	g_test_add_func("/html/empty", test_empty);
	g_test_add_func("/html/hostile", test_hostile);
	g_test_add_func("/html/escapes", test_escapes);
	g_test_add_func("/html/messages", test_messages);
	g_test_add_func("/html/marks", test_marks);
	g_test_add_func("/html/picture", test_picture);
	g_test_add_func("/html/picture-once", test_picture_once);
	g_test_add_func("/html/long-record", test_long_record);
	g_test_add_func("/html/scale", test_scale);
	return g_test_run();
}
