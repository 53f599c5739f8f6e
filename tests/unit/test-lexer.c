/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/lexer.h"

#include <string.h>

#include "clang/scan.h"

/* All pieces of @text, one a line: "D 3:9 define|X 1", "C comment", "K code". */
static char *pieces_of(const char *text, gsize size)
{
	GString *out = g_string_new(NULL);
	struct directive directive;
	struct lexer lexer;
	enum lexeme lexeme;
	const char *piece;
	gsize length;

	lexer_init(&lexer, text, size);
	while ((lexeme = lexer_next(&lexer, &directive, &piece, &length)) != LEXEME_END) {
		if (lexeme == LEXEME_DIRECTIVE) {
			int word = (int)lexer_word_length(directive.word);

			g_string_append_printf(out, "D %u:%u %.*s|%s\n", directive.line,
					       directive.rest_column, word, directive.word,
					       directive.rest);
		} else {
			g_assert_true(piece >= text && piece + length <= text + size);
			g_string_append_printf(out, "%c ", lexeme == LEXEME_CODE ? 'K' : 'C');
			g_string_append_len(out, piece, (gssize)length);
			g_string_append_c(out, '\n');
		}
	}
	lexer_finish(&lexer);
	return g_string_free(out, FALSE);
}

static void check(const char *text, const char *expected)
{
	/* The lexer must not rely on the NUL behind the text. */
	g_autofree char *exact = g_memdup2(text, strlen(text));
	g_autofree char *pieces = pieces_of(exact, strlen(text));

	g_assert_cmpstr(pieces, ==, expected);
}

static void test_directives(void)
{
	check("#define X 1\n", "D 1:9 define|X 1\n");
	check("\n  #  define\tX   1  \n", "D 2:13 define|X 1\n");
	check("#define X \\\n  1 \\\r\n  2\n#endif\n", "D 1:9 define|X 1 2\nD 4:7 endif|\n");
	check("#define X /* a\n b */ 1 // c\n#if", "D 1:9 define|X 1\nD 3:4 if|\n");
	check("#define X \"a  /* b */ // c\"  '\"'\n", "D 1:9 define|X \"a  /* b */ // c\" '\"'\n");
	check("#error don't\n#if 1\n", "D 1:8 error|don't\nD 2:5 if|1\n");
	check("/* c */ #define X\nint a; #define Y\n",
	      "C  c \nD 1:17 define|X\nK int a; #define Y\n");
	check("#", "D 1:2 |\n");
	check("#\\", "D 1:2 |\\\n");
}

static void test_comments(void)
{
	check("a /* b */ c // d\ne", "K a \nC  b \nK c \nC  d\nK e\n");
	check("// a \\\n b\nc", "C  a \\\n b\nK c\n");
	check("/* a", "C  a\n");
	check("/*/ a */", "C / a \n");
	check("/**/", "C \n");
	check("/", "K /\n");
}

static void test_literals(void)
{
	check("\"/* a */\" b", "K \"/* a */\" b\n");
	check("\"\\\"/*\" b", "K \"\\\"/*\" b\n");
	check("'\"' /* b */", "K '\"' \nC  b \n");
	check("it's /* still code\nb", "K it's /* still code\nK b\n");
	check("\"", "K \"\n");
	check("\"\\", "K \"\\\n");
}

static void test_columns(void)
{
	check("/* a\n */ #define X\n", "C  a\n \nD 2:13 define|X\n");
}

static void test_nul(void)
{
	static const char text[] = "#define A\0B 1\n/* \0 */ x\0y";
	g_autofree char *pieces = pieces_of(text, sizeof(text) - 1);

	g_assert_nonnull(strstr(pieces, "D 1:9 define|A B 1"));
}

static void test_words(void)
{
	g_assert_cmpuint(lexer_word_length("abc_1+"), ==, 5);
	g_assert_cmpuint(lexer_word_length("1abc"), ==, 0);
	g_assert_cmpuint(lexer_word_length(""), ==, 0);
	g_assert_cmpuint(lexer_word_length_bounded("abcdef", "abcdef"), ==, 0);

	const char *text = "abcdef";
	g_assert_cmpuint(lexer_word_length_bounded(text, text + 3), ==, 3);
	g_assert_cmpstr(lexer_skip_blanks(" \t\r\nx"), ==, "\nx");
}

static void check_balance(const char *text, gint balance, char last)
{
	char seen = 0;

	g_assert_cmpint(lexer_balance(text, strlen(text), &seen), ==, balance);
	g_assert_cmpint(seen, ==, last);
}

static void test_balance(void)
{
	check_balance("", 0, 0);
	check_balance("  \t", 0, 0);
	check_balance("struct a { int b[2]; };  ", 0, ';');
	check_balance("struct a { int b[2", 2, '2');
	check_balance("} }", -2, '}');
	check_balance("char c = '{', *d = \"((\"", 0, '"');
}

static void check_block(const char *text, const char *rest)
{
	const char *end = lexer_block_end(text, text + strlen(text));

	g_assert_cmpstr(end, ==, rest);
}

static void test_blocks(void)
{
	check_block("int f(void) { if (1) { } } int g;", " int g;");
	check_block("int f(void) /* { */ { char c = '}'; } rest", " rest");
	check_block("int f(void); int g(void) { }", NULL);
	check_block("int f(void) { { }", NULL);
	check_block("} {", NULL);
	check_block("", NULL);
}

static void check_normal(const char *text, const char *expected)
{
	g_autofree char *normal = scan_normalise(text, strlen(text));

	g_assert_cmpstr(normal, ==, expected);
}

static void test_normalise(void)
{
	check_normal("  a \n\t b /* c */ + // d\n e ", "a b + e");
	check_normal("\"a  b\"  'c'", "\"a  b\" 'c'");
	check_normal("", "");
	check_normal(" /* a */ ", "");
	check_normal("a\\\nb", "a b");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lexer/directives", test_directives);
	g_test_add_func("/lexer/comments", test_comments);
	g_test_add_func("/lexer/literals", test_literals);
	g_test_add_func("/lexer/columns", test_columns);
	g_test_add_func("/lexer/nul", test_nul);
	g_test_add_func("/lexer/words", test_words);
	g_test_add_func("/lexer/balance", test_balance);
	g_test_add_func("/lexer/blocks", test_blocks);
	g_test_add_func("/lexer/normalise", test_normalise);
	return g_test_run();
}
