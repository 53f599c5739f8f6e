/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opinions: what becomes of changes under conventions and profiles, and that a
 * report says the same thing twice.  What each rule finds is for tests/rules.
 */
#include <glib/gstdio.h>

#include "rules/judge.h"
#include "rules/rule.h"
#include "test-clang.h"

#define TARGETS 2

/* One header for two targets, on both sides, and what is said of it. */
struct trial {
	struct parsed *before[TARGETS], *after[TARGETS];
	struct policy *policy;
	struct report *report;
};

static void trial_free(struct trial *trial)
{
	judge_free(trial->report);
	policy_free(trial->policy);
	for (guint i = 0; i < TARGETS; i++) {
		parsed_free(trial->before[i]);
		parsed_free(trial->after[i]);
	}
	g_free(trial);
}
DEFINE_AUTO(trial, trial_free)

static struct report *judge_trial(const struct trial *trial)
{
	const struct model *before[TARGETS], *after[TARGETS];
	const struct judge_input input = {
		.old_tree = trial->before[0]->tree,
		.new_tree = trial->after[0]->tree,
		.old_models = before,
		.new_models = after,
		.n_models = TARGETS,
		.policy = trial->policy,
	};

	for (guint i = 0; i < TARGETS; i++) {
		before[i] = trial->before[i]->model;
		after[i] = trial->after[i]->model;
	}
	return judge(&input);
}

/* The policy of a file for each text of @conventions. */
static struct policy *make_policy(const char *const *conventions, const char *profile)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("unbroken-judge-XXXXXX", &error);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	g_assert_no_error(error);
	for (guint i = 0; conventions[i]; i++) {
		g_autofree char *name = g_strdup_printf("%u", i);
		g_autofree char *file = g_build_filename(folder, name, NULL);
		g_assert_true(g_file_set_contents(file, conventions[i], -1, NULL));
		g_strv_builder_add(builder, file);
	}
	g_auto(GStrv) files = g_strv_builder_end(builder);
	struct policy *policy = policy_load((const char *const *)files, profile, &error);
	g_assert_no_error(error);
	for (guint i = 0; files[i]; i++)
		g_unlink(files[i]);
	g_rmdir(folder);
	return policy;
}

static struct trial *try_with(const char *before, const char *after, const char *const *conventions,
			      const char *profile)
{
	static const enum target_id ids[TARGETS] = { TARGET_X86_64, TARGET_I386 };
	struct trial *trial = g_new0(struct trial, 1);

	for (guint i = 0; i < TARGETS; i++) {
		trial->before[i] = parse_text(before, ids[i]);
		trial->after[i] = parse_text(after, ids[i]);
	}
	trial->policy = make_policy(conventions, profile);
	trial->report = judge_trial(trial);
	return trial;
}

static struct trial *try_under(const char *before, const char *after, const char *convention,
			       const char *profile)
{
	const char *const conventions[] = { convention, NULL };

	return try_with(before, after, conventions, profile);
}

static struct trial *try_change(const char *before, const char *after)
{
	return try_under(before, after, NULL, "kernel");
}

static const struct finding *find(const struct trial *trial, const char *rule, const char *name)
{
	const struct finding *found = NULL;

	for (gsize i = 0; i < trial->report->n_findings; i++) {
		const struct finding *finding = &trial->report->findings[i];
		if (strcmp(finding->rule, rule) || strcmp(finding->item_name, name))
			continue;
		g_assert_null(found); /* one change is one finding */
		found = finding;
	}
	return found;
}

static const struct finding *need(const struct trial *trial, const char *rule, const char *name)
{
	const struct finding *finding = find(trial, rule, name);

	if (!finding)
		g_error("no %s of '%s' among %zu findings", rule, name, trial->report->n_findings);
	return finding;
}

static gboolean says(const struct finding *finding, const char *words)
{
	for (gsize i = 0; finding->evidence[i]; i++) {
		if (strstr(finding->evidence[i], words))
			return TRUE;
	}
	return FALSE;
}

