/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts: which changes there are between two headers, and what is in them.
 * What they mean to programs is for test-judge.c and tests/rules.
 */
#include "diff/diff.h"
#include "test-clang.h"

/* Two headers of one path, and what is different. */
struct pair {
	struct parsed *before, *after;
	struct diff *diff;
};

static void pair_free(struct pair *pair)
{
	diff_free(pair->diff);
	parsed_free(pair->before);
	parsed_free(pair->after);
	g_free(pair);
}
DEFINE_AUTO(pair, pair_free)

static struct pair *compare_pieces(const struct piece *before, gsize n_before,
				   const struct piece *after, gsize n_after, enum target_id target)
{
	struct pair *pair = g_new0(struct pair, 1);

	pair->before = parse_pieces(before, n_before, target);
	pair->after = parse_pieces(after, n_after, target);
	pair->diff = diff_models(pair->before->model, pair->after->model);
	return pair;
}

static struct pair *compare_for(const char *before, const char *after, enum target_id target)
{
	g_autofree char *old_text = g_strconcat("#include <linux/types.h>\n", before, NULL);
	g_autofree char *new_text = g_strconcat("#include <linux/types.h>\n", after, NULL);
	const struct piece old_piece = { .path = "linux/frob.h", .text = old_text };
	const struct piece new_piece = { .path = "linux/frob.h", .text = new_text };

	struct pair *pair = compare_pieces(&old_piece, 1, &new_piece, 1, target);
	check_all_judged(pair->before);
	check_all_judged(pair->after);
	return pair;
}

static struct pair *compare(const char *before, const char *after)
{
	return compare_for(before, after, TARGET_X86_64);
}

static const struct change *find_change(const struct pair *pair, enum change_kind kind,
					const char *name)
{
	for (guint i = 0; i < pair->diff->changes->len; i++) {
		const struct change *change = &g_array_index(pair->diff->changes, struct change, i);
		if (change->kind == kind && !strcmp(change->item_name, name))
			return change;
	}
	return NULL;
}

static const struct change *need_change(const struct pair *pair, enum change_kind kind,
					const char *name)
{
	const struct change *change = find_change(pair, kind, name);

	if (!change)
		g_error("no change of kind %d to '%s' among %u", kind, name,
			pair->diff->changes->len);
	return change;
}

static void check_changes(const struct pair *pair, guint n)
{
	if (pair->diff->changes->len != n) {
		for (guint i = 0; i < pair->diff->changes->len; i++) {
			const struct change *change =
				&g_array_index(pair->diff->changes, struct change, i);
			g_printerr("kind %d: %s\n", change->kind, change->item_name);
		}
	}
	g_assert_cmpuint(pair->diff->changes->len, ==, n);
}

#define PAIR_OF_WORDS "struct frob { __u32 a; __u32 b; };\n"

static void nothing(void)
{
	AUTO(pair) pair = compare(PAIR_OF_WORDS "#define FROB_A 1\nenum frob_e { FROB_E };\n",
				  "/* A comment,\n * and another order. */\n"
				  "enum frob_e { FROB_E };\n#define FROB_A 0x1\n"
				  "struct frob {\n\t__u32 a;\n\t__u32 b;\n};\n");

	check_changes(pair, 0);
}

static void member_inserted(void)
{
	AUTO(pair) pair = compare("struct frob { __u32 a, b, c; };\n",
				  "struct frob { __u32 a, x, b, c; };\n");
	const struct change *change = need_change(pair, CHANGE_MEMBER_INSERTED, "frob");

	check_changes(pair, 1);
	g_assert_cmpstr(change->item_kind, ==, "struct");
	g_assert_cmpstr(change->new_member->name, ==, "x");
	g_assert_cmpstr(change->old_member->name, ==, "b");
	g_assert_cmpuint(change->moved_member->bit_offset, ==, 64);
	g_assert_cmpuint(change->others, ==, 1);
	g_assert_cmpuint(change->old_place.line, ==, 2);
}

static void member_of_one_target(void)
{
	const char *before = "struct frob { __u32 a; __u64 b; };\n";
	const char *after = "struct frob { __u32 a; __u32 pad; __u64 b; };\n";
	AUTO(pair) wide = compare_for(before, after, TARGET_X86_64);
	AUTO(pair) narrow = compare_for(before, after, TARGET_I386);

	check_changes(wide, 0);
	need_change(narrow, CHANGE_MEMBER_INSERTED, "frob");
}

