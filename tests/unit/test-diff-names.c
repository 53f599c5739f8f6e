/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What names hint at, and what they must not be taken to hint at. */
#include "diff/diff.h"

typedef gboolean (*name_hint)(const char *name);

static void check(name_hint hint, gboolean expected, const char *const *names)
{
	for (; *names; names++) {
		if (hint(*names) != expected)
			g_error("'%s' is taken the wrong way", *names);
	}
}

static void test_reserved(void)
{
	static const char *const yes[] = {
		"reserved",
		"__reserved",
		"reserved1",
		"reserved_2",
		"rsvd",
		"_pad",
		"pad",
		"__pad2",
		"padding",
		"pad_to_16",
		"unused",
		"__unused3",
		"spare",
		"mbz",
		"dummy",
		"wReservedBits",
		"resv2",
		"in.reserved",
		"u.__pad",
		"RESERVED",
		"reserved_for_later",
		NULL,
	};
	static const char *const no[] = {
		"flags", "padlock", "keypad", "reservation",    "resolution", "result", "address",
		"paddr", "fillet",  "size",   "reserved.flags", "",           NULL,
	};

	check(name_is_reserved, TRUE, yes);
	check(name_is_reserved, FALSE, no);
}

static void test_private(void)
{
	static const char *const yes[] = {
		"__pad", "pad1", "__reserved", "padding", "in.__x", NULL
	};
	static const char *const no[] = { "reserved", "flags", "_x", "spare", NULL };

	check(name_is_private, TRUE, yes);
	check(name_is_private, FALSE, no);
}

static void test_bound(void)
{
	static const char *const yes[] = {
		"FOO_MAX", "__FOO_MAX", "FOO_LAST", "NUM_FOOS", "FOO_NUM",   "NR_FOO",
		"FOO_CNT", "FOO_COUNT", "FOO_MASK", "FOO_ALL",  "FOO_VALID", "__FOO_AFTER_LAST",
		"FOO_END", "FOO_LIMIT", "FOO_MAX1", NULL,
	};
	static const char *const no[] = {
		"FOO_CLIMAX", "FOO_LASTING", "FOO_CALL", "FOO_SEND", "FOO_VALIDATE",
		"FOO",        "FOO_COUNTRY", "FOO_NUMA", "",         NULL,
	};

	check(name_is_bound, TRUE, yes);
	check(name_is_bound, FALSE, no);
}

static void test_version(void)
{
	static const char *const yes[] = { "FOO_VERSION", "FOO_MINOR", "FOO_API_VER",
					   "FOO_REVISION", NULL };
	static const char *const no[] = { "FOO_OVERRUN", "FOO_UPDATE", "FOO_MINORITY",
					  "FOO_REVERSE", NULL };

	check(name_is_version, TRUE, yes);
	check(name_is_version, FALSE, no);
}

static void test_outdated(void)
{
	static const char *const yes[][2] = {
		{ "FOO_TYPE_MIGRATION_DEPRECATED", "FOO_TYPE_MIGRATION" },
		{ "FOO_V1_STATE", "FOO_STATE" },
		{ "FOO_OLD", "FOO" },
		{ "OLD_FOO", "FOO" },
		{ "foo_compat", "foo" },
		{ "FOO_BAR_LEGACY", "FOO_BAR" },
		{ "FOO_V12", "FOO" },
	};
	static const char *const no[][2] = {
		{ "FOO", "FOO" },         { "FOO", "FOO_OLD" },
		{ "FOO_NEW", "FOO" },     { "FOO_V", "BAR" },
		{ "FOO_OLD_OLD", "FOO" }, { "FOO_OLD_BAR", "FOO" },
		{ "FOO_VALUE", "FOO" },   { "", "" },
		{ "FOOOLD", "FOO" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(name_is_outdated_form(yes[i][0], yes[i][1]));
	for (gsize i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(name_is_outdated_form(no[i][0], no[i][1]));
}

static void test_old_size(void)
{
	static const char *const yes[][2] = {
		{ "FOO_COMPAT_SETATTR_IN_SIZE", "foo_setattr_in" },
		{ "FOO_ATTR_SIZE_VER0", "foo_attr" },
		{ "OLD_FOO_ATTR_LEN", "foo_attr" },
		{ "FOO_ATTR_V1_SIZE", "foo_attr" },
	};
	static const char *const no[][2] = {
		{ "FOO_ATTR_SIZE", "foo_attr" },
		{ "FOO_COMPAT_ATTR", "foo_attr" },
		{ "FOO_COMPAT_ATTR_SIZE", "foo_attr_out" },
		{ "FOO_VERY_ATTR_SIZE", "foo_attr" },
		{ "", "foo_attr" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(name_is_old_size(yes[i][0], yes[i][1]));
	for (gsize i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(name_is_old_size(no[i][0], no[i][1]));
}

static void test_follows(void)
{
	g_assert_true(name_follows("FOO_COMP_A", "FOO_SUPP_CAPS_A", "comp_mask", "supported_caps"));
	g_assert_true(name_follows("FOO_FLAG_A", "FOO_MODE_A", "flags", "mode"));
	g_assert_true(name_follows("FLAG_A", "MODE_A", "flags", "mode"));
	g_assert_false(name_follows("FOO_COMP_A", "FOO_GRANT_A", "comp_mask", "supported_caps"));
	g_assert_false(
		name_follows("FOO_COMP_A", "FOO_CAPS_SUPP_A", "comp_mask", "supported_caps"));
	g_assert_false(name_follows("FOO_COMP_A", "FOO_A", "comp_mask", "supported_caps"));
	g_assert_false(name_follows("FOO_A", "FOO_SUPP_A", "comp_mask", "supported_caps"));
	g_assert_false(name_follows("FOO_A", "FOO_A", "flags", "mode"));
	g_assert_false(name_follows("FOO__A", "FOO_MODE_A", "flags", "mode"));
}

static void test_similar(void)
{
	static const char *const yes[][2] = {
		{ "length", "len" },   { "flags", "flags2" }, { "data_size", "size" },
		{ "colour", "color" }, { "Flags", "flags" },  { "in.flags", "out.flags" },
		{ "a", "a" },
	};
	static const char *const no[][2] = {
		{ "flags", "mode" }, { "a", "b" },       { "", "flags" },
		{ "", "" },          { "addr", "size" }, { "reserved", "cookie" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(yes); i++) {
		g_assert_true(name_is_similar(yes[i][0], yes[i][1]));
		g_assert_true(name_is_similar(yes[i][1], yes[i][0]));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(no); i++) {
		g_assert_false(name_is_similar(no[i][0], no[i][1]));
		g_assert_false(name_is_similar(no[i][1], no[i][0]));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/diff/names/reserved", test_reserved);
	g_test_add_func("/diff/names/private", test_private);
	g_test_add_func("/diff/names/bound", test_bound);
	g_test_add_func("/diff/names/version", test_version);
	g_test_add_func("/diff/names/outdated", test_outdated);
	g_test_add_func("/diff/names/old-size", test_old_size);
	g_test_add_func("/diff/names/follows", test_follows);
	g_test_add_func("/diff/names/similar", test_similar);
	return g_test_run();
}