#define SHORT "struct frob { __u32 a; __u32 b; };\n"
#define LONG  "struct frob { __u32 a; __u32 b; __u32 c; };\n"

static void safe_fields(void)
{
	AUTO(trial) trial =
		try_change("#define FROB_A 1\n", "#define FROB_A 1\n#define FROB_B 2\n");
	const struct finding *finding = need(trial, "constant/added", "FROB_B");

	g_assert_cmpuint(trial->report->n_findings, ==, 1);
	g_assert_cmpint(finding->verdict, ==, VERDICT_SAFE);
	g_assert_cmpint(finding->severity, ==, SEVERITY_NONE);
	g_assert_cmpstr(finding->item_kind, ==, "constant");
	g_assert_cmpstr(finding->header, ==, "x.h");
	g_assert_null(finding->fix);
	g_assert_null(finding->fact);
	g_assert_nonnull(finding->evidence);
	g_assert_null(finding->old_place.file);
	g_assert_cmpuint(finding->new_place.line, ==, 3);
	g_assert_cmpuint(finding->targets, ==, TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386));
}

static void breaking_fields(void)
{
	AUTO(trial) trial = try_change(SHORT, "struct frob { __u32 x; __u32 a; __u32 b; };\n");
	const struct finding *finding = need(trial, "member/inserted", "frob");

	g_assert_cmpint(finding->dimension, ==, DIMENSION_ABI);
	g_assert_cmpint(finding->verdict, ==, VERDICT_BREAKS);
	g_assert_cmpint(finding->severity, ==, SEVERITY_ERROR);
	g_assert_cmpstr(finding->old_map, ==, "0 a:__u32 | 4 b:__u32     size 8");
	g_assert_cmpstr(finding->new_map, ==, "0 x:__u32 | 4 a:__u32 | 8 b:__u32     size 12");
	g_assert_nonnull(finding->why);
	g_assert_nonnull(finding->fix);
	g_assert_null(finding->fact);
	g_assert_cmpuint(strlen(finding->id), ==, 12);
}

static void depending_fields(void)
{
	AUTO(trial) trial = try_change(SHORT, LONG);
	const struct finding *finding = need(trial, "record/grew", "frob");

	g_assert_cmpint(finding->verdict, ==, VERDICT_DEPENDS);
	g_assert_cmpint(finding->severity, ==, SEVERITY_WARNING);
	g_assert_nonnull(finding->fact);
}

static const struct layout_part *part_at(const struct finding_layout *layout, guint32 i)
{
	g_assert_cmpuint(i, <, layout->n_parts);
	return &layout->parts[i];
}

/* The arms of a union cover each other, so they stand in lanes. */
static void layouts(void)
{
	AUTO(trial) trial = try_change(
		"struct frob { __u8 a; __u32 b; union { __u32 c; __u16 d; }; __u32 pad; };\n",
		"struct frob { __u8 a; __u8 x; __u32 y; __u32 b; union { __u32 c; __u16 d; }; "
		"__u32 e; };\n");
	const struct finding *finding = need(trial, "member/inserted", "frob");
	const struct finding_layout *old = finding->old_layout, *new = finding->new_layout;

	g_assert_cmpstr(old->record, ==, "struct frob");
	g_assert_cmpuint(old->size, ==, 16);
	g_assert_cmpuint(new->size, ==, 20);
	g_assert_cmpuint(old->n_parts, ==, 6);
	g_assert_cmpint(part_at(old, 1)->kind, ==, LAYOUT_HOLE);
	g_assert_cmpstr(part_at(old, 2)->name, ==, "b");
	g_assert_cmpuint(part_at(old, 2)->bit_offset, ==, 32);
	g_assert_cmpstr(part_at(new, part_at(old, 2)->twin)->name, ==, "b");
	g_assert_cmpuint(part_at(old, 3)->lane, ==, 0);
	g_assert_cmpuint(part_at(old, 4)->lane, ==, 1);
	g_assert_cmpstr(part_at(old, 4)->type, ==, "__u16");
	g_assert_true(part_at(old, 5)->is_reserved);
	g_assert_cmpuint(part_at(old, 5)->lane, ==, 0);
	g_assert_cmpuint(part_at(old, 5)->twin, ==, LAYOUT_NO_TWIN);
	g_assert_cmpstr(part_at(new, 1)->name, ==, "x");
	g_assert_cmpuint(part_at(new, 1)->twin, ==, LAYOUT_NO_TWIN);
	g_assert_false(old->is_partial);
}

