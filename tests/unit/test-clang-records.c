/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records and enumerations as the compiler lays them out. */
#include "test-clang.h"

static void test_layout(void)
{
	AUTO(parsed) parsed = parse_text("struct plain {\n"
					 "	__u8 a;\n"
					 "	__u32 b;\n"
					 "	__u64 c;\n"
					 "	void *d;\n"
					 "	__s32 e;\n"
					 "};\n",
					 TARGET_X86_64);
	const struct record *record = need_record(parsed, "struct plain");
	const struct member *b = need_member(record, "b");

	check_all_judged(parsed);
	check_size(parsed, "struct plain", 32, 8);
	g_assert_cmpuint(record->n_members, ==, 5);
	g_assert_false(record->is_union);
	g_assert_false(record->is_packed);
	check_member(record, "a", 0, 1);
	check_member(record, "b", 4, 4);
	check_member(record, "c", 8, 8);
	check_member(record, "d", 16, 8);
	check_member(record, "e", 24, 4);
	g_assert_cmpstr(b->type.spelled, ==, "__u32");
	g_assert_cmpstr(b->type.canonical, ==, "unsigned int");
	g_assert_cmpint(b->type.type_class, ==, TYPE_INTEGER);
	g_assert_false(b->type.is_signed);
	g_assert_true(need_member(record, "e")->type.is_signed);
	g_assert_cmpint(need_member(record, "d")->type.type_class, ==, TYPE_POINTER);
	g_assert_cmpstr(parsed->model->headers[b->place.header].path, ==, "x.h");
	g_assert_cmpuint(b->place.line, ==, 4);
	g_assert_cmpuint(b->place.column, ==, 8);
}

static void test_bits(void)
{
	AUTO(parsed) parsed = parse_text("struct bits {\n"
					 "	__u32 a : 3, b : 5;\n"
					 "	__u32 : 2;\n"
					 "	__u32 c : 22;\n"
					 "	__u32 : 0;\n"
					 "	__u32 d : 1;\n"
					 "};\n",
					 TARGET_X86_64);
	const struct record *record = need_record(parsed, "struct bits");

	check_size(parsed, "struct bits", 8, 4);
	g_assert_cmpuint(record->n_members, ==, 5);
	g_assert_cmpint(need_member(record, "a")->kind, ==, MEMBER_BITFIELD);
	g_assert_cmpuint(need_member(record, "a")->bit_size, ==, 3);
	g_assert_cmpuint(need_member(record, "b")->bit_offset, ==, 3);
	g_assert_cmpuint(need_member(record, "b")->bit_size, ==, 5);
	g_assert_cmpint(record->members[2].kind, ==, MEMBER_UNNAMED);
	g_assert_cmpstr(record->members[2].name, ==, "");
	g_assert_cmpuint(record->members[2].bit_offset, ==, 8);
	g_assert_cmpuint(record->members[2].bit_size, ==, 2);
	g_assert_cmpuint(need_member(record, "c")->bit_offset, ==, 10);
	g_assert_cmpuint(need_member(record, "d")->bit_offset, ==, 32);
}

static void check_array(const struct record *record, const char *name, gint64 array,
			const char *bounds, guint64 element)
{
	const struct member *member = need_member(record, name);

	g_assert_cmpint(member->array, ==, array);
	g_assert_cmpstr(member->bounds, ==, bounds);
	g_assert_cmpuint(member->type.size, ==, element);
}

static void test_arrays(void)
{
	AUTO(parsed) parsed = parse_text("typedef __u32 quad[4];\n"
					 "struct arrays {\n"
					 "	__u8 none;\n"
					 "	__u8 grid[4][2];\n"
					 "	quad quads[2];\n"
					 "	void *pointers[3];\n"
					 "	__u16 nothing[0];\n"
					 "	__u64 tail[];\n"
					 "};\n",
					 TARGET_X86_64);
	const struct record *record = need_record(parsed, "struct arrays");

	check_array(record, "none", MEMBER_NO_ARRAY, "", 1);
	check_array(record, "grid", 8, "[4][2]", 1);
	check_array(record, "quads", 8, "[2][4]", 4);
	check_array(record, "pointers", 3, "[3]", 8);
	check_array(record, "nothing", 0, "[0]", 2);
	check_array(record, "tail", MEMBER_FLEXIBLE_TAIL, "[]", 8);
	check_member(record, "grid", 1, 8);
	check_member(record, "quads", 12, 32);
	check_member(record, "pointers", 48, 24);
	check_member(record, "nothing", 72, 0);
	check_member(record, "tail", 72, 0);
	g_assert_cmpuint(record->size, ==, 72);
}

