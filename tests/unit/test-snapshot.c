/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Snapshots: that nothing is lost on the way to the text and back, that a small
 * change is a small difference of texts, and that no text leads out of bounds.
 * That judging snapshots gives what judging trees gives is for tests/cases.
 */
#include "compare/snapshot-tree.h"
#include "rules/judge.h"
#include "test-clang.h"
#include "test-snapshot.h"

static const enum target_id both[] = { TARGET_X86_64, TARGET_I386 };

/* The text of a snapshot of @pieces for two targets; checks that it reads back. */
static GString *take(const struct piece *pieces, gsize n, const char *name)
{
	struct parsed *parsed[G_N_ELEMENTS(both)];
	const struct model *models[TARGET_COUNT] = { 0 };
	g_autoptr(GError) error = NULL;
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		parsed[i] = parse_pieces(pieces, n, both[i]);
		models[both[i]] = parsed[i]->model;
	}
	AUTO(snapshot) snapshot = snapshot_of_tree(parsed[0]->tree, models, name, &error);
	g_assert_no_error(error);
	snapshot_write(snapshot, text);
	AUTO(snapshot) read = snapshot_read("x.unb", text->str, text->len, &error);
	g_assert_no_error(error);
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		if (!name)
			g_assert_cmpstr(compare_models(models[both[i]], read->models[both[i]]), ==,
					NULL);
		parsed_free(parsed[i]);
	}
	return text;
}

static GString *take_text(const char *text)
{
	g_autofree char *whole = g_strconcat("#include <linux/types.h>\n", text, NULL);
	const struct piece piece = { .path = "x.h", .text = whole };

	return take(&piece, 1, NULL);
}

static void says(const GString *text, const char *part)
{
	if (!strstr(text->str, part))
		g_error("'%s' is not in this:\n%s", part, text->str);
}

static struct snapshot *read_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct snapshot *snapshot = snapshot_read("x.unb", text, strlen(text), &error);

	g_assert_no_error(error);
	return snapshot;
}

static void check_error(const char *text, int code, const char *message)
{
	g_autoptr(GError) error = NULL;
	struct snapshot *snapshot = snapshot_read("x.unb", text, strlen(text), &error);

	if (snapshot)
		g_error("this was read: %.300s", text);
	g_assert_error(error, SNAPSHOT_ERROR, code);
	if (!strstr(error->message, message))
		g_error("'%s' does not say '%s'", error->message, message);
}

/* --- To the text and back --------------------------------------------------- */

static void test_records(void)
{
	g_autoptr(GString) text =
		take_text("struct key { __u16 tooth[4]; } __attribute__((packed));\n"
			  "typedef struct { __u8 bell, sign[3]; } door;\n"
			  "enum kind { KIND_A = -1, KIND_B };\n"
			  "struct house {\n"
			  "	struct key keys[2][3];\n"
			  "	door door;\n"
			  "	enum kind kind;\n"
			  "	unsigned floors : 5, : 3, roof : 1;\n"
			  "	union {\n"
			  "		__u64 cookie;\n"
			  "		struct { __u32 low, high; };\n"
			  "		struct { __u8 r, g, b; } paint[2];\n"
			  "	};\n"
			  "	void *owner;\n"
			  "	long area;\n"
			  "	enum { INNER } inner;\n"
			  "	double price;\n"
			  "	_Bool sold;\n"
			  "#ifdef __USE_TIME_BITS64\n"
			  "	__u64 built;\n"
			  "#endif\n"
			  "	__u8 tail[];\n"
			  "};\n"
			  "union both { struct key key; __u32 number; };\n"
			  "struct empty { };\n");

	/* What is the same on both targets stands once. */
	says(text, "\nstruct key size 8 align 1 packed\n\t0+8 tooth __u16 [4]\n");
	says(text, "\nstruct house size 112 align 8 ");
	says(text, " libc __USE_TIME_BITS64 @x86_64\n");
	says(text, "\t\t\t64+4 low __u32\n");
}

