/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-source.h"

#include <sys/stat.h>

/* One test's folder, and the paths in it that are asked for. */
struct scene {
	char *folder;
};

static void scene_begin(struct scene *scene, gconstpointer data)
{
	(void)data;
	scene->folder = make_folder();
}

static void scene_end(struct scene *scene, gconstpointer data)
{
	(void)data;
	remove_folder(scene->folder);
	g_free(scene->folder);
}

static void test_layouts(struct scene *scene, gconstpointer data)
{
	static const struct {
		const char *name;
		const char *path;
	} cases[] = {
		{ "a/usr/include/linux/x.h", "linux/x.h" },
		{ "b/linux/x.h", "linux/x.h" },
		{ "c/include/linux/x.h", "linux/x.h" },
		{ "d/include/x.h", "x.h" },
		{ "e/x.h", "x.h" },
		{ "f/drm/x.h", "drm/x.h" },
		{ "g/headers/linux/x.h", "linux/x.h" },
		{ "h/sound/sof/x.h", "sound/sof/x.h" },
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = g_strdup_printf("%s/%c", scene->folder, cases[i].name[0]);
		g_autofree char *file = make_file(scene->folder, cases[i].name, "int x;\n");
		AUTO(tree) tree = open_good(name);

		g_assert_cmpint(tree->layout, ==, TREE_INSTALLED);
		g_assert_true(tree->complete);
		g_assert_cmpuint(tree->targets, ==, 0);
		g_assert_cmpuint(tree->n_files, ==, 1);
		g_assert_cmpuint(tree->n_refusals, ==, 0);
		g_assert_cmpstr(text_of(tree, cases[i].path, TARGET_S390X), ==, "int x;\n");
		g_assert_cmpstr(shown_of(tree, cases[i].path), ==, file);
		g_assert_true(tree->files[0].judged);
		g_assert_null(tree_find(tree, "y.h", TARGET_X86_64));
	}
}

static void test_multiarch(struct scene *scene, gconstpointer data)
{
	(void)data;
	put_file(scene->folder, "usr/include/linux/x.h", "");
	put_file(scene->folder, "usr/include/asm-generic/x.h", "");
	put_file(scene->folder, "usr/include/x86_64-linux-gnu/asm/a.h", "x86");
	put_file(scene->folder, "usr/include/mips-linux-gnu/asm/a.h", "mips");
	put_file(scene->folder, "usr/include/s390x-linux-gnu/asm/a.h", "s390");

	AUTO(tree) tree = open_good(scene->folder);

	g_assert_false(tree->complete);
	g_assert_cmpuint(tree->targets, ==, X86 | TARGET_BIT(TARGET_S390X));
	g_assert_cmpuint(tree->n_files, ==, 4);
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_X86_64), ==, "x86");
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_I386), ==, "x86");
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_S390X), ==, "s390");
	g_assert_null(text_of(tree, "asm/a.h", TARGET_ARM));
}

/* i386 has a folder of its own: it wins over its sister's. */
static void test_exact_multiarch(struct scene *scene, gconstpointer data)
{
	(void)data;
	put_file(scene->folder, "x86_64-linux-gnu/asm/a.h", "64");
	put_file(scene->folder, "i386-linux-gnu/asm/a.h", "32");
	put_file(scene->folder, "asm/a.h", "any");

	AUTO(tree) tree = open_good(scene->folder);

	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_X86_64), ==, "64");
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_I386), ==, "32");
	g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_ARM), ==, "any");
}

static void make_trixie(const char *folder)
{
	put_file(folder, "usr/include/linux/x.h", "");
	put_file(folder, "usr/lib/linux/uapi/x86/asm/a.h", "x86");
	put_file(folder, "usr/lib/linux/uapi/arm64/asm/a.h", "arm64");
	put_file(folder, "usr/lib/linux/uapi/alpha/asm/a.h", "alpha");
	put_link(folder, "usr/include/x86_64-linux-gnu/asm/a.h",
		 "../../../lib/linux/uapi/x86/asm/a.h");
	put_link(folder, "usr/include/aarch64-linux-gnu/asm", "/usr/lib/linux/uapi/arm64/asm");
}