static void test_anonymous(void)
{
	AUTO(parsed) parsed = parse_text("struct outer {\n"
					 "	__u32 first;\n"
					 "	union {\n"
					 "		__u32 whole;\n"
					 "		struct {\n"
					 "			__u16 low, high;\n"
					 "		};\n"
					 "	};\n"
					 "	struct {\n"
					 "		__u8 x;\n"
					 "		union { __u16 y; __u8 z[2]; } in;\n"
					 "	} point[2];\n"
					 "};\n",
					 TARGET_X86_64);
	const struct record *record = need_record(parsed, "struct outer");
	const struct member *high = need_member(record, "high");
	const struct member *point = need_member(record, "point");

	g_assert_cmpuint(parsed->model->n_records, ==, 1);
	check_size(parsed, "struct outer", 16, 4);
	check_member(record, "whole", 4, 4);
	check_member(record, "low", 4, 2);
	check_member(record, "high", 6, 2);
	check_member(record, "point", 8, 8);
	check_member(record, "point.x", 8, 1);
	check_member(record, "point.in", 10, 2);
	check_member(record, "point.in.y", 10, 2);
	check_member(record, "point.in.z", 10, 2);
	g_assert_cmpint(point->kind, ==, MEMBER_STRUCT);
	g_assert_cmpint(point->array, ==, 2);
	g_assert_cmpint(need_member(record, "point.in")->kind, ==, MEMBER_UNION);
	g_assert_true(&record->members[need_member(record, "point.x")->parent] == point);

	const struct member *inner = &record->members[high->parent];
	g_assert_cmpint(inner->kind, ==, MEMBER_STRUCT);
	g_assert_cmpstr(inner->name, ==, "");
	g_assert_cmpint(record->members[inner->parent].kind, ==, MEMBER_UNION);
	g_assert_cmpuint(record->members[inner->parent].parent, ==, MODEL_NONE);
	g_assert_cmpuint(need_member(record, "first")->parent, ==, MODEL_NONE);
}

static void test_nested(void)
{
	AUTO(parsed) parsed = parse_text("struct outer {\n"
					 "	__u32 a;\n"
					 "	struct inner {\n"
					 "		__u64 b;\n"
					 "		enum colour { RED, GREEN } c;\n"
					 "	} inner;\n"
					 "	struct inner more[2];\n"
					 "};\n"
					 "typedef struct { __u16 d; } bare_t;\n"
					 "union both { bare_t e; struct inner *f; };\n",
					 TARGET_X86_64);
	const struct record *outer = need_record(parsed, "struct outer");
	const struct record *inner = need_record(parsed, "struct inner");
	const struct record *both = need_record(parsed, "union both");
	const struct member *more = need_member(outer, "more");

	check_all_judged(parsed);
	check_member(outer, "inner", 8, 16);
	g_assert_cmpint(more->kind, ==, MEMBER_FIELD);
	g_assert_cmpint(more->type.type_class, ==, TYPE_RECORD);
	g_assert_true(&parsed->model->records[more->type.record] == inner);
	g_assert_null(record_member(outer, "inner.b"));
	g_assert_cmpint(need_member(inner, "c")->type.type_class, ==, TYPE_ENUM);
	g_assert_nonnull(model_enumeration(parsed->model, "enum colour"));
	check_integer(parsed, "GREEN", 1);
	g_assert_true(both->is_union);
	g_assert_true(&parsed->model->records[need_member(both, "e")->type.record] ==
		      need_record(parsed, "bare_t"));
	g_assert_cmpuint(need_member(both, "f")->type.record, ==, MODEL_NONE);
}

