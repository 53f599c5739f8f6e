/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of src/source that look at names and texts only. */
#include "test-source.h"

#include "source/include.h"
#include "source/install.h"
#include "source/kbuild.h"
#include "source/path.h"

static void check_join(const char *folder, const char *name, const char *expected)
{
	g_autofree char *joined = path_join(folder, name);

	g_assert_cmpstr(joined, ==, expected);
}

static void test_join(void)
{
	check_join("", "a/b.h", "a/b.h");
	check_join("linux/", "vfio.h", "linux/vfio.h");
	check_join("linux", "./vfio.h", "linux/vfio.h");
	check_join("usr/include/x/asm/", "../../../lib/y.h", "usr/lib/y.h");
	check_join("a//b/", "c//./d.h", "a/b/c/d.h");
	check_join("a/b", "/c.h", "c.h");
	check_join("a", "..", "");
	check_join("a", "../..", NULL);
	check_join("", "../x.h", NULL);
	check_join("", "/..", NULL);
	check_join("", "..x/...", "..x/...");
}

static void test_find(void)
{
	g_assert_cmpstr(path_find("/a/include/b/include/c.h", "include/"), ==, "include/c.h");
	g_assert_cmpstr(path_find_first("/a/include/b/include/c.h", "include/"), ==,
			"include/b/include/c.h");
	g_assert_null(path_find("myinclude/c.h", "include/"));
	g_assert_cmpstr(path_find_uapi("linux-6.1/include/uapi/linux/x.h"), ==,
			"include/uapi/linux/x.h");
	g_assert_null(path_find_uapi("usr/include/uapi/x.h"));
	g_assert_true(path_is_header("x.h"));
	g_assert_false(path_is_header(".h"));
	g_assert_false(path_is_header("a/.h"));
	g_assert_false(path_is_header("x.hh"));
	g_assert_true(path_is_hidden("a/.git/x.h"));
	g_assert_true(path_is_hidden("._x.h"));
	g_assert_false(path_is_hidden("a.b/x.h"));
}

static void test_foreign(void)
{
	g_assert_true(path_is_foreign("usr/include/mips-linux-gnu/asm/x.h"));
	g_assert_true(path_is_foreign("sh4-linux-gnu/"));
	g_assert_true(path_is_foreign("usr/lib/linux/uapi/m68k/asm/x.h"));
	g_assert_true(path_is_foreign("linux-6.1/arch/alpha/include/uapi/asm/x.h"));
	g_assert_false(path_is_foreign("usr/include/s390x-linux-gnu/asm/x.h"));
	g_assert_false(path_is_foreign("usr/lib/linux/uapi/riscv/asm/x.h"));
	g_assert_false(path_is_foreign("arch/x86/include/uapi/asm/x.h"));
	g_assert_false(path_is_foreign("usr/include/linux/x.h"));
}

static void test_include(void)
{
	const char *text = "#include <linux/types.h>\n"
			   "  #  include\t\"drm.h\" /* why */\n"
			   "#include MACRO\n#include <>\n#include <open\n#includes\n"
			   "int a; #include <no.h>\n"
			   "#include_next <last.h>";
	struct include_scan scan = { .at = text, .end = text + strlen(text) };
	const char *const expected[] = { "linux/types.h", "drm.h", "last.h" };
	struct include_name name;

	for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *found = NULL;

		g_assert_true(include_next(&scan, &name));
		found = g_strndup(name.text, name.length);
		g_assert_cmpstr(found, ==, expected[i]);
		g_assert_cmpint(name.quoted, ==, i == 1);
	}
	g_assert_false(include_next(&scan, &name));
	g_assert_false(include_next(&scan, &name));
}

static void check_install(const char *source, const char *expected)
{
	gsize size;
	g_autofree char *text = install_header(source, strlen(source), &size);

	g_assert_cmpstr(text, ==, expected);
	g_assert_cmpuint(size, ==, strlen(expected));
}

