/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What cannot be judged is listed, and never guessed; the rest is judged. */
#include "test-clang.h"

static void test_unknown_type(void)
{
	AUTO(parsed) parsed = parse_text("struct bad { nosuch_t a; int b; };\n"
					 "struct outer { int a; struct bad inside; };\n"
					 "struct holder { struct outer outer[2]; };\n"
					 "struct pointing { struct bad *a; };\n"
					 "struct good { int a; };\n"
					 "typedef nosuch_t name_t;\n"
					 "typedef struct bad bad_t;\n",
					 TARGET_X86_64);

	g_assert_null(model_record(parsed->model, "struct bad"));
	g_assert_null(model_record(parsed->model, "struct outer"));
	g_assert_null(model_record(parsed->model, "struct holder"));
	g_assert_null(model_type_name(parsed->model, "name_t"));
	check_unjudged(parsed, "struct bad", NULL, "nosuch_t");
	check_unjudged(parsed, "struct outer", NULL, "'inside'");
	check_unjudged(parsed, "struct holder", NULL, "'outer'");
	check_unjudged(parsed, "name_t", NULL, "nosuch_t");
	check_size(parsed, "struct pointing", 8, 8);
	check_size(parsed, "struct good", 4, 4);
	g_assert_null(model_unjudged(parsed->model, NULL, "x.h"));
}

static void test_incomplete(void)
{
	AUTO(parsed) parsed = parse_text("struct opaque;\n"
					 "struct bad { struct opaque a; };\n"
					 "struct worse { int a : 40; };\n"
					 "struct negative { char a[sizeof(int) - 5]; };\n"
					 "enum broken { A = nosuch };\n"
					 "enum whole { B = 2 };\n",
					 TARGET_X86_64);

	g_assert_null(model_record(parsed->model, "struct opaque"));
	g_assert_null(model_record(parsed->model, "struct bad"));
	g_assert_null(model_record(parsed->model, "struct worse"));
	g_assert_null(model_record(parsed->model, "struct negative"));
	g_assert_null(model_enumeration(parsed->model, "enum broken"));
	check_unjudged(parsed, "struct bad", NULL, "incomplete");
	check_unjudged(parsed, "struct worse", NULL, "width");
	check_unjudged(parsed, "struct negative", NULL, "too large");
	check_unjudged(parsed, "enum broken", NULL, "nosuch");
	check_integer(parsed, "B", 2);
}

static void test_function(void)
{
	AUTO(parsed) parsed = parse_text("void bad(nosuch_t a);\n"
					 "void good(int a);\n",
					 TARGET_X86_64);

	g_assert_null(model_function(parsed->model, "bad"));
	check_unjudged(parsed, "bad", NULL, "nosuch_t");
	g_assert_nonnull(model_function(parsed->model, "good"));
}

