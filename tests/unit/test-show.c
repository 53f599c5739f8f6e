/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Byte maps, numbers, queries, and which headers are read for them. */
#include "model/number.h"
#include "show/item-sheet.h"
#include "model/map.h"
#include "show/number.h"
#include "show/select.h"
#include "show/show.h"
#include "test-clang.h"

#define BOTH (TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386))

static struct query *ask(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct query *query = query_parse(text, NULL, &error);

	g_assert_no_error(error);
	g_assert_nonnull(query);
	return query;
}

static void test_queries(void)
{
	AUTO(query) plain = ask("foo");
	AUTO(query) tagged = ask(" struct  foo_bar.in.addr ");
	AUTO(query) header = ask("../include/linux/foo.h");
	AUTO(query) number = ask("0xC0104601UL");
	AUTO(query) negative = ask("-1");

	g_assert_cmpint(plain->kind, ==, QUERY_SYMBOL);
	g_assert_null(plain->tag);
	g_assert_cmpstr(tagged->tag, ==, "struct");
	g_assert_cmpstr(tagged->name, ==, "foo_bar");
	g_assert_cmpstr(tagged->member, ==, "in.addr");
	g_assert_cmpint(header->kind, ==, QUERY_HEADER);
	g_assert_cmphex(number->number, ==, 0xc0104601);
	g_assert_cmphex(negative->number, ==, G_MAXUINT64);
}

static void test_bad_queries(void)
{
	static const char *const bad[] = {
		"",
		" ",
		"a b",
		"a..b",
		"a.",
		".a",
		"struct",
		"struct ",
		"struct struct x",
		"12x",
		"0x",
		"0x1ffffffffffffffff",
		"/",
		"../",
		"_IO('x')",
		"_IO('x', 1) y",
		"_IO('x', 256)",
		"_IOW('x', 1)",
		"_IOW('x', 1, 16384)",
		"_IOC(5, 'x', 1, 2)",
		"_IOC(_IOC_READ|, 'x', 1, 2)",
		"_IOZ('x', 1)",
		"_IO(",
		"_IO('",
	};

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		struct query *query = query_parse(bad[i], NULL, &error);

		if (query)
			g_error("'%s' was taken", bad[i]);
		g_assert_nonnull(error);
	}

	g_autofree char *endless = g_strnfill(100000, 'x');
	g_autoptr(GError) error = NULL;

	g_assert_null(query_parse(endless, NULL, &error));
	g_assert_cmpuint(strlen(error->message), <, 200);
}

static void test_composed(void)
{
	AUTO(query) read_write = ask("_IOC(_IOC_READ|_IOC_WRITE, 0x46, 0x1, 0x10)");
	AUTO(query) write = ask("_IOW('F', 1, 16)");
	AUTO(query) none = ask("_IO (';', 107)");

	g_assert_cmphex(query_number(read_write, TARGET_X86_64), ==, 0xc0104601);
	g_assert_cmphex(query_number(read_write, TARGET_POWERPC64LE), ==, 0xc0104601);
	g_assert_cmphex(query_number(write, TARGET_ARM), ==, 0x40104601);
	g_assert_cmphex(query_number(write, TARGET_POWERPC64LE), ==, 0x80104601);
	g_assert_cmphex(query_number(none, TARGET_S390X), ==, 0x3b6b);
	g_assert_cmphex(query_number(none, TARGET_POWERPC64LE), ==, 0x20003b6b);
}

/* What is packed comes out again. */
static void test_round_trip(void)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		for (guint32 direction = 0; direction < 4; direction++) {
			const struct command parts = {
				.direction = direction, .type = 0xae, .number = 0xff, .size = 8191
			};
			struct command decoded = { 0 };

			command_decode(id, command_number(id, &parts), &decoded);
			g_assert_cmpuint(decoded.direction, ==, direction);
			g_assert_cmpuint(decoded.type, ==, 0xae);
			g_assert_cmpuint(decoded.number, ==, 0xff);
			g_assert_cmpuint(decoded.size, ==, 8191);
		}
	}
}