/* All findings about one record have the same; what is no record has none. */
static void layouts_are_shared(void)
{
	AUTO(trial) trial = try_change("struct frob { __u32 a; __u32 b; };\n#define FOO 1\n",
				       "struct frob { __u32 a; };\n#define FOO 2\n");

	g_assert_nonnull(need(trial, "member/removed", "frob")->old_layout);
	g_assert_true(need(trial, "member/removed", "frob")->old_layout ==
		      need(trial, "member/name-removed", "frob")->old_layout);
	g_assert_null(need(trial, "constant/value-changed", "FOO")->old_layout);
}

/* Of a record with very many members those around what changed. */
static void long_layouts(void)
{
	g_autoptr(GString) before = g_string_new("struct frob {\n");
	g_autoptr(GString) after = g_string_new("struct frob {\n");

	for (guint i = 0; i < 3 * LAYOUT_PARTS_MAX; i++) {
		g_string_append_printf(before, "__u32 m%u;\n", i);
		if (i == 2 * LAYOUT_PARTS_MAX)
			g_string_append(after, "__u32 x;\n");
		g_string_append_printf(after, "__u32 m%u;\n", i);
	}
	g_string_append(before, "};\n");
	g_string_append(after, "};\n");
	AUTO(trial) trial = try_change(before->str, after->str);
	const struct finding *finding = need(trial, "member/inserted", "frob");
	guint n_new = 0;
	g_assert_cmpuint(finding->new_layout->n_parts, ==, LAYOUT_PARTS_MAX);
	g_assert_true(finding->old_layout->is_partial);
	for (guint32 i = 0; i < LAYOUT_PARTS_MAX; i++)
		n_new += layout_marks(finding->new_layout, i, finding->old_layout, TRUE) ==
			 LAYOUT_ADDED;
	g_assert_cmpuint(n_new, ==, 1);
}

static void targets_that_differ(void)
{
	AUTO(trial) trial = try_change("struct frob { __u32 a; __u64 b; };\n",
				       "struct frob { __u32 a; __u32 pad; __u64 b; };\n");

	g_assert_cmpuint(need(trial, "member/inserted", "frob")->targets, ==,
			 TARGET_BIT(TARGET_I386));
	g_assert_cmpuint(trial->report->targets, ==,
			 TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386));
}

/* Grown on one target and filled on the other: the same bytes, two facts. */
static void worst_verdict_wins(void)
{
	AUTO(trial) trial = try_change("struct frob { void *a; __u32 b; };\n",
				       "struct frob { __u64 a; __u32 b; };\n");

	g_assert_cmpint(need(trial, "member/resized", "frob")->verdict, ==, VERDICT_BREAKS);
	g_assert_cmpuint(need(trial, "member/resized", "frob")->targets, ==,
			 TARGET_BIT(TARGET_I386));
	g_assert_cmpint(need(trial, "member/retyped", "frob")->verdict, ==, VERDICT_SAFE);
	g_assert_cmpuint(need(trial, "member/retyped", "frob")->targets, ==,
			 TARGET_BIT(TARGET_X86_64));
}

#define CONVENTION(id, verdict)                                                       \
	"[convention \"" id "\"]\n"                                                   \
	"\tsummary = frob copies the smaller of both\n\tcite = frob.c frob_ioctl()\n" \
	"\tabout = tail-growth\n\trecord = frob\n\tverdict = " verdict "\n"