static void test_constants(void)
{
	g_autoptr(GString) text =
		take_text("#define NUMBER 16\n"
			  "#define HEX 0x10\n"
			  "#define ALL (~0ULL)\n"
			  "#define NONE (-1)\n"
			  "#define LOWEST (-0x7fffffffffffffffLL - 1)\n"
			  "#define NAME \"a \\\"quoted\\\" one\"\n"
			  "#define PLAIN \"plain\"\n"
			  "#define EMPTY\n"
			  "#define CODE do_something(a, b)\n"
			  "#define EQUALS =\n"
			  "#define AT @x86_64\n"
			  "#define WORD command\n"
			  "#define WORD_BYTES sizeof(long)\n"
			  "#define PAIR(a, b) ((a) * 10 + (b))\n"
			  "#define CALL(x) call(x)\n"
			  "enum kind { KIND_A = -1, KIND_B, KIND_C = 0x7fffffff };\n"
			  "enum { KIND_D = 0xffffffffU };\n"
			  "enum wide { WIDE = 0x100000000 };\n"
			  "#define KIND_B KIND_B\n"
			  "typedef enum { OLD_STYLE } style;\n"
			  "int declared(int a);\n"
			  "static inline int sum(int a) { return a + \"x\"[0]; }\n");

	says(text, "\tdefine NUMBER 16\n");
	says(text, "\tdefine HEX 16 =0x10\n");
	says(text, "\tdefine WORD_BYTES 4 =sizeof(long) @i386\n");
	says(text, "\tdefine AT =\"@x86_64\"\n");
}

static void test_commands(void)
{
	const struct piece pieces[] = {
		{ .path = "x.h",
		  .text = "#include <linux/types.h>\n"
			  "#include <asm/ioctl.h>\n"
			  "struct arg { __u32 argsz, flags;\n"
			  "#define ARG_ONE 1\n"
			  "#define ARG_TWO 2\n"
			  "	void *p; };\n"
			  "#define X_GET _IOR('x', 1, struct arg)\n"
			  "#define X_TURN _IOWR('x', 2, __u32)\n"
			  "#define X_PLAIN _IO('x', 3)\n"
			  "#ifndef X_LIMIT\n"
			  "#define X_LIMIT 4\n"
			  "#endif\n" },
		{ .path = "y.h",
		  .text = "#include \"x.h\"\n"
			  "#ifndef X_LIMIT\n"
			  "#define X_LIMIT 4\n"
			  "#endif\n" },
		{ .path = "asm/ioctl.h",
		  .text = "#define _IOC(w, t, n, s) (((w) << 30) | ((s) << 16) | ((t) << 8) | "
			  "(n))\n"
			  "#define _IO(t, n) _IOC(0U, (t), (n), 0)\n"
			  "#define _IOR(t, n, s) _IOC(2U, (t), (n), sizeof(s))\n"
			  "#define _IOWR(t, n, s) _IOC(3U, (t), (n), sizeof(s))\n" },
	};
	g_autoptr(GString) text = take(pieces, G_N_ELEMENTS(pieces), NULL);

	says(text, " command _IOR 0x78 1 16 macro \"struct arg\" @x86_64\n");
	says(text, " command _IOWR 0x78 2 4 macro \"unsigned int\"\n");
	says(text, "\tdefine X_LIMIT 4 also x.h y.h\n");
	says(text, "\tdefine ARG_TWO 2 flag \"struct arg\" flags position\n");
}

