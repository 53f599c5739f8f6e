/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Enumerations of a kernel against those of headers, and what goes with both. */
#include "test-btf.h"

static const char named[] = "enum e { E_A, E_B = 5, E_C = -1 };\n";

static void test_same(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_B", 5);
	kernel_value(kernel, "E_C", -1);
	check_same(named, kernel);
}

static void test_changed(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_B", 6);
	kernel_value(kernel, "E_C", -1);
	AUTO(compared) compared = compare(named, kernel);

	const struct change *change =
		need_change(compared->to_kernel, CHANGE_ENUMERATORS_SHIFTED, "E_B");
	g_assert_cmpuint(change->new_constant->value, ==, 6);
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);
	need_change(compared->from_kernel, CHANGE_ENUMERATORS_SHIFTED, "E_B");
}

static void test_missing(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_C", -1);
	check_one(named, kernel, CHANGE_CONSTANT_REMOVED, "E_B");
}

static void test_added(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_B", 5);
	kernel_value(kernel, "E_NEW", 6);
	kernel_value(kernel, "E_C", -1);
	AUTO(compared) compared = compare(named, kernel);

	need_change(compared->to_kernel, CHANGE_CONSTANT_ADDED, "E_NEW");
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);
	need_change(compared->from_kernel, CHANGE_CONSTANT_REMOVED, "E_NEW");
	g_assert_cmpuint(model_enumeration(compared->model, "enum e")->n_enumerators, ==, 4);
	g_assert_cmpuint(model_constant(compared->model, "E_C")->ordinal, ==, 3);
}

static void test_absent(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e"); /* only declared */
	check_left(named, kernel, "enum e", "no such enumeration");
}

/* Without a tag it is known by its names. */
static void test_anonymous(void)
{
	static const char text[] = "enum { A_ONE = 1, A_TWO, A_THREE };\n";
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, NULL);
	kernel_value(kernel, "OTHER", 9);
	kernel_enum(kernel, NULL);
	kernel_value(kernel, "A_ONE", 1);
	kernel_value(kernel, "A_TWO", 2);
	kernel_value(kernel, "A_THREE", 3);
	check_same(text, kernel);

	AUTO(kernel) other = kernel_new();
	kernel_enum(other, "got_a_tag");
	kernel_value(other, "A_ONE", 1);
	kernel_value(other, "A_TWO", 3);
	kernel_value(other, "A_THREE", 2);
	AUTO(compared) compared = compare(text, other);
	need_change(compared->to_kernel, CHANGE_ENUMERATORS_SHIFTED, "A_TWO");
}

/* A file of the kernel has a name of its own use. */
static void test_foreign(void)
{
	static const char text[] = "enum { A_ONE = 1, A_TWO, A_THREE };\n";
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "internal");
	kernel_value(kernel, "A_ONE", 7);
	kernel_value(kernel, "B_TWO", 8);
	kernel_value(kernel, "B_THREE", 9);
	check_left(text, kernel, "enum { A_ONE", "of its own");

	AUTO(kernel) several = kernel_new();
	for (guint i = 5; i < 7; i++) {
		kernel_enum(several, NULL);
		kernel_value(several, "A_ONE", i);
		kernel_value(several, "A_TWO", 2);
		kernel_value(several, "A_THREE", 3);
	}
	check_left(text, several, "enum { A_ONE", "several of these names");
}

static void test_wide(void)
{
	static const char text[] = "enum w { W_A = 1, W_B = 0x100000000ULL };\n";
	AUTO(kernel) kernel = kernel_new();

	btf__add_enum64(kernel->btf, "w", 8, false);
	btf__add_enum64_value(kernel->btf, "W_A", 1);
	btf__add_enum64_value(kernel->btf, "W_B", G_GUINT64_CONSTANT(0x100000000));
	check_same(text, kernel);

	AUTO(kernel) other = kernel_new();
	btf__add_enum64(other->btf, "w", 8, false);
	btf__add_enum64_value(other->btf, "W_A", 1);
	btf__add_enum64_value(other->btf, "W_B", G_GUINT64_CONSTANT(0x200000000));
	check_one(text, other, CHANGE_ENUMERATORS_SHIFTED, "W_B");
}

static void test_resized(void)
{
	AUTO(kernel) kernel = kernel_new();

	btf__add_enum64(kernel->btf, "w", 8, false);
	btf__add_enum64_value(kernel->btf, "W_A", 1);
	check_one("enum w { W_A = 1 };\n", kernel, CHANGE_ENUMERATION_RESIZED, "w");
}

/* BTF has no macros: for an old name there may be one. */
static void test_aliases(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_B_NEW", 5);
	kernel_value(kernel, "E_C", -1);
	AUTO(compared) compared = compare(named, kernel);
	need_change(compared->to_kernel, CHANGE_CONSTANT_ADDED, "E_B_NEW");
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);

	/* For programs only: a second name for what both have. */
	AUTO(kernel) fewer = kernel_new();
	kernel_enum(fewer, "n");
	kernel_value(fewer, "N_A", 0);
	kernel_value(fewer, "N_NUMBER", 1);
	check_same("enum n { N_A, N_NUMBER, N_REPLY = N_NUMBER };\n", fewer);
}

