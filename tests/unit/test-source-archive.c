/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Archives and packages, the hostile ones first of all. */
#include "test-source.h"

#include "source/archive.h"

static const struct tree_limits small_limits = {
	.files = 50,
	.file_bytes = 1000,
	.total_bytes = 10000,
	.stream_bytes = 1 << 20,
};

static struct tree *open_bytes(const GByteArray *bytes, GError **error)
{
	return tree_open_memory("in.tar", bytes->data, bytes->len, &tree_limits_default, error);
}

static struct tree *open_good_bytes(const GByteArray *bytes)
{
	g_autoptr(GError) error = NULL;
	struct tree *tree = open_bytes(bytes, &error);

	g_assert_no_error(error);
	g_assert_nonnull(tree);
	return tree;
}

static void check_fails(const GByteArray *bytes, const struct tree_limits *limits, int code,
			const char *expected)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(tree_open_memory("in.tar", bytes->data, bytes->len, limits, &error));
	g_assert_error(error, SOURCE_ERROR, code);
	g_assert_nonnull(strstr(error->message, "'in.tar'"));
	g_assert_nonnull(strstr(error->message, expected));
	g_assert_null(strchr(error->message, '\n'));
}

/* The same small tree in each compression. */
static GByteArray *make_tar(int filter)
{
	struct maker maker;

	maker_begin(&maker, FALSE, filter);
	maker_add(&maker, "./usr/include/linux/", AE_IFDIR, NULL, NULL, 0);
	maker_text(&maker, "./usr/include/linux/x.h", "int x;\n");
	maker_text(&maker, "./usr/include/asm-generic/y.h", "int y;\n");
	maker_text(&maker, "./usr/share/doc/changelog.gz", "nothing");
	maker_text(&maker, "./usr/include/x86_64-linux-gnu/asm/a.h", "int a;\n");
	maker_text(&maker, "./usr/include/sh4-linux-gnu/asm/a.h", "int sh;\n");
	return maker_end(&maker);
}

static void check_tree(const struct tree *tree)
{
	g_assert_cmpint(tree->layout, ==, TREE_INSTALLED);
	g_assert_false(tree->complete);
	g_assert_cmpuint(tree->targets, ==, X86);
	g_assert_cmpuint(tree->n_files, ==, 3);
	g_assert_cmpuint(tree->n_refusals, ==, 0);
	g_assert_cmpstr(text_of(tree, "linux/x.h", TARGET_ARM), ==, "int x;\n");
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_I386), ==, "int a;\n");
	g_assert_null(text_of(tree, "asm/a.h", TARGET_ARM));
}

static const int filters[] = { ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
			       ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD };

static void test_tar(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(filters); i++) {
		g_autoptr(GByteArray) bytes = make_tar(filters[i]);
		AUTO(tree) tree = open_good_bytes(bytes);

		check_tree(tree);
		g_assert_cmpstr(shown_of(tree, "linux/x.h"), ==, "in.tar:usr/include/linux/x.h");
	}
}

static void test_package(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(filters); i++) {
		g_autoptr(GByteArray) data = make_tar(filters[i]);
		g_autoptr(GByteArray) package = make_package("data.tar.any", data);
		AUTO(tree) tree = open_good_bytes(package);

		check_tree(tree);
		g_assert_cmpstr(shown_of(tree, "linux/x.h"), ==, "in.tar:usr/include/linux/x.h");
	}
}

static void test_file(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *name = g_build_filename(folder, "some.package", NULL);
	g_autofree char *shown = g_strconcat(name, ":usr/include/linux/x.h", NULL);
	g_autoptr(GByteArray) data = make_tar(ARCHIVE_FILTER_XZ);
	g_autoptr(GByteArray) package = make_package("data.tar.xz", data);
	AUTO(tree) tree = NULL;

	g_assert_true(g_file_set_contents(name, (char *)package->data, package->len, NULL));
	tree = open_good(name);
	check_tree(tree);
	g_assert_cmpstr(shown_of(tree, "linux/x.h"), ==, shown);
	remove_folder(folder);
}

