/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/scan.h"

#include "test-clang.h"

/* One scanned header, and linux/types.h. */
struct scanned {
	struct tree *tree;
	struct scan *scan;
	const struct scan_file *file;
};

static void scanned_free(struct scanned *scanned)
{
	scan_free(scanned->scan);
	tree_free(scanned->tree);
	g_free(scanned);
}
DEFINE_AUTO(scanned, scanned_free)

static struct scanned *scan_text(const char *path, const char *text)
{
	struct scanned *scanned = g_new0(struct scanned, 1);
	const struct piece piece = { path, text, 0 };

	scanned->tree = make_tree(&piece, 1);
	scanned->scan = scan_tree(scanned->tree);
	g_assert_cmpuint(scanned->scan->n_files, ==, scanned->tree->n_files);
	for (gsize i = 0; i < scanned->scan->n_files; i++) {
		g_assert_true(scanned->scan->files[i].file == &scanned->tree->files[i]);
		if (!strcmp(scanned->tree->files[i].path, path))
			scanned->file = &scanned->scan->files[i];
	}
	g_assert_nonnull(scanned->file);
	return scanned;
}

static const struct scan_define *find_define(const struct scanned *scanned, const char *name)
{
	for (guint i = 0; i < scanned->file->defines->len; i++) {
		const struct scan_define *define =
			&g_array_index(scanned->file->defines, struct scan_define, i);

		if (!strcmp(define->name, name))
			return define;
	}
	return NULL;
}

static void check_define(const struct scanned *scanned, const char *name, const char *parameters,
			 const char *text, gboolean certain)
{
	const struct scan_define *define = find_define(scanned, name);

	if (!define)
		g_error("'%s' was not seen", name);
	g_assert_cmpstr(define->parameters, ==, parameters);
	g_assert_cmpstr(define->text, ==, text);
	g_assert_cmpint(define->certain, ==, certain);
}

static void test_defines(void)
{
	AUTO(scanned)
	scanned = scan_text("x.h", "#ifndef X_H\n#define X_H\n"
				   "#define A 1 /* one */\n"
				   "#define B(a, b) ((a) + (b))\n"
				   "#define C (1)\n"
				   "#define D\n"
				   "#ifdef SOMETHING\n#define E 2\n#else\n#define E 3\n#endif\n"
				   "#define F(a\n"
				   "#define 5 6\n"
				   "#define G 7\n#undef G\n"
				   "#endif\n");

	g_assert_cmpstr(scanned->file->guard, ==, "X_H");
	g_assert_null(find_define(scanned, "X_H"));
	check_define(scanned, "A", NULL, "1", TRUE);
	check_define(scanned, "B", "(a, b)", "((a) + (b))", TRUE);
	check_define(scanned, "C", NULL, "(1)", TRUE);
	check_define(scanned, "D", NULL, "", TRUE);
	check_define(scanned, "E", NULL, "2", FALSE);
	g_assert_null(find_define(scanned, "F"));
	g_assert_true(g_hash_table_contains(scanned->scan->undefined, "G"));
	g_assert_cmpuint(find_define(scanned, "A")->line, ==, 3);
	g_assert_cmpuint(find_define(scanned, "A")->column, ==, 9);
	g_assert_true(g_hash_table_lookup(scanned->scan->definitions, "E") == GUINT_TO_POINTER(2));
}

