/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single headers, their pairing, and what a sysroot adds to any tree. */
#include "test-source.h"

static void test_path(void)
{
	static const struct {
		const char *name;
		const char *path;
		target_set set;
	} cases[] = {
		{ "x.h", "x.h", TARGET_ALL },
		{ "linux/include/uapi/linux/x.h", "linux/x.h", TARGET_ALL },
		{ "linux/arch/x86/include/uapi/asm/x.h", "asm/x.h", X86 },
		{ "usr/include/linux/x.h", "linux/x.h", TARGET_ALL },
		{ "usr/include/s390x-linux-gnu/asm/x.h", "asm/x.h", TARGET_BIT(TARGET_S390X) },
		{ "usr/lib/linux/uapi/arm/asm/x.h", "asm/x.h", TARGET_BIT(TARGET_ARM) },
		{ "project/include/foo/x.h", "foo/x.h", TARGET_ALL },
	};
	g_autofree char *folder = make_folder();

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = make_file(folder, cases[i].name, "int x;\n");
		AUTO(tree) tree = open_good(name);

		g_assert_cmpint(tree->layout, ==, TREE_SINGLE_HEADER);
		g_assert_true(tree->complete);
		g_assert_cmpuint(tree->n_files, ==, 1);
		g_assert_cmpstr(tree->files[0].path, ==, cases[i].path);
		g_assert_cmpstr(tree->files[0].shown, ==, name);
		g_assert_cmpuint(tree->files[0].targets, ==, cases[i].set);
		g_assert_true(tree->files[0].judged);
	}
	remove_folder(folder);
}

/* A kernel's header that was copied elsewhere is known by its guard. */
static void test_kernel_form(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *name = make_file(folder, "old.h", "#ifndef _UAPI_X\nvoid __user *p;\n");
	AUTO(tree) tree = open_good(name);

	g_assert_cmpstr(text_of(tree, "old.h", TARGET_ARM), ==, "#ifndef _X\nvoid *p;\n");
	remove_folder(folder);
}

static void test_siblings(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *name =
		make_file(folder, "usr/include/drm/x.h",
			  "#include \"drm.h\"\n#include \"../secret.h\"\n#include <angle.h>\n"
			  "#include \"x.h\"\n#include \"link.h\"\n");
	AUTO(tree) tree = NULL;

	put_file(folder, "secret.h", "");
	put_file(folder, "usr/include/drm/drm.h", "#include \"sub/more.h\"\n");
	put_file(folder, "usr/include/drm/sub/more.h", "#include \"../drm.h\"\n");
	put_file(folder, "usr/include/drm/angle.h", "");
	put_link(folder, "usr/include/drm/link.h", "../../../secret.h");
	tree = open_good(name);
	g_assert_cmpuint(tree->n_files, ==, 3);
	g_assert_true(tree_find(tree, "drm/x.h", TARGET_ARM)->judged);
	g_assert_false(tree_find(tree, "drm/drm.h", TARGET_ARM)->judged);
	g_assert_false(tree_find(tree, "drm/sub/more.h", TARGET_ARM)->judged);
	remove_folder(folder);
}

static void test_pair(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *old_name = make_file(folder, "old.h", "#include \"side.h\"\n");
	g_autofree char *new_name = make_file(folder, "include/uapi/linux/x.h", "");
	AUTO(tree) old_tree = NULL;
	AUTO(tree) new_tree = NULL;

	put_file(folder, "side.h", "");
	old_tree = open_good(old_name);
	new_tree = open_good(new_name);
	tree_pair_single_headers(old_tree, new_tree);
	g_assert_cmpuint(old_tree->n_files, ==, 2);
	g_assert_cmpstr(old_tree->files[0].path, ==, "linux/side.h");
	g_assert_cmpstr(old_tree->files[1].path, ==, "linux/x.h");
	g_assert_cmpstr(old_tree->files[1].shown, ==, old_name);
	g_assert_nonnull(tree_find(old_tree, "linux/x.h", TARGET_ARM));
	remove_folder(folder);
}

