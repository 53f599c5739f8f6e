/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of two trees that a change can matter to. */
#include "test-source.h"

#include "source/include-index.h"
#include "source/slice.h"
#include "source/tree.h"

/* A header of a tree in the making; the last one of an array has no path. */
struct part {
	const char *path;
	const char *text;   /* NULL: a refusal */
	target_set targets; /* 0: all */
};

/* Texts by blobs, and how often they were asked for. */
struct reader {
	GHashTable *texts;
	guint calls;
};

static GBytes *read_text(gpointer data, const char *blob, const char **ret_reason)
{
	struct reader *reader = data;
	const char *text = g_hash_table_lookup(reader->texts, blob);

	reader->calls++;
	if (!text || strcmp(text, "unreadable") == 0) {
		*ret_reason = "cannot be read here";
		return NULL;
	}
	return g_bytes_new(text, strlen(text) + 1);
}

static struct reader *reader_new(void)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return reader;
}

static void reader_free(struct reader *reader)
{
	g_hash_table_unref(reader->texts);
	g_free(reader);
}
DEFINE_AUTO(reader, reader_free)

static struct tree *make_tree(struct reader *reader, const struct part *parts)
{
	struct tree *tree = tree_new("made", TREE_INSTALLED);
	const struct tree_reader source = { read_text, reader };

	tree_set_reader(tree, &source);
	for (; parts->path; parts++) {
		g_autofree char *blob =
			g_compute_checksum_for_string(G_CHECKSUM_SHA1,
						      parts->text ? parts->text : "", -1);
		g_autofree char *shown = g_strdup_printf("%x/%s", parts->targets, parts->path);
		struct tree_offer offer = {
			.path = parts->path,
			.shown = tree_intern(tree, shown),
			.blob = parts->text ? tree_intern(tree, blob) : NULL,
			.reason = parts->text ? NULL : "refused",
			.judged = TRUE,
		};

		offer.claims[parts->targets ? TREE_CLAIM_EXACT : TREE_CLAIM_ANY] =
			parts->targets ? parts->targets : TARGET_ALL;
		if (parts->text)
			g_hash_table_insert(reader->texts, g_strdup(blob), (gpointer)parts->text);
		tree_offer(tree, &offer);
	}
	tree_settle(tree);
	return tree;
}

static const char *provide_nothing(const char *path)
{
	return strcmp(path, "stddef.h") == 0 ? "#include <provided.h>\n" : NULL;
}

static const char *const no_paths[] = { NULL };

/* "a.h b.h": the paths of a tree. */
static char *paths_of(const struct tree *tree)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < tree->n_files; i++) {
		g_assert_nonnull(tree->files[i].text);
		g_string_append_printf(text, "%s%s", i ? " " : "", tree->files[i].path);
	}
	for (gsize i = 0; i < tree->n_refusals; i++)
		g_string_append_printf(text, " !%s", tree->refusals[i].path);
	return g_string_free(text, FALSE);
}

static char *names_of(GHashTable *set)
{
	GList *keys = g_list_sort(g_hash_table_get_keys(set), (GCompareFunc)strcmp);
	GString *text = g_string_new(NULL);

	for (GList *at = keys; at; at = at->next)
		g_string_append_printf(text, "%s%s", at == keys ? "" : " ", (char *)at->data);
	g_list_free(keys);
	return g_string_free(text, FALSE);
}

/* What a slice of the trees of @before and @after is expected to be. */
struct expected {
	gsize n_touched;
	const char *affected, *old_paths, *new_paths;
};

static target_set check_slice(const struct part *before, const struct part *after,
			      const char *const *always, const struct expected *expected)
{
	AUTO(reader) reader = reader_new();
	AUTO(include_index) index = include_index_new();
	AUTO(tree) old_tree = make_tree(reader, before);
	AUTO(tree) new_tree = make_tree(reader, after);
	struct slices slices;
	g_autofree char *affected = NULL, *old_paths = NULL, *new_paths = NULL;
	target_set set;

	slice_trees(old_tree, new_tree, NULL, index, provide_nothing, always, &slices);
	affected = names_of(slices.affected);
	old_paths = paths_of(slices.old_tree);
	new_paths = paths_of(slices.new_tree);
	g_assert_cmpuint(slices.n_touched, ==, expected->n_touched);
	g_assert_cmpstr(affected, ==, expected->affected);
	g_assert_cmpstr(old_paths, ==, expected->old_paths);
	g_assert_cmpstr(new_paths, ==, expected->new_paths);
	g_assert_null(slices.before_tree);
	set = slices.targets;
	slices_clear(&slices);
	return set;
}