static void test_headers(void)
{
	const struct piece pieces[] = {
		{ .path = "asm/y.h",
		  .text = "#define Y 64\nstruct y { int a; };\n",
		  .targets = TARGET_BIT(TARGET_X86_64) },
		{ .path = "asm/y.h",
		  .text = "/**/\n#define Y 32\n\nstruct y { int a; };\n",
		  .targets = TARGET_BIT(TARGET_I386) },
		{ .path = "asm/z.h",
		  .text = "#define Z 1 /* of arm */\n",
		  .targets = TARGET_BIT(TARGET_ARM) },
		{ .path = "bad.h", .text = "#include <nowhere.h>\nstruct bad { unknown_t a; };\n" },
		{ .path = "x.h", .text = "#include <asm/y.h>\n#include \"bad.h\"\n" },
	};
	g_autoptr(GString) text = take(pieces, G_N_ELEMENTS(pieces), NULL);
	AUTO(snapshot) snapshot = read_good(text->str);

	says(text, "\nplaces asm/y.h @x86_64 1:9,0 1:8 0:16\n"
		   "places asm/y.h @i386 2:9,0 2:8 0:16\n");
	g_assert_cmpuint(snapshot->n_headers, ==, 6);
	g_assert_cmpstr(snapshot->headers[2].path, ==, "asm/z.h");
	g_assert_cmpuint(snapshot->headers[2].targets, ==, TARGET_BIT(TARGET_ARM));
	g_assert_cmpstr(snapshot->headers[2].words, ==, "Z arm define of");
	g_assert_null(snapshot->headers[5].words);
	g_assert_cmpuint(strlen(snapshot->headers[5].digest), ==, 32);
}

/* Any byte of any string survives. */
static void test_bytes(void)
{
	g_autoptr(GString) bytes = g_string_new("@= \xc3\xa4\xe2\x80\xa8\xed\xa0\x80{");
	struct header header = { .path = "x.h", .judged = TRUE };
	struct function_macro macro = { .name = "-", .parameters = "" };
	struct record record = { .alignment = 1 };
	struct snapshot_header file = { .targets = TARGET_ALL, .judged = TRUE };
	struct model model = {
		.target = TARGET_ARM, .n_headers = 1, .n_records = 1, .n_function_macros = 1
	};
	struct snapshot snapshot = { .layout = "header", .n_headers = 1 };
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint byte = 1; byte < 256; byte++)
		g_string_append_c(bytes, (char)byte);
	header.shown = file.shown = file.words = file.digest = snapshot.name = bytes->str;
	header.path = file.path = record.name = macro.text = bytes->str;
	model.headers = &header;
	model.records = &record;
	model.function_macros = &macro;
	snapshot.headers = &file;
	snapshot.models[TARGET_ARM] = &model;
	snapshot_write(&snapshot, text);
	g_assert_true(g_utf8_validate(text->str, -1, NULL));

	AUTO(snapshot) read = read_good(text->str);
	g_assert_cmpstr(compare_models(&model, read->models[TARGET_ARM]), ==, NULL);
	g_assert_cmpstr(read->name, ==, bytes->str);
	g_assert_cmpstr(read->headers[0].words, ==, bytes->str);
	g_assert_cmpstr(read->headers[0].digest, ==, bytes->str);
}

/* What lost its name to another item of that name. */
static void test_doubles(void)
{
	const struct piece pieces[] = {
		{ .path = "a.h",
		  .text = "#ifndef G\n#define G\nenum e { A, B };\n"
			  "struct s { int flags; };\n#endif\n" },
		{ .path = "b.h",
		  .text = "#ifndef G\n#define G\nenum e { C, D, A = 7, E };\n"
			  "struct s { int a, flags; };\n"
			  "enum f { S_FLAG_X = 1 };\n#endif\n" },
	};
	g_autoptr(GString) text = take(pieces, G_N_ELEMENTS(pieces), NULL);
	AUTO(snapshot) snapshot = read_good(text->str);
	const struct model *model = snapshot->models[TARGET_X86_64];

	g_assert_cmpuint(model_constant(model, "E")->enumeration, ==, MODEL_NONE);
	g_assert_cmpint(model_constant(model, "E")->kind, ==, CONSTANT_ENUMERATOR);
	says(text, "\tenumerator E 8\n");
}

/* --- Versions --------------------------------------------------------------- */

