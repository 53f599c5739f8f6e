/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The unit that is parsed, and values that need no parser. */
#include "clang/unit.h"

#include "clang/evaluate.h"
#include "test-clang.h"

static const char *look_up(const char *name, gsize length, gpointer data)
{
	static const struct {
		const char *name, *text;
	} known[] = {
		{ "ONE", "1" },    { "SUM", "1 + 2" },       { "CLOSED", "(1 + 2)" },
		{ "TWO", "(2)" },  { "LOOP", "(LOOP + 1)" }, { "ALIAS", "TWO" },
		{ "MINUS", "-1" }, { "WIDE", "0x80000000" }, { "CALL", "f(1)" },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strlen(known[i].name) == length && !strncmp(known[i].name, name, length))
			return known[i].text;
	}
	return NULL;
}

static void check_value(const char *text, gint64 expected, gboolean expected_negative)
{
	guint64 value;
	gboolean is_negative;

	if (!evaluate(text, look_up, NULL, &value, &is_negative))
		g_error("'%s' has no value", text);
	g_assert_cmpint((gint64)value, ==, expected);
	g_assert_cmpint(is_negative, ==, expected_negative);
}

static void test_values(void)
{
	check_value("0", 0, FALSE);
	check_value("-0", 0, FALSE);
	check_value("-5", -5, TRUE);
	check_value("(-5)", -5, TRUE);
	check_value("( 0x1F )", 31, FALSE);
	check_value("017", 15, FALSE);
	check_value("10UL", 10, FALSE);
	check_value("0x8000000000000000ULL", G_MININT64, FALSE);
	check_value("4294967295", 4294967295, FALSE);
	check_value("(1 << 4)", 16, FALSE);
	check_value("1 + 2 * 3", 7, FALSE);
	check_value("1 << 2 + 1", 8, FALSE);
	check_value("1 | 2 ^ 3 & 1", 3, FALSE);
	check_value("7 - 2 - 1", 4, FALSE);
	check_value("(ONE << TWO) | ALIAS", 6, FALSE);
	check_value("CLOSED * 2", 6, FALSE);
	check_value("ONE", 1, FALSE);
}

static void check_none(const char *text)
{
	guint64 value;
	gboolean is_negative;

	if (evaluate(text, look_up, NULL, &value, &is_negative))
		g_error("'%s' has the value %" G_GUINT64_FORMAT, text, value);
}