static void convention_settles(void)
{
	AUTO(trial) safe = try_under(SHORT, LONG, CONVENTION("frob", "safe"), "kernel");
	AUTO(trial) breaks = try_under(SHORT, LONG, CONVENTION("frob", "breaks"), "kernel");
	AUTO(trial) depends = try_under(SHORT, LONG, CONVENTION("frob", "depends"), "kernel");
	const struct finding *finding = need(safe, "record/grew", "frob");

	g_assert_cmpint(finding->verdict, ==, VERDICT_SAFE);
	g_assert_cmpint(finding->severity, ==, SEVERITY_NONE);
	g_assert_true(says(finding, "frob: frob copies the smaller of both (frob.c frob_ioctl())"));
	g_assert_cmpint(need(breaks, "record/grew", "frob")->verdict, ==, VERDICT_BREAKS);
	g_assert_null(need(breaks, "record/grew", "frob")->fact);
	g_assert_cmpint(need(depends, "record/grew", "frob")->verdict, ==, VERDICT_DEPENDS);
	g_assert_true(strstr(need(depends, "record/grew", "frob")->fact, "smaller of both") !=
		      NULL);
}

static void convention_overrides(void)
{
	const char *const both[] = { CONVENTION("frob", "safe"), CONVENTION("frob", "breaks"),
				     NULL };
	AUTO(trial) trial = try_with(SHORT, LONG, both, "kernel");
	AUTO(trial) other = try_under(SHORT, LONG,
				      "[convention \"quux\"]\n\tsummary = s\n\tcite = c\n"
				      "\tabout = tail-growth\n\trecord = quux\n",
				      "kernel");

	g_assert_cmpint(need(trial, "record/grew", "frob")->verdict, ==, VERDICT_BREAKS);
	g_assert_cmpint(need(other, "record/grew", "frob")->verdict, ==, VERDICT_DEPENDS);
}

static void convention_of_another_topic(void)
{
	AUTO(trial) trial = try_under(SHORT, "struct frob { __u32 x; __u32 a; __u32 b; };\n",
				      CONVENTION("frob", "safe"), "kernel");

	g_assert_cmpint(need(trial, "member/inserted", "frob")->verdict, ==, VERDICT_BREAKS);
}

#define NUMBERED "#include <linux/ioctl.h>\n"

/* What a command's number says of lengths is settled by the command. */
static void convention_of_a_command(void)
{
	const char *before = NUMBERED SHORT "#define FROB_SET _IOW('f', 1, struct frob)\n";
	const char *after = NUMBERED LONG "#define FROB_SET _IOW('f', 1, struct frob)\n";
	AUTO(trial) plain = try_change(before, after);
	AUTO(trial) settled = try_under(before, after,
					"[convention \"frob\"]\n\tsummary = s\n\tcite = c\n"
					"\tabout = command-size\n\tcommand = FROB_*\n",
					"kernel");

	g_assert_cmpint(need(plain, "record/grew", "frob")->verdict, ==, VERDICT_DEPENDS);
	g_assert_true(says(need(plain, "record/grew", "frob"),
			   "FROB_SET changes its number from 0x40086601 to 0x400c6601"));
	g_assert_cmpint(need(settled, "record/grew", "frob")->verdict, ==, VERDICT_SAFE);
	g_assert_null(find(plain, "command/size-changed", "FROB_SET"));
}