static char *read_example(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("UNBROKEN_DATADIR"), "..", "examples", "house.unb", NULL);
	g_autoptr(GError) error = NULL;
	char *text;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

/* This file was written by the first version, and stays as it is. */
static void test_first_version(void)
{
	g_autofree char *text = read_example();
	AUTO(snapshot) snapshot = read_good(text);
	const struct model *model = snapshot->models[TARGET_POWERPC64LE];
	const struct model *small = snapshot->models[TARGET_I386];

	g_assert_cmpstr(snapshot->name, ==, "invented");
	g_assert_cmpstr(snapshot->layout, ==, "installed");
	g_assert_true(snapshot->complete);
	g_assert_null(snapshot->models[TARGET_ARM]);
	g_assert_cmpuint(model->n_records, ==, 11);
	g_assert_cmpuint(model_record(small, "struct house")->size, ==, 124);

	const struct constant *set = model_constant(model, "HOUSE_SET");
	const struct command *command = &model->commands[set->command];
	g_assert_cmphex(set->value, ==, 0x800c6802);
	g_assert_cmphex(model_constant(small, "HOUSE_SET")->value, ==, 0x400c6802);
	g_assert_cmpint(command->direction, ==, COMMAND_WRITE);
	g_assert_cmpstr(model->records[command->record].name, ==, "struct house_flags");
	g_assert_cmpuint(set->place.line, ==, 104);
	g_assert_cmpuint(set->place.column, ==, 9);
	g_assert_cmpuint(model->n_flags, ==, 3);

	const struct member *blue = record_member(model_record(model, "struct house"), "paint.b");
	g_assert_cmpuint(blue->bit_offset, ==, 26 * 8);
	g_assert_cmpint(model_record(model, "struct house")->members[blue->parent].array, ==, 2);
	g_assert_true(model_unjudged(model, "struct house_broken", NULL) != NULL);
	g_assert_true((gint64)model_constant(model, "HOUSE_LOWEST")->value == G_MININT64);
}

static void test_same_bytes(void)
{
	g_autofree char *text = read_example();
	g_autoptr(GString) again = g_string_new(NULL);
	AUTO(snapshot) snapshot = read_good(text);

	snapshot_write(snapshot, again);
	g_assert_cmpstr(again->str, ==, text);
}

static void test_other_versions(void)
{
	check_error("unbroken snapshot 2\nwhatever\n", SNAPSHOT_ERROR_VERSION,
		    "'x.unb' was written by a newer unbroken");
	check_error("unbroken snapshot 0\n", SNAPSHOT_ERROR_VERSION, "no version 0");
	check_error("unbroken snapshot\n", SNAPSHOT_ERROR_MALFORMED, "line 1");
	check_error("", SNAPSHOT_ERROR_MALFORMED, "no snapshot");
	check_error("#ifndef X\n", SNAPSHOT_ERROR_MALFORMED, "no snapshot");
	g_assert_true(snapshot_recognise("unbroken snapshot 99\n", 21));
	g_assert_false(snapshot_recognise("unbroken snapshot", 17));
	g_assert_false(snapshot_recognise("!<arch>\n", 8));
}

/* --- Small changes ---------------------------------------------------------- */

/* How many lines of @one are not in @other. */
static guint count_other_lines(const GString *one, const GString *other)
{
	g_auto(GStrv) lines = g_strsplit(one->str, "\n", -1);
	g_auto(GStrv) others = g_strsplit(other->str, "\n", -1);
	guint n = 0;

	for (gsize i = 0; lines[i]; i++)
		n += !g_strv_contains((const char *const *)others, lines[i]);
	return n;
}

#define BEFORE                       \
	"#define A 1\n#define B 2\n" \
	"enum e { E_A, E_B };\n"     \
	"struct s { __u32 argsz; __u32 flags; __u64 base; "
#define AFTER "};\nstruct t { int a; };\n#define C 3\n#define D 4\n"

