/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Findings that come back from JSON, and what only looks like one. */
#include <string.h>

#include "report/json-read.h"

static const char *const evidence[] = { "drm-dispatch: it copies", "two", NULL };
static const struct finding_commit commit = {
	.id = "0123456789012345678901234567890123456789",
	.subject = "vfio: tell \"more\"",
};
static const struct finding_commit patch = { .id = "", .subject = "[2/3] take it back" };

static const struct finding_acceptance accepted = { "nobody \33 reads it", "6.14",
						    ".unbroken/accept:3" };
static const struct finding_renaming renamings[] = { { "A", "1", "A_V1", "2" },
						     { "B", NULL, "B_V1", NULL } };

static struct finding sample(void)
{
	return (struct finding){
		.id = "5f1c9a0b27e4",
		.rule = "member/moved",
		.dimension = DIMENSION_API,
		.verdict = VERDICT_DEPENDS,
		.severity = SEVERITY_WARNING,
		.level = LEVEL_OBSOLETE,
		.item_kind = "struct",
		.item_name = "foo_cfg",
		.header = "linux/foo.h",
		.old_place = { "v1:include/uapi/linux/foo.h", 55, 2 },
		.new_place = { 0 },
		.targets = TARGET_BIT(TARGET_S390X) | TARGET_BIT(TARGET_I386),
		.message = "'struct foo_cfg': 'a' moved",
		.why = "they read it where it was",
		.fact = "who reads it",
		.old_map = "0 a:__u64",
		.new_map = "8 a:__u64",
		.evidence = evidence,
		.commit = &commit,
		.healed = &patch,
		.accepted = &accepted,
		.renamings = renamings,
		.n_renamings = G_N_ELEMENTS(renamings),
		.part_of = "0123456789ab",
	};
}

static void same_place(const struct finding_place *one, const struct finding_place *other)
{
	g_assert_cmpstr(one->file, ==, other->file);
	g_assert_cmpuint(one->line, ==, other->line);
	g_assert_cmpuint(one->column, ==, other->column);
}

static void test_round_trip(void)
{
	const struct finding finding = sample();
	struct arena *arena = arena_new_private(1 << 20, NULL);
	json_t *object = json_whole_finding(&finding);
	json_t *again;
	struct finding back;

	g_assert_true(json_read_finding(object, arena, &back));
	again = json_whole_finding(&back);
	g_assert_true(json_equal(object, again));
	same_place(&finding.old_place, &back.old_place);
	same_place(&finding.new_place, &back.new_place);
	g_assert_cmpint(back.level, ==, LEVEL_OBSOLETE);
	g_assert_cmpuint(back.targets, ==, finding.targets);
	g_assert_cmpstr(back.evidence[0], ==, evidence[0]);
	g_assert_cmpstr(back.evidence[1], ==, "two");
	g_assert_null(back.evidence[2]);
	g_assert_cmpstr(back.commit->subject, ==, commit.subject);
	g_assert_cmpstr(back.healed->subject, ==, patch.subject);
	g_assert_null(back.heals);
	g_assert_cmpstr(back.accepted->reason, ==, accepted.reason);
	g_assert_cmpstr(back.accepted->until, ==, "6.14");
	g_assert_cmpstr(back.accepted->where, ==, accepted.where);
	g_assert_cmpuint(back.n_renamings, ==, 2);
	g_assert_cmpstr(back.renamings[0].now, ==, "2");
	g_assert_null(back.renamings[1].value);
	g_assert_cmpstr(back.part_of, ==, "0123456789ab");
	g_assert_null(back.fix);
	json_decref(object);
	json_decref(again);
	arena_free(arena);
}

/* Each takes the place of what the sample has under that key. */
static const struct {
	const char *key, *value;
} mistakes[] = {
	{ "id", "\"5f1c9a0b27e\"" },
	{ "id", "\"5f1c9a0b27eX\"" },
	{ "id", "12" },
	{ "rule", "null" },
	{ "dimension", "\"abis\"" },
	{ "verdict", "\"\"" },
	{ "severity", "3" },
	{ "level", "[]" },
	{ "item", "\"struct foo_cfg\"" },
	{ "item", "{ \"kind\": \"struct\" }" },
	{ "header", "{}" },
	{ "old", "\"foo.h:1\"" },
	{ "old", "{ \"file\": \"foo.h\", \"line\": -1, \"column\": 1 }" },
	{ "new", "{ \"file\": \"foo.h\", \"line\": 99999999999, \"column\": 1 }" },
	{ "new", "{ \"file\": null, \"line\": 1, \"column\": 1 }" },
	{ "targets", "[]" },
	{ "targets", "[ \"pdp11\" ]" },
	{ "targets", "[ \"x86_64\", 7 ]" },
	{ "targets", "\"x86_64\"" },
	{ "message", "null" },
	{ "why", "[]" },
	{ "fact", "true" },
	{ "evidence", "null" },
	{ "evidence", "[ \"one\", null ]" },
	{ "commit", "{}" },
	{ "commit", "\"HEAD\"" },
	{ "accepted", "{ \"reason\": \"why\" }" },
	{ "accepted", "null" },
	{ "renamings", "[ { \"old\": \"A\" } ]" },
	{ "renamings", "{}" },
	{ "part_of", "12" },
	{ "heals", "{ \"id\": \"\" }" },
};

static void test_mistakes(void)
{
	const struct finding finding = sample();
	struct arena *arena = arena_new_private(1 << 20, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		json_t *object = json_whole_finding(&finding);
		struct finding back;

		json_object_set_new(object, mistakes[i].key,
				    json_loads(mistakes[i].value, JSON_DECODE_ANY, NULL));
		if (json_read_finding(object, arena, &back))
			g_error("%s = %s is taken", mistakes[i].key, mistakes[i].value);
		json_decref(object);
	}
	arena_free(arena);
}

static void test_missing(void)
{
	static const char *const keys[] = { "id",       "rule",  "dimension", "verdict",
					    "severity", "level", "item",      "header",
					    "old",      "new",   "targets",   "message",
					    "evidence" };
	const struct finding finding = sample();
	struct arena *arena = arena_new_private(1 << 20, NULL);
	struct finding back;

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		json_t *object = json_whole_finding(&finding);

		json_object_del(object, keys[i]);
		if (json_read_finding(object, arena, &back))
			g_error("it does without %s", keys[i]);
		json_decref(object);
	}
	g_assert_false(json_read_finding(NULL, arena, &back));
	arena_free(arena);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json-read/round-trip", test_round_trip);
	g_test_add_func("/json-read/mistakes", test_mistakes);
	g_test_add_func("/json-read/missing", test_missing);
	return g_test_run();
}
