/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The history of an interface as text and as JSON. */
#include <jansson.h>
#include <string.h>

#include "report/history.h"

#define BOTH (TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386))

static const char *const no_evidence[] = { NULL };

static struct finding make_finding(const char *rule, enum verdict verdict, const char *item)
{
	return (struct finding){
		.id = "000000000001",
		.rule = rule,
		.verdict = verdict,
		.item_kind = "struct",
		.item_name = item,
		.header = "linux/foo.h",
		.new_place = { "c0:include/uapi/linux/foo.h", 7, 1 },
		.targets = BOTH,
		.message = item,
		.why = "because",
		.evidence = no_evidence,
	};
}

static void test_events(void)
{
	static const struct {
		const char *rule;
		enum verdict verdict;
		gboolean is_repair;
		enum event event;
	} cases[] = {
		{ "member/moved", VERDICT_BREAKS, FALSE, EVENT_BREAKS },
		{ "member/moved", VERDICT_BREAKS, TRUE, EVENT_REPAIRS },
		{ "record/grew", VERDICT_DEPENDS, FALSE, EVENT_DEPENDS },
		{ "record/grew", VERDICT_SAFE, FALSE, EVENT_EXTENDS },
		{ "member/tail-appended", VERDICT_SAFE, FALSE, EVENT_EXTENDS },
		{ "member/reserved-used", VERDICT_SAFE, FALSE, EVENT_EXTENDS },
		{ "member/hole-used", VERDICT_SAFE, FALSE, EVENT_EXTENDS },
		{ "member/arm-added", VERDICT_SAFE, FALSE, EVENT_EXTENDS },
		{ "constant/added", VERDICT_SAFE, FALSE, EVENT_ADDS },
		{ "constant/added", VERDICT_DEPENDS, FALSE, EVENT_DEPENDS },
		{ "constant/repaired", VERDICT_SAFE, FALSE, EVENT_REPAIRS },
		{ "macro/text-changed", VERDICT_SAFE, FALSE, EVENT_CHANGES },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct finding finding = make_finding(cases[i].rule, cases[i].verdict, "foo");

		finding.is_repair = cases[i].is_repair;
		g_assert_cmpint(event_of(&finding), ==, cases[i].event);
	}
}

/* An entry with findings of its own. */
struct made {
	struct finding findings[64];
	const struct finding *pointers[64];
	struct history_entry entry;
};

static void made_init(struct made *made)
{
	*made = (struct made){
		.entry = {
			.id = "0123456789abcdef0123456789abcdef01234567",
			.name = "uapi: change foo",
			.date = "2026-01-02",
			.author = "A U Thor",
			.findings = made->pointers,
			.targets = BOTH,
		},
	};
}

static struct finding *made_add(struct made *made, const char *rule, enum verdict verdict,
				const char *item)
{
	struct finding *finding = &made->findings[made->entry.n_findings];

	g_assert_cmpuint(made->entry.n_findings, <, G_N_ELEMENTS(made->findings));
	*finding = make_finding(rule, verdict, item);
	made->pointers[made->entry.n_findings++] = finding;
	return finding;
}

static char *text_of(const struct made *made, const struct report_options *options)
{
	GString *out = g_string_new(NULL);

	history_append_text(out, &made->entry, options);
	return g_string_free(out, FALSE);
}

static void check_text(const struct made *made, const struct report_options *options,
		       const char *expected)
{
	g_autofree char *text = text_of(made, options);

	g_assert_cmpstr(text, ==, expected);
}

static const struct report_options plain = { 0 };

static void test_text(void)
{
	struct made made;
	static const struct not_judged missing[] = {
		{ "asm/", BOTH, "only one side has it", TRUE },
		{ "linux/bad.h", BOTH, "it does not compile", FALSE },
	};

	made_init(&made);
	made_add(&made, "constant/added", VERDICT_SAFE, "ONE");
	made_add(&made, "constant/added", VERDICT_SAFE, "TWO");
	made_add(&made, "member/moved", VERDICT_BREAKS, "'foo' moved")->targets =
		TARGET_BIT(TARGET_I386);
	made_add(&made, "member/moved", VERDICT_BREAKS, "'bar' moved")->is_repair = TRUE;
	made_add(&made, "record/grew", VERDICT_DEPENDS, "'foo' grew");
	made_add(&made, "record/grew", VERDICT_SAFE, "'baz' grew")->new_place.file = NULL;
	made.entry.not_judged = missing;
	made.entry.n_not_judged = 2;
	check_text(&made, &plain,
		   "0123456789ab 2026-01-02 uapi: change foo\n"
		   "    breaks   linux/foo.h:7: 'foo' moved (only i386) [member/moved]\n"
		   "    depends  linux/foo.h:7: 'foo' grew [record/grew]\n"
		   "    repairs  linux/foo.h:7: 'bar' moved [member/moved]\n"
		   "    extends  linux/foo.h: 'baz' grew [record/grew]\n"
		   "    adds     linux/foo.h: struct ONE, TWO\n"
		   "    unknown  linux/bad.h: it does not compile\n");
}

static void test_release(void)
{
	struct made made;

	made_init(&made);
	made.entry.id = "";
	made.entry.name = "v6.1";
	made.entry.author = NULL;
	check_text(&made, &plain, "2026-01-02 v6.1\n");
	made.entry.date = "";
	made.entry.name = "not released";
	check_text(&made, &plain, "not released\n");
}