static void test_not_an_archive(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *text = make_file(folder, "notes.txt", "hello there\n");
	g_autofree char *empty = make_file(folder, "empty", "");
	g_autofree char *tar = make_file(folder, "bad.tar.gz", "hello there\n");
	const char *const names[] = { text, empty, tar };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		int code = names[i] == tar ? SOURCE_ERROR_MALFORMED : SOURCE_ERROR_UNKNOWN;
		g_autoptr(GError) error = NULL;

		g_assert_null(tree_open(names[i], NULL, &error));
		g_assert_error(error, SOURCE_ERROR, code);
		g_assert_nonnull(strstr(error->message, names[i]));
	}
	remove_folder(folder);
}

static void test_empty(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_GZIP);
	maker_text(&maker, "README", "nothing");
	bytes = maker_end(&maker);
	check_fails(bytes, &tree_limits_default, SOURCE_ERROR_EMPTY, "No header");
}

static void test_names(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	AUTO(tree) tree = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_NONE);
	maker_text(&maker, "../up.h", "");
	maker_text(&maker, "/abs.h", "");
	maker_text(&maker, "linux/../../up2.h", "");
	maker_text(&maker, "linux/../inside.h", "");
	maker_text(&maker, "../ignored.txt", "");
	maker_text(&maker, "linux//./x.h", "first");
	maker_text(&maker, "linux/x.h", "second");
	maker_text(&maker, "linux/._x.h", "");
	maker_add(&maker, "linux/fifo.h", AE_IFIFO, NULL, NULL, 0);
	maker_add(&maker, "linux/device.h", AE_IFCHR, NULL, NULL, 0);
	bytes = maker_end(&maker);
	tree = open_good_bytes(bytes);
	g_assert_cmpuint(tree->n_files, ==, 1);
	g_assert_cmpstr(text_of(tree, "linux/x.h", TARGET_ARM), ==, "second");
	g_assert_cmpuint(tree->n_refusals, ==, 6);
	g_assert_nonnull(strstr(reason_of(tree, "../up.h"), "leads out"));
	g_assert_nonnull(strstr(reason_of(tree, "/abs.h"), "leads out"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/../inside.h"), "leads out"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/fifo.h"), "not a regular file"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/device.h"), "not a regular file"));
}

static void test_links(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	AUTO(tree) tree = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_NONE);
	maker_link(&maker, "usr/include/s390x-linux-gnu/asm/a.h",
		   "../../../lib/linux/uapi/s390/asm/a.h");
	maker_text(&maker, "usr/lib/linux/uapi/s390/asm/a.h", "s390");
	maker_text(&maker, "usr/include/linux/x.h", "x");
	maker_add(&maker, "usr/include/linux/hard.h", AE_IFREG, "usr/include/linux/x.h", NULL, 0);
	maker_link(&maker, "usr/include/linux/abs.h", "/usr/include/linux/x.h");
	maker_link(&maker, "usr/include/linux/a.h", "b.h");
	maker_link(&maker, "usr/include/linux/b.h", "a.h");
	maker_link(&maker, "usr/include/linux/passwd.h", "../../../../etc/passwd");
	maker_link(&maker, "usr/include/linux/self", ".");
	bytes = maker_end(&maker);
	tree = open_good_bytes(bytes);
	g_assert_cmpuint(tree->targets, ==, TARGET_BIT(TARGET_S390X));
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_S390X), ==, "s390");
	g_assert_cmpstr(text_of(tree, "linux/hard.h", TARGET_ARM), ==, "x");
	g_assert_cmpstr(text_of(tree, "linux/abs.h", TARGET_ARM), ==, "x");
	g_assert_nonnull(strstr(reason_of(tree, "linux/a.h"), "back to itself"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/b.h"), "back to itself"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/passwd.h"), "out of the input"));
}

