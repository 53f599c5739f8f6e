/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/target.h"

#include <string.h>

static void test_table(void)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct target *target = &targets[id];
		target_set set;

		g_assert_nonnull(target->name);
		g_assert_true(g_str_has_suffix(target->multiarch, target->triple));
		g_assert_true(target->pointer_bits == 32 || target->pointer_bits == 64);
		g_assert_true(target->big_endian == (id == TARGET_S390X));
		g_assert_true(target_set_parse(target->name, &set, NULL));
		g_assert_cmpuint(set, ==, TARGET_BIT(id));
		g_assert_true(target_set_of_arch(target->arch) & TARGET_BIT(id));
	}
}

static void test_parse(void)
{
	target_set set = 0;

	g_assert_true(target_set_parse("x86_64, i386", &set, NULL));
	g_assert_cmpuint(set, ==, TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386));
	g_assert_true(target_set_parse("all", &set, NULL));
	g_assert_cmpuint(set, ==, TARGET_ALL);
}

static void test_unknown(void)
{
	const char *const bad[] = { "", ",", "x86_64,", "m68k", "x86_64,vax" };

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		target_set set = 5;

		g_assert_false(target_set_parse(bad[i], &set, &error));
		g_assert_nonnull(error);
		g_assert_cmpuint(set, ==, 5);
	}

	g_autoptr(GError) error = NULL;
	target_set set;

	g_assert_false(target_set_parse("x86_64,vax", &set, &error));
	g_assert_nonnull(strstr(error->message, "'vax'"));
	g_assert_nonnull(strstr(error->message, "powerpc64le"));
}

static void test_format(void)
{
	g_autofree char *none = target_set_format(0);
	g_autofree char *two =
		target_set_format(TARGET_BIT(TARGET_S390X) | TARGET_BIT(TARGET_X86_64));

	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(two, ==, "x86_64, s390x");
}

static void test_arch(void)
{
	g_assert_cmpuint(target_set_of_arch("x86"), ==,
			 TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386));
	g_assert_cmpuint(target_set_of_arch("arm64"), ==, TARGET_BIT(TARGET_AARCH64));
	g_assert_cmpuint(target_set_of_arch("mips"), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/util/target/table", test_table);
	g_test_add_func("/util/target/parse", test_parse);
	g_test_add_func("/util/target/unknown", test_unknown);
	g_test_add_func("/util/target/format", test_format);
	g_test_add_func("/util/target/arch", test_arch);
	return g_test_run();
}
