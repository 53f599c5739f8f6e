/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helpers for structs that grow: old programs, new programs, and hostile sizes. */
#include <glib.h>
#include <unbroken/struct.h>

struct lamp_v1 {
	guint32 size, flags;
	guint64 level;
};

struct lamp_v2 {
	guint32 size, flags;
	guint64 level, color;
};

static void test_sizes(void)
{
	g_assert_cmpuint(UNBROKEN_SIZE_UP_TO(struct lamp_v2, level), ==, sizeof(struct lamp_v1));
	g_assert_cmpuint(UNBROKEN_SIZE_UP_TO(struct lamp_v2, flags), ==, 8);
	g_assert_false(UNBROKEN_HAS(sizeof(struct lamp_v1), struct lamp_v2, color));
	g_assert_true(UNBROKEN_HAS(sizeof(struct lamp_v2), struct lamp_v2, color));
	g_assert_false(UNBROKEN_HAS(sizeof(struct lamp_v2) - 1, struct lamp_v2, color));
}

static void test_zero(void)
{
	const char bytes[4] = { 0, 0, 0, 1 };

	g_assert_true(unbroken_is_zero(bytes, 3));
	g_assert_false(unbroken_is_zero(bytes, 4));
	g_assert_true(unbroken_is_zero(NULL, 0));
	g_assert_cmpint(unbroken_reserved_check(bytes, 3), ==, 0);
	g_assert_cmpint(unbroken_reserved_check(bytes, 4), ==, -EINVAL);
	g_assert_cmpint(unbroken_flags_check(5, 7), ==, 0);
	g_assert_cmpint(unbroken_flags_check(G_GUINT64_CONSTANT(1) << 40, 7), ==, -EINVAL);
}

static void test_take_old(void)
{
	const struct lamp_v1 old = { sizeof(old), 1, 2 };
	struct lamp_v2 taken = { 9, 9, 9, 9 };

	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), sizeof(old), &old, sizeof(old)),
			==, 0);
	g_assert_cmpuint(taken.flags, ==, 1);
	g_assert_cmpuint(taken.level, ==, 2);
	g_assert_cmpuint(taken.color, ==, 0);
}

static void test_take_new(void)
{
	struct lamp_v2 new = { sizeof(new), 1, 2, 0 };
	struct lamp_v1 taken = { 9, 9, 9 };

	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), sizeof(taken), &new,
					     sizeof(new)),
			==, 0);
	g_assert_cmpuint(taken.level, ==, 2);
	new.color = G_GUINT64_CONSTANT(1) << 63;
	new.level = 3;
	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), sizeof(taken), &new,
					     sizeof(new)),
			==, -E2BIG);
	g_assert_cmpuint(taken.level, ==, 2);
}

static void test_take_short(void)
{
	const struct lamp_v1 old = { 4, 1, 2 };
	struct lamp_v1 taken = { 9, 9, 9 };

	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), 8, &old, 7), ==, -EINVAL);
	g_assert_cmpuint(taken.flags, ==, 9);
	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), 8, &old, 8), ==, 0);
	g_assert_cmpuint(taken.flags, ==, 1);
	g_assert_cmpuint(taken.level, ==, 0);
	g_assert_cmpint(unbroken_struct_take(&taken, sizeof(taken), 0, NULL, 0), ==, 0);
	g_assert_true(unbroken_is_zero(&taken, sizeof(taken)));
}

static void test_give(void)
{
	const struct lamp_v2 known = { 24, 1, 2, 3 };
	const struct lamp_v1 older = { 16, 5, 6 };
	struct lamp_v2 wide = { 9, 9, 9, 9 };
	struct lamp_v1 narrow = { 9, 9, 9 };
	int lost = 9;

	g_assert_cmpint(unbroken_struct_give(&narrow, sizeof(narrow), 8, &known, sizeof(known),
					     &lost),
			==, 0);
	g_assert_cmpuint(narrow.level, ==, 2);
	g_assert_cmpint(lost, ==, 1);
	g_assert_cmpint(unbroken_struct_give(&wide, sizeof(wide), 8, &older, sizeof(older), &lost),
			==, 0);
	g_assert_cmpuint(wide.level, ==, 6);
	g_assert_cmpuint(wide.color, ==, 0);
	g_assert_cmpint(lost, ==, 0);
	narrow.level = 7;
	g_assert_cmpint(unbroken_struct_give(&narrow, 4, 8, &known, sizeof(known), NULL), ==,
			-EINVAL);
	g_assert_cmpuint(narrow.level, ==, 7);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/struct/sizes", test_sizes);
	g_test_add_func("/struct/zero", test_zero);
	g_test_add_func("/struct/take-old", test_take_old);
	g_test_add_func("/struct/take-new", test_take_new);
	g_test_add_func("/struct/take-short", test_take_short);
	g_test_add_func("/struct/give", test_give);
	return g_test_run();
}