/* The headers of most tests; @touched stands for linux/b.h. */
#define COMMON(touched)                                                                   \
	{ "linux/a.h", "#include <linux/b.h>\n", 0 }, { "linux/b.h", touched, 0 },        \
		{ "linux/c.h", "#include \"a.h\"\n", 0 }, { "linux/d.h", "int d;\n", 0 }, \
		{ "linux/e.h", "#include <linux/d.h>\n", 0 },                             \
		{ "other/f.h", "# include \t\"../linux/c.h\"\n#include <x.h>\n", 0 },     \
		{ "x.h", "#include <linux/y.h>\n", 0 }, { "linux/y.h", "int y;\n", 0 },   \
	{                                                                                 \
		NULL, NULL, 0                                                             \
	}

static void test_includers(void)
{
	static const struct part before[] = { COMMON("int b;\n") };
	static const struct part after[] = { COMMON("int changed;\n") };
	/* c.h by quotes, f.h by ../; what f.h includes comes along, and e.h stays away. */
	static const struct expected expected = {
		1,
		"linux/a.h linux/b.h linux/c.h other/f.h",
		"linux/a.h linux/b.h linux/c.h linux/y.h other/f.h x.h",
		"linux/a.h linux/b.h linux/c.h linux/y.h other/f.h x.h",
	};

	g_assert_cmpuint(check_slice(before, after, no_paths, &expected), ==, TARGET_ALL);
}

/* A header that nobody includes, and what itself includes on either side. */
static void test_included(void)
{
	static const struct part before[] = { { "a.h", "#include <b.h>\n", 0 },
					      { "b.h", "int b;\n", 0 },
					      { "c.h", "int c;\n", 0 },
					      { "d.h", "int d;\n", 0 },
					      { NULL, NULL, 0 } };
	static const struct part after[] = { { "a.h", "#include <c.h>\n", 0 },
					     { "b.h", "int b;\n", 0 },
					     { "c.h", "int c;\n", 0 },
					     { "d.h", "int d;\n", 0 },
					     { NULL, NULL, 0 } };
	static const struct expected expected = { 1, "a.h", "a.h b.h c.h", "a.h b.h c.h" };

	check_slice(before, after, no_paths, &expected);
}

static void test_always(void)
{
	static const struct part before[] = {
		{ "a.h", "int a;\n", 0 },     { "types.h", "#include <posix.h>\n", 0 },
		{ "posix.h", "int p;\n", 0 }, { "provided.h", "int q;\n", 0 },
		{ "rest.h", "int r;\n", 0 },  { NULL, NULL, 0 }
	};
	static const struct part after[] = {
		{ "a.h", "#include <stddef.h>\n", 0 }, { "types.h", "#include <posix.h>\n", 0 },
		{ "posix.h", "int p;\n", 0 },          { "provided.h", "int q;\n", 0 },
		{ "rest.h", "int r;\n", 0 },           { NULL, NULL, 0 }
	};
	static const char *const always[] = { "types.h", "missing.h", NULL };
	static const struct expected expected = { 1, "a.h", "a.h posix.h provided.h types.h",
						  "a.h posix.h provided.h types.h" };

	check_slice(before, after, always, &expected);
	/* With nothing to judge nothing is needed. */
	static const struct expected nothing = { 0, "", "", "" };

	g_assert_cmpuint(check_slice(before, before, always, &nothing), ==, 0);
}

static void test_added_and_removed(void)
{
	static const struct part without[] = { { "a.h", "#include <new.h>\n", 0 },
					       { "z.h", "int z;\n", 0 },
					       { NULL, NULL, 0 } };
	static const struct part with[] = { { "a.h", "#include <new.h>\n", 0 },
					    { "new.h", "int n;\n", 0 },
					    { "z.h", "int z;\n", 0 },
					    { NULL, NULL, 0 } };
	static const struct part moved[] = { { "a.h", "#include <new.h>\n", 0 },
					     { "sub/new.h", "int n;\n", 0 },
					     { "z.h", "int z;\n", 0 },
					     { NULL, NULL, 0 } };
	static const struct expected added = { 1, "a.h new.h", "a.h", "a.h new.h" };
	static const struct expected removed = { 1, "a.h new.h", "a.h new.h", "a.h" };
	static const struct expected both = { 2, "a.h new.h sub/new.h", "a.h new.h",
					      "a.h sub/new.h" };

	check_slice(without, with, no_paths, &added);
	check_slice(with, without, no_paths, &removed);
	check_slice(with, moved, no_paths, &both);
}