static void test_missing_include(void)
{
	static const struct piece pieces[] = {
		{ "bad.h", "#include <linux/nosuch.h>\nstruct after { int a; };\n", 0 },
		{ "good.h", "struct good { int a; };\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	check_unjudged(parsed, NULL, "bad.h", "linux/nosuch.h");
	check_size(parsed, "struct good", 4, 4);
	g_assert_null(model_unjudged(parsed->model, NULL, "good.h"));
}

static void test_syntax(void)
{
	static const struct piece pieces[] = {
		{ "a.h", "struct torn { int a int b; };\nstruct fine { int a; };\n", 0 },
		{ "b.h", "int this is not C;\n", 0 },
		{ "c.h", "#error go away\n", 0 },
		{ "d.h", "struct open { int a;\n", 0 },
		{ "e.h", "#ifdef X\nstruct hidden { int a; };\n", 0 },
		{ "z.h", "struct good { int a; };\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	g_assert_null(model_record(parsed->model, "struct torn"));
	g_assert_null(model_record(parsed->model, "struct open"));
	check_unjudged(parsed, "struct torn", NULL, "expected");
	check_unjudged(parsed, NULL, "b.h", "expected");
	check_unjudged(parsed, NULL, "c.h", "go away");
	check_unjudged(parsed, NULL, "d.h", "inside a declaration");
	check_unjudged(parsed, NULL, "e.h", "unterminated");
	check_size(parsed, "struct fine", 4, 4);
	check_size(parsed, "struct good", 4, 4);
	g_assert_null(model_unjudged(parsed->model, "struct good", "z.h"));
}

/* Whatever a header leaves open must not swallow those behind it. */
static void test_open_end(void)
{
	static const struct piece pieces[] = {
		{ "a.h", "static inline int f(void) { if (1) {\n", 0 },
		{ "b.h", "enum colours {\n#include \"list.h\"\n};\n", 0 },
		{ "c.h", "typedef unsigned char\n", 0 },
		{ "d.h", "#include <a.h>\nstruct lost { int a; };\n", 0 },
		{ "e.h", "#ifdef __cplusplus\nextern \"C\" {\n#endif\nstruct e { int a; };\n", 0 },
		{ "list.h", "RED,\nGREEN,\n#define COLOURS 2\n", 0 },
		{ "z.h", "struct z { int a; };\n#define Z (1 + 2)\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	check_unjudged(parsed, NULL, "a.h", "inside a declaration");
	check_unjudged(parsed, NULL, "c.h", "inside a declaration");
	check_unjudged(parsed, NULL, "d.h", "inside a declaration");
	g_assert_cmpuint(parsed->model->n_unjudged, ==, 3);
	check_integer(parsed, "GREEN", 1);
	check_integer(parsed, "COLOURS", 2);
	check_size(parsed, "struct e", 4, 4);
	check_size(parsed, "struct z", 4, 4);
	check_integer(parsed, "Z", 3);
}

/* What only fails because of another header is judged on its own. */
static void test_company(void)
{
	static const struct piece pieces[] = {
		{ "a.h", "typedef int clash_t;\nstruct a { clash_t one; };\n", 0 },
		{ "b.h", "typedef char clash_t;\nstruct b { clash_t one; };\n#define B 3\n", 0 },
		{ "c.h", "#include <a.h>\nstruct c { clash_t one; };\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	check_all_judged(parsed);
	check_size(parsed, "struct a", 4, 4);
	check_size(parsed, "struct b", 1, 1);
	check_size(parsed, "struct c", 4, 4);
	check_integer(parsed, "B", 3);
}

/* A header of the sysroot completes others and is not judged itself. */
static void test_not_asked_for(void)
{
	struct tree *tree = make_tree(NULL, 0);
	const struct tree_offer offer = {
		.path = "system.h",
		.shown = "system.h",
		.text = "struct broken { nosuch_t a; };\n",
		.size = strlen("struct broken { nosuch_t a; };\n"),
		.claims[TREE_CLAIM_ANY] = TARGET_ALL,
	};
	struct parse_job job = { .tree = tree, .target = TARGET_X86_64 };

	tree_offer(tree, &offer);
	tree_settle(tree);
	g_assert_true(parse_trees(&job, 1, NULL, NULL));
	g_assert_cmpuint(job.model->n_unjudged, ==, 0);
	g_assert_false(model_header(job.model, "system.h")->judged);
	parse_jobs_free(&job, 1);
	tree_free(tree);
}

/* Nothing outside of the tree is ever read, however it is asked for. */
static void test_outside(void)
{
	static const struct piece pieces[] = {
		{ "linux/absolute.h", "#include \"/etc/passwd\"\n", 0 },
		{ "linux/device.h", "#include </dev/zero>\n", 0 },
		{ "linux/dots.h", "#include \"../../../../etc/passwd\"\n", 0 },
		{ "linux/sneaky.h", "#include \"sub/../../../x.h\"\n", 0 },
		{ "linux/macro.h", "#define NAME \"/etc/passwd\"\n#include NAME\n", 0 },
		{ "linux/import.h", "#import \"/etc/passwd\"\n", 0 },
		{ "linux/spliced.h", "#inc\\\nlude \"/etc/passwd\"\n", 0 },
		{ "linux/asks.h",
		  "#if __has_include(\"/etc/passwd\") || __has_include(</bin/sh>)\n"
		  "#define SEEN 1\n"
		  "#else\n"
		  "#define UNSEEN 1\n"
		  "#endif\n",
		  0 },
		{ "linux/inside.h", "#include \"../linux/types.h\"\nstruct in { __u32 a; };\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);

	check_unjudged(parsed, NULL, "linux/absolute.h", "/etc/passwd");
	check_unjudged(parsed, NULL, "linux/device.h", "/dev/zero");
	check_unjudged(parsed, NULL, "linux/dots.h", "outside the input");
	check_unjudged(parsed, NULL, "linux/sneaky.h", "outside the input");
	check_unjudged(parsed, NULL, "linux/macro.h", "/etc/passwd");
	check_unjudged(parsed, NULL, "linux/import.h", "/etc/passwd");
	check_unjudged(parsed, NULL, "linux/spliced.h", "/etc/passwd");
	g_assert_null(model_constant(parsed->model, "SEEN"));
	check_integer(parsed, "UNSEEN", 1);
	check_size(parsed, "struct in", 4, 4);
	g_assert_null(model_unjudged(parsed->model, NULL, "linux/inside.h"));
}

static void test_itself(void)
{
	static const struct piece pieces[] = {
		{ "guarded.h",
		  "#ifndef G\n#define G\n#include <guarded.h>\nstruct g { int a; };\n#endif\n", 0 },
		{ "once.h", "#pragma once\n#include \"once.h\"\nstruct o { int a; };\n", 0 },
		{ "ring-a.h", "#ifndef A\n#define A\n#include <ring-b.h>\n#endif\n", 0 },
		{ "ring-b.h", "#ifndef B\n#define B\n#include <ring-a.h>\n#endif\n", 0 },
		{ "endless.h", "#include <endless.h>\n", 0 },
	};
	AUTO(parsed) parsed = parse_pieces(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64);
	const struct header *ring = model_header(parsed->model, "ring-a.h");

	check_size(parsed, "struct g", 4, 4);
	check_size(parsed, "struct o", 4, 4);
	check_unjudged(parsed, NULL, "endless.h", "nested too deeply");
	g_assert_cmpuint(parsed->model->n_unjudged, ==, 1);
	g_autofree reach_set reach =
		model_reach(parsed->model, (guint32)(ring - parsed->model->headers));
	g_assert_cmpuint(ring->n_includes, ==, 1);
	g_assert_true(reach_has(reach, ring->includes[0]));
}

static void test_junk(void)
{
	static const char junk[] = "\x7f"
				   "ELF\0\1\2\3\xff\xfe struct { \0 #define X \0 1\n#include <\n"
				   "#include \"\n#define\n#define 3\n#define X(\n\\";
	struct tree *tree = make_tree(NULL, 0);
	const struct tree_offer offer = {
		.path = "junk.h",
		.shown = "junk.h",
		.text = junk,
		.size = sizeof(junk) - 1,
		.judged = TRUE,
		.claims[TREE_CLAIM_ANY] = TARGET_ALL,
	};
	struct parse_job job = { .tree = tree, .target = TARGET_X86_64 };

	tree_offer(tree, &offer);
	tree_settle(tree);
	g_assert_true(parse_trees(&job, 1, NULL, NULL));
	g_assert_nonnull(model_unjudged(job.model, NULL, "junk.h"));
	g_assert_nonnull(model_type_name(job.model, "__u32"));
	parse_jobs_free(&job, 1);
	tree_free(tree);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/flaws/unknown-type", test_unknown_type);
	g_test_add_func("/clang/flaws/incomplete", test_incomplete);
	g_test_add_func("/clang/flaws/function", test_function);
	g_test_add_func("/clang/flaws/missing-include", test_missing_include);
	g_test_add_func("/clang/flaws/syntax", test_syntax);
	g_test_add_func("/clang/flaws/open-end", test_open_end);
	g_test_add_func("/clang/flaws/company", test_company);
	g_test_add_func("/clang/flaws/not-asked-for", test_not_asked_for);
	g_test_add_func("/clang/flaws/outside", test_outside);
	g_test_add_func("/clang/flaws/itself", test_itself);
	g_test_add_func("/clang/flaws/junk", test_junk);
	return g_test_run();
}