static void test_refused(void)
{
	const struct tree_limits limits = {
		.files = 9, .file_bytes = 3, .total_bytes = 9, .stream_bytes = 9
	};
	g_autofree char *folder = make_folder();
	g_autofree char *name = make_file(folder, "x.h", "1234");
	AUTO(tree) tree = tree_open(name, &limits, NULL);

	g_assert_nonnull(tree);
	g_assert_cmpuint(tree->n_files, ==, 0);
	g_assert_cmpstr(reason_of(tree, "x.h"), ==, "has more than 3 bytes");
	remove_folder(folder);
}

static const char *stdint_only(const char *path)
{
	return strcmp(path, "stdint.h") == 0 ? "" : NULL;
}

static char *make_sysroot(const char *folder)
{
	char *sysroot = g_build_filename(folder, "root", NULL);

	put_file(sysroot, "usr/include/linux/types.h", "#include <asm/types.h>\n");
	put_file(sysroot, "usr/include/linux/x.h", "not this one");
	put_file(sysroot, "usr/include/linux/unasked.h", "");
	put_file(sysroot, "usr/include/stdint.h", "");
	put_file(sysroot, "usr/include/x86_64-linux-gnu/asm/types.h", "x86");
	put_file(sysroot, "usr/lib/linux/uapi/arm64/asm/types.h", "arm64");
	put_link(sysroot, "usr/include/aarch64-linux-gnu/asm", "../../lib/linux/uapi/arm64/asm");
	put_link(sysroot, "usr/include/linux/leak.h", "../../../../secret.h");
	return sysroot;
}

static void check_resolved(const struct tree *tree, const char *shown)
{
	const struct tree_file *x = tree_find(tree, "linux/x.h", TARGET_ARM);
	const struct tree_file *types = tree_find(tree, "linux/types.h", TARGET_ARM);

	g_assert_true(x->judged);
	g_assert_nonnull(types);
	g_assert_false(types->judged);
	g_assert_cmpstr(types->shown, ==, shown);
	g_assert_cmpstr(text_of(tree, "asm/types.h", TARGET_I386), ==, "x86");
	g_assert_cmpstr(text_of(tree, "asm/types.h", TARGET_AARCH64), ==, "arm64");
	g_assert_null(tree_find(tree, "asm/types.h", TARGET_ARM));
	g_assert_null(tree_find(tree, "stdint.h", TARGET_ARM));
	g_assert_null(tree_find(tree, "linux/leak.h", TARGET_ARM));
	g_assert_cmpuint(tree->targets, ==, 0);
	g_assert_cmpuint(tree->n_files, ==, 4);
}

static void test_sysroot(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *sysroot = make_sysroot(folder);
	g_autofree char *include = g_build_filename(sysroot, "usr/include", NULL);
	g_autofree char *shown = g_build_filename(include, "linux/types.h", NULL);
	g_autofree char *input = g_build_filename(folder, "input", NULL);
	const char *const sysroots[] = { sysroot, include };

	put_file(folder, "secret.h", "");
	put_file(input, "linux/x.h",
		 "#include <linux/types.h>\n#include <stdint.h>\n#include <linux/leak.h>\n"
		 "#include \"/etc/passwd\"\n#include <../lib/linux/uapi/arm64/asm/types.h>\n"
		 "#include <missing.h>\n");
	for (guint i = 0; i < G_N_ELEMENTS(sysroots); i++) {
		AUTO(tree) tree = open_good(input);
		g_autoptr(GError) error = NULL;

		g_assert_true(tree_resolve(tree, sysroots[i], stdint_only, &error));
		g_assert_no_error(error);
		check_resolved(tree, shown);
		/* Once more changes nothing. */
		g_assert_true(tree_resolve(tree, sysroots[i], stdint_only, &error));
		check_resolved(tree, shown);
	}
	remove_folder(folder);
}

static void test_no_sysroot(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *name = make_file(folder, "x.h", "");
	AUTO(tree) tree = open_good(name);
	g_autoptr(GError) error = NULL;

	g_assert_false(tree_resolve(tree, name, NULL, &error));
	g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, name));
	remove_folder(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/header/path", test_path);
	g_test_add_func("/source/header/kernel-form", test_kernel_form);
	g_test_add_func("/source/header/siblings", test_siblings);
	g_test_add_func("/source/header/pair", test_pair);
	g_test_add_func("/source/header/refused", test_refused);
	g_test_add_func("/source/resolve/sysroot", test_sysroot);
	g_test_add_func("/source/resolve/no-sysroot", test_no_sysroot);
	return g_test_run();
}