#define ARM64 TARGET_BIT(TARGET_AARCH64)

/* One architecture's header, its own includer, and one that all have. */
static void test_asm(void)
{
	static const struct part before[] = { { "asm/a.h", "int x86;\n", X86 },
					      { "asm/a.h", "int arm64;\n", ARM64 },
					      { "asm/only.h", "int only;\n", ARM64 },
					      { "linux/a.h", "#include <asm/a.h>\n", 0 },
					      { NULL, NULL, 0 } };
	static const struct part after[] = { { "asm/a.h", "int x86;\n", X86 },
					     { "asm/a.h", "int changed;\n", ARM64 },
					     { "asm/only.h", "int only;\n", ARM64 },
					     { "linux/a.h", "#include <asm/a.h>\n", 0 },
					     { NULL, NULL, 0 } };
	static const struct part only[] = { { "asm/a.h", "int x86;\n", X86 },
					    { "asm/a.h", "int arm64;\n", ARM64 },
					    { "asm/only.h", "int changed;\n", ARM64 },
					    { "linux/a.h", "#include <asm/a.h>\n", 0 },
					    { NULL, NULL, 0 } };
	static const struct expected changed = { 1, "asm/a.h linux/a.h",
						 "asm/a.h asm/a.h linux/a.h",
						 "asm/a.h asm/a.h linux/a.h" };
	static const struct expected alone = { 1, "asm/only.h", "asm/only.h", "asm/only.h" };

	check_slice(before, after, no_paths, &changed);
	g_assert_cmpuint(check_slice(before, only, no_paths, &alone), ==, ARM64);
}

/* The same bytes for other targets are another interface. */
static void test_targets_changed(void)
{
	static const struct part before[] = { { "asm/a.h", "int a;\n", X86 }, { NULL, NULL, 0 } };
	static const struct part after[] = { { "asm/a.h", "int a;\n", X86 | ARM64 },
					     { NULL, NULL, 0 } };
	static const struct expected expected = { 1, "asm/a.h", "asm/a.h", "asm/a.h" };

	g_assert_cmpuint(check_slice(before, after, no_paths, &expected), ==, X86 | ARM64);
}

static void test_refusals(void)
{
	static const struct part sound[] = { { "a.h", "#include <bad.h>\n", 0 },
					     { "z.h", "int z;\n", 0 },
					     { NULL, NULL, 0 } };
	static const struct part refused[] = { { "a.h", "#include <bad.h>\n", 0 },
					       { "bad.h", NULL, 0 },
					       { "z.h", "int z;\n", 0 },
					       { NULL, NULL, 0 } };
	static const struct expected new_side = { 1, "a.h bad.h", "a.h", "a.h !bad.h" };
	static const struct expected old_side = { 1, "a.h bad.h", "a.h !bad.h", "a.h" };
	static const struct expected both = { 0, "", "", "" };
	static const struct part alone[] = { { "z.h", "int z;\n", 0 }, { NULL, NULL, 0 } };
	static const struct part refused_alone[] = { { "bad.h", NULL, 0 },
						     { "z.h", "int z;\n", 0 },
						     { NULL, NULL, 0 } };
	static const struct expected unused = { 1, "bad.h", "", " !bad.h" };

	check_slice(sound, refused, no_paths, &new_side);
	check_slice(refused, sound, no_paths, &old_side);
	/* Even if nobody includes it, somebody has to say that it is not judged. */
	g_assert_cmpuint(check_slice(alone, refused_alone, no_paths, &unused), ==, TARGET_ALL);
	check_slice(refused, refused, no_paths, &both);
}

/* What cannot be read is a refusal in the slice, and no crash in the search for includers. */
static void test_unreadable(void)
{
	static const struct part before[] = { { "a.h", "unreadable", 0 },
					      { "b.h", "int b;\n", 0 },
					      { NULL, NULL, 0 } };
	static const struct part after[] = { { "a.h", "int a;\n", 0 },
					     { "b.h", "int b;\n", 0 },
					     { NULL, NULL, 0 } };
	static const struct expected expected = { 1, "a.h", " !a.h", "a.h" };

	check_slice(before, after, no_paths, &expected);
}