/* What a header itself says about the length of a record. */
static void contracts_in_headers(void)
{
	AUTO(trial) argsz = try_change("struct frob { __u32 argsz; __u32 b; };\n",
				       "struct frob { __u32 argsz; __u32 b; __u32 c; };\n");
	AUTO(trial) numbered =
		try_change(NUMBERED "struct frob { __u32 size; __u32 b; };\n"
				    "#define FROB_SET _IOW('f', 1, struct frob)\n",
			   NUMBERED "struct frob { __u32 size; __u32 b; __u32 c; };\n"
				    "#define FROB_SET _IOW('f', 1, struct frob)\n");
	AUTO(trial) stepped = try_change("#define FROB_VERSION 1\n"
					 "struct frob { __u16 version; __u16 b; };\n",
					 "#define FROB_VERSION 2\n"
					 "struct frob { __u16 version; __u16 b; __u32 c; };\n");
	AUTO(trial) forgotten = try_change("#define FROB_VERSION 1\n"
					   "struct frob { __u16 version; __u16 b; };\n",
					   "#define FROB_VERSION 1\n"
					   "struct frob { __u16 version; __u16 b; __u32 c; };\n");

	g_assert_cmpint(need(argsz, "record/grew", "frob")->verdict, ==, VERDICT_SAFE);
	g_assert_true(says(need(argsz, "record/grew", "frob"), "'argsz'"));
	g_assert_cmpint(need(numbered, "record/grew", "frob")->verdict, ==, VERDICT_DEPENDS);
	g_assert_cmpint(need(stepped, "record/grew", "frob")->verdict, ==, VERDICT_SAFE);
	g_assert_true(says(need(stepped, "record/grew", "frob"), "FROB_VERSION was stepped"));
	g_assert_cmpint(need(forgotten, "record/grew", "frob")->verdict, ==, VERDICT_DEPENDS);
}

struct expected {
	const char *profile;
	enum severity abi, api, safe;
};

static const struct expected profiles[] = {
	{ "kernel", SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NONE },
	{ "distro", SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_NONE },
	{ "vendor", SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE },
	{ "info", SEVERITY_NOTE, SEVERITY_NOTE, SEVERITY_NONE },
};

static void by_profile(gconstpointer data)
{
	const struct expected *expected = data;
	AUTO(trial) trial =
		try_under("#define FROB_A 1\n#define FROB_B 2\n",
			  "#define FROB_A 3\n#define FROB_C 4\n", NULL, expected->profile);

	g_assert_cmpint(need(trial, "constant/value-changed", "FROB_A")->severity, ==,
			expected->abi);
	g_assert_cmpint(need(trial, "constant/removed", "FROB_B")->severity, ==, expected->api);
	g_assert_cmpint(need(trial, "constant/added", "FROB_C")->severity, ==, expected->safe);
}

#define MANY                                                          \
	"enum frob_e { FROB_A, FROB_B, __FROB_MAX };\n"               \
	"struct frob { __u32 a; void *b; };\n#define FROB_GONE 1\n"   \
	"#define frob_m(x) ((x) + 1)\n#define FROB_SET _IO('f', 1)\n" \
	"struct quux { __u32 a; __u32 reserved; };\n"
#define MANY_CHANGED                                                  \
	"enum frob_e { FROB_A, FROB_X, FROB_B, __FROB_MAX };\n"       \
	"struct frob { __u64 b; __u32 a; };\n"                        \
	"#define frob_m(x) ((x) + 2)\n#define FROB_SET _IO('f', 2)\n" \
	"struct quux { __u32 a; __u16 b; __u16 c; };\n"

static char *write_json(const struct report *report)
{
	const struct report_options options = { .verbose = TRUE };
	GString *text = g_string_new(NULL);

	report_format_find("json")->write(report, &options, text);
	return g_string_free(text, FALSE);
}

static void same_twice(void)
{
	AUTO(trial) first = try_change(NUMBERED MANY, NUMBERED MANY_CHANGED);
	AUTO(trial) second = try_change(NUMBERED MANY, NUMBERED MANY_CHANGED);
	AUTO(report) again = judge_trial(first);
	g_autofree char *one = write_json(first->report);
	g_autofree char *other = write_json(second->report);
	g_autofree char *repeated = write_json(again);

	g_assert_cmpuint(first->report->n_findings, >, 8);
	g_assert_cmpstr(one, ==, other);
	g_assert_cmpstr(one, ==, repeated);
}

/* Each finding of @one is in @other, under the same id. */
static void check_ids(const struct trial *one, const struct trial *other)
{
	for (gsize i = 0; i < one->report->n_findings; i++) {
		const struct finding *finding = &one->report->findings[i];
		gboolean found = FALSE;
		for (gsize j = 0; j < other->report->n_findings && !found; j++)
			found = !strcmp(finding->id, other->report->findings[j].id);
		if (!found)
			g_error("%s of '%s' has another id", finding->rule, finding->item_name);
	}
}