static void test_install(void)
{
	check_install("", "");
	check_install("no newline", "no newline");
	check_install("\tvoid __user *p; (__force int)", "\tvoid *p; (int)");
	check_install("__user x\nint __user\n", "__user x\nint __user\n");
	check_install("my__user y__packed __packedx", "my__user y__packed __packedx");
	check_install("} __packed;\n", "} __attribute__((packed));\n");
	check_install("int f(void) __attribute_const__;\nint g(void) __attribute_const__\n",
		      "int f(void) __attribute_const__;\nint g(void) \n");
	check_install("static inline int f(volatile int x)\nasm(\"nop\")",
		      "static __inline__ int f(__volatile__ int x)\n__asm__(\"nop\")");
	check_install("inline, *volatile", "inline, *volatile");
	check_install("#include <linux/compiler.h>\n#include <linux/compiler_types.h>\nx\n",
		      "\n\nx\n");
	check_install("#include <uapi/linux/x.h>\n", "#include <linux/x.h>\n");
	check_install("#ifndef _UAPI_LINUX_X_H\n#define  _UAPI_LINUX_X_H 1\n"
		      "#endif /* _UAPI_LINUX_X_H */\n#ifndef __UAPI_Y\n#endif\n",
		      "#ifndef _LINUX_X_H\n#define _LINUX_X_H 1\n"
		      "#endif /* _LINUX_X_H */\n#ifndef __UAPI_Y\n#endif\n");
}

static void test_install_needed(void)
{
	const char *source = "/* x */\n#ifndef _UAPI_X_H\n";
	const char *done = "#ifndef _X_H\n#define _UAPI_X 1\n/* #ifndef _UAPI */";

	g_assert_true(install_is_needed(source, strlen(source)));
	g_assert_false(install_is_needed(done, strlen(done)));
	g_assert_false(install_is_needed("", 0));
}

static void test_kbuild_words(void)
{
	static const char *const names[] = { "generic-y", NULL };
	g_autoptr(GPtrArray) words = kbuild_words("# generic-y += no.h\n"
						  "generic-y += a.h b.h # c.h\n"
						  "generic-y\t:= d.h \\\n\te.h\n"
						  "generated-y += f.h\ngeneric-yes += g.h\n"
						  "generic-y = h.h",
						  names);
	const char *const expected[] = { "a.h", "b.h", "d.h", "e.h", "h.h" };

	g_assert_cmpuint(words->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < words->len; i++)
		g_assert_cmpstr(g_ptr_array_index(words, i), ==, expected[i]);
}

static void test_kbuild_conditions(void)
{
	g_autoptr(GArray) all = kbuild_conditions(
		"no-export-headers += linux/never.h\n"
		"ifeq ($(wildcard $(srctree)/arch/$(SRCARCH)/include/uapi/asm/kvm.h),)\n"
		"  ifeq ($(wildcard $(objtree)/x/asm/kvm.h),)\n"
		"no-export-headers += linux/kvm.h\n"
		"  endif\nendif\nendif\n"
		"no-export-headers += linux/last.h\n");
	const struct kbuild_condition *conditions = (void *)all->data;

	g_assert_cmpuint(all->len, ==, 3);
	g_assert_cmpstr(conditions[0].header, ==, "linux/never.h");
	g_assert_null(conditions[0].asm_name);
	g_assert_cmpstr(conditions[1].header, ==, "linux/kvm.h");
	g_assert_cmpstr(conditions[1].asm_name, ==, "kvm.h");
	g_assert_null(conditions[2].asm_name);
}

static void check_version(const char *makefile, const char *expected)
{
	g_autofree char *text = kbuild_version_header(makefile);

	g_assert_cmpstr(text, ==, expected);
}

static void test_version(void)
{
	check_version("VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 300\nEXTRAVERSION = -rc1\n",
		      "#define LINUX_VERSION_CODE 267308\n"
		      "#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + (c))\n");
	check_version("VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 300\n if [ $(SUBLEVEL) -gt 255 ]\n"
		      "LINUX_VERSION_MAJOR",
		      "#define LINUX_VERSION_CODE 393727\n"
		      "#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + "
		      "((c) > 255 ? 255 : (c)))\n"
		      "#define LINUX_VERSION_MAJOR 6\n"
		      "#define LINUX_VERSION_PATCHLEVEL 1\n"
		      "#define LINUX_VERSION_SUBLEVEL 300\n");
	check_version("VERSION = 1\nPATCHLEVEL = x\nSUBLEVEL = 0\n", NULL);
	check_version("all:\n", NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/path/join", test_join);
	g_test_add_func("/source/path/find", test_find);
	g_test_add_func("/source/path/foreign", test_foreign);
	g_test_add_func("/source/include", test_include);
	g_test_add_func("/source/install", test_install);
	g_test_add_func("/source/install/needed", test_install_needed);
	g_test_add_func("/source/kbuild/words", test_kbuild_words);
	g_test_add_func("/source/kbuild/conditions", test_kbuild_conditions);
	g_test_add_func("/source/kbuild/version", test_version);
	return g_test_run();
}