static void test_before(void)
{
	static const struct part before[] = { { "a.h", "int one;\n", 0 },
					      { "b.h", "int b;\n", 0 },
					      { NULL, NULL, 0 } };
	static const struct part after[] = { { "a.h", "int two;\n", 0 },
					     { "b.h", "int b;\n", 0 },
					     { NULL, NULL, 0 } };
	AUTO(reader) reader = reader_new();
	AUTO(include_index) index = include_index_new();
	AUTO(tree) old_tree = make_tree(reader, before);
	AUTO(tree) new_tree = make_tree(reader, after);
	AUTO(tree) earlier = make_tree(reader, before);
	struct slices slices;
	g_autofree char *paths = NULL;

	slice_trees(old_tree, new_tree, earlier, index, provide_nothing, no_paths, &slices);
	paths = paths_of(slices.before_tree);
	g_assert_cmpstr(paths, ==, "a.h");
	slices_clear(&slices);
}

/* Headers that all include "0.h", or with @is_apart only the first two. */
static void fill_headers(struct part *parts, guint n, const char *first, gboolean is_apart,
			 GStringChunk *names)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("%u.h", i);
		const char *text = is_apart && i > 2 ? "int i;\n" : "#include <0.h>\n";

		parts[i] = (struct part){ g_string_chunk_insert(names, name), i == 0 ? first : text,
					  0 };
	}
}

static gboolean is_whole(guint n, gboolean is_apart)
{
	g_autofree struct part *before = g_new0(struct part, n + 1);
	g_autofree struct part *after = g_new0(struct part, n + 1);
	GStringChunk *names = g_string_chunk_new(1 << 12);
	AUTO(reader) reader = reader_new();
	AUTO(include_index) index = include_index_new();
	struct tree *old_tree, *new_tree;
	struct slices slices;
	gboolean whole;

	fill_headers(before, n, "int old;\n", is_apart, names);
	fill_headers(after, n, "int now;\n", is_apart, names);
	old_tree = make_tree(reader, before);
	new_tree = make_tree(reader, after);
	slice_trees(old_tree, new_tree, NULL, index, provide_nothing, no_paths, &slices);
	whole = slices.is_whole;
	g_assert_cmpuint(slices.new_tree->n_files, ==, whole || !is_apart ? n : 3);
	slices_clear(&slices);
	tree_free(old_tree);
	tree_free(new_tree);
	g_string_chunk_free(names);
	return whole;
}

/* Where most of a large tree may have changed all of it is taken. */
static void test_whole(void)
{
	g_assert_true(is_whole(1000, FALSE));
	g_assert_false(is_whole(1000, TRUE));
	g_assert_false(is_whole(10, FALSE));
}

/* --- What is read ----------------------------------------------------------- */

static guint calls_of(struct reader *reader, struct include_index *index, const struct part *before,
		      const struct part *after)
{
	AUTO(tree) old_tree = make_tree(reader, before);
	AUTO(tree) new_tree = make_tree(reader, after);
	struct slices slices;

	reader->calls = 0;
	slice_trees(old_tree, new_tree, NULL, index, provide_nothing, no_paths, &slices);
	slices_clear(&slices);
	return reader->calls;
}

static void test_calls(void)
{
	static const struct part before[] = { COMMON("int b;\n") };
	static const struct part after[] = { COMMON("int changed;\n") };
	AUTO(reader) reader = reader_new();
	AUTO(include_index) index = include_index_new();

	/* Nobody asks who includes what did not change. */
	g_assert_cmpuint(calls_of(reader, index, before, before), ==, 0);
	/* Nine blobs once to know what they include, and six of each side to be judged. */
	g_assert_cmpuint(calls_of(reader, index, before, after), ==, 9 + 12);
	g_assert_cmpuint(calls_of(reader, index, before, after), ==, 12);
	g_assert_cmpuint(calls_of(reader, index, after, before), ==, 12);
}

/* --- The index of includes --------------------------------------------------- */

static void test_index(void)
{
	AUTO(include_index) index = include_index_new();
	AUTO(include_index) again = include_index_new();
	g_autoptr(GString) text = g_string_new(NULL);

	g_assert_false(include_index_is_new(index));
	include_index_add(index, "one", "<a.h\t\"b.h\t");
	include_index_add(index, "two installed", "");
	g_assert_true(include_index_is_new(index));
	include_index_write(index, text);
	include_index_read(again, text->str, text->len);
	g_assert_false(include_index_is_new(again));
	g_assert_cmpstr(include_index_find(again, "one"), ==, "<a.h\t\"b.h\t");
	g_assert_cmpstr(include_index_find(again, "two installed"), ==, "");
	g_assert_null(include_index_find(again, "three"));
	include_index_add(again, "three", "");
	g_assert_true(include_index_is_new(again));
}