/* One row as "KIND DEPTH BIT_OFFSET BIT_SIZE NAME". */
static char *row_text(const struct record *record, const struct map_row *row)
{
	static const char kinds[] = {
		[MAP_MEMBER] = 'm', [MAP_OPEN] = '{',    [MAP_CLOSE] = '}',
		[MAP_HOLE] = 'h',   [MAP_PADDING] = 'p',
	};
	const char *name = row->member == MODEL_NONE ? "" : record->members[row->member].name;

	return g_strdup_printf("%c %u %u %u %s", kinds[row->kind], row->depth,
			       (guint)row->bit_offset, (guint)row->bit_size, name);
}

static void check_map(const char *text, enum target_id target, const char *const *expected)
{
	AUTO(parsed) parsed = parse_text(text, target);
	const struct record *record = need_record(parsed, "struct s");
	g_autoptr(GArray) rows = map_record(record, MODEL_NONE);
	guint i;

	for (i = 0; i < rows->len && expected[i]; i++) {
		g_autofree char *row = row_text(record, &g_array_index(rows, struct map_row, i));

		g_assert_cmpstr(row, ==, expected[i]);
	}
	g_assert_cmpuint(i, ==, rows->len);
	g_assert_null(expected[i]);
}

static void test_holes(void)
{
	static const char text[] = "struct s { __u32 a; __u64 b; __u8 c; };";
	static const char *const on_x86_64[] = {
		"m 0 0 32 a", "h 0 32 32 ", "m 0 64 64 b", "m 0 128 8 c", "p 0 136 56 ", NULL,
	};
	static const char *const on_i386[] = {
		"m 0 0 32 a", "m 0 32 64 b", "m 0 96 8 c", "p 0 104 24 ", NULL,
	};

	check_map(text, TARGET_X86_64, on_x86_64);
	check_map(text, TARGET_I386, on_i386);
}

static void test_inline(void)
{
	static const char *const arrays[] = {
		"{ 0 0 64 list", "m 1 0 8 list.m", "h 1 8 8 ", "m 1 16 16 list.n",
		"} 0 0 64 list", "m 0 64 0 tail",  NULL,
	};

	check_map("struct s { struct { __u8 m; __u16 n; } list[2]; __u32 tail[]; };", TARGET_ARM,
		  arrays);
}

static void test_union_padding(void)
{
	static const char *const rows[] = {
		"m 0 0 8 a",   "h 0 8 24 ",     "{ 0 32 64 ",    "m 1 32 32 x",
		"{ 1 32 48 y", "m 2 32 16 y.p", "m 2 48 16 y.q", "m 2 64 16 y.r",
		"} 1 32 48 y", "p 1 80 16 ",    "} 0 32 64 ",    NULL,
	};

	check_map("struct s { __u8 a; union { __u32 x; struct { __u16 p, q, r; } y; }; };",
		  TARGET_X86_64, rows);
}

static void test_bits(void)
{
	static const char *const rows[] = {
		"m 0 0 1 a", "m 0 1 3 ", "m 0 4 2 b", "h 0 6 26 ", "m 0 32 32 c", NULL,
	};

	check_map("struct s { __u32 a:1, :3, b:2; __u32 c; };", TARGET_AARCH64, rows);
}

static void test_flexible(void)
{
	static const char *const rows[] = { "m 0 0 32 n", "m 0 32 0 tail", NULL };
	static const char *const packed[] = { "m 0 0 8 a", "m 0 8 64 b", NULL };

	check_map("struct s { __u32 n; __u8 tail[]; };", TARGET_X86_64, rows);
	check_map("struct s { __u8 a; __u64 b; } __attribute__((packed));", TARGET_X86_64, packed);
}

