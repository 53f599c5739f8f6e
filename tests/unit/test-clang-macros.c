/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What macros are worth to a program. */
#include "test-clang.h"

static void check_kind(const struct parsed *parsed, const char *name, enum value_kind kind,
		       const char *text)
{
	const struct constant *constant = need_constant(parsed, name);

	g_assert_cmpint(constant->kind, ==, CONSTANT_MACRO);
	g_assert_cmpint(constant->value_kind, ==, kind);
	g_assert_cmpstr(constant->text, ==, text);
}

static void check_negative(const struct parsed *parsed, const char *name, gboolean is_negative)
{
	g_assert_cmpint(need_constant(parsed, name)->is_negative, ==, is_negative);
}

static void test_integers(void)
{
	AUTO(parsed) parsed = parse_text("#define HEX 0x1f\n"
					 "#define OCTAL 0755\n"
					 "#define MINUS -17\n"
					 "#define MINUS_ZERO (-0)\n"
					 "#define LOWEST (-0x7fffffff - 1)\n"
					 "#define WRAPPED -1ULL\n"
					 "#define BIT63 0x8000000000000000ULL\n"
					 "#define ALL (~0ULL)\n"
					 "#define ALL32 (~0U)\n"
					 "#define MAX64 18446744073709551615ULL\n"
					 "#define LETTER 'A'\n"
					 "#define SUM ((HEX) + \\\n\t1)\n"
					 "#define SPACED ( 0x10 )\n"
					 "#define LATER (AFTER << 4)\n"
					 "#define AFTER 2\n"
					 "#define SIZE sizeof(__u64)\n"
					 "enum { THIRD = 3 };\n"
					 "#define OF_ENUM (THIRD + 1)\n",
					 TARGET_X86_64);

	check_all_judged(parsed);
	check_integer(parsed, "HEX", 0x1f);
	check_integer(parsed, "OCTAL", 0755);
	check_integer(parsed, "MINUS", -17);
	check_negative(parsed, "MINUS", TRUE);
	check_integer(parsed, "MINUS_ZERO", 0);
	check_negative(parsed, "MINUS_ZERO", FALSE);
	check_integer(parsed, "LOWEST", G_MININT32);
	check_negative(parsed, "LOWEST", TRUE);
	check_integer(parsed, "WRAPPED", -1);
	check_negative(parsed, "WRAPPED", FALSE);
	check_integer(parsed, "BIT63", G_MININT64);
	check_negative(parsed, "BIT63", FALSE);
	check_integer(parsed, "ALL", -1);
	check_negative(parsed, "ALL", FALSE);
	check_integer(parsed, "ALL32", 0xffffffff);
	check_integer(parsed, "MAX64", -1);
	check_negative(parsed, "MAX64", FALSE);
	check_integer(parsed, "LETTER", 'A');
	check_integer(parsed, "SUM", 0x20);
	check_kind(parsed, "SUM", VALUE_INTEGER, "((HEX) + 1)");
	check_integer(parsed, "SPACED", 16);
	check_integer(parsed, "LATER", 32);
	check_integer(parsed, "SIZE", 8);
	check_integer(parsed, "OF_ENUM", 4);
}

static void test_others(void)
{
	AUTO(parsed) parsed = parse_text("#define NAME \"lamp\"\n"
					 "#define EMPTY\n"
					 "#define EMPTY_AGAIN /* nothing */\n"
					 "#define KERNEL_ONLY ((u64)1 << 3)\n"
					 "#define ATTRIBUTE __attribute__((packed))\n"
					 "#define BLOCK do { } while (0)\n"
					 "#define TORN )\n"
					 "#define QUOTE '\n"
					 "#define LAST 7 // seven\n",
					 TARGET_X86_64);

	check_kind(parsed, "NAME", VALUE_STRING, "lamp");
	check_kind(parsed, "EMPTY", VALUE_EMPTY, "");
	check_kind(parsed, "EMPTY_AGAIN", VALUE_EMPTY, "");
	check_kind(parsed, "KERNEL_ONLY", VALUE_NOT_CONSTANT, "((u64)1 << 3)");
	check_kind(parsed, "ATTRIBUTE", VALUE_NOT_CONSTANT, "__attribute__((packed))");
	check_kind(parsed, "BLOCK", VALUE_NOT_CONSTANT, "do { } while (0)");
	check_kind(parsed, "TORN", VALUE_NOT_CONSTANT, ")");
	g_assert_nonnull(model_constant(parsed->model, "QUOTE"));
	check_integer(parsed, "LAST", 7);
}

