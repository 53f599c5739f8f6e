/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Levels: which entry counts, every mistake, and the format of Documentation/ABI. */
#include <string.h>

#include "policy/abi-doc.h"
#include "policy/levels.h"
#include "policy/syntax.h"
#include "rules/confession.h"

static struct levels *parse_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct levels *levels = levels_parse("f", text, strlen(text), &error);

	g_assert_no_error(error);
	g_assert_nonnull(levels);
	return levels;
}

#define ENTRY(name, level, lines) "[level \"" name "\"]\nlevel = " level "\n" lines

static void check_find(const struct levels *levels, const char *header, const char *item,
		       const char *wanted)
{
	const struct level_entry *entry = levels_find(levels, header, item);

	g_assert_cmpstr(entry ? entry->name : NULL, ==, wanted);
}

static void test_specific(void)
{
	AUTO(levels)
	levels = parse_good(
		ENTRY("any", "testing", "header = linux/*\n") ENTRY("one", "stable",
								    "header = linux/one.h\n")
			ENTRY("glob", "obsolete", "item = FOO_*\n") ENTRY("longer", "removed",
									  "item = FOO_BAR_*\n")
				ENTRY("name", "unreleased", "item = FOO_BAR_X\n")
					ENTRY("both", "stable",
					      "header = linux/two.h\nitem = FOO_*\n")
						ENTRY("tag", "testing", "item = struct foo\n")
							ENTRY("again", "testing",
							      "header = linux/one.h\n"));

	check_find(levels, "linux/other.h", NULL, "any");
	check_find(levels, "linux/one.h", NULL, "again");
	check_find(levels, "linux/one.h", "OTHER", "again");
	check_find(levels, "drm/one.h", "OTHER", NULL);
	check_find(levels, "drm/one.h", "FOO_A", "glob");
	check_find(levels, "drm/one.h", "FOO_BAR_A", "longer");
	check_find(levels, "drm/one.h", "FOO_BAR_X", "name");
	check_find(levels, NULL, "FOO_BAR_X", "name");
	check_find(levels, "linux/two.h", "FOO_A", "both");
	/* The longer glob for the item says more than a header does. */
	check_find(levels, "linux/two.h", "FOO_BAR_A", "longer");
	check_find(levels, "drm/one.h", "struct foo", "tag");
	check_find(levels, "drm/one.h", "foo", NULL);
	check_find(levels, NULL, NULL, NULL);
	/* Asked once more, from memory. */
	check_find(levels, "drm/one.h", "FOO_BAR_X", "name");
}

#define A "[level \"a\"]\n"

static const struct {
	const char *text;
	const char *said;
} mistakes[] = {
	{ A, "f:1: level \"a\": nothing is stated for level; expected 'level = ' and one of "
	     "stable, testing, obsolete, removed, unreleased" },
	{ A "level = stable\n", "f:1: level \"a\": nothing is stated that it is about; expected "
				"'header = GLOB' or 'item = GLOB'" },
	{ A "\n\nlevel = good\n", "f:4: level \"a\": unknown level 'good'; expected one of stable, "
				  "testing, obsolete, removed, unreleased" },
	{ A "level = stable\nlevel = stable\n",
	  "f:3: level \"a\": 'level' is stated twice; expected once" },
	{ A "level = stable\nreason = a\nreason = b\n",
	  "f:4: level \"a\": 'reason' is stated twice; expected once" },
	{ A "item\n", "f:2: level \"a\": 'item' has no value" },
	{ A "item =\n", "f:2: level \"a\": 'item' has no value" },
	{ A "level = stable\nitem = X\nremoval = 7.1\n",
	  "f:1: level \"a\": 'removal' is for what is obsolete or removed, and this is stable" },
	{ "[set \"a\"]\n", "f:1: unknown section [set]; expected [level \"name\"]" },
	{ "[level]\n", "f:1: unknown section [level]; expected [level \"name\"]" },
	{ "level = stable\n", "f:1: 'level' stands in no section; expected [level \"name\"] or "
			      "another one before it" },
	{ A "level = \"stable\n", "f:2: expected '\"' at the end of the value" },
	{ A "level = a\\qb\n", "f:2: unknown escape '\\q'; expected \\n, \\t, \\\" or \\\\" },
	{ A "le vel = x\n", "f:2: expected 'key = value'" },
	{ "[level \"a\n", "f:2: expected '\"' behind the name of the section" },
	{ "[level \"a\"\n", "f:1: expected a section, as in [level \"name\"]" },
	{ A "color = red\n", "f:2: level \"a\": unknown key 'color'; expected one of level, "
			     "header, item, what, reason, "
			     "since, removal, date, contact, description, users, foreword" },
};

static void test_mistakes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(
			levels_parse("f", mistakes[i].text, strlen(mistakes[i].text), &error));
		g_assert_nonnull(error);
		g_assert_cmpstr(error->message, ==, mistakes[i].said);
	}
}