static void test_declarations(void)
{
	static const struct {
		const char *text, *declaration;
	} cases[] = {
		{ "__u32 a[4][2]", "__u32 a[4][2]" },
		{ "char *a", "char *a" },
		{ "int (*a)(void *)", "int (*a)(void *)" },
		{ "__u32 a : 3", "__u32 a:3" },
		{ "__u8 a[]", "__u8 a[]" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			g_strdup_printf("struct s { __u32 x; %s; };", cases[i].text);
		AUTO(parsed) parsed = parse_text(text, TARGET_X86_64);
		const struct record *record = need_record(parsed, "struct s");
		g_autofree char *declaration = member_declaration(need_member(record, "a"));

		g_assert_cmpstr(declaration, ==, cases[i].declaration);
	}
}

/* The text about what @what names in @text, on x86_64 and i386. */
static char *shown_text(const char *text, const char *what)
{
	AUTO(parsed) wide = parse_text(text, TARGET_X86_64);
	AUTO(parsed) narrow = parse_text(text, TARGET_I386);
	const struct models models = {
		.of = { [TARGET_X86_64] = wide->model, [TARGET_I386] = narrow->model }
	};
	AUTO(query) query = ask(what);
	g_autoptr(GArray) items = find_items(&models, query);
	g_autoptr(GPtrArray) no_paths = g_ptr_array_new();
	g_autoptr(GArray) missing = find_missing(&models, query, no_paths, BOTH);
	AUTO(number_answer)
	number = query->kind == QUERY_NUMBER ? number_look_up(&models, query) : NULL;
	const struct shown shown = {
		.query = query,
		.input = "test",
		.models = &models,
		.targets = BOTH,
		.items = items,
		.number = number,
		.missing = missing,
	};
	const struct style style = { .width = 80 };
	GString *out = g_string_new(NULL);
	g_autoptr(GString) json = g_string_new(NULL);

	show_text(&shown, &style, out);
	show_json(&shown, json);
	g_assert_true(g_utf8_validate(json->str, -1, NULL));
	return g_string_free(out, FALSE);
}

static void has_line(const char *text, const char *line)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		if (strcmp(lines[i], line) == 0)
			return;
	}
	g_error("no line '%s' in:\n%s", line, text);
}

static void has_no(const char *text, const char *part)
{
	if (strstr(text, part))
		g_error("'%s' in:\n%s", part, text);
}

static void test_same_on_all(void)
{
	g_autofree char *text = shown_text("struct s { __u32 a; };", "s");

	has_line(text, "0/x.h:2:8: struct s");
	has_line(text, "  on x86_64, i386: 4 bytes, alignment 4");
	has_line(text, "       0      4  __u32 a");
	has_no(text, "*");
}

static void test_marks(void)
{
	/* The hole behind d is at the same place on both targets. */
	g_autofree char *text = shown_text("struct s { struct { __u32 a; __u64 b; } in; "
					   "__u32 c; __u8 d; __u16 e; };",
					   "struct s");

	has_line(text, "  on x86_64: 24 bytes, alignment 8");
	has_line(text, "  on i386: 20 bytes, alignment 4");
	has_line(text, "*      4      8      __u64 b");
	has_line(text, "       0      4      __u32 a");
}

/* Rows of the same text in different places are not the same. */
static void test_marks_by_member(void)
{
	g_autofree char *text = shown_text("struct s { union { long long a; __u32 z; } u; "
					   "long p; __u32 q; union { __u32 a; } v; };",
					   "s");

	has_line(text, "*      8      4  long p");
	has_line(text, "*     12      4  __u32 q");
	has_line(text, "*     16      4      __u32 a");
}

static void test_folding(void)
{
	g_autoptr(GString) header = g_string_new("struct s {");
	g_autofree char *text = NULL;

	for (guint i = 0; i < 50; i++)
		g_string_append_printf(header, "__u32 m%u;", i);
	g_string_append(header, "long last; };");
	text = shown_text(header->str, "s");
	has_line(text, "       ... 48 lines as above");
	has_line(text, "     196      4  __u32 m49");
	has_line(text, "*    200      4  long last");
}

static void test_hostile_text(void)
{
	g_autofree char *text = shown_text("#define S \"\33[31mred\"\n"
					   "#define M(a) \"\\33\33]0;x\7\"\n",
					   "S");

	has_no(text, "\33");
}