static void test_conditions(void)
{
	AUTO(parsed) parsed = parse_text("#ifdef NO_SUCH_THING\n"
					 "#define NEVER 1\n"
					 "#define EITHER 2\n"
					 "#else\n"
					 "#define EITHER 3\n"
					 "#endif\n"
					 "#ifdef __KERNEL__\n"
					 "#define OF_THE_KERNEL 4\n"
					 "#else\n"
					 "#define OF_PROGRAMS 5\n"
					 "#endif\n"
					 "#if 0\n"
					 "#define ZERO 6\n"
					 "#endif\n"
					 "#define GONE 7\n"
					 "#undef GONE\n"
					 "#define TWICE 8\n"
					 "#undef TWICE\n"
					 "#define TWICE 9\n"
					 "#ifdef __x86_64__\n"
					 "#define WIDE 10\n"
					 "#endif\n",
					 TARGET_X86_64);

	g_assert_null(model_constant(parsed->model, "NEVER"));
	check_integer(parsed, "EITHER", 3);
	g_assert_null(model_constant(parsed->model, "OF_THE_KERNEL"));
	check_integer(parsed, "OF_PROGRAMS", 5);
	g_assert_null(model_constant(parsed->model, "ZERO"));
	g_assert_null(model_constant(parsed->model, "GONE"));
	check_integer(parsed, "TWICE", 9);
	check_integer(parsed, "WIDE", 10);
}

