/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The states of migration: what one request does, for all that devices can do. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"

#define STATES VFIO_DEVICE_STATE_NR

/*
 * What Linux 7.3 answers: "=": nothing to do, "!": EINVAL, "": one arc, else the states that are
 * passed.  Rows are where the device is, columns where it is to be, from ERROR to PRE_COPY_P2P.
 */
struct answers {
	guint64 flags;
	const char *way[STATES][STATES];
};

#define NONE                                           \
	{                                              \
		"!", "!", "!", "!", "!", "!", "!", "!" \
	}

static const struct answers tables[] = {
	{ 1,
	  { NONE,
	    { "!", "=", "", "", "", "!", "!", "!" },
	    { "!", "", "=", "1", "1", "!", "!", "!" },
	    { "!", "", "1", "=", "1", "!", "!", "!" },
	    { "!", "", "1", "1", "=", "!", "!", "!" },
	    NONE,
	    NONE,
	    NONE } },
	{ 3,
	  { NONE,
	    { "!", "=", "5", "", "", "", "!", "!" },
	    { "!", "5", "=", "51", "51", "", "!", "!" },
	    { "!", "", "15", "=", "1", "1", "!", "!" },
	    { "!", "", "15", "1", "=", "1", "!", "!" },
	    { "!", "", "", "1", "1", "=", "!", "!" },
	    NONE,
	    NONE } },
	{ 5,
	  { NONE,
	    { "!", "=", "", "", "", "!", "2", "!" },
	    { "!", "", "=", "1", "1", "!", "", "!" },
	    { "!", "", "1", "=", "1", "!", "!", "!" },
	    { "!", "", "1", "1", "=", "!", "12", "!" },
	    NONE,
	    { "!", "2", "", "", "21", "!", "=", "!" },
	    NONE } },
	{ 7,
	  { NONE,
	    { "!", "=", "5", "", "", "", "52", "5" },
	    { "!", "5", "=", "51", "51", "", "", "5" },
	    { "!", "", "15", "=", "1", "1", "!", "!" },
	    { "!", "", "15", "1", "=", "1", "152", "15" },
	    { "!", "", "", "1", "1", "=", "2", "" },
	    { "!", "25", "", "7", "251", "2", "=", "" },
	    { "!", "5", "5", "", "51", "", "", "=" } } },
};

/* The way as in the tables above. */
static char *way_of(guint32 from, guint32 to, guint64 flags)
{
	g_autoptr(GString) way = g_string_new(NULL);

	if (from == to)
		return g_strdup(migration_next_state(from, to, flags, &from) ? "!" : "=");
	while (from != to) {
		guint32 next = STATES;

		if (migration_next_state(from, to, flags, &next))
			return g_strdup("!");
		g_assert_nonnull(migration_arc_find(from, next, flags));
		if (next != to)
			g_string_append_printf(way, "%u", next);
		g_assert_cmpuint(way->len, <, STATES);
		from = next;
	}
	return g_strdup(way->str);
}

static void test_tables(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
		for (guint32 from = 0; from < STATES; from++) {
			for (guint32 to = 0; to < STATES; to++) {
				g_autofree char *way = way_of(from, to, tables[i].flags);
				const char *wanted = tables[i].way[from][to];

				if (!from && !to)
					wanted = "=";
				g_test_message("flags %u: %u -> %u", (guint)tables[i].flags, from,
					       to);
				g_assert_cmpstr(way, ==, wanted);
			}
		}
	}
}

/* Whatever the numbers are, there is an answer. */
static void test_bounds(void)
{
	static const guint32 odd[] = { 8, 9, 255, 0x80000000u, G_MAXUINT32 };
	guint32 next;

	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
		for (guint32 state = 0; state < STATES; state++) {
			g_assert_cmpint(migration_next_state(odd[i], state, 7, &next), ==, -EINVAL);
			g_assert_cmpint(migration_next_state(state, odd[i], 7, &next), ==, -EINVAL);
		}
		g_assert_cmpint(migration_next_state(odd[i], odd[i], 7, &next), ==, -EINVAL);
		g_assert_cmpstr(migration_state_name(odd[i]), ==, "unknown");
		g_assert_null(migration_arc_find(odd[i], 1, 7));
	}
	for (guint32 state = 1; state < STATES; state++)
		g_assert_cmpint(migration_next_state(state, state, 0, &next), ==, -EINVAL);
}

/* Flags of the future change nothing. */
static void test_unknown_flags(void)
{
	for (guint32 from = 0; from < STATES; from++) {
		for (guint32 to = 0; to < STATES; to++) {
			g_autofree char *one = way_of(from, to, 7);
			g_autofree char *other = way_of(from, to, 7 | 1ULL << 40);

			g_assert_cmpstr(one, ==, other);
		}
	}
}

static void test_names(void)
{
	guint32 state;

	for (guint32 i = 0; i < STATES; i++) {
		g_autofree char *number = g_strdup_printf("%u", i);
		g_autofree char *lower = g_ascii_strdown(migration_state_name(i), -1);

		g_assert_true(migration_state_parse(number, &state) && state == i);
		g_assert_true(migration_state_parse(lower, &state) && state == i);
	}
	g_assert_false(migration_state_parse("", &state));
	g_assert_false(migration_state_parse("8", &state));
	g_assert_false(migration_state_parse("11", &state));
	g_assert_false(migration_state_parse("RUN", &state));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-states/tables", test_tables);
	g_test_add_func("/vfio-states/bounds", test_bounds);
	g_test_add_func("/vfio-states/unknown-flags", test_unknown_flags);
	g_test_add_func("/vfio-states/names", test_names);
	return g_test_run();
}