static void test_line_at_top(void)
{
	g_autoptr(GString) one = take_text(BEFORE AFTER);
	g_autoptr(GString) other = take_text("/* a comment */\n" BEFORE AFTER);

	/* The digest, and the places. */
	g_assert_cmpuint(count_other_lines(one, other), ==, 2);
}

static void test_one_member(void)
{
	g_autoptr(GString) one = take_text(BEFORE AFTER);
	g_autoptr(GString) other = take_text(BEFORE "__u64 more; " AFTER);

	/* The member, and the size, for each of two layouts; the digest, and the places. */
	g_assert_cmpuint(count_other_lines(other, one), <=, 6);
}

static void test_one_macro(void)
{
	g_autoptr(GString) one = take_text(BEFORE AFTER);
	g_autoptr(GString) other = take_text("#define A0 0\n" BEFORE AFTER);

	g_assert_cmpuint(count_other_lines(other, one), ==, 3);
}

/* --- Texts that are wrong --------------------------------------------------- */

#define START                                                                                     \
	"unbroken snapshot 1\ntree t installed complete\ntargets\nmodels @x86_64,arm\nshown t/\n" \
	"type int = integer 4 signed\ntype \"struct s\" = record 8\n"
#define FILE_X "header x.h\n\tfile 00\n"

struct mistake {
	const char *text, *message;
};