static void reserved_used(void)
{
	AUTO(pair) pair = compare("struct frob { __u32 a; __u32 reserved; };\n",
				  "struct frob { __u32 a; __u16 b; __u16 c; };\n");
	const struct change *first = NULL, *second = NULL;

	check_changes(pair, 2);
	first = &g_array_index(pair->diff->changes, struct change, 0);
	second = &g_array_index(pair->diff->changes, struct change, 1);
	g_assert_cmpint(first->kind, ==, CHANGE_RESERVED_USED);
	g_assert_cmpint(second->kind, ==, CHANGE_RESERVED_USED);
	g_assert_cmpuint(first->others, ==, 0);
	g_assert_cmpuint(second->others, ==, 1);
	g_assert_cmpstr(second->old_member->name, ==, "reserved");
}

static void growth_follows_what_is_embedded(void)
{
	AUTO(pair) pair = compare("struct in { __u32 a; };\n"
				  "struct mid { __u32 b; struct in in; };\n"
				  "struct out { struct mid mid; __u32 c; };\n",
				  "struct in { __u32 a, x; };\n"
				  "struct mid { __u32 b; struct in in; };\n"
				  "struct out { struct mid mid; __u32 c; };\n");
	const struct change *change = need_change(pair, CHANGE_RECORD_GREW, "in");

	check_changes(pair, 1);
	g_assert_cmpstr(change->moved_container->name, ==, "struct out");
	g_assert_cmpstr(change->container_member->name, ==, "c");
}

static void resized_is_told_once(void)
{
	AUTO(pair) pair = compare("struct frob { __u32 a; __u32 b; __u32 c; };\n",
				  "struct frob { __u64 a; __u32 b; __u32 c; };\n");
	const struct change *change = need_change(pair, CHANGE_MEMBER_RESIZED, "frob");

	check_changes(pair, 1);
	g_assert_cmpuint(change->others, ==, 2);
}

static void record_by_other_names(void)
{
	AUTO(pair) tagged = compare("typedef struct { __u32 a; __u32 b; } frob_t;\n",
				    "typedef struct frob { __u32 a; __u32 b; } frob_t;\n");
	AUTO(pair) alias = compare(PAIR_OF_WORDS, "struct quux { __u32 a; __u32 b; };\n"
						  "#define frob quux\n");
	AUTO(pair) renamed = compare(PAIR_OF_WORDS, "struct frob_v1 { __u32 a; __u32 b; };\n");

	check_changes(tagged, 1);
	need_change(tagged, CHANGE_RECORD_ADDED, "frob");
	g_assert_null(find_change(alias, CHANGE_RECORD_REMOVED, "frob"));
	g_assert_cmpstr(need_change(renamed, CHANGE_RECORD_REMOVED, "frob")->successor, ==,
			"struct frob_v1");
}

static void enumerators_shifted(void)
{
	AUTO(pair) pair = compare("enum frob { FROB_A, FROB_B, FROB_C, __FROB_MAX };\n"
				  "#define FROB_MAX (__FROB_MAX - 1)\n",
				  "enum frob { FROB_A, FROB_X, FROB_B, FROB_C, __FROB_MAX };\n"
				  "#define FROB_MAX (__FROB_MAX - 1)\n");
	const struct change *shift = need_change(pair, CHANGE_ENUMERATORS_SHIFTED, "FROB_B");

	check_changes(pair, 3);
	g_assert_cmpstr(shift->successor, ==, "FROB_X");
	g_assert_cmpuint(shift->others, ==, 1);
	g_assert_cmpstr(shift->old_enumeration->name, ==, "enum frob");
	g_assert_true(need_change(pair, CHANGE_CONSTANT_VALUE, "__FROB_MAX")->is_bound);
	need_change(pair, CHANGE_CONSTANT_ADDED, "FROB_X");
}

static void constant_changes(void)
{
	AUTO(pair) pair = compare("#define FROB_A 1\n#define FROB_B (FROB_A + 1)\n"
				  "#define FROB_C \"one\"\n#define FROB_D 4\n"
				  "#define FROB_E (1 << 31)\n#define FROB_F 6\n",
				  "#define FROB_A 2\n#define FROB_B (FROB_A + 1)\n"
				  "#define FROB_C \"two\"\n#define FROB_D u32\n"
				  "#define FROB_E (1U << 31)\n#define FROB_F(x) (x)\n");

	check_changes(pair, 5);
	g_assert_cmpuint(need_change(pair, CHANGE_CONSTANT_VALUE, "FROB_A")->new_constant->value,
			 ==, 2);
	need_change(pair, CHANGE_CONSTANT_STRING, "FROB_C");
	need_change(pair, CHANGE_CONSTANT_BROKEN, "FROB_D");
	need_change(pair, CHANGE_CONSTANT_KIND, "FROB_E");
	g_assert_nonnull(need_change(pair, CHANGE_CONSTANT_BROKEN, "FROB_F")->new_macro);
}

