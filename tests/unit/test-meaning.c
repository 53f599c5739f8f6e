/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What macros stand for, in full. */
#include "clang/meaning.h"

#include "clang/lexer.h"
#include "test-clang.h"

/* The meaning of @name in a tree with the header x.h; "int" and __u32 are fixed. */
static char *meaning_in(const char *text, const char *name)
{
	const struct piece piece = { "x.h", text, 0 };
	const gboolean included[] = { TRUE, TRUE };
	g_autoptr(GHashTable) macros = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) types = g_hash_table_new(g_str_hash, g_str_equal);
	AUTO(tree) tree = make_tree(&piece, 1);
	AUTO(scan) scan = scan_tree(tree);
	const struct meaning_context context = { scan, included, macros, types };
	const GArray *defines;

	g_hash_table_add(macros, (gpointer) "int");
	g_hash_table_add(types, (gpointer) "__u32");
	g_assert_cmpstr(scan->files[1].file->path, ==, "x.h");
	defines = scan->files[1].defines;
	for (guint i = 0; i < defines->len; i++) {
		const struct scan_define *define = &g_array_index(defines, struct scan_define, i);

		if (!strcmp(define->name, name))
			return meaning_of(&context, define);
	}
	g_error("no %s", name);
}

static void check_same(const char *text, const char *other)
{
	g_autofree char *one = meaning_in(text, "V");
	g_autofree char *two = meaning_in(other, "V");

	g_assert_nonnull(one);
	g_assert_cmpstr(one, ==, two);
}

static void test_same(void)
{
	check_same("#define V (1ULL << 40)\n", "#define A 1\n#define V (1ULL  <<  40)\n");
	check_same("#define V F(1)\n#define F(a) ((__u32)(a))\n",
		   "#define F(a) ((__u32)(a))\n#define V F(1)\n");
	check_same("#define V \"text, name\"\n", "#define name\n#define V \"text, name\"\n");
	/* Both ways lead to C. */
	check_same("#define V A + B\n#define A C\n#define B C\n#define C (int)1\n",
		   "#define C (int)1\n#define B C\n#define A C\n#define V A + B\n");
}

static void check_other(const char *text, const char *other)
{
	g_autofree char *one = meaning_in(text, "V");
	g_autofree char *two = meaning_in(other, "V");

	g_assert_nonnull(one);
	g_assert_nonnull(two);
	g_assert_cmpstr(one, !=, two);
}

static void test_other(void)
{
	check_other("#define V 1ULL\n", "#define V 2ULL\n");
	check_other("#define V\n", "#define V()\n");
	check_other("#define V(a, b) a\n", "#define V(b, a) a\n");
	check_other("#define V A\n#define A (int)1\n", "#define V A\n#define A (__u32)1\n");
	check_other("#define V A B\n#define A 1 B\n#define B 2\n",
		    "#define V A B\n#define A 1\n#define B 2\n");
}

/* More than macros decides, or more than one. */
static void test_none(void)
{
	static const char *const texts[] = {
		"#define V enumerator\n",
		"#define V (struct x *)0\n",
		"#define V V\n",
		"#define V A\n#define A V\n",
		"#define V A\n#define A B\n#define B A\n",
		"#define V(a) #a\n",
		"#define V 1\n#undef V\n",
		"#define V 1\n#define V 2\n",
		"#ifdef X\n#define V 1\n#endif\n",
		"#define V A\n#ifdef X\n#define A 1\n#endif\n",
		"#define V (__u32)1\n#define __u32 int\n#undef __u32\n",
	};
	g_autoptr(GString) chain = g_string_new("#define V A0\n");
	g_autofree char *filling = g_strnfill(3000, '1');
	g_autofree char *wide = g_strdup_printf("#define V %s\n", filling);

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(meaning_in(texts[i], "V"));
	for (guint i = 0; i < 100000; i++)
		g_string_append_printf(chain, "#define A%u A%u\n", i, i + 1);
	g_assert_null(meaning_in(chain->str, "V"));
	g_assert_null(meaning_in(wide, "V"));
}

static void test_names(void)
{
	const char *at = "0x1fUL + 'a' \"b\\\"c\" d(1.5e3, e_2) \"open f";
	gsize length;

	at = lexer_next_name(at, &length);
	g_assert_cmpuint(length, ==, 1);
	g_assert_true(*at == 'd');
	at = lexer_next_name(at + length, &length);
	g_assert_cmpuint(length, ==, 3);
	g_assert_true(g_str_has_prefix(at, "e_2"));
	g_assert_null(lexer_next_name(at + length, &length));
	g_assert_true(lexer_is_parameter("(a, bc)", "bc", 2));
	g_assert_false(lexer_is_parameter("(a, bc)", "b", 1));
	g_assert_false(lexer_is_parameter(NULL, "b", 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/meaning/same", test_same);
	g_test_add_func("/meaning/other", test_other);
	g_test_add_func("/meaning/none", test_none);
	g_test_add_func("/meaning/names", test_names);
	return g_test_run();
}