static void test_large_header(void)
{
	gsize size = (gsize)100 << 20;
	g_autofree char *zeros = g_malloc0(size);
	g_autoptr(GByteArray) bytes = NULL;
	AUTO(tree) tree = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_GZIP);
	maker_add(&maker, "linux/large.h", AE_IFREG, NULL, zeros, size);
	maker_text(&maker, "linux/x.h", "x");
	bytes = maker_end(&maker);
	tree = open_good_bytes(bytes);
	g_assert_cmpuint(tree->n_files, ==, 1);
	g_assert_cmpstr(reason_of(tree, "linux/large.h"), ==, "has more than 8388608 bytes");
}

static void test_bomb(void)
{
	gsize size = (gsize)16 << 20;
	g_autofree char *zeros = g_malloc0(size);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GByteArray) package = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_XZ);
	maker_add(&maker, "zeros", AE_IFREG, NULL, zeros, size);
	bytes = maker_end(&maker);
	check_fails(bytes, &small_limits, SOURCE_ERROR_LIMIT, "unpacks to more than 1048576");
	package = make_package("data.tar.xz", bytes);
	check_fails(package, &small_limits, SOURCE_ERROR_LIMIT, "unpacks to more than 1048576");
}

/* Below every limit, but nothing that anybody would have packed. */
static void test_ratio(void)
{
	gsize size = (gsize)257 << 20;
	g_autofree char *zeros = g_malloc0(size);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GByteArray) package = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_ZSTD);
	maker_add(&maker, "zeros", AE_IFREG, NULL, zeros, size);
	bytes = maker_end(&maker);
	check_fails(bytes, &tree_limits_default, SOURCE_ERROR_LIMIT, "200 times its size");
	package = make_package("data.tar.zst", bytes);
	check_fails(package, &tree_limits_default, SOURCE_ERROR_LIMIT, "200 times its size");
}

static void test_many_small(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_XZ);
	for (guint i = 0; i < 51; i++)
		maker_text(&maker, "x.txt", "");
	bytes = maker_end(&maker);
	check_fails(bytes, &small_limits, SOURCE_ERROR_LIMIT, "more than 50 entries");
}

static void test_total(void)
{
	g_autofree char *kilobyte = g_strnfill(1000, ' ');
	g_autoptr(GByteArray) bytes = NULL;
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_XZ);
	for (guint i = 0; i < 11; i++) {
		g_autofree char *name = g_strdup_printf("%u.h", i);

		maker_text(&maker, name, kilobyte);
	}
	bytes = maker_end(&maker);
	check_fails(bytes, &small_limits, SOURCE_ERROR_LIMIT, "more than 10000 bytes of headers");
}

/* Hidden work: what one layer unpacks to is only another layer. */
static void test_twice_compressed(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	struct maker maker;

	maker.archive = archive_write_new();
	maker.bytes = g_byte_array_new();
	archive_write_set_format_pax_restricted(maker.archive);
	archive_write_add_filter_gzip(maker.archive);
	archive_write_add_filter_xz(maker.archive);
	archive_write_open(maker.archive, maker.bytes, NULL, maker_write, NULL);
	maker_text(&maker, "x.h", "x");
	bytes = maker_end(&maker);
	check_fails(bytes, &tree_limits_default, SOURCE_ERROR_MALFORMED, "more than once");
}