static void ids_stay(void)
{
	AUTO(trial) plain = try_change(NUMBERED MANY, NUMBERED MANY_CHANGED);
	AUTO(trial) moved =
		try_change("/* What\n * frobs. */\n\n" NUMBERED "#define OTHER_1 1\n" MANY,
			   "/* How it\n * frobs\n * now. */\n\n\n" NUMBERED
			   "#define OTHER_1 1\n#define OTHER_2 2\nstruct other { int a; };\n"
			   "/* and */ " MANY_CHANGED "enum other_e { OTHER_3 };\n");

	check_ids(plain, moved);
	g_assert_cmpuint(moved->report->n_findings, >, plain->report->n_findings);
}

static void ids_differ(void)
{
	AUTO(trial) trial = try_change(NUMBERED MANY, NUMBERED MANY_CHANGED);
	const struct report *report = trial->report;

	for (gsize i = 0; i < report->n_findings; i++) {
		for (gsize j = i + 1; j < report->n_findings; j++)
			g_assert_cmpstr(report->findings[i].id, !=, report->findings[j].id);
	}
}

static void not_judged(void)
{
	const char *flaw = "struct frob { no_such_type a; };\n#define FROB_A 1\n";
	AUTO(trial) same = try_change(flaw, flaw);
	AUTO(trial) other = try_change("struct frob { __u32 a; };\n", flaw);

	g_assert_cmpuint(same->report->n_findings, ==, 0);
	g_assert_cmpuint(same->report->n_not_judged, >, 0);
	g_assert_true(same->report->not_judged[0].expected);
	g_assert_cmpuint(other->report->n_not_judged, >, 0);
	g_assert_false(other->report->not_judged[0].expected);
	g_assert_null(find(other, "record/removed", "frob"));
}

static void table_of_rules(void)
{
	for (gsize i = 0; rules[i]; i++) {
		g_assert_true(rule_find(rules[i]->id) == rules[i]);
		g_assert_nonnull(rules[i]->summary);
		g_assert_nonnull(rules[i]->why);
		g_assert_nonnull(rules[i]->fix);
		g_assert_true(!rules[i]->judge == (rules[i]->change == CHANGE_NONE));
		g_assert_cmpint(rules[i]->change, <, CHANGE_COUNT);
		if (i)
			g_assert_cmpstr(rules[i - 1]->id, <, rules[i]->id);
	}
	g_assert_null(rule_find("member/no-such-thing"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/judge/fields/safe", safe_fields);
	g_test_add_func("/judge/fields/breaks", breaking_fields);
	g_test_add_func("/judge/fields/depends", depending_fields);
	g_test_add_func("/judge/layouts/parts", layouts);
	g_test_add_func("/judge/layouts/shared", layouts_are_shared);
	g_test_add_func("/judge/layouts/long", long_layouts);
	g_test_add_func("/judge/targets/differ", targets_that_differ);
	g_test_add_func("/judge/targets/verdicts", worst_verdict_wins);
	g_test_add_func("/judge/convention/settles", convention_settles);
	g_test_add_func("/judge/convention/overrides", convention_overrides);
	g_test_add_func("/judge/convention/topic", convention_of_another_topic);
	g_test_add_func("/judge/convention/command", convention_of_a_command);
	g_test_add_func("/judge/contracts", contracts_in_headers);
	for (gsize i = 0; i < G_N_ELEMENTS(profiles); i++) {
		g_autofree char *path = g_strconcat("/judge/profile/", profiles[i].profile, NULL);
		g_test_add_data_func(path, &profiles[i], by_profile);
	}
	g_test_add_func("/judge/same-twice", same_twice);
	g_test_add_func("/judge/ids/stay", ids_stay);
	g_test_add_func("/judge/ids/differ", ids_differ);
	g_test_add_func("/judge/not-judged", not_judged);
	g_test_add_func("/judge/rules", table_of_rules);
	return g_test_run();
}