static void test_guards(void)
{
	static const struct {
		const char *text, *guard;
	} cases[] = {
		{ "#ifndef G\n#define G\n#endif\n", "G" },
		{ "/* text */\n#ifndef G\n#define G 1\nint a;\n#endif /* G */\n", "G" },
		{ "#ifndef G\n#define H\n#endif\n", NULL },
		{ "#ifdef G\n#define G\n#endif\n", NULL },
		{ "#define A\n#ifndef G\n#define G\n#endif\n", NULL },
		{ "#ifndef G\n#define G 16\n#endif\n#define B 1\n", NULL },
		{ "#ifndef G\n#define G\n#endif\nint a;\n", NULL },
		{ "#ifndef G\n#define G(x) x\n#endif\n", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(scanned) scanned = scan_text("x.h", cases[i].text);

		g_assert_cmpstr(scanned->file->guard, ==, cases[i].guard);
	}

	AUTO(scanned)
	scanned =
		scan_text("x.h", "#ifndef G\n#define G\n#define A 1\n#else\n#define B 1\n#endif\n");
	check_define(scanned, "A", NULL, "1", TRUE);
	check_define(scanned, "B", NULL, "1", FALSE);

	AUTO(scanned)
	limit = scan_text("x.h", "#ifndef LIMIT\n#define LIMIT 16\n#define C 1\n#endif\nint a;\n");
	check_define(limit, "LIMIT", NULL, "16", FALSE);
	check_define(limit, "C", NULL, "1", FALSE);
}

static void test_kernel(void)
{
	AUTO(scanned)
	scanned = scan_text("x.h",
			    "#ifdef __KERNEL__\n#define A 1\n#if 1\n#define B 1\n#endif\n#endif\n"
			    "#ifndef __KERNEL__\n#define C 1\n#else\n#define D 1\n#endif\n"
			    "#if defined(__KERNEL__)\n#define E 1\n#else\n#define F 1\n#endif\n"
			    "#if !defined ( __KERNEL__ )\n#define G 1\n#endif\n"
			    "#if defined(__KERNEL__) || 1\n#define H 1\n#endif\n"
			    "#ifdef __KERNEL__X\n#define I 1\n#endif\n"
			    "#endif\n#else\n#elif\n#define J 1\n");
	static const char *const seen[] = { "C", "F", "G", "H", "I", "J" };
	static const char *const hidden[] = { "A", "B", "D", "E" };

	for (gsize i = 0; i < G_N_ELEMENTS(seen); i++)
		g_assert_nonnull(find_define(scanned, seen[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
		g_assert_null(find_define(scanned, hidden[i]));
}

static void check_searches(const char *text, gboolean expected)
{
	AUTO(scanned) scanned = scan_text("x.h", text);

	g_assert_cmpint(scanned->file->searches, ==, expected);
}

static void test_searches(void)
{
	check_searches("#include <y.h>\n#include \"y.h\"\n#include_next <y.h>\n", FALSE);
	check_searches("#define import 1\n/* #include NAME */\n", FALSE);
	check_searches("#include NAME\n", TRUE);
	check_searches("#import <y.h>\n", TRUE);
	check_searches("#if __has_include(<y.h>)\n#endif\n", TRUE);
	check_searches("#define HAS(x) __has_include(x)\n", TRUE);
	check_searches("#ifdef __KERNEL__\n#include <y.h>\n#endif\n", TRUE);
}

static void check_escape(const char *path, const char *text, const char *escape)
{
	AUTO(scanned) scanned = scan_text(path, text);

	if (!escape) {
		g_assert_null(scanned->file->obstacle);
		return;
	}
	g_assert_nonnull(scanned->file->obstacle);
	g_assert_nonnull(strstr(scanned->file->obstacle, escape));
}

static void test_includes(void)
{
	AUTO(scanned)
	scanned = scan_text("linux/x.h", "#include <linux/types.h>\n#  include \"y.h\" /* why */\n"
					 "#include NAME\n#include <unclosed\n#include_next <z.h>\n"
					 "#ifdef __KERNEL__\n#include <kernel.h>\n#endif\n");
	const struct scan_include *includes = (const void *)scanned->file->includes->data;

	g_assert_cmpuint(scanned->file->includes->len, ==, 3);
	g_assert_cmpstr(includes[0].path, ==, "linux/types.h");
	g_assert_false(includes[0].quoted);
	g_assert_cmpstr(includes[1].path, ==, "y.h");
	g_assert_true(includes[1].quoted);
	g_assert_cmpstr(includes[2].path, ==, "z.h");

	check_escape("linux/x.h", "#include \"../y.h\"\n", NULL);
	check_escape("linux/x.h", "#include \"../../y.h\"\n", "../../y.h");
	check_escape("linux/x.h", "#include <../y.h>\n", "../y.h");
	check_escape("linux/x.h", "#include <sub/../y.h>\n", NULL);
	check_escape("linux/x.h", "#include \"a/../../../y.h\"\n", "a/../../../y.h");
	check_escape("linux/x.h", "#include \"/y.h\"\n", "/y.h");
	check_escape("x.h", "#include \"..\"\n", "..");
}

static void test_commands(void)
{
	AUTO(scanned)
	scanned = scan_text("x.h", "#define X_IOW(n, t) _IOW('X', n, t)\n"
				   "#define X_DEEP(n) X_IOW(n, int)\n"
				   "#define X_NOT(n) (n)\n"
				   "#define X_NAMED _IOW_FAKE(1)\n"
				   "/* X_SET - _IOW(X, 1, struct x_set)\n"
				   " * X_GET - _IOR(X, 2, struct x_get) - more\n"
				   " * X_NONE - _IO(X, 3)\n"
				   " * X_LONG - _IOWR(X, (4 + 3),\n"
				   " *\t\t\tstruct x_long)\n"
				   " * X_BARE - _IOR(X, 5), not struct x_bare\n"
				   " */\n"
				   "enum {\n"
				   "	X_E = _IO('X', 4),\n"
				   "	X_F = X_IOW(5, struct f), /* f */\n"
				   "	X_G = 6,\n"
				   "};\n");
	const struct scan_command_comment *comments =
		(const void *)scanned->file->command_comments->data;
	const struct scan_enumerator *enumerators = (const void *)scanned->file->enumerators->data;

	g_assert_true(scan_composes_command(scanned->scan, "_IOR('X', 1, int)"));
	g_assert_true(scan_composes_command(scanned->scan, "1 + X_DEEP (3)"));
	g_assert_false(scan_composes_command(scanned->scan, "X_NOT(3)"));
	g_assert_false(scan_composes_command(scanned->scan, "_IOW_FAKE(1)"));
	g_assert_false(scan_composes_command(scanned->scan, "_IOR"));
	g_assert_false(scan_composes_command(scanned->scan, ""));
	g_assert_cmpuint(scanned->file->command_comments->len, ==, 3);
	g_assert_cmpstr(comments[0].name, ==, "X_SET");
	g_assert_cmpstr(comments[0].argument, ==, "struct x_set");
	g_assert_cmpstr(comments[1].name, ==, "X_GET");
	g_assert_cmpstr(comments[1].argument, ==, "struct x_get");
	g_assert_cmpstr(comments[2].name, ==, "X_LONG");
	g_assert_cmpstr(comments[2].argument, ==, "struct x_long");
	g_assert_cmpuint(scanned->file->enumerators->len, ==, 2);
	g_assert_cmpstr(enumerators[0].name, ==, "X_E");
	g_assert_cmpstr(enumerators[0].text, ==, "_IO('X', 4)");
	g_assert_cmpstr(enumerators[1].name, ==, "X_F");
	g_assert_cmpstr(enumerators[1].text, ==, "X_IOW(5, struct f)");
}

static void test_libc_conditions(void)
{
	AUTO(scanned)
	scanned = scan_text("x.h", "#ifdef __USE_MISC\n#endif\n"
				   "#if defined(_FILE_OFFSET_BITS) && 1\n#endif\n"
				   "#ifdef MY__USE_THIS\n#endif\n");
	const struct scan_libc_condition *found =
		(const void *)scanned->file->libc_conditions->data;

	g_assert_cmpuint(scanned->file->libc_conditions->len, ==, 2);
	g_assert_cmpstr(found[0].macro, ==, "__USE_MISC");
	g_assert_cmpuint(found[0].line, ==, 1);
	g_assert_cmpstr(found[1].macro, ==, "_FILE_OFFSET_BITS");
}

static void test_open_ends(void)
{
	static const struct {
		const char *text;
		gboolean open_ended;
	} cases[] = {
		{ "", FALSE },
		{ "#define A {\n", FALSE },
		{ "struct a { int b; };\n", FALSE },
		{ "static inline int f(void) { return 1; }\n/* end */\n", FALSE },
		{ "struct a { int b;\n", TRUE },
		{ "typedef int\n", TRUE },
		{ "RED,\nGREEN,\n", TRUE },
		{ "#ifdef A\nstruct a {\n#else\nstruct b {\n#endif\nint c; };\n", FALSE },
		{ "#ifdef __KERNEL__\n}\n#endif\n", FALSE },
		{ "char *a = \"{\";\n", FALSE },
		{ "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint a;\n#ifdef "
		  "__cplusplus\n}\n#endif\n",
		  FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(scanned) scanned = scan_text("x.h", cases[i].text);

		g_assert_cmpint(scanned->file->open_ended, ==, cases[i].open_ended);
	}
}

static void check_time(const char *what, GString *text)
{
	gint64 start = g_get_monotonic_time();
	AUTO(scanned) scanned = scan_text("x.h", text->str);

	g_test_message("%s: %zu bytes in %g s", what, text->len,
		       (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC);
	g_assert_cmpuint(scanned->file->file->size, ==, text->len);
	g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);
	g_string_free(text, TRUE);
}

/* The scanner runs outside of any limit, on up to 8 MiB of anything. */
static void test_hostile(void)
{
	GString *comment = g_string_new("/*");
	GString *chain = g_string_new(NULL);
	GString *conditions = g_string_new(NULL);
	GString *marks = g_string_new(NULL);

	for (guint i = 0; i < 600000; i++)
		g_string_append(comment, "A - _IOR(");
	for (guint i = 100000; i; i--)
		g_string_append_printf(chain, "#define M%u(x) M%u(x)\n", i, i - 1);
	g_string_append(chain, "#define M0(x) _IO('x', x)\n");
	for (guint i = 0; i < 500000; i++)
		g_string_append(conditions, "#ifdef __KERNEL__\n");
	for (guint i = 0; i < 1000000; i++)
		g_string_append(marks, "/*'\"");
	check_time("one comment", comment);
	check_time("a chain of macros", chain);
	check_time("nested conditions", conditions);
	check_time("marks", marks);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/defines", test_defines);
	g_test_add_func("/scan/guards", test_guards);
	g_test_add_func("/scan/kernel", test_kernel);
	g_test_add_func("/scan/includes", test_includes);
	g_test_add_func("/scan/searches", test_searches);
	g_test_add_func("/scan/commands", test_commands);
	g_test_add_func("/scan/libc-conditions", test_libc_conditions);
	g_test_add_func("/scan/open-ends", test_open_ends);
	g_test_add_func("/scan/hostile", test_hostile);
	return g_test_run();
}