static void test_trixie(struct scene *scene, gconstpointer data)
{
	g_autofree char *include = g_build_filename(scene->folder, "usr/include", NULL);
	g_autofree char *shared =
		g_build_filename(scene->folder, "usr/lib/linux/uapi/x86/asm/a.h", NULL);
	const char *const names[] = { scene->folder, include };

	(void)data;
	make_trixie(scene->folder);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		AUTO(tree) tree = open_good(names[i]);

		g_assert_cmpuint(tree->targets, ==, X86 | TARGET_BIT(TARGET_AARCH64));
		g_assert_cmpuint(tree->n_files, ==, 3);
		g_assert_cmpuint(tree->n_refusals, ==, 0);
		g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_I386), ==, "x86");
		g_assert_cmpstr(text_of(tree, "asm/a.h", TARGET_AARCH64), ==, "arm64");
		g_assert_cmpstr(shown_of(tree, "asm/a.h"), ==, shared);
	}
}

static void test_flat_asm(struct scene *scene, gconstpointer data)
{
	static const struct {
		const char *marker;
		const char *text;
		target_set set;
	} cases[] = {
		{ "asm/vmx.h", "", X86 },
		{ "asm/sve_context.h", "", TARGET_BIT(TARGET_AARCH64) },
		{ "asm/unistd.h", "#define __NR_riscv_flush_icache 1", TARGET_BIT(TARGET_RISCV64) },
		{ "asm/unistd.h", "", 0 },
		{ "asm/dasd.h", "", TARGET_BIT(TARGET_S390X) },
		{ "asm/cputable.h", "", TARGET_BIT(TARGET_POWERPC64LE) },
		{ "asm/unistd-eabi.h", "", TARGET_BIT(TARGET_ARM) },
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *folder = g_strdup_printf("%s/%u", scene->folder, i);
		AUTO(tree) tree = NULL;

		put_file(folder, "asm/types.h", "types");
		put_file(folder, cases[i].marker, cases[i].text);
		tree = open_good(folder);
		g_assert_cmpuint(tree->targets, ==, cases[i].set);
		g_assert_cmpuint(tree->files[0].targets, ==,
				 cases[i].set ? cases[i].set : TARGET_ALL);
	}
}

static void test_mixed_flat_asm(struct scene *scene, gconstpointer data)
{
	(void)data;
	put_file(scene->folder, "asm/vmx.h", "");
	put_file(scene->folder, "asm/dasd.h", "");

	AUTO(tree) tree = open_good(scene->folder);

	g_assert_cmpuint(tree->targets, ==, 0);
	g_assert_cmpuint(tree->files[0].targets, ==, TARGET_ALL);
}

static void test_shown(struct scene *scene, gconstpointer data)
{
	g_autofree char *slashed = g_strconcat(scene->folder, "///", NULL);
	g_autofree char *expected = g_strconcat(scene->folder, "/x.h", NULL);

	(void)data;
	put_file(scene->folder, "x.h", "");

	AUTO(tree) tree = open_good(slashed);

	g_assert_cmpstr(shown_of(tree, "x.h"), ==, expected);
}

static void test_links(struct scene *scene, gconstpointer data)
{
	(void)data;
	put_file(scene->folder, "linux/x.h", "x");
	put_file(scene->folder, "real/y.h", "y");
	put_link(scene->folder, "linux/same.h", "x.h");
	put_link(scene->folder, "linux/twice.h", "./same.h");
	put_link(scene->folder, "linux/folder", "../real");
	put_link(scene->folder, "linux/loop.h", "loop.h");
	put_link(scene->folder, "linux/out.h", "../../../../../../etc/x.h");
	put_link(scene->folder, "linux/far.h", "/etc/passwd");
	put_link(scene->folder, "linux/gone.h", "nothing.h");
	put_link(scene->folder, "linux/up", "..");

	AUTO(tree) tree = open_good(scene->folder);

	g_assert_cmpstr(text_of(tree, "linux/same.h", TARGET_ARM), ==, "x");
	g_assert_cmpstr(text_of(tree, "linux/twice.h", TARGET_ARM), ==, "x");
	g_assert_cmpstr(text_of(tree, "linux/folder/y.h", TARGET_ARM), ==, "y");
	g_assert_cmpstr(text_of(tree, "linux/up/real/y.h", TARGET_ARM), ==, "y");
	g_assert_nonnull(strstr(reason_of(tree, "linux/loop.h"), "back to itself"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/out.h"), "out of the input"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/far.h"), "out of the input"));
	g_assert_nonnull(strstr(reason_of(tree, "linux/gone.h"), "not there"));
	g_assert_cmpuint(tree->n_refusals, ==, 4);
}