/* Two headers with one guard must not hide each other. */
static void test_guards(void)
{
	static const struct piece pieces[] = {
		{ "net/hl.h",
		  "#ifndef HL_H\n#define HL_H\n#define SMALL 1\nstruct small { int a; };\n#endif\n",
		  0 },
		{ "net/HL.h",
		  "#ifndef HL_H\n#define HL_H\n#define LARGE 2\nstruct large { int a; };\n#endif\n",
		  0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	check_all_judged(parsed);
	check_integer(parsed, "SMALL", 1);
	check_integer(parsed, "LARGE", 2);
	need_record(parsed, "struct small");
	need_record(parsed, "struct large");
	g_assert_null(model_constant(parsed->model, "HL_H"));
}

/* It begins like an include guard, but is none. */
static void test_no_guard(void)
{
	AUTO(parsed) other =
		parse_text("#ifndef ODD_H\n#define ODD_H\n#else\n#define NEVER 1\n#endif\n",
			   TARGET_X86_64);
	static const struct piece piece = {
		"x.h", "#ifndef LIMIT\n#define LIMIT 16\n#endif\nstruct x { char a[LIMIT]; };\n", 0
	};
	AUTO(parsed) parsed = parse_pieces(&piece, 1, TARGET_X86_64);

	check_integer(parsed, "LIMIT", 16);
	check_size(parsed, "struct x", 16, 1);
	g_assert_null(model_constant(other->model, "NEVER"));
}

static void test_probes(void)
{
	AUTO(parsed) parsed = parse_text("enum { SEEN, LAST_PLUS_ONE };\n"
					 "#define SEEN SEEN\n"
					 "#define LAST_PLUS_ONE (LAST_PLUS_ONE - 1)\n",
					 TARGET_X86_64);

	g_assert_true(need_constant(parsed, "SEEN")->is_probe);
	g_assert_cmpint(need_constant(parsed, "SEEN")->kind, ==, CONSTANT_ENUMERATOR);
	check_integer(parsed, "SEEN", 0);
	check_integer(parsed, "LAST_PLUS_ONE", 0);
}

static void check_sample(const struct parsed *parsed, const char *name, guint which, guint64 value)
{
	const struct function_macro *macro = model_function_macro(parsed->model, name);

	g_assert_nonnull(macro);
	g_assert_true(macro->has_sample[which]);
	g_assert_cmpuint(macro->sample[which], ==, value);
}

static void test_function_macros(void)
{
	AUTO(parsed) parsed = parse_text("#define SHIFT(a, b) ((a) << (b))\n"
					 "#define SWAPPED(a, b) ((b) << (a))\n"
					 "#define CALL(x) undeclared(x)\n"
					 "#define NONE() 5\n"
					 "#define LOOP(x) for (x = 0; x < 3; x++)\n"
					 "#define MANY(x, ...) (x)\n"
					 "#ifdef NO_SUCH_THING\n"
					 "#define ABSENT(x) (x)\n"
					 "#endif\n",
					 TARGET_X86_64);
	const struct function_macro *shift = model_function_macro(parsed->model, "SHIFT");
	const struct function_macro *call = model_function_macro(parsed->model, "CALL");

	g_assert_cmpstr(shift->parameters, ==, "(a, b)");
	g_assert_cmpstr(shift->text, ==, "((a) << (b))");
	g_assert_false(shift->is_command);
	check_sample(parsed, "SHIFT", 0, 1 << 2);
	g_assert_cmpuint(shift->sample[1], !=, shift->sample[0]);
	check_sample(parsed, "SWAPPED", 0, 2 << 1);
	check_sample(parsed, "NONE", FUNCTION_MACRO_SAMPLES - 1, 5);
	g_assert_nonnull(call);
	g_assert_false(call->has_sample[0]);
	g_assert_nonnull(model_function_macro(parsed->model, "LOOP"));
	g_assert_nonnull(model_function_macro(parsed->model, "MANY"));
	g_assert_null(model_function_macro(parsed->model, "ABSENT"));
	g_assert_null(model_constant(parsed->model, "SHIFT"));
}

static void test_places(void)
{
	static const struct piece pieces[] = {
		{ "a.h", "/* two\n * lines */ #  define  FIRST \\\n 1\n\n#define SECOND FIRST\n",
		  0 },
		{ "b.h", "#ifndef FIRST\n#define FIRST 1\n#endif\n#define THIRD 1\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);
	const struct constant *first = need_constant(parsed, "FIRST");

	g_assert_cmpstr(parsed->model->headers[first->place.header].path, ==, "a.h");
	g_assert_cmpuint(first->place.line, ==, 2);
	g_assert_cmpuint(first->place.column, ==, 24);
	g_assert_cmpuint(need_constant(parsed, "SECOND")->place.line, ==, 5);
	g_assert_cmpuint(need_constant(parsed, "SECOND")->place.column, ==, 9);
	g_assert_cmpuint(need_constant(parsed, "SECOND")->n_also_in, ==, 0);

	gboolean also = FALSE;
	for (guint32 i = 0; i < first->n_also_in; i++)
		also |= !strcmp(parsed->model->headers[first->also_in[i]].path, "b.h");
	g_assert_true(also);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/macros/integers", test_integers);
	g_test_add_func("/clang/macros/others", test_others);
	g_test_add_func("/clang/macros/conditions", test_conditions);
	g_test_add_func("/clang/macros/guards", test_guards);
	g_test_add_func("/clang/macros/no-guard", test_no_guard);
	g_test_add_func("/clang/macros/probes", test_probes);
	g_test_add_func("/clang/macros/function-macros", test_function_macros);
	g_test_add_func("/clang/macros/places", test_places);
	return g_test_run();
}