static void constant_heirs(void)
{
	AUTO(pair) pair = compare("enum frob { FROB_GET_INFO, FROB_SATERDAY, FROB_OLD };\n",
				  "enum frob { FROB_FLUSH, FROB_SATURDAY, FROB_UNUSED };\n");

	g_assert_cmpstr(need_change(pair, CHANGE_CONSTANT_REMOVED, "FROB_GET_INFO")->heir, ==,
			"FROB_FLUSH");
	g_assert_null(need_change(pair, CHANGE_CONSTANT_REMOVED, "FROB_SATERDAY")->heir);
	g_assert_cmpstr(need_change(pair, CHANGE_CONSTANT_REMOVED, "FROB_SATERDAY")->successor, ==,
			"FROB_SATURDAY");
}

static void constant_is_a_length(void)
{
	AUTO(pair) pair =
		compare("#define FROB_LEN 8\nstruct frob { __u32 a; char name[FROB_LEN]; };\n",
			"#define FROB_LEN 16\nstruct frob { __u32 a; char name[FROB_LEN]; };\n");
	const struct change *change = need_change(pair, CHANGE_CONSTANT_VALUE, "FROB_LEN");

	check_changes(pair, 2);
	g_assert_cmpstr(change->old_member->name, ==, "name");
	g_assert_cmpstr(change->old_record->name, ==, "struct frob");
}

#define COMMANDS "#include <linux/ioctl.h>\n"

static void commands(void)
{
	AUTO(pair) pair =
		compare(COMMANDS PAIR_OF_WORDS "#define FROB_A _IOW('f', 1, struct frob)\n"
					       "#define FROB_B _IOW('f', 2, struct frob)\n"
					       "#define FROB_C _IOW('f', 3, __u32)\n"
					       "#define FROB_D _IOW('f', 4, __u32)\n",
			COMMANDS PAIR_OF_WORDS "#define FROB_A _IOW('f', 9, struct frob)\n"
					       "#define FROB_B _IOR('f', 2, struct frob)\n"
					       "#define FROB_C _IOW('f', 3, __u64)\n"
					       "#define FROB_D _IOW('f', 4, __u32)\n"
					       "#define FROB_E _IOW('f', 4, __u32)\n");

	g_assert_cmpuint(need_change(pair, CHANGE_COMMAND_NUMBER, "FROB_A")->new_command->number,
			 ==, 9);
	g_assert_cmpstr(need_change(pair, CHANGE_COMMAND_DIRECTION, "FROB_B")->item_kind, ==,
			"command");
	g_assert_cmpuint(need_change(pair, CHANGE_COMMAND_SIZE, "FROB_C")->new_command->size, ==,
			 8);
	g_assert_cmpstr(need_change(pair, CHANGE_COMMAND_SHARED, "FROB_E")->successor, ==,
			"FROB_D");
	check_changes(pair, 5);
}

static void command_follows_its_record(void)
{
	AUTO(pair) pair =
		compare(COMMANDS PAIR_OF_WORDS "#define FROB_A _IOW('f', 1, struct frob)\n",
			COMMANDS "struct frob { __u32 a, b, c; };\n"
				 "#define FROB_A _IOW('f', 1, struct frob)\n");

	check_changes(pair, 1);
	need_change(pair, CHANGE_RECORD_GREW, "frob");
}

static void header_gone(void)
{
	const struct piece before[] = {
		{ .path = "linux/frob.h", .text = "#define FROB_A 1\nstruct frob { int a; };\n" },
		{ .path = "linux/quux.h", .text = "#define QUUX_A 1\n" },
	};
	AUTO(pair) pair = compare_pieces(before, 2, before + 1, 1, TARGET_X86_64);
	const struct change *change = need_change(pair, CHANGE_HEADER_REMOVED, "linux/frob.h");

	check_changes(pair, 1);
	g_assert_cmpuint(change->others, ==, 2);
	g_assert_cmpuint(change->new_place.header, ==, MODEL_NONE);
}

static const struct piece point_before = { .path = "linux/frob.h",
					   .text = "struct frob { int a; };\n" };

static const struct piece point_included[] = {
	{ .path = "linux/frob.h", .text = "#include <linux/new.h>\n" },
	{ .path = "linux/new.h", .text = "struct frob { int a; };\n" },
};