static const struct mistake mistakes[] = {
	{ "unbroken snapshot 1\n", "line 2: the file ends too early" },
	{ "unbroken snapshot 1\ntree t", "line 2: the line is not complete" },
	{ "unbroken snapshot 1\ntree t elsewhere complete\n", "line 2: there is no such thing" },
	{ "unbroken snapshot 1\ntree t header complete\ntargets @vax\n", "no target 'vax'" },
	{ "unbroken snapshot 1\ntree t header complete\ntargets @arm,x86_64\n", "not in order" },
	{ START, "line 8: the file ends too early" },
	{ START "end\nmore\n", "behind the end" },
	{ START "type a = integer 4\nend\n", "the type 'a' is not in order" },
	{ START "type \"struct s\" = record 9\nend\n", "there twice" },
	{ START "type t = integer x\nend\n", "a number is missing" },
	{ START "type t = integer 018\nend\n", "a number is missing or malformed" },
	{ START "type t = integer 18446744073709551616\nend\n", "a number is too large" },
	{ START "type t = integer 4 record nobody\nend\n", "has no 'nobody'" },
	{ START "type t  = integer 4\nend\n", "one blank" },
	{ START "type t = integer 4 \nend\n", "line 8" },
	{ START "type \"t = integer 4\nend\n", "does not end" },
	{ START "type \"\\q\" = integer 4\nend\n", "an escape is wrong" },
	{ START "type \"\\x00\" = integer 4\nend\n", "an escape is wrong" },
	{ START "type t\001 = integer 4\nend\n", "needs quotes" },
	{ START "header x.h\nend\n", "line 8: the header has no file" },
	{ START FILE_X "header a.h\n\tfile 00\nend\n", "'a.h' is not in order" },
	{ START FILE_X "\tfile 01\nend\n", "not in order" },
	{ START FILE_X "\tinclude y.h\nend\n", "line 10: there is no header 'y.h'" },
	{ START FILE_X "\tinclude x.h\n\tinclude x.h @arm\nend\n", "includes twice" },
	{ START "header x.h\n\tfile 00 @arm\n\tdefine A 1 @x86_64\nend\n", "without the header" },
	{ START FILE_X "\tdefine A 1 @s390x\nend\n", "without a model" },
	{ START FILE_X "\tdefine A 1\nend\n", "line 10: it has no place" },
	{ START FILE_X "\tdefine B 1\n\tdefine A 1\nend\n", "'A' is not in order" },
	{ START FILE_X "\tdefine A 1\n\tdefine A 2\nend\n", "there twice" },
	{ START "header w.h\n\tfile 00\n\tdefine A 1\n" FILE_X "\tdefine A 2\nend\n",
	  "line 13: 'A' is there twice" },
	{ START FILE_X "\tdefine A -0\nend\n", "no such negative" },
	{ START FILE_X "\tdefine A 1 flag \"struct s\" a name\nplaces x.h 1,0\nend\n",
	  "a target has no 'struct s'" },
	{ START FILE_X "\tdefine A 1 command _IO 0x01 2 0 unknown -\nend\n",
	  "what its parts make" },
	{ START FILE_X "\tdefine A \"\" command exact _IO 1 2 0 unknown -\nend\n", "no number" },
	{ START FILE_X "\tdefine A 1 in y.h\nplaces x.h 1,0\nend\n", "no header 'y.h'" },
	{ START FILE_X "\tdefine A 1\nplaces x.h 1\nend\n", "line 11: a place has no ordinal" },
	{ START FILE_X "\tdefine A 1\nplaces x.h 1,0 1\nend\n", "too many places" },
	{ START FILE_X "\tdefine A 1\nplaces x.h\nend\n", "too few places" },
	{ START FILE_X "\tdefine A 1\nplaces x.h -1,0\nend\n", "out of range" },
	{ START FILE_X "\tdefine A 1\nplaces x.h 4294967296,0\nend\n", "out of range" },
	{ START FILE_X "\tdefine A 1\nplaces y.h 1,0\nend\n", "no such header" },
	{ START FILE_X "\tdefine A 1\nplaces x.h 1,0\nplaces x.h 1,0\nend\n", "places twice" },
	{ START FILE_X "\tdefine A 1\nplaces x.h 1,0 \nend\n", "malformed" },
	{ START FILE_X "words x.h \"a\" @arm\nend\n", "no such file" },
	{ START FILE_X "struct s size 4\nend\n", "it has no align" },
	{ START FILE_X "struct s size 4 align 4\n\t\t0+4 a int\nend\n", "stands too deep" },
	{ START FILE_X "struct s size 4 align 4\n\t0+4 a int\n\t\t0+4 b int\nend\n", "too deep" },
	{ START FILE_X "struct s size 4 align 4\n\t0+4 a long\nend\n", "no type 'long'" },
	{ START FILE_X "struct s size 4 align 4\n\t0.8+4 a int\nend\n", "no such bit" },
	{ START FILE_X "struct s size 4 align 4\n\t0:4 a struct{4}\nend\n", "needs quotes" },
	{ START FILE_X "struct s size 4 align 4\n\t0+4 - int\nend\n", "has no name" },
	{ START FILE_X "struct s size 8 align 4\n\t0+8 me \"struct s\"\nplaces x.h 1 1\nend\n",
	  "line 10: 'struct s' holds itself" },
	{ START FILE_X "enum e size 4\n\t= A\nplaces x.h 1\nend\n",
	  "line 11: a target has no 'A'" },
	{ START FILE_X "enum e size 4\n\tA\nplaces x.h 1 1\nend\n", "has no value" },
	{ START FILE_X "\tfunny f\nend\n", "has no 'funny" },
	{ START FILE_X "end", "not complete" },
	{ START "\tdefine A 1\nend\n", "line 8: nothing of this kind" },
	{ START FILE_X "refusal a b\nend\n", "line 10: nothing of this kind" },
};

static void test_mistakes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++)
		check_error(mistakes[i].text, SNAPSHOT_ERROR_MALFORMED, mistakes[i].message);
}

/* Records that hold each other, by whatever way round. */
static void test_cycle(void)
{
	static const char text[] =
		"unbroken snapshot 1\ntree t installed complete\ntargets\nmodels @arm\nshown t/\n"
		"type \"struct a\" = record 8\ntype \"struct b\" = record 8\n"
		"type \"struct c\" = record 8\n" FILE_X
		"struct a size 8 align 4\n\t0+8 b \"struct b\"\n"
		"struct b size 8 align 4\n\t0+8 c \"struct c\"\n"
		"struct c size 8 align 4\n\t0+8 a \"struct a\"\n"
		"places x.h 1 1 1 1 1 1\nend\n";

	check_error(text, SNAPSHOT_ERROR_MALFORMED, "line 11: 'struct a' holds itself");
}