/* But a bound that has the value of what is missing is no name for it. */
static void test_bound_is_no_alias(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_value(kernel, "E_B", 1);
	kernel_value(kernel, "__E_MAX", 2);
	AUTO(compared) compared = compare("enum e { E_A, E_B, E_C, __E_MAX };\n", kernel);
	need_change(compared->to_kernel, CHANGE_CONSTANT_REMOVED, "E_C");
	const struct change *bound =
		need_change(compared->to_kernel, CHANGE_CONSTANT_VALUE, "__E_MAX");
	g_assert_true(bound->is_bound);
}

/* A member of it, in a record that has changed. */
static void test_as_member(void)
{
	AUTO(kernel) kernel = kernel_new();
	int e = kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 0);
	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", e, 0);
	kernel_field(kernel, "b", e, 4);
	check_same("enum e { E_A };\nstruct s { enum e a, b; };\n", kernel);
	check_one("enum e { E_A };\nstruct s { enum e a; __u32 b; };\n", kernel,
		  CHANGE_MEMBER_RETYPED, "s");
}

static const char interface[] =
	"#define _IOC(d, t, n, s) (((d) << 30) | ((s) << 16) | ((t) << 8) | (n))\n"
	"#define _IOW(t, n, a) _IOC(1U, (t), (n), sizeof(a))\n"
	"struct s {\n"
	"	__u32 size;\n"
	"	__u32 flags;\n"
	"#define S_FLAG_ONE (1 << 0)\n"
	"#define S_FLAG_TWO (1 << 1)\n"
	"};\n"
	"#define S_SET _IOW('s', 1, struct s)\n"
	"#define S_MAX (E_B + 1)\n"
	"#define S_TIMES(a) ((a) * 2)\n"
	"enum e { E_A, E_B, E_C };\n"
	"typedef struct s s_t;\n"
	"int s_call(struct s *);\n";

/* What BTF cannot have is there as in the headers, and nothing refers to nothing. */
static void test_taken_over(void)
{
	AUTO(kernel) kernel = kernel_new();
	kernel_struct(kernel, "s", 16);
	kernel_field(kernel, "flags", kernel->u32, 0);
	kernel_field(kernel, "size", kernel->u32, 4);
	kernel_field(kernel, "more", kernel->u64, 8);
	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_B", 1);
	kernel_value(kernel, "E_C", 2);
	kernel_value(kernel, "A_NEW", 3);
	AUTO(compared) compared = compare(interface, kernel);
	const struct model *like = compared->headers->model, *model = compared->model;

	g_assert_cmpuint(model->n_headers, ==, like->n_headers);
	g_assert_cmpuint(model->n_type_names, ==, like->n_type_names);
	g_assert_cmpuint(model->n_functions, ==, like->n_functions);
	g_assert_cmpuint(model->n_function_macros, ==, like->n_function_macros);
	g_assert_cmpuint(model->n_constants, ==, like->n_constants); /* one less, one more */
	g_assert_cmpuint(model->n_flags, ==, like->n_flags);
	for (guint32 i = 0; i < model->n_flags; i++) {
		const struct flag *flag = &model->flags[i];
		g_assert_cmpstr(model->records[flag->record].members[flag->member].name, ==,
				"flags");
		g_assert_true(g_str_has_prefix(model->constants[flag->constant].name, "S_FLAG_"));
	}
	const struct constant *set = model_constant(model, "S_SET");
	g_assert_cmpuint(set->command, !=, MODEL_NONE);
	const struct command *command = &model->commands[set->command];
	g_assert_true(&model->constants[command->constant] == set);
	g_assert_cmpstr(model->records[command->record].name, ==, "struct s");
	need_change(compared->to_kernel, CHANGE_MEMBER_MOVED, "s");
	need_change(compared->to_kernel, CHANGE_CONSTANT_REMOVED, "E_A");
	need_change(compared->to_kernel, CHANGE_CONSTANT_ADDED, "A_NEW");
}

/* What only came to resolve includes is not judged on the other side either. */
static void test_sysroot(void)
{
	AUTO(kernel) kernel = kernel_new();
	g_autoptr(GError) error = NULL;
	AUTO(parsed) headers = parse_text("struct s { __u64 a; };\n", TARGET_X86_64);
	AUTO(arena) arena = arena_new((gsize)16 << 20, &error);
	struct model *like = arena_memdup(arena, headers->model, sizeof(*like));
	struct header *list = arena_memdup(arena, like->headers, like->n_headers * sizeof(*list));
	for (guint32 i = 0; i < like->n_headers; i++)
		list[i].judged = FALSE;
	like->headers = list;
	AUTO(btf_types) types = kernel_open(kernel);
	const struct model *model = btf_model(types, like, arena, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(model->n_unjudged, ==, 0);
	g_assert_nonnull(model_record(model, "struct s"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/btf-enums/same", test_same);
	g_test_add_func("/btf-enums/changed", test_changed);
	g_test_add_func("/btf-enums/missing", test_missing);
	g_test_add_func("/btf-enums/added", test_added);
	g_test_add_func("/btf-enums/absent", test_absent);
	g_test_add_func("/btf-enums/anonymous", test_anonymous);
	g_test_add_func("/btf-enums/foreign", test_foreign);
	g_test_add_func("/btf-enums/wide", test_wide);
	g_test_add_func("/btf-enums/resized", test_resized);
	g_test_add_func("/btf-enums/aliases", test_aliases);
	g_test_add_func("/btf-enums/bound-is-no-alias", test_bound_is_no_alias);
	g_test_add_func("/btf-enums/as-member", test_as_member);
	g_test_add_func("/btf-enums/taken-over", test_taken_over);
	g_test_add_func("/btf-enums/sysroot", test_sysroot);
	return g_test_run();
}