static void test_numbers(void)
{
	static const char header[] = "#define _IOC(d,t,n,s) (((d)<<30)|((s)<<16)|((t)<<8)|(n))\n"
				     "#define _IOW(t,n,a) _IOC(1U,t,n,sizeof(a))\n"
				     "struct s { long a; };\n"
				     "#define S_SET _IOW('S', 1, struct s)\n"
				     "#define S_BIG 0x40085301\n";
	g_autofree char *exact = shown_text(header, "0x40085301");
	g_autofree char *other = shown_text(header, "0x40045301");
	g_autofree char *drifted = shown_text(header, "0x40105301");
	g_autofree char *no_nr = shown_text(header, "0x40085302");

	has_line(exact, "  on x86_64: 0x40085301");
	has_line(exact, "* on i386: 0x40045301 _IOW('S', 0x01, 4 bytes)");
	has_line(other, "  on i386: 0x40045301");
	has_line(other, "* on x86_64: 0x40085301 _IOW('S', 0x01, 8 bytes)");
	has_line(drifted, "no command here has this number");
	has_line(drifted, "    0x40085301  _IOW('S', 0x01, 8 bytes): size 8, not 16");
	has_line(no_nr, "no command has this type and nr; nearest, of the same type:");
}

static void test_definitions(void)
{
	g_autofree char *text = shown_text("#ifdef __x86_64__\n"
					   "#define S 11\n"
					   "#else\n"
					   "#define S 12\n"
					   "#endif\n",
					   "S");

	/* Which of the two counts, the model does not say. */
	has_line(text, "  on i386: 12 (0xc)");
	has_no(g_strrstr(text, "i386"), "11");
}

static void test_nesting(void)
{
	static const char header[] = "struct in { __u64 x; struct { __u32 y[2]; } z; };\n"
				     "struct s { __u32 a; struct in in[2]; struct s *next; };\n";
	AUTO(parsed) parsed = parse_text(header, TARGET_X86_64);
	const struct record *record = need_record(parsed, "struct s");
	struct found_member found;

	g_assert_true(find_member(parsed->model, record, "in.z.y", &found));
	g_assert_cmpuint(found.bit_offset, ==, 128);
	g_assert_cmpstr(found.record->name, ==, "struct in");
	g_assert_false(find_member(parsed->model, record, "in.z.y.x", &found));
	g_assert_false(find_member(parsed->model, record, "in.", &found));
	g_assert_false(find_member(parsed->model, record, "next.a", &found));
	g_assert_false(find_member(parsed->model, record, "i", &found));
}

static const struct piece pieces[] = {
	{ "linux/a.h", "#include <linux/types.h>\n#include \"b.h\"\nstruct foo_a { int x; };\n",
	  0 },
	{ "linux/b.h", "#include <linux/a.h>\nstruct foo { int x; };\n", 0 },
	{ "linux/c.h", "#include <linux/a.h>\n#include <sys/own.h>\nstruct xfoo { int x; };\n", 0 },
	{ "linux/d.h", "#include <asm/e.h>\n/* foo */", 0 },
	{ "linux/own.h", "int own;\n", 0 },
	{ "asm/e.h", "#include <asm-generic/e.h>\n", TARGET_BIT(TARGET_ARM) },
	{ "asm/e.h", "#include <linux/own.h>\n", TARGET_BIT(TARGET_I386) },
	{ "asm-generic/e.h", "#define GENERIC_E 1\n", 0 },
};

static const char *provide(const char *path)
{
	return strcmp(path, "sys/own.h") == 0 ? "#include <sys/own.h>\n#include <linux/own.h>\n"
					      : NULL;
}

/* "linux/a.h linux/b.h", what is read for @what. */
static char *files_for(const char *what)
{
	AUTO(tree) whole = make_tree(pieces, G_N_ELEMENTS(pieces));
	AUTO(query) query = ask(what);
	AUTO(selection) selection = selection_new(query, whole);
	AUTO(tree) part = selection_tree(selection, whole, provide);
	g_autoptr(GString) names = g_string_new(NULL);

	for (gsize i = 0; i < part->n_files; i++)
		g_string_append_printf(names, "%s%s", i ? " " : "", part->files[i].path);
	return g_strdup(names->str);
}