static void test_refusals(struct scene *scene, gconstpointer data)
{
	const struct tree_limits limits = {
		.files = 100, .file_bytes = 10, .total_bytes = 1000, .stream_bytes = 1000
	};
	g_autofree char *fifo = g_build_filename(scene->folder, "fifo.h", NULL);
	g_autofree char *closed = make_file(scene->folder, "closed.h", "x");

	(void)data;
	put_file(scene->folder, "large.h", "0123456789a");
	put_file(scene->folder, "fits.h", "0123456789");
	g_assert_cmpint(mkfifo(fifo, 0644), ==, 0);
	g_assert_cmpint(g_chmod(closed, 0), ==, 0);

	AUTO(tree) tree = tree_open(scene->folder, &limits, NULL);

	g_assert_nonnull(tree);
	g_assert_nonnull(text_of(tree, "fits.h", TARGET_ARM));
	g_assert_cmpstr(reason_of(tree, "large.h"), ==, "has more than 10 bytes");
	g_assert_cmpstr(reason_of(tree, "fifo.h"), ==, "is not a regular file");
	if (geteuid() != 0)
		g_assert_nonnull(strstr(reason_of(tree, "closed.h"), "cannot be read: "));
}

static void check_limit(const char *folder, struct tree_limits limits, const char *expected)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(tree_open(folder, &limits, &error));
	g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT);
	g_assert_nonnull(strstr(error->message, folder));
	g_assert_nonnull(strstr(error->message, expected));
}

static void test_limits(struct scene *scene, gconstpointer data)
{
	struct tree_limits few = tree_limits_default;
	struct tree_limits small = tree_limits_default;

	(void)data;
	put_file(scene->folder, "a.h", "12345");
	put_file(scene->folder, "b.h", "12345");
	few.files = 1;
	small.total_bytes = 9;
	check_limit(scene->folder, few, "more than 1 entries");
	check_limit(scene->folder, small, "more than 9 bytes");
}

/* Links that double the tree at every level end at the limit, soon. */
static void test_link_bomb(struct scene *scene, gconstpointer data)
{
	struct tree_limits limits = tree_limits_default;

	(void)data;
	put_file(scene->folder, "d0/x.h", "");
	for (guint i = 1; i < 40; i++) {
		g_autofree char *left = g_strdup_printf("d%u/l", i);
		g_autofree char *right = g_strdup_printf("d%u/r", i);
		g_autofree char *target = g_strdup_printf("../d%u", i - 1);

		put_link(scene->folder, left, target);
		put_link(scene->folder, right, target);
	}
	limits.files = 1000;

	AUTO(tree) tree = tree_open(scene->folder, &limits, NULL);

	g_assert_true(!tree || tree->n_files < 1000);
}

static void test_bytes(struct scene *scene, gconstpointer data)
{
	g_autofree char *path = g_build_filename(scene->folder, "x.h", NULL);
	const char bytes[] = "a\0b\xff\n";

	(void)data;
	g_assert_true(g_file_set_contents(path, bytes, sizeof(bytes) - 1, NULL));

	AUTO(tree) tree = open_good(scene->folder);

	g_assert_cmpmem(tree->files[0].text, tree->files[0].size, bytes, sizeof(bytes) - 1);
}

static void test_empty(struct scene *scene, gconstpointer data)
{
	AUTO(tree) tree = NULL;

	(void)data;
	put_file(scene->folder, "x.hh", "");
	put_file(scene->folder, ".hidden/x.h", "");
	tree = open_good(scene->folder);
	g_assert_cmpuint(tree->n_files, ==, 0);
	g_assert_cmpuint(tree->n_refusals, ==, 0);
}

static void test_missing(struct scene *scene, gconstpointer data)
{
	g_autofree char *path = g_build_filename(scene->folder, "nothing", NULL);
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_null(tree_open(path, NULL, &error));
	g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, path));
}

#define ADD(name, function) \
	g_test_add("/source/dir/" name, struct scene, NULL, scene_begin, function, scene_end)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("layouts", test_layouts);
	ADD("multiarch", test_multiarch);
	ADD("exact-multiarch", test_exact_multiarch);
	ADD("trixie", test_trixie);
	ADD("flat-asm", test_flat_asm);
	ADD("mixed-flat-asm", test_mixed_flat_asm);
	ADD("shown", test_shown);
	ADD("links", test_links);
	ADD("refusals", test_refusals);
	ADD("limits", test_limits);
	ADD("link-bomb", test_link_bomb);
	ADD("bytes", test_bytes);
	ADD("empty", test_empty);
	ADD("missing", test_missing);
	return g_test_run();
}