static void test_packed(void)
{
	AUTO(parsed) parsed =
		parse_text("struct tight { __u8 a; __u32 b; } __attribute__((packed));\n"
			   "#pragma pack(push, 2)\n"
			   "struct two { __u8 a; __u32 b; };\n"
			   "#pragma pack(pop)\n"
			   "struct wide { __u32 a; } __attribute__((aligned(64)));\n"
			   "struct far { __u8 a; __u8 b __attribute__((aligned(8))); };\n",
			   TARGET_X86_64);

	check_size(parsed, "struct tight", 5, 1);
	check_member(need_record(parsed, "struct tight"), "b", 1, 4);
	g_assert_true(need_record(parsed, "struct tight")->is_packed);
	check_size(parsed, "struct two", 6, 2);
	g_assert_true(need_record(parsed, "struct two")->is_packed);
	check_size(parsed, "struct wide", 64, 64);
	g_assert_false(need_record(parsed, "struct wide")->is_packed);
	check_size(parsed, "struct far", 16, 8);
	check_member(need_record(parsed, "struct far"), "b", 8, 1);
}

static void test_targets(void)
{
	static const char text[] = "struct apart { __u32 a; __u64 b; void *c; long d; };\n"
				   "struct order {\n"
				   "#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__\n"
				   "	__u8 high, low;\n"
				   "#else\n"
				   "	__u8 low, high;\n"
				   "#endif\n"
				   "};\n";
	static const struct {
		enum target_id target;
		guint64 b, c, size, alignment, low;
	} cases[] = {
		{ TARGET_X86_64, 8, 16, 32, 8, 0 },      { TARGET_I386, 4, 12, 20, 4, 0 },
		{ TARGET_ARM, 8, 16, 24, 8, 0 },         { TARGET_AARCH64, 8, 16, 32, 8, 0 },
		{ TARGET_RISCV64, 8, 16, 32, 8, 0 },     { TARGET_S390X, 8, 16, 32, 8, 1 },
		{ TARGET_POWERPC64LE, 8, 16, 32, 8, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(parsed) parsed = parse_text(text, cases[i].target);
		const struct record *apart = need_record(parsed, "struct apart");

		check_size(parsed, "struct apart", cases[i].size, cases[i].alignment);
		g_assert_cmpuint(need_member(apart, "b")->bit_offset, ==, cases[i].b * 8);
		g_assert_cmpuint(need_member(apart, "c")->bit_offset, ==, cases[i].c * 8);
		check_member(need_record(parsed, "struct order"), "low", cases[i].low, 1);
	}
}

/* A tree may have another header for each machine under the same name. */
static void test_asm(void)
{
	static const struct piece pieces[] = {
		{ "asm/page.h", "struct page { int a; };\n", TARGET_BIT(TARGET_X86_64) },
		{ "asm/page.h", "struct page { int a, b; };\n", TARGET_BIT(TARGET_S390X) },
	};
	AUTO(parsed) pc = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);
	AUTO(parsed) mainframe = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_S390X);
	AUTO(parsed) none = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_ARM);

	check_size(pc, "struct page", 4, 4);
	check_size(mainframe, "struct page", 8, 4);
	g_assert_null(model_record(none->model, "struct page"));
	g_assert_null(model_header(none->model, "asm/page.h"));
}

static void test_libc_conditions(void)
{
	AUTO(parsed) parsed = parse_text("struct plain { int a; };\n"
					 "struct stamp {\n"
					 "#ifdef __USE_TIME_BITS64\n"
					 "	__u64 time;\n"
					 "#else\n"
					 "	__u32 time;\n"
					 "#endif\n"
					 "};\n",
					 TARGET_I386);

	g_assert_cmpstr(need_record(parsed, "struct stamp")->libc_conditions, ==,
			"__USE_TIME_BITS64");
	g_assert_null(need_record(parsed, "struct plain")->libc_conditions);
}

static void check_enumerator(const struct parsed *parsed, const char *name, gint64 value,
			     gboolean is_negative, guint ordinal)
{
	const struct constant *constant = need_constant(parsed, name);

	check_integer(parsed, name, value);
	g_assert_cmpint(constant->kind, ==, CONSTANT_ENUMERATOR);
	g_assert_cmpint(constant->is_negative, ==, is_negative);
	g_assert_cmpuint(constant->ordinal, ==, ordinal);
}