/* What is written is read back the same. */
static void test_values(void)
{
	static const char *const values[] = { "a",    "two words", "a # b",     " around ", "\"q\"",
					      "b\\s", "a\nb\n\nc", "\ttab ; x", "a\\",      "\n" };

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		AUTO(settings) settings = NULL;

		settings_append_section(text, "level", "a \"b\" \\c");
		settings_append(text, "key", values[i]);
		settings = settings_parse("f", text->str, text->len, 10, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(settings->all->len, ==, 2);
		g_assert_cmpstr(g_array_index(settings->all, struct setting, 1).name, ==,
				"a \"b\" \\c");
		g_assert_cmpstr(g_array_index(settings->all, struct setting, 1).value, ==,
				values[i]);
	}
}

static void test_releases(void)
{
	static const struct {
		const char *a, *b;
		int order;
	} pairs[] = {
		{ "7.1", "7.1", 0 },           { "7.1", "7.1.0", 0 },   { "7.1", "7.10", -1 },
		{ "6.12.107", "7", -1 },       { "v7.2", "7.1.99", 1 }, { "7.1-rc2", "7.1", -1 },
		{ "7.1-rc2", "7.1-rc10", -1 }, { "7.1", "7.1-rc9", 1 }, { "7.1.1", "7.1-rc9", 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		int order = release_compare(pairs[i].a, pairs[i].b);
		int back = release_compare(pairs[i].b, pairs[i].a);

		g_assert_cmpint((order > 0) - (order < 0), ==, pairs[i].order);
		g_assert_cmpint((back > 0) - (back < 0), ==, -pairs[i].order);
	}
	g_assert_true(release_is_version("7.1") && release_is_version("v7"));
	g_assert_false(release_is_version("soon"));
}

static char *text_of(const struct levels *levels)
{
	GString *text = g_string_new(NULL);

	levels_write(levels, text);
	return g_string_free(text, FALSE);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct level_entry *const *)a)->name,
		      (*(const struct level_entry *const *)b)->name);
}

/* The entries in an order of their own. */
static char *sorted_text(const struct levels *levels)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < levels_count(levels); i++)
		g_ptr_array_add(entries, (gpointer)levels_entry(levels, i));
	g_ptr_array_sort(entries, by_name);
	for (guint i = 0; i < entries->len; i++)
		levels_write_entry(entries->pdata[i], text);
	return g_string_free(text, FALSE);
}

static struct levels *through_documents(const struct levels *levels)
{
	g_autoptr(GPtrArray) docs = abi_doc_write(levels);
	struct levels *back = levels_new();
	gsize whats = 0;

	for (guint i = 0; i < docs->len; i++) {
		const struct abi_doc *doc = docs->pdata[i];
		g_auto(GStrv) parts = g_strsplit(doc->path, "/", 2);
		g_autoptr(GError) error = NULL;
		enum level level;

		g_assert_true(level_parse(parts[0], &level, &error));
		g_assert_true(abi_doc_read(back, level, parts[1], doc->text->str, doc->text->len,
					   &whats, &error));
	}
	return back;
}

static void test_round_trip(void)
{
	static const char text[] = "[level \"linux/a.h\"]\n"
				   "level = stable\n"
				   "header = linux/a.h\n"
				   "reason = why\n"
				   "since = 6.1\n"
				   "[level \"b/1\"]\n"
				   "level = testing\n"
				   "header = linux/*\n"
				   "header = drm/x.h\n"
				   "item = A_*\n"
				   "item = B\n"
				   "foreword = \"What: is not a field\"\n"
				   "[level \"b/7\"]\n"
				   "level = testing\n"
				   "what = /sys/b\n"
				   "[level \"b\"]\n"
				   "level = obsolete\n"
				   "item = X\n"
				   "removal = 7.4\n"
				   "description = \"Reason: this\"\n"
				   "[level \"e\"]\n"
				   "level = stable\n"
				   "item = E\n"
				   "description = \"Removal: this\"\n"
				   "[level \"..//\"]\n"
				   "level = removed\n"
				   "item = struct y\n"
				   "reason = \"one\\ntwo\"\n"
				   "[level \"c\"]\n"
				   "level = unreleased\n"
				   "item = Z\n"
				   "contact = \"a\\nb\"\n"
				   "users = me\n"
				   "[level \"d\"]\n"
				   "level = stable\n"
				   "what = \"/sys/x <y>\"\n"
				   "what = /sys/z\n";
	AUTO(levels) levels = parse_good(text);
	AUTO(levels) back = through_documents(levels);
	g_autofree char *first = sorted_text(levels);
	g_autofree char *second = sorted_text(back);
	g_autofree char *reread_text = text_of(back);
	AUTO(levels) reread = parse_good(reread_text);

	g_assert_cmpstr(first, ==, second);
	g_assert_cmpuint(levels_count(back), ==, levels_count(levels));
	g_assert_cmpstr(levels_named(back, "b")->description, ==, "Reason: this");
	g_assert_cmpstr(levels_named(back, "b")->removal, ==, "7.4");
	g_assert_cmpstr(levels_named(back, "..//")->reason, ==, "one\ntwo");
	g_assert_cmpint(levels_named(back, "c")->level, ==, LEVEL_UNRELEASED);
	g_assert_cmpstr(levels_named(back, "b/1")->items[1], ==, "B");
	g_assert_cmpstr(levels_named(back, "d")->whats[0], ==, "/sys/x <y>");
	g_assert_cmpuint(levels_count(reread), ==, levels_count(back));
}

