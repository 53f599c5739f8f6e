/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes of records as text: names of values, what is left out, and bytes that mean harm. */
#include "show/values.h"
#include "test-clang.h"

static const char header[] = "enum mode { MODE_OFF, MODE_ON, MODE_AUTO };\n"
			     "struct inner { __u16 a; __s32 b; };\n"
			     "struct outer {\n"
			     "	__u32 argsz;\n"
			     "	__u32 flags;\n"
			     "#define OUTER_READ (1 << 0)\n"
			     "#define OUTER_WRITE (1 << 1)\n"
			     "#define OUTER_EXECUTE (1 << 2)\n"
			     "	enum mode mode;\n"
			     "	__u32 low : 4, high : 28;\n"
			     "	struct inner inner[2];\n"
			     "	union { __u32 word; __u64 address; };\n"
			     "	char name[8];\n"
			     "	__u8 id[4];\n"
			     "	__u32 many[2];\n"
			     "	__u8 data[];\n"
			     "};\n"
			     "struct feature {\n"
			     "	__u32 flags;\n"
			     "#define FEATURE_MASK 0xffff\n"
			     "#define FEATURE_GET (1 << 16)\n"
			     "#define FEATURE_SET (1 << 17)\n"
			     "};\n"
			     "#define FEATURE_STATE 2\n"
			     "#define FEATURE_TWIN 3\n"
			     "#define FEATURE_OTHER_TWIN 3\n";

/* As the machine of the tests has it. */
struct outer {
	guint32 argsz, flags, mode, low : 4, high : 28;
	struct {
		guint16 a;
		gint32 b;
	} inner[2];
	guint64 address;
	char name[8];
	guint8 id[4];
	guint32 many[2];
	guint8 data[20];
};

static char *words(const struct parsed *parsed, const char *record, gconstpointer at, gsize size,
		   const struct value_bytes *known)
{
	const struct value_bytes bytes = { at, size };
	GString *text = g_string_new(NULL);

	if (!values_append(text, parsed->model, need_record(parsed, record), &bytes, known))
		g_assert_cmpstr(text->str, ==, "");
	return g_string_free(text, FALSE);
}

static const struct outer sample = {
	.argsz = 64,
	.flags = 0x13,
	.mode = 2,
	.low = 5,
	.high = 0x400,
	.inner = { { 1, -2 }, { 3, 4 } },
	.address = 0x7f0000001000,
	.name = "a\033[m\"",
	.id = { 0xde, 0xad, 0xbe, 0xef },
	.many = { 9, 10 },
	.data = { 1, 2 },
};

static void test_members(void)
{
	AUTO(parsed) parsed = parse_text(header, TARGET_X86_64);
	const gsize end = need_record(parsed, "struct outer")->size;
	g_autofree char *all = words(parsed, "struct outer", &sample, end, NULL);
	g_autofree char *tail = words(parsed, "struct outer", &sample, sizeof(sample), NULL);
	g_autofree char *cut = words(parsed, "struct outer", &sample, 10, NULL);

	g_assert_true(
		g_str_has_prefix(all,
				 "{argsz=64, flags=READ|WRITE|0x10, mode=AUTO, low=5, high=0x400, "
				 "inner=[{a=1, b=-2}, {a=3, b=4}], address=0x7f0000001000, "
				 "name=\"a\\033[m\\\"\", id=0xdeadbeef, many=[9, 10]"));
	g_assert_true(g_str_has_suffix(tail, "many=[9, 10], data=0x"
					     "01020000000000000000000000000000...}"));
	g_assert_cmpstr(cut, ==, "{argsz=64, flags=READ|WRITE|0x10}");
}

static void test_changes(void)
{
	AUTO(parsed) parsed = parse_text(header, TARGET_X86_64);
	const struct value_bytes known = { (const guint8 *)&sample, sizeof(sample) };
	const struct value_bytes little = { (const guint8 *)&sample, 12 };
	struct outer now;
	/* With what is between its members. */
	memcpy(&now, &sample, sizeof(now));
	g_autofree char *same = words(parsed, "struct outer", &now, sizeof(now), &known);

	now.mode = 7;
	now.inner[1].b = 5;

	g_autofree char *changed = words(parsed, "struct outer", &now, sizeof(now), &known);
	g_autofree char *rest = words(parsed, "struct outer", &now, 16, &little);

	g_assert_cmpstr(same, ==, "");
	g_assert_cmpstr(changed, ==, "{mode=7, inner=[{}, {b=5}]}");
	g_assert_cmpstr(rest, ==, "{mode=7, low=5, high=0x400}");
}

static void test_indices(void)
{
	AUTO(parsed) parsed = parse_text(header, TARGET_X86_64);
	static const struct {
		guint32 value;
		const char *text;
	} cases[] = {
		{ 0x20002, "{flags=SET|STATE(0x20002)}" },
		{ 0x30002, "{flags=GET|SET|STATE(0x30002)}" },
		/* Two have that number, none this one, nor this bit. */
		{ 0x10003, "{flags=GET|0x3}" },
		{ 0x10009, "{flags=GET|0x9}" },
		{ 0x50002, "{flags=GET|STATE|0x40000}" },
		{ 0, "{flags=0}" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = words(parsed, "struct feature", &cases[i].value, 4, NULL);

		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

static void test_more(void)
{
	AUTO(parsed) parsed = parse_text(header, TARGET_X86_64);
	const guint32 given[] = { 1 << 16, 0, 0x01020304 };
	g_autofree char *used = words(parsed, "struct feature", given, sizeof(given), NULL);
	g_autofree char *unused = words(parsed, "struct feature", given, 8, NULL);
	g_autofree char *none = words(parsed, "struct feature", given, 0, NULL);

	g_assert_cmpstr(used, ==, "{flags=GET, 8 more: 0x0000000004030201}");
	g_assert_cmpstr(unused, ==, "{flags=GET}");
	g_assert_cmpstr(none, ==, "");
}

/* Whatever the size and the bytes: no byte behind them is read, and the text is short. */
static void test_hostile(void)
{
	AUTO(parsed) parsed = parse_text("struct deep { __u32 a[1000]; struct { __u16 x[300]; "
					 "union { char y[9]; float z; void *p; }; } s[50]; "
					 "long double f; __u32 : 3; _Bool b; char tail[]; };",
					 TARGET_X86_64);
	const gsize whole = need_record(parsed, "struct deep")->size + 100;

	for (gsize size = 0; size < whole; size += 1 + size / 16) {
		g_autofree guint8 *bytes = g_malloc(size);
		g_autofree char *text = NULL;

		for (gsize i = 0; i < size; i++)
			bytes[i] = (guint8)(i * 167 + size);
		text = words(parsed, "struct deep", bytes, size, NULL);
		g_assert_cmpuint(strlen(text), <, 8000);
		for (const char *at = text; *at; at++)
			g_assert_true(*at >= ' ' && *at <= '~');
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/values/members", test_members);
	g_test_add_func("/values/changes", test_changes);
	g_test_add_func("/values/indices", test_indices);
	g_test_add_func("/values/more", test_more);
	g_test_add_func("/values/hostile", test_hostile);
	return g_test_run();
}
