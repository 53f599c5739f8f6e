/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_alloc(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(arena) arena = arena_new(4096, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(arena_used(arena), ==, 0);
	for (gsize size = 0; size < 40; size++) {
		char *bytes = arena_alloc(arena, size);

		g_assert_nonnull(bytes);
		g_assert_cmpuint(GPOINTER_TO_SIZE(bytes) % 16, ==, 0);
		for (gsize i = 0; i < size; i++)
			g_assert_cmpint(bytes[i], ==, 0);
		memset(bytes, 0xff, size);
	}
	g_assert_cmpuint(arena_used(arena), <=, 4096);
	arena_free(NULL);
}

static void test_copies(void)
{
	AUTO(arena) arena = arena_new(4096, NULL);
	g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(guint16));
	const guint16 values[] = { 1, 2, 3 };

	g_assert_null(arena_strdup(arena, NULL));
	g_assert_null(arena_strndup(arena, NULL, 3));
	g_assert_null(arena_memdup(arena, NULL, 0));
	g_assert_cmpstr(arena_strdup(arena, "flags"), ==, "flags");
	g_assert_cmpstr(arena_strndup(arena, "flags", 3), ==, "fla");
	g_assert_cmpstr(arena_strndup(arena, "flags", 30), ==, "flags");
	g_assert_null(arena_take_array(arena, array));
	g_array_append_vals(array, values, G_N_ELEMENTS(values));
	g_assert_cmpmem(arena_take_array(arena, array), sizeof(values), values, sizeof(values));
}

static void test_child(void)
{
	AUTO(arena) arena = arena_new(1 << 20, NULL);
	const char **slot = arena_alloc(arena, sizeof(*slot));
	gsize before = arena_used(arena);
	pid_t child = fork();
	int status;

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		*slot = arena_strdup(arena, "from the child");
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpstr(*slot, ==, "from the child");
	g_assert_cmpuint(arena_used(arena), >, before);
}

static void end_with_seven(void)
{
	_exit(7);
}

static int status_of_overflow(gsize limit, gsize size)
{
	AUTO(arena) arena = arena_new(limit, NULL);
	pid_t child = fork();
	int status;

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		arena_set_exhausted(arena, end_with_seven);
		arena_alloc(arena, size);
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	return WEXITSTATUS(status);
}

static void test_exhausted(void)
{
	g_assert_cmpint(status_of_overflow(100, 100), ==, 0);
	g_assert_cmpint(status_of_overflow(100, 101), ==, 7);
	g_assert_cmpint(status_of_overflow(100, G_MAXSIZE), ==, 7);
	g_assert_cmpint(status_of_overflow(0, 0), ==, 0);
}

static void test_seal(void)
{
	AUTO(arena) arena = arena_new((gsize)1 << 20, NULL);
	const char *text = arena_strdup(arena, "kept");
	gsize used = arena_used(arena);
	pid_t child;
	int status;

	arena_seal(arena);
	arena_seal(arena);
	g_assert_cmpstr(text, ==, "kept");
	g_assert_cmpuint(arena_used(arena), ==, used);
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		arena_set_exhausted(arena, end_with_seven);
		arena_alloc(arena, 1);
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(WEXITSTATUS(status), ==, 7);
}

static void test_too_large(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(arena_new(G_MAXSIZE, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_null(arena_new(G_MAXSIZE / 2, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/util/arena/alloc", test_alloc);
	g_test_add_func("/util/arena/copies", test_copies);
	g_test_add_func("/util/arena/child", test_child);
	g_test_add_func("/util/arena/exhausted", test_exhausted);
	g_test_add_func("/util/arena/seal", test_seal);
	g_test_add_func("/util/arena/too-large", test_too_large);
	return g_test_run();
}