static void test_list(void)
{
	static const char text[] = "#include <a.h>\n#include \"b/c.h\"\n#include MACRO\n"
				   "#include <with\ttab.h>\n#include <>\n#include <open\n"
				   "#include_next <d.h>\n  #\tinclude\"e.h\"";
	g_autofree char *list = include_list_of(text, sizeof(text) - 1);
	const char *at = list;
	struct include_name name;
	guint n = 0;

	g_assert_cmpstr(list, ==, "<a.h\t\"b/c.h\t<d.h\t\"e.h\t");
	while (include_list_next(&at, &name))
		g_assert_true(name.quoted == (n++ % 2 == 1));
	g_assert_cmpuint(n, ==, 4);
}

static void test_garbage(void)
{
	static const struct {
		const char *text;
		gsize size;
	} cases[] = {
		{ "", 0 },
		{ "\n", 1 },
		{ "\n\n", 2 },
		{ "key", 3 },
		{ "key\n", 4 },
		{ "key\n<cut", 8 },
		{ "key\n<no tab\n", 12 },
		{ "key\n<a.h\t", 9 },
		{ "key\n<a.h\0\t\n", 11 },
		{ "ke\0y\n<a.h\t\n", 11 },
		{ "\0\0\0\0\n\0\0\n", 8 },
		{ "key\n\t\n", 6 },
		{ "key\n\t\t<\t\n", 9 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(include_index) index = include_index_new();
		g_autoptr(GString) out = g_string_new(NULL);
		const char *list;
		struct include_name name;

		include_index_read(index, cases[i].text, cases[i].size);
		list = include_index_find(index, "key");
		while (list && include_list_next(&list, &name))
			g_assert_cmpuint(name.length, <, 10);
		include_index_write(index, out);
	}
}

/* --- What is made to be slow -------------------------------------------------- */

static double seconds_of(const struct part *before, const struct part *after)
{
	AUTO(reader) reader = reader_new();
	AUTO(include_index) index = include_index_new();
	gint64 start = g_get_monotonic_time();

	calls_of(reader, index, before, after);
	return (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

/* As many includes as a header of the largest size can have. */
static void test_many_includes(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < 400000; i++)
		g_string_append_printf(text, "#include <%x>\n", i);

	const struct part before[] = { { "a.h", text->str, 0 },
				       { "b.h", "int b;\n", 0 },
				       { NULL, NULL, 0 } };
	const struct part after[] = { { "a.h", text->str, 0 },
				      { "b.h", "int c;\n", 0 },
				      { NULL, NULL, 0 } };

	g_assert_cmpfloat(seconds_of(before, after), <, 20);
}

static void fill_refusals(struct part *parts, guint n, const char *format, GStringChunk *names)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf(format, i);

		parts[i] = (struct part){ g_string_chunk_insert(names, name), NULL, 0 };
	}
}

/* As many broken links as a tree can have entries. */
static void test_many_refusals(void)
{
	const guint n = 100000;
	g_autofree struct part *before = g_new0(struct part, n + 1);
	g_autofree struct part *after = g_new0(struct part, n + 1);
	GStringChunk *names = g_string_chunk_new(1 << 16);

	fill_refusals(before, n, "linux/%05u-old.h", names);
	fill_refusals(after, n, "linux/%05u-new.h", names);
	g_assert_cmpfloat(seconds_of(before, after), <, 20);
	g_string_chunk_free(names);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/slice/includers", test_includers);
	g_test_add_func("/slice/included", test_included);
	g_test_add_func("/slice/always", test_always);
	g_test_add_func("/slice/added-and-removed", test_added_and_removed);
	g_test_add_func("/slice/asm", test_asm);
	g_test_add_func("/slice/targets-changed", test_targets_changed);
	g_test_add_func("/slice/refusals", test_refusals);
	g_test_add_func("/slice/unreadable", test_unreadable);
	g_test_add_func("/slice/before", test_before);
	g_test_add_func("/slice/whole", test_whole);
	g_test_add_func("/slice/calls", test_calls);
	g_test_add_func("/slice/index", test_index);
	g_test_add_func("/slice/list", test_list);
	g_test_add_func("/slice/garbage", test_garbage);
	g_test_add_func("/slice/many-includes", test_many_includes);
	g_test_add_func("/slice/many-refusals", test_many_refusals);
	return g_test_run();
}