static void read_doc(struct levels *levels, const char *text, gsize *whats)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(
		abi_doc_read(levels, LEVEL_TESTING, "file", text, strlen(text), whats, &error));
	g_assert_no_error(error);
}

static void test_documents(void)
{
	AUTO(levels) levels = levels_new();
	const struct level_entry *entry;
	gsize whats = 0;

	read_doc(levels,
		 "before\n\tit\n\n"
		 "What:\t\t/sys/a\nwhat : /sys/b\n\t\t/sys/c\nDate:\t\tMay\n\t\t2007\n"
		 "KernelVersion\t6.15\nContact:\nDescription:\n\t\tone\n\n\t\t  two\nValues: x\n"
		 "User:\tme\n\n"
		 "What;\t\t/sys/d\nUsers should know\n\n"
		 "Date: 2\nWhat: /sys/e\n",
		 &whats);
	g_assert_cmpuint(whats, ==, 4);
	g_assert_cmpuint(levels_count(levels), ==, 3);
	entry = levels_named(levels, "file/1");
	g_assert_cmpstr(entry->foreword, ==, "before\n        it");
	g_assert_cmpstr(entry->whats[2], ==, "/sys/c");
	g_assert_cmpstr(entry->date, ==, "May\n2007");
	g_assert_cmpstr(entry->since, ==, "6.15");
	g_assert_null(entry->contact);
	/* A line without indentation leaves none to take away. */
	g_assert_cmpstr(entry->description, ==,
			"                one\n\n                  two\nValues: x");
	g_assert_cmpstr(entry->users, ==, "me");
	g_assert_cmpuint(entry->line, ==, 4);
	entry = levels_named(levels, "file/2");
	g_assert_cmpstr(entry->whats[1], ==, "Users should know");
	g_assert_cmpstr(entry->date, ==, "2");
	g_assert_cmpstr(levels_named(levels, "file/3")->whats[0], ==, "/sys/e");
}

static void test_bad_documents(void)
{
	AUTO(levels) levels = levels_new();
	g_autoptr(GError) error = NULL;
	gsize whats = 0;

	g_assert_false(abi_doc_read(levels, LEVEL_STABLE, "f", "a\0b", 3, &whats, &error));
	g_assert_cmpstr(error->message, ==, "f: expected a text of at most 4194304 bytes");
	read_doc(levels, "", &whats);
	read_doc(levels, "no entry\n", &whats);
	read_doc(levels, "What:\n", &whats);
	g_assert_cmpuint(levels_count(levels), ==, 0);
}

static void check_confession(const char *text, guint line, guint wanted, const char *words)
{
	struct confession confession = { 0 };

	g_assert_cmpint(find_confession(text, line, &confession), ==, wanted > 0);
	g_assert_cmpuint(confession.line, ==, wanted);
	g_assert_cmpstr(confession.words, ==, words);
	g_free(confession.words);
}

static void test_confessions(void)
{
	static const char text[] = "/* Plain licence. */\n"
				   "#define A 1\n"
				   "\n"
				   "/*\n"
				   " * This is EXPERIMENTAL.\n"
				   " * Use it or not.\n"
				   " */\n"
				   "#define B 2\n"
				   "#define C 3\n"
				   "\n"
				   "#define D 4\n"
				   "#define E 5 /* subject to change */\n"
				   "int x; /* unstable */\n"
				   "#define F 6\n";
	static const char whole[] = "/* Do not use, this is not a stable uAPI. */\n"
				    "#ifndef X\n#define _X\n"
				    "struct a {};\n";

	check_confession(text, 2, 0, NULL);
	check_confession(text, 8, 5, "This is EXPERIMENTAL.");
	check_confession(text, 9, 5, "This is EXPERIMENTAL.");
	check_confession(text, 11, 0, NULL);
	check_confession(text, 12, 12, "subject to change");
	/* What stands behind code is about that. */
	check_confession(text, 14, 0, NULL);
	check_confession(text, 99, 0, NULL);
	check_confession(whole, 4, 1, "Do not use, this is not a stable uAPI.");
	check_confession("", 1, 0, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/levels/specific", test_specific);
	g_test_add_func("/levels/mistakes", test_mistakes);
	g_test_add_func("/levels/values", test_values);
	g_test_add_func("/levels/releases", test_releases);
	g_test_add_func("/levels/round-trip", test_round_trip);
	g_test_add_func("/levels/documents", test_documents);
	g_test_add_func("/levels/bad-documents", test_bad_documents);
	g_test_add_func("/levels/confessions", test_confessions);
	return g_test_run();
}