static void test_enumerations(void)
{
	AUTO(parsed) parsed =
		parse_text("enum mixed { MINUS = -2, NEXT, ZERO, BIG = 0x7fffffff };\n"
			   "enum high { TOP = 0x8000000000000000ULL, ONE = 1 };\n"
			   "enum { LONE = 0xffffffff };\n"
			   "typedef enum { NAMED = 3 } named_t;\n",
			   TARGET_X86_64);
	const struct enumeration *mixed = model_enumeration(parsed->model, "enum mixed");
	const struct enumeration *high = model_enumeration(parsed->model, "enum high");
	const struct enumeration *lone = model_enumeration(parsed->model, "enum { LONE");

	check_all_judged(parsed);
	check_enumerator(parsed, "MINUS", -2, TRUE, 0);
	check_enumerator(parsed, "NEXT", -1, TRUE, 1);
	check_enumerator(parsed, "ZERO", 0, FALSE, 2);
	check_enumerator(parsed, "BIG", 0x7fffffff, FALSE, 3);
	check_enumerator(parsed, "TOP", G_MININT64, FALSE, 0);
	check_enumerator(parsed, "LONE", 0xffffffff, FALSE, 0);
	g_assert_nonnull(mixed);
	g_assert_cmpuint(mixed->n_enumerators, ==, 4);
	g_assert_cmpuint(mixed->size, ==, 4);
	for (guint32 i = 0; i < mixed->n_enumerators; i++) {
		const struct constant *constant = &parsed->model->constants[mixed->enumerators[i]];

		g_assert_cmpuint(constant->ordinal, ==, i);
		g_assert_true(&parsed->model->enumerations[constant->enumeration] == mixed);
	}
	g_assert_nonnull(high);
	g_assert_cmpuint(high->size, ==, 8);
	g_assert_nonnull(lone);
	g_assert_true(lone->is_anonymous);
	g_assert_false(mixed->is_anonymous);
	g_assert_nonnull(model_enumeration(parsed->model, "named_t"));
}

static void test_type_names(void)
{
	AUTO(parsed) parsed = parse_text("struct point { int x, y; };\n"
					 "typedef struct point point_t;\n"
					 "typedef point_t *point_p;\n"
					 "typedef int callback(int);\n"
					 "typedef long word_t;\n",
					 TARGET_I386);
	const struct type_name *point = model_type_name(parsed->model, "point_t");
	const struct type_name *word = model_type_name(parsed->model, "word_t");

	g_assert_nonnull(point);
	g_assert_true(&parsed->model->records[point->record] ==
		      need_record(parsed, "struct point"));
	g_assert_cmpuint(point->size, ==, 8);
	g_assert_cmpuint(point->alignment, ==, 4);
	g_assert_cmpuint(model_type_name(parsed->model, "point_p")->record, ==, MODEL_NONE);
	g_assert_cmpstr(model_type_name(parsed->model, "point_p")->canonical, ==, "struct point *");
	g_assert_nonnull(model_type_name(parsed->model, "callback"));
	g_assert_cmpuint(word->size, ==, 4);
	g_assert_cmpstr(word->canonical, ==, "long");
}

static void test_functions(void)
{
	AUTO(parsed) parsed = parse_text("int declared(__u32 a, char *b);\n"
					 "static inline int twice(int a)\n"
					 "{\n"
					 "	return a   * 2; /* doubled */\n"
					 "}\n",
					 TARGET_X86_64);
	const struct function *declared = model_function(parsed->model, "declared");
	const struct function *twice = model_function(parsed->model, "twice");

	g_assert_nonnull(declared);
	g_assert_cmpstr(declared->type, ==, "int (unsigned int, char *)");
	g_assert_false(declared->is_inline);
	g_assert_null(declared->body);
	g_assert_nonnull(twice);
	g_assert_true(twice->is_inline);
	g_assert_nonnull(strstr(twice->body, "{ return a * 2; }"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/records/layout", test_layout);
	g_test_add_func("/clang/records/bits", test_bits);
	g_test_add_func("/clang/records/arrays", test_arrays);
	g_test_add_func("/clang/records/anonymous", test_anonymous);
	g_test_add_func("/clang/records/nested", test_nested);
	g_test_add_func("/clang/records/packed", test_packed);
	g_test_add_func("/clang/records/targets", test_targets);
	g_test_add_func("/clang/records/asm", test_asm);
	g_test_add_func("/clang/records/libc-conditions", test_libc_conditions);
	g_test_add_func("/clang/records/enumerations", test_enumerations);
	g_test_add_func("/clang/records/type-names", test_type_names);
	g_test_add_func("/clang/records/functions", test_functions);
	return g_test_run();
}