static void test_quiet(void)
{
	const struct report_options quiet = { .quiet = TRUE };
	struct made made;

	made_init(&made);
	made_add(&made, "member/moved", VERDICT_BREAKS, "'foo' moved");
	check_text(&made, &quiet, "0123456789ab 2026-01-02 uapi: change foo\n");
}

static void test_color(void)
{
	const struct report_options colored = { .color = COLOR_ALWAYS };
	struct made made;
	g_autofree char *text = NULL;

	made_init(&made);
	made_add(&made, "member/moved", VERDICT_BREAKS, "'foo' moved");
	text = text_of(&made, &colored);
	g_assert_nonnull(strstr(text, "\33[1;31mbreaks\33[m"));
}

/* What foreign commits say is no sequence for a terminal. */
static void test_foreign(void)
{
	struct made made;
	g_autofree char *text = NULL;

	made_init(&made);
	made.entry.name = "\33[2J wiped";
	made_add(&made, "member/moved", VERDICT_BREAKS, "'foo\33[2J' moved");
	text = text_of(&made, &plain);
	g_assert_null(strchr(text, '\33'));
}

static gsize count_lines(const char *text)
{
	gsize n = 0;

	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

static void check_lines(const struct made *made, const struct report_options *options, gsize n,
			const char *says)
{
	g_autofree char *text = text_of(made, options);

	g_assert_cmpuint(count_lines(text), ==, n);
	if (says && !strstr(text, says))
		g_error("'%s' does not say '%s'", text, says);
}

static void test_long_lists(void)
{
	const struct report_options verbose = { .verbose = TRUE };
	struct made made;

	made_init(&made);
	for (guint i = 0; i < 9; i++)
		made_add(&made, "member/moved", VERDICT_BREAKS, "it moved");
	/* One more than the rest is as long as the line that would count it. */
	check_lines(&made, &plain, 1 + 9, NULL);
	made_add(&made, "member/moved", VERDICT_BREAKS, "it moved");
	check_lines(&made, &plain, 1 + 8 + 1, "             and 2 more; -v names all\n");
	check_lines(&made, &verbose, 1 + 10, NULL);
}

static void test_long_additions(void)
{
	const struct report_options verbose = { .verbose = TRUE };
	static const char *const headers[] = { "a.h", "b.h", "c.h", "d.h", "e.h",
					       "f.h", "g.h", "h.h", "i.h", "j.h" };
	struct made made;

	made_init(&made);
	for (guint i = 0; i < 10; i++)
		made_add(&made, "constant/added", VERDICT_SAFE, "NAME");
	check_lines(&made, &plain, 2, " and 2 more\n");
	made_init(&made);
	/* Two names of each of ten headers: two headers, which are four names, are counted. */
	for (guint i = 0; i < 20; i++)
		made_add(&made, "constant/added", VERDICT_SAFE, "NAME")->header = headers[i / 2];
	check_lines(&made, &plain, 1 + 8 + 1, "             and 4 more names; -v names all\n");
	check_lines(&made, &verbose, 1 + 10, NULL);
}

static void test_json(void)
{
	struct made made;
	g_autoptr(GString) out = g_string_new(NULL);
	static const struct not_judged missing[] = {
		{ "linux/bad.h", TARGET_BIT(TARGET_ARM), "why", FALSE },
	};
	json_t *object;
	const json_t *finding;

	made_init(&made);
	made.entry.name = "a \"quoted\" subject\xff";
	made_add(&made, "member/moved", VERDICT_BREAKS, "'foo' moved");
	made.entry.not_judged = missing;
	made.entry.n_not_judged = 1;
	history_append_json(out, &made.entry);
	g_assert_cmpint(out->str[out->len - 1], ==, '}');
	object = json_loads(out->str, 0, NULL);
	g_assert_nonnull(object);
	g_assert_cmpstr(json_string_value(json_object_get(object, "id")), ==, made.entry.id);
	g_assert_cmpstr(json_string_value(json_object_get(object, "author")), ==, "A U Thor");
	g_assert_nonnull(json_string_value(json_object_get(object, "name")));
	finding = json_array_get(json_object_get(object, "findings"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(finding, "event")), ==, "breaks");
	g_assert_cmpuint(json_array_size(json_object_get(object, "not_judged")), ==, 1);
	json_decref(object);
}

static void test_json_release(void)
{
	struct made made;
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *object;

	made_init(&made);
	made.entry.author = NULL;
	made.entry.id = "";
	history_append_json(out, &made.entry);
	object = json_loads(out->str, 0, NULL);
	g_assert_nonnull(object);
	g_assert_cmpuint(json_array_size(json_object_get(object, "findings")), ==, 0);
	json_decref(object);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history/events", test_events);
	g_test_add_func("/history/text", test_text);
	g_test_add_func("/history/release", test_release);
	g_test_add_func("/history/quiet", test_quiet);
	g_test_add_func("/history/color", test_color);
	g_test_add_func("/history/foreign", test_foreign);
	g_test_add_func("/history/long-lists", test_long_lists);
	g_test_add_func("/history/long-additions", test_long_additions);
	g_test_add_func("/history/json", test_json);
	g_test_add_func("/history/json-release", test_json_release);
	return g_test_run();
}