static void item_relocated(void)
{
	const struct piece elsewhere[] = {
		{ .path = "linux/frob.h", .text = "#define FROB 1\n" },
		{ .path = "linux/new.h", .text = "struct frob { int a; };\n" },
	};
	AUTO(pair) near = compare_pieces(&point_before, 1, point_included, 2, TARGET_X86_64);
	AUTO(pair) far = compare_pieces(&point_before, 1, elsewhere, 2, TARGET_X86_64);

	g_assert_cmpint(need_change(near, CHANGE_ITEM_RELOCATED, "frob")->reach, ==,
			REACH_INCLUDED);
	g_assert_cmpint(need_change(far, CHANGE_ITEM_RELOCATED, "frob")->reach, ==,
			REACH_ELSEWHERE);
	g_assert_cmpstr(need_change(far, CHANGE_ITEM_RELOCATED, "frob")->successor, ==,
			"linux/new.h");
}

/* What a header has that could not be read is not known to be gone. */
static void nothing_from_unread(void)
{
	AUTO(pair) pair = compare_pieces(&point_before, 1, point_included, 1, TARGET_X86_64);

	check_unjudged(pair->after, NULL, "linux/frob.h", "linux/new.h");
	check_changes(pair, 0);
}

static void macros(void)
{
	AUTO(pair) pair = compare("#define frob_a(x) ((x) + 1)\n#define frob_b(x) ((x) * 8)\n"
				  "#define frob_c(p) ((p)->next)\n",
				  "#define frob_a(x) ((x) + 2)\n#define frob_b(x) ((x) << 3)\n"
				  "#define frob_c(p) ((p)->prev)\n");

	check_changes(pair, 2);
	need_change(pair, CHANGE_MACRO_VALUE, "frob_a");
	need_change(pair, CHANGE_MACRO_TEXT, "frob_c");
}

static void names(void)
{
	g_assert_true(name_is_reserved("in.__reserved2"));
	g_assert_true(name_is_reserved("wReservedBits"));
	g_assert_false(name_is_reserved("resolution"));
	g_assert_true(name_is_private("__pad0"));
	g_assert_false(name_is_private("reserved"));
	g_assert_true(name_is_bound("FROB_MAX"));
	g_assert_true(name_is_bound("NUM_FROBS"));
	g_assert_false(name_is_bound("FROB_NUMA_NODE"));
	g_assert_true(name_is_version("FROB_MINOR"));
	g_assert_true(name_is_outdated_form("FROB_V1_STOP", "FROB_STOP"));
	g_assert_true(name_is_outdated_form("FROB_STOP_DEPRECATED", "FROB_STOP"));
	g_assert_false(name_is_outdated_form("FROB_STOP", "FROB_STOP"));
	g_assert_true(name_is_similar("wCountyCode", "wCountryCode"));
	g_assert_false(name_is_similar("reason", "flags"));
	g_assert_true(name_is_other("FROB_ATTR_GC", "FROB_ATTR_INITVAL"));
	g_assert_false(name_is_other("FROB_ATTR_SATERDAY", "FROB_ATTR_SATURDAY"));
	g_assert_false(name_is_other("FROB_COMP_TX_BATCH", "FROB_CAPS_TX_BATCH"));
	g_assert_false(name_is_other("FROB_GC", "QUUX_INITVAL"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/diff/nothing", nothing);
	g_test_add_func("/diff/record/inserted", member_inserted);
	g_test_add_func("/diff/record/one-target", member_of_one_target);
	g_test_add_func("/diff/record/reserved-used", reserved_used);
	g_test_add_func("/diff/record/embedded-growth", growth_follows_what_is_embedded);
	g_test_add_func("/diff/record/resized-once", resized_is_told_once);
	g_test_add_func("/diff/record/other-names", record_by_other_names);
	g_test_add_func("/diff/enumerators", enumerators_shifted);
	g_test_add_func("/diff/constant/kinds", constant_changes);
	g_test_add_func("/diff/constant/heirs", constant_heirs);
	g_test_add_func("/diff/constant/length", constant_is_a_length);
	g_test_add_func("/diff/command/kinds", commands);
	g_test_add_func("/diff/command/follows", command_follows_its_record);
	g_test_add_func("/diff/header/gone", header_gone);
	g_test_add_func("/diff/header/relocated", item_relocated);
	g_test_add_func("/diff/header/unread", nothing_from_unread);
	g_test_add_func("/diff/macros", macros);
	g_test_add_func("/diff/names", names);
	return g_test_run();
}