static GByteArray *nest(GByteArray *bytes, const char *name)
{
	struct maker maker;

	maker_begin(&maker, FALSE, ARCHIVE_FILTER_GZIP);
	maker_text(&maker, "top.h", "");
	maker_add(&maker, name, AE_IFREG, NULL, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
	return maker_end(&maker);
}

static void test_nesting(void)
{
	g_autoptr(GByteArray) bytes = make_tar(ARCHIVE_FILTER_GZIP);
	AUTO(tree) tree = NULL;

	for (guint i = 0; i < 3; i++)
		bytes = nest(bytes, "in.tar.gz");
	tree = open_good_bytes(bytes);
	/* A tarball in the outermost one is entered, one in that is not. */
	g_assert_cmpuint(tree->n_files, ==, 2);
	g_assert_nonnull(tree_find(tree, "in.tar.gz/top.h", TARGET_ARM));
}

/*
 * Cut anywhere, a package is never taken for a smaller one.  (Only what is
 * behind the end mark of the tar inside can be missing unnoticed; and xz
 * and ar notice even that.)
 */
static void test_truncated(void)
{
	g_autoptr(GByteArray) data = make_tar(ARCHIVE_FILTER_XZ);
	g_autoptr(GByteArray) package = make_package("data.tar.xz", data);

	for (guint size = 0; size < package->len; size += 3) {
		g_autoptr(GError) error = NULL;
		AUTO(tree) tree = tree_open_memory("in.deb", package->data, size,
						   &tree_limits_default, &error);

		g_assert_null(tree);
		g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_MALFORMED);
		g_assert_nonnull(strstr(error->message, "'in.deb'"));
	}
}

static void test_truncated_tar(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(filters); i++) {
		g_autoptr(GByteArray) bytes = make_tar(filters[i]);
		/* A tar without compression ends with two empty blocks and filling. */
		guint end = i == 0 ? 512 * 3 + 100 : bytes->len - bytes->len / 20;

		for (guint size = 0; size < end; size += 97) {
			g_autoptr(GError) error = NULL;
			AUTO(tree) tree = tree_open_memory("in.tar", bytes->data, size,
							   &tree_limits_default, &error);

			g_assert_true(!tree || i == 0);
			g_assert_true(tree || error);
		}
	}
}

static void test_no_data(void)
{
	g_autoptr(GByteArray) package = make_package(NULL, NULL);

	check_fails(package, &tree_limits_default, SOURCE_ERROR_MALFORMED, "no data.tar");
}

static void test_flipped_bytes(void)
{
	g_autoptr(GByteArray) data = make_tar(ARCHIVE_FILTER_NONE);
	g_autoptr(GByteArray) package = make_package("data.tar", data);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (guint i = 0; i < 2000; i++) {
		g_autofree guint8 *bytes = g_memdup2(package->data, package->len);
		AUTO(tree) tree = NULL;

		for (guint n = g_rand_int_range(random, 1, 8); n > 0; n--)
			bytes[g_rand_int_range(random, 0, (gint)package->len)] =
				(guint8)g_rand_int(random);
		tree = tree_open_memory("in.deb", bytes, package->len, &small_limits, NULL);
		g_assert_true(!tree || tree->n_files + tree->n_refusals > 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/archive/tar", test_tar);
	g_test_add_func("/source/archive/package", test_package);
	g_test_add_func("/source/archive/file", test_file);
	g_test_add_func("/source/archive/not-an-archive", test_not_an_archive);
	g_test_add_func("/source/archive/empty", test_empty);
	g_test_add_func("/source/archive/names", test_names);
	g_test_add_func("/source/archive/links", test_links);
	g_test_add_func("/source/archive/large-header", test_large_header);
	g_test_add_func("/source/archive/bomb", test_bomb);
	g_test_add_func("/source/archive/ratio", test_ratio);
	g_test_add_func("/source/archive/many-small", test_many_small);
	g_test_add_func("/source/archive/total", test_total);
	g_test_add_func("/source/archive/twice-compressed", test_twice_compressed);
	g_test_add_func("/source/archive/nesting", test_nesting);
	g_test_add_func("/source/archive/truncated", test_truncated);
	g_test_add_func("/source/archive/truncated-tar", test_truncated_tar);
	g_test_add_func("/source/archive/no-data", test_no_data);
	g_test_add_func("/source/archive/flipped-bytes", test_flipped_bytes);
	return g_test_run();
}