static void test_no_values(void)
{
	static const char *const texts[] = {
		/* The type decides. */
		"-1U",
		"-2147483648",
		"0xffffffffffffffff",
		"1 << 31",
		"1 - 2",
		"~0",
		"0x7fffffff + 1",
		"65536 * 65536",
		"WIDE + 1",
		"MINUS + 1",
		/* Not what it seems: 1 + 2 * 2. */
		"SUM * 2",
		/* No numbers. */
		"",
		"()",
		"(",
		"(1",
		"1)",
		"1 1",
		"1 +",
		"+",
		"08",
		"1.5",
		"0x",
		"10ms",
		"1 && 2",
		"1 || 2",
		"2 / 1",
		"2 > 1",
		"UNKNOWN",
		"LOOP",
		"CALL",
		"\"1\"",
		"'a'",
		"1 ? 2 : 3",
		"sizeof(int)",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		check_none(texts[i]);

	g_autofree char *deep = g_strnfill(100000, '(');
	check_none(deep);
}

struct made {
	struct tree *tree;
	struct scan *scan;
	struct unit *unit;
};

static void made_free(struct made *made)
{
	unit_free(made->unit);
	scan_free(made->scan);
	tree_free(made->tree);
	g_free(made);
}
DEFINE_AUTO(made, made_free)

/* The unit that asks for all of one header x.h. */
static struct made *make_unit(const char *text)
{
	struct made *made = g_new0(struct made, 1);
	const struct piece piece = { "x.h", text, 0 };
	const gboolean asked[] = { FALSE, TRUE };
	const guint32 file = 1;

	made->tree = make_tree(&piece, 1);
	made->scan = scan_tree(made->tree);
	g_assert_cmpstr(made->scan->files[file].file->path, ==, "x.h");
	made->unit = unit_new(made->scan, &file, 1, asked);
	return made;
}

static gboolean asks(const struct made *made, const char *text)
{
	return strstr(made->unit->text->str, text) != NULL;
}

static gboolean asks_as(const struct made *made, const char *name, enum probe_kind kind)
{
	for (guint i = 0; i < made->unit->probes->len; i++) {
		const struct probe *probe = &g_array_index(made->unit->probes, struct probe, i);
		const struct scan_define *define =
			&g_array_index(made->scan->files[probe->file].defines, struct scan_define,
				       probe->index);

		if (!probe->is_enumerator && probe->kind == kind && !strcmp(define->name, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean knows(const struct made *made, const char *name, guint64 value)
{
	for (guint i = 0; i < made->unit->known->len; i++) {
		const struct known_value *known =
			&g_array_index(made->unit->known, struct known_value, i);
		const struct scan_define *define =
			&g_array_index(made->scan->files[known->file].defines, struct scan_define,
				       known->index);

		if (!strcmp(define->name, name))
			return known->value == value;
	}
	return FALSE;
}

static void test_questions(void)
{
	AUTO(made)
	made = make_unit("#define A 1\n"
			 "#define B (A << 2)\n"
			 "#define C (sizeof(int))\n"
			 "#define D\n"
			 "#define E { 1 }\n"
			 "#define F(x) (x)\n"
			 "#define G(x) { x }\n"
			 "#define H _IOR('H', 1, int)\n"
			 "#define I _IOC(1, 'I', 1, sizeof(long))\n"
			 "#ifdef X\n#define J 1\n#else\n#define J 2\n#endif\n");

	g_assert_true(asks(made, "#include <x.h>\n"));
	g_assert_true(knows(made, "A", 1));
	g_assert_true(knows(made, "B", 4));
	g_assert_false(asks_as(made, "A", PROBE_VALUE));
	g_assert_true(asks_as(made, "C", PROBE_VALUE));
	g_assert_true(asks_as(made, "D", PROBE_DEFINED));
	g_assert_true(asks_as(made, "E", PROBE_DEFINED));
	g_assert_true(asks_as(made, "F", PROBE_SAMPLE));
	g_assert_false(asks_as(made, "G", PROBE_SAMPLE));
	g_assert_true(asks_as(made, "G", PROBE_DEFINED));
	g_assert_true(asks_as(made, "H", PROBE_COMMAND_TYPE));
	g_assert_true(asks_as(made, "I", PROBE_SIZEOF_TYPE));
	g_assert_true(asks_as(made, "J", PROBE_VALUE));
	g_assert_false(knows(made, "J", 1));
}

static void test_commands(void)
{
	AUTO(made)
	made = make_unit("#define TYPE (';')\n"
			 "#define BASE 100\n"
			 "#define A _IO(TYPE, BASE + 1)\n"
			 "#define B _IO(0x12, 2)\n"
			 "#define C _IO('\\0', 2)\n"
			 "#define D _IO(TYPE, 256)\n"
			 "#define E _IO(TYPE, UNKNOWN)\n"
			 "#define F _IO(TYPE, 1, 2)\n"
			 "#define G _IO(TYPE, 1) + 1\n"
			 "#define H _IO(G, 1)\n"
			 "#ifdef X\n#define I _IO(TYPE, 3)\n#endif\n");
	static const char *const asked[] = { "C", "D", "E", "F", "G", "H", "I" };

	g_assert_true(knows(made, "A", UNIT_CODE(';', 101, 0)));
	g_assert_true(knows(made, "B", UNIT_CODE(0x12, 2, 0)));
	g_assert_false(asks_as(made, "A", PROBE_VALUE) || asks_as(made, "A", PROBE_COMMAND_TYPE));
	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
		g_assert_true(asks_as(made, asked[i], PROBE_COMMAND_TYPE));
}

/* What is no expression whatever its names mean is not evaluated. */
static void test_declarations(void)
{
	AUTO(made)
	made = make_unit("#define A unsigned int\n"
			 "#define B __u64 __attribute__((aligned(8)))\n"
			 "#define C(x) static inline x\n"
			 "#define D ((unsigned int)1)\n"
			 "#define E integer\n"
			 "#define F sizeof(struct x)\n"
			 "#define G \"unsigned int\"\n");

	g_assert_true(asks_as(made, "A", PROBE_DEFINED));
	g_assert_true(asks_as(made, "B", PROBE_DEFINED));
	g_assert_true(asks_as(made, "C", PROBE_DEFINED));
	g_assert_true(asks_as(made, "D", PROBE_VALUE));
	g_assert_true(asks_as(made, "E", PROBE_VALUE));
	g_assert_true(asks_as(made, "F", PROBE_VALUE));
	g_assert_true(asks_as(made, "G", PROBE_VALUE));

	AUTO(made) redefined = make_unit("#define inline\n#define A inline 5\n");
	g_assert_true(asks_as(redefined, "A", PROBE_VALUE));
}

static void test_knowing(void)
{
	AUTO(made) made =
		make_unit("#define A sizeof(int)\n#define B(x) sizeof(x)\n#define C sizeof(A)\n");
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
	const struct unit_memory memory = { known, none, none };
	const gboolean asked[] = { FALSE, TRUE };
	const guint32 file = 1;
	guint n_probes = made->unit->probes->len;

	g_hash_table_add(known, (gpointer) "A");
	g_hash_table_add(known, (gpointer) "B");
	unit_free(made->unit);
	made->unit = unit_new_knowing(made->scan, &file, 1, asked, &memory);
	g_assert_cmpuint(made->unit->probes->len, ==, n_probes);
	g_assert_false(asks(made, "=(A)") || asks(made, "=(B("));
	/* Numbers stay those of the probes. */
	g_assert_true(asks(made, "#ifdef C\n__auto_type " UNIT_PROBE "3=(C);\n#endif\n"));
	for (guint i = 0; i < n_probes; i++)
		g_assert_cmpint(g_array_index(made->unit->probes, struct probe, i).is_known, ==,
				i < 3);
}

/* Text of a header must not leave the place where it is asked about. */
static void test_torn_text(void)
{
	AUTO(made)
	made = make_unit("#define A 1) ; int injected = (2\n"
			 "#define B } struct injected {\n"
			 "#define C \"unclosed\n"
			 "#define D(x) x) + injected(\n"
			 "enum { E = _IO('E', 1)}; int injected; };\n"
			 "#define F _IOC(1, 'F', 1, sizeof(int[)])\n");

	g_assert_false(asks(made, "injected"));
	g_assert_true(asks_as(made, "A", PROBE_DEFINED));
	g_assert_true(asks_as(made, "B", PROBE_DEFINED));
	g_assert_true(asks_as(made, "C", PROBE_DEFINED));
	g_assert_true(asks_as(made, "D", PROBE_DEFINED));
}

static void test_nothing_asked(void)
{
	const struct piece piece = { "x.h", "#define A sizeof(int)\n", 0 };
	struct tree *tree = make_tree(&piece, 1);
	struct scan *scan = scan_tree(tree);
	struct unit *unit = unit_new(scan, NULL, 0, NULL);

	g_assert_cmpuint(unit->probes->len, ==, 0);
	g_assert_null(strstr(unit->text->str, "x.h"));
	unit_free(unit);
	unit_free(NULL);
	scan_free(scan);
	scan_free(NULL);
	tree_free(tree);
}

static gboolean chooses(const struct scan *scan, enum target_id target, const char *path)
{
	g_autoptr(GArray) chosen = unit_choose_headers(scan, target);

	for (guint i = 0; i < chosen->len; i++) {
		guint32 file = g_array_index(chosen, guint32, i);

		if (!strcmp(scan->files[file].file->path, path))
			return TRUE;
	}
	return FALSE;
}

static void test_choice(void)
{
	static const struct piece pieces[] = {
		{ "asm/posix_types.h", "", 0 },
		{ "asm/posix_types_32.h", "", 0 },
		{ "asm/only-arm.h", "", TARGET_BIT(TARGET_ARM) },
		{ "asm-generic/posix_types.h", "", 0 },
		{ "asm-generic/other.h", "", 0 },
		{ "asm-generic/int-ll64.h", "", 0 },
		{ "linux/byteorder/big_endian.h", "", 0 },
		{ "linux/byteorder/little_endian.h", "", 0 },
		{ "linux/out.h", "#include \"/etc/passwd\"\n", 0 },
	};
	struct tree *tree = make_tree(pieces, G_N_ELEMENTS(pieces));
	struct scan *scan = scan_tree(tree);

	g_assert_true(chooses(scan, TARGET_X86_64, "linux/types.h"));
	g_assert_true(chooses(scan, TARGET_X86_64, "asm/posix_types.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "asm/posix_types_32.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "asm/only-arm.h"));
	g_assert_true(chooses(scan, TARGET_ARM, "asm/only-arm.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "asm-generic/posix_types.h"));
	g_assert_true(chooses(scan, TARGET_X86_64, "asm-generic/other.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "asm-generic/int-ll64.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "linux/byteorder/big_endian.h"));
	g_assert_true(chooses(scan, TARGET_X86_64, "linux/byteorder/little_endian.h"));
	g_assert_true(chooses(scan, TARGET_S390X, "linux/byteorder/big_endian.h"));
	g_assert_false(chooses(scan, TARGET_S390X, "linux/byteorder/little_endian.h"));
	g_assert_false(chooses(scan, TARGET_X86_64, "linux/out.h"));
	scan_free(scan);
	tree_free(tree);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/unit/values", test_values);
	g_test_add_func("/unit/no-values", test_no_values);
	g_test_add_func("/unit/questions", test_questions);
	g_test_add_func("/unit/commands", test_commands);
	g_test_add_func("/unit/declarations", test_declarations);
	g_test_add_func("/unit/knowing", test_knowing);
	g_test_add_func("/unit/torn-text", test_torn_text);
	g_test_add_func("/unit/nothing-asked", test_nothing_asked);
	g_test_add_func("/unit/choice", test_choice);
	return g_test_run();
}