/* A truncated one is never taken for a whole one, and no byte of it for another. */
static void test_damage(void)
{
	g_autofree char *text = read_example();
	gsize size = strlen(text);

	for (gsize length = 0; length < size; length += 1 + length / 100) {
		g_autoptr(GError) error = NULL;
		g_assert_null(snapshot_read("x.unb", text, length, &error));
		g_assert_nonnull(error);
	}
	for (gsize at = 20; at < size; at += 7) {
		char was = text[at];
		text[at] = '\0';
		g_assert_null(snapshot_read("x.unb", text, size, NULL));
		text[at] = was;
	}
}

/* Few bytes that would be many: short names for all targets. */
static void test_memory(void)
{
	g_autoptr(GString) text =
		g_string_new("unbroken snapshot 1\ntree t header complete\ntargets\n"
			     "models @x86_64,i386,aarch64,arm,riscv64,s390x,"
			     "powerpc64le\nshown t\n"
			     "type t = integer 1\nheader x.h\n\tfile 0\n");

	for (guint record = 0; record < 25; record++) {
		g_string_append_printf(text, "struct s%03u size 1 align 1\n", record);
		for (guint i = 0; i < 12000; i++)
			g_string_append(text, "\t0+1 a t\n");
	}
	g_string_append(text, "places x.h");
	for (guint i = 0; i < 25 * 12001; i++)
		g_string_append(text, " 0");
	g_string_append(text, "\nend\n");
	check_error(text->str, SNAPSHOT_ERROR_LIMIT, "would take more than");
}

/* --- As trees --------------------------------------------------------------- */

static const struct piece arch_pieces[] = {
	{ .path = "asm/x.h", .text = "#define MOVED 1\n", .targets = TARGET_BIT(TARGET_ARM) },
	{ .path = "asm/x.h",
	  .text = "#define OTHER 1\n",
	  .targets = TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386) },
	{ .path = "bad.h", .text = "#include <nowhere.h>\n" },
	{ .path = "linux/x.h", .text = "#define STAYS 1\n#define MOVED 1\n#define GONE 1\n" },
};

static struct report *judge_snapshots(struct snapshot *old, struct snapshot *now,
				      const struct tree *old_tree, const struct tree *new_tree,
				      const struct policy *policy)
{
	const struct judge_input input = {
		.old_tree = old_tree,
		.new_tree = new_tree,
		.old_models = old->models,
		.new_models = now->models,
		.n_models = 1, /* x86_64 is the first */
		.policy = policy,
	};

	return judge(&input);
}

static enum verdict verdict_on(const struct report *report, const char *name)
{
	for (gsize i = 0; i < report->n_findings; i++) {
		if (!strcmp(report->findings[i].item_name, name))
			return report->findings[i].verdict;
	}
	g_error("nothing is said of '%s'", name);
}

/* What rules look for in texts is found without any. */
static void test_judging(void)
{
	struct piece pieces[G_N_ELEMENTS(arch_pieces)];
	g_autoptr(GError) error = NULL;

	memcpy(pieces, arch_pieces, sizeof(pieces));
	g_autoptr(GString) old_text = take(pieces, G_N_ELEMENTS(pieces), NULL);
	pieces[3].text = "#define STAYS 1\n";
	g_autoptr(GString) new_text = take(pieces, G_N_ELEMENTS(pieces), NULL);
	AUTO(snapshot) old = read_good(old_text->str);
	AUTO(snapshot) now = read_good(new_text->str);
	AUTO(tree) old_tree = tree_of_snapshot(old);
	AUTO(tree) new_tree = tree_of_snapshot(now);
	AUTO(policy) policy = policy_load((const char *const[]){ NULL }, "kernel", &error);
	AUTO(report) report = judge_snapshots(old, now, old_tree, new_tree, policy);

	g_assert_cmpint(verdict_on(report, "MOVED"), ==, VERDICT_SAFE);
	g_assert_cmpint(verdict_on(report, "GONE"), ==, VERDICT_BREAKS);
	/* bad.h has the same bytes on both sides. */
	g_assert_cmpuint(report->n_not_judged, ==, 1);
	g_assert_true(report->not_judged[0].expected);
}