static void test_selection(void)
{
	g_autofree char *word = files_for("xfoo");
	g_autofree char *whole_word = files_for("foo");
	g_autofree char *generic = files_for("GENERIC_E");
	g_autofree char *nothing = files_for("fo");

	/* With what it includes, in a circle and through what the parser brings. */
	g_assert_cmpstr(word, ==, "linux/a.h linux/b.h linux/c.h linux/own.h linux/types.h");
	g_assert_cmpstr(whole_word, ==,
			"asm-generic/e.h asm/e.h asm/e.h linux/a.h linux/b.h linux/d.h "
			"linux/own.h linux/types.h");
	/* The machine's header comes with the generic one. */
	g_assert_cmpstr(generic, ==, "asm-generic/e.h asm/e.h asm/e.h linux/own.h");
	g_assert_cmpstr(nothing, ==, "");
}

static void test_subset_targets(void)
{
	AUTO(tree) whole = make_tree(pieces, G_N_ELEMENTS(pieces));
	AUTO(query) query = ask("GENERIC_E");
	AUTO(selection) selection = selection_new(query, whole);
	AUTO(tree) part = selection_tree(selection, whole, NULL);
	target_set set;

	/* Only i386's asm/e.h includes it. */
	g_assert_nonnull(tree_find(part, "linux/own.h", TARGET_I386));
	g_assert_null(tree_find(part, "linux/own.h", TARGET_ARM));
	g_assert_cmpuint(selection_count(selection, whole, &set), ==, 3);
	g_assert_cmphex(set, ==, TARGET_ALL);
}

static void test_header_names(void)
{
	AUTO(tree) whole = make_tree(pieces, G_N_ELEMENTS(pieces));
	g_autoptr(GPtrArray) exact = headers_named(whole, "asm/e.h");
	g_autoptr(GPtrArray) end = headers_named(whole, "e.h");
	g_autoptr(GPtrArray) longer = headers_named(whole, "/usr/include/linux/a.h");
	g_autoptr(GPtrArray) none = headers_named(whole, "x/a.h");
	g_autoptr(GPtrArray) users = headers_including(whole, "linux/b.h");

	g_assert_cmpuint(exact->len, ==, 1);
	g_assert_cmpuint(end->len, ==, 2);
	g_assert_cmpuint(longer->len, ==, 1);
	g_assert_cmpuint(none->len, ==, 0);
	g_assert_cmpuint(users->len, ==, 1);
	g_assert_cmpstr(users->pdata[0], ==, "linux/a.h");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/show/query/kinds", test_queries);
	g_test_add_func("/show/query/bad", test_bad_queries);
	g_test_add_func("/show/query/composed", test_composed);
	g_test_add_func("/show/number/round-trip", test_round_trip);
	g_test_add_func("/show/map/holes", test_holes);
	g_test_add_func("/show/map/inline", test_inline);
	g_test_add_func("/show/map/union", test_union_padding);
	g_test_add_func("/show/map/bits", test_bits);
	g_test_add_func("/show/map/flexible", test_flexible);
	g_test_add_func("/show/map/declarations", test_declarations);
	g_test_add_func("/show/text/same", test_same_on_all);
	g_test_add_func("/show/text/marks", test_marks);
	g_test_add_func("/show/text/marks-by-member", test_marks_by_member);
	g_test_add_func("/show/text/folding", test_folding);
	g_test_add_func("/show/text/hostile", test_hostile_text);
	g_test_add_func("/show/text/definitions", test_definitions);
	g_test_add_func("/show/number/look-up", test_numbers);
	g_test_add_func("/show/find/nesting", test_nesting);
	g_test_add_func("/show/select/words", test_selection);
	g_test_add_func("/show/select/targets", test_subset_targets);
	g_test_add_func("/show/select/headers", test_header_names);
	return g_test_run();
}