/* A folder that only the other side has is noted after the models were made. */
static void test_absent(void)
{
	const struct piece more[] = {
		{ .path = "drm/d.h", .text = "struct d { int a; };\n" },
		{ .path = "linux/x.h", .text = "#define STAYS 1\n" },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) old_text = take(&more[1], 1, NULL);
	g_autoptr(GString) new_text = take(more, 2, NULL);
	AUTO(snapshot) old = read_good(old_text->str);
	AUTO(snapshot) now = read_good(new_text->str);

	old->complete = FALSE;
	AUTO(tree) old_tree = tree_of_snapshot(old);
	AUTO(tree) new_tree = tree_of_snapshot(now);
	tree_note_absent(old_tree, new_tree);
	g_assert_true(snapshot_follow_tree(old, old_tree, &error));
	const struct unjudged *found = model_unjudged(old->models[TARGET_I386], NULL, "drm/d.h");
	g_assert_nonnull(found);
	g_assert_true(found->expected);
	g_assert_null(model_unjudged(old->models[TARGET_I386], NULL, "linux/x.h"));
}

/* The name is all that a snapshot has of where the tree was. */
static void test_name(void)
{
	const struct piece piece = { .path = "linux/x.h", .text = "struct x { int a; };\n" };
	g_autoptr(GString) text = take(&piece, 1, "v6.1");
	AUTO(snapshot) snapshot = read_good(text->str);

	g_assert_cmpstr(snapshot->name, ==, "v6.1");
	/* make_tree() shows headers without the tree's name. */
	g_assert_cmpstr(snapshot->headers[0].shown, ==, "0/linux/types.h");
}

static void test_equal_files(void)
{
	struct tree_file one = { .text = "abc", .size = 3 }, other = { 0 };
	g_autofree char *digest = tree_file_digest(&one);

	g_assert_false(tree_file_equal(&one, &other)); /* nothing is known of it */
	other.digest = digest;
	g_assert_true(tree_file_equal(&one, &other));
	g_assert_true(tree_file_equal(&other, &one));
	one.text = "abd";
	g_assert_false(tree_file_equal(&one, &other));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/snapshot/records", test_records);
	g_test_add_func("/snapshot/constants", test_constants);
	g_test_add_func("/snapshot/commands", test_commands);
	g_test_add_func("/snapshot/headers", test_headers);
	g_test_add_func("/snapshot/bytes", test_bytes);
	g_test_add_func("/snapshot/doubles", test_doubles);
	g_test_add_func("/snapshot/first-version", test_first_version);
	g_test_add_func("/snapshot/same-bytes", test_same_bytes);
	g_test_add_func("/snapshot/other-versions", test_other_versions);
	g_test_add_func("/snapshot/line-at-top", test_line_at_top);
	g_test_add_func("/snapshot/one-member", test_one_member);
	g_test_add_func("/snapshot/one-macro", test_one_macro);
	g_test_add_func("/snapshot/mistakes", test_mistakes);
	g_test_add_func("/snapshot/cycle", test_cycle);
	g_test_add_func("/snapshot/damage", test_damage);
	g_test_add_func("/snapshot/memory", test_memory);
	g_test_add_func("/snapshot/judging", test_judging);
	g_test_add_func("/snapshot/absent", test_absent);
	g_test_add_func("/snapshot/name", test_name);
	g_test_add_func("/snapshot/equal-files", test_equal_files);
	return g_test_run();
}
