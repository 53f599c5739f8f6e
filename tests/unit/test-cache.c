/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept between runs, and what becomes of it in bad company. */
#include "test-source.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <utime.h>

#include "cache/cache.h"

/* The cache folder of this whole program; each test empties it. */
static char *home;
static char *entries;

static void empty_cache(void)
{
	g_autofree char *inner = g_build_filename(home, "unbroken", NULL);

	g_chmod(home, 0700);
	if (g_file_test(inner, G_FILE_TEST_IS_DIR))
		remove_folder(inner);
	else
		g_unlink(inner);
}

static struct cache *open_cache(gsize limit)
{
	struct cache *cache = cache_open(limit);

	g_assert_nonnull(cache);
	return cache;
}

static char *entry_path(const char *key)
{
	return g_build_filename(entries, key, NULL);
}

static void check_entry(struct cache *cache, const char *key, const char *expected)
{
	gsize size = 0;
	g_autofree char *bytes = cache_get(cache, key, &size);

	g_assert_cmpstr(bytes, ==, expected);
	if (expected)
		g_assert_cmpuint(size, ==, strlen(expected));
}

static void put_text(struct cache *cache, const char *key, const char *text)
{
	cache_put(cache, key, text, strlen(text));
}

static guint count_files(void)
{
	g_autoptr(GDir) dir = g_dir_open(entries, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(dir))
		n++;
	return n;
}

static void test_get_and_put(void)
{
	static const char binary[] = "a\0b\nc";
	gsize size;

	empty_cache();
	{
		AUTO(cache) cache = open_cache(0);

		check_entry(cache, "key", NULL);
		put_text(cache, "key", "text");
		check_entry(cache, "key", "text");
		put_text(cache, "key", "another");
		check_entry(cache, "key", "another");
		put_text(cache, "empty", "");
		check_entry(cache, "empty", "");
		cache_put(cache, "binary", binary, sizeof(binary));
	}
	{
		AUTO(cache) cache = open_cache(0);
		g_autofree char *bytes = cache_get(cache, "binary", &size);

		check_entry(cache, "key", "another");
		g_assert_cmpmem(bytes, size, binary, sizeof(binary));
		g_assert_cmpint(bytes[size], ==, '\0');
	}
	/* Only the user may look at what their kernels are made of. */
	struct stat status;
	g_autofree char *path = entry_path("key");

	g_assert_cmpint(stat(entries, &status), ==, 0);
	g_assert_cmpuint(status.st_mode & 0777, ==, 0700);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
	g_assert_cmpuint(count_files(), ==, 3);
}

static void test_none(void)
{
	gsize size;

	g_assert_null(cache_get(NULL, "key", &size));
	cache_put(NULL, "key", "text", 4);
	cache_close(NULL);
}

/* Each byte of an entry, and each length of it, once. */
static void test_damaged(void)
{
	g_autofree char *path = entry_path("key");
	g_autofree char *whole = NULL;
	gsize size;

	empty_cache();

	AUTO(cache) cache = open_cache(0);

	put_text(cache, "key", "text");
	g_assert_true(g_file_get_contents(path, &whole, &size, NULL));
	for (gsize i = 0; i < size; i++) {
		g_autofree char *bytes = g_memdup2(whole, size);

		/* What ends the head says nothing. */
		if (i == size - strlen("text") - 1)
			continue;
		bytes[i] ^= 1;
		g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
		check_entry(cache, "key", NULL);
		g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	}
	for (gsize i = 0; i < size; i++) {
		g_assert_true(g_file_set_contents(path, whole, (gssize)i, NULL));
		check_entry(cache, "key", NULL);
	}
	put_text(cache, "key", "text");
	check_entry(cache, "key", "text");
}

static void test_giant(void)
{
	g_autofree char *path = entry_path("key");

	empty_cache();

	AUTO(cache) cache = open_cache(0);

	put_text(cache, "key", "text");
	g_assert_cmpint(truncate(path, (off_t)1 << 40), ==, 0);
	check_entry(cache, "key", NULL);
	put_text(cache, "key", "text");
	check_entry(cache, "key", "text");
}

/* Other things than files where an entry should be: no wait, no harm to what they lead to. */
static void test_fifo(void)
{
	g_autofree char *path = entry_path("key");

	empty_cache();

	AUTO(cache) cache = open_cache(0);

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	alarm(20);
	check_entry(cache, "key", NULL);
	put_text(cache, "key", "text");
	check_entry(cache, "key", "text");
	alarm(0);
}

static void test_link(void)
{
	g_autofree char *path = entry_path("key");
	g_autofree char *victim = make_file(home, "victim", "precious");
	g_autofree char *text = NULL;

	empty_cache();

	AUTO(cache) cache = open_cache(0);

	g_assert_cmpint(symlink(victim, path), ==, 0);
	check_entry(cache, "key", NULL);
	put_text(cache, "key", "text");
	check_entry(cache, "key", "text");
	g_assert_true(g_file_get_contents(victim, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "precious");
	g_assert_cmpint(g_unlink(victim), ==, 0);
}

static void test_folder(void)
{
	empty_cache();

	AUTO(cache) cache = open_cache(0);

	put_file(entries, "key/inner", "precious");
	check_entry(cache, "key", NULL);
	put_text(cache, "key", "text");
	check_entry(cache, "key", NULL);
	put_text(cache, "other", "text");
	check_entry(cache, "other", "text");
	g_assert_cmpuint(count_files(), ==, 2);
}

/* --- Where there can be no cache ---------------------------------------------- */

static void test_file_in_the_way(void)
{
	empty_cache();
	put_file(home, "unbroken", "a file");
	g_assert_null(cache_open(0));
	empty_cache();
	put_file(home, "unbroken/judged", "a file");
	g_assert_null(cache_open(0));
}

/* As root nothing is forbidden, so somebody else tries. */
static void test_unwritable(void)
{
	int status;
	pid_t child;

	empty_cache();
	cache_close(open_cache(0));
	g_assert_cmpint(g_chmod(entries, 0500), ==, 0);
	child = fork();
	if (child == 0) {
		struct cache *cache;

		if (getuid() == 0 && (chown(home, 65534, 65534) < 0 || setuid(65534) < 0))
			_exit(0);
		cache = cache_open(0);
		cache_put(cache, "key", "text", 4);
		cache_close(cache);
		_exit(cache && count_files() ? 1 : 0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	g_assert_cmpint(chown(home, getuid(), getgid()), ==, 0);
	g_chmod(entries, 0700);
}

/* --- Keeping it small ---------------------------------------------------------- */

static void set_age(const char *key, gint64 seconds)
{
	const struct utimbuf times = { .modtime = g_get_real_time() / G_USEC_PER_SEC - seconds };
	g_autofree char *path = entry_path(key);

	g_assert_cmpint(utime(path, &times), ==, 0);
}

/* Beside the cache: what is listed is in the order of its last use, until it is too old. */
static void test_beside(void)
{
	g_autofree char *folder = g_build_filename(home, "unbroken", "recent", NULL);
	g_autofree char *judged = entries;
	g_auto(GStrv) keys = NULL;
	g_auto(GStrv) left = NULL;
	gsize size;

	empty_cache();
	entries = folder;

	AUTO(cache) cache = cache_open_beside("recent", 0, 90);

	put_text(cache, "oldest", "1");
	put_text(cache, "older", "2");
	put_text(cache, "newest", "3");
	set_age("oldest", 89 * 24 * 60 * 60);
	set_age("older", 60);
	keys = cache_list(cache);
	g_assert_cmpuint(g_strv_length(keys), ==, 3);
	g_assert_cmpstr(keys[0], ==, "newest");
	g_assert_cmpstr(keys[1], ==, "older");
	g_assert_cmpstr(keys[2], ==, "oldest");
	g_free(cache_peek(cache, "oldest", &size));
	g_strfreev(keys);
	keys = cache_list(cache);
	g_assert_cmpstr(keys[2], ==, "oldest");
	set_age("oldest", 91 * 24 * 60 * 60);
	left = cache_list(cache);
	g_assert_cmpuint(g_strv_length(left), ==, 2);
	g_assert_cmpuint(count_files(), ==, 2);
	entries = g_steal_pointer(&judged);
}

static void test_bound(void)
{
	g_autofree char *text = g_strnfill(1000, 'x');

	empty_cache();
	{
		AUTO(cache) cache = open_cache(1 << 20);

		for (guint i = 0; i < 10; i++) {
			g_autofree char *key = g_strdup_printf("key-%u", i);

			put_text(cache, key, text);
			set_age(key, 1000 - i);
		}
		/* To use one makes it young. */
		check_entry(cache, "key-0", text);
	}
	g_assert_cmpuint(count_files(), ==, 10);
	{
		AUTO(cache) cache = open_cache(5000);

		check_entry(cache, "key-1", text);
		set_age("key-1", 999);
	}
	/* Who only reads does not clean up. */
	g_assert_cmpuint(count_files(), ==, 10);
	{
		AUTO(cache) cache = open_cache(5000);

		put_text(cache, "new", text);
	}
	AUTO(cache) cache = open_cache(1 << 20);

	g_assert_cmpuint(count_files(), ==, 3);
	check_entry(cache, "new", text);
	check_entry(cache, "key-0", text);
	check_entry(cache, "key-9", text);
	check_entry(cache, "key-1", NULL);
}

/* What a killed run left goes, what may still be written stays, and so does what is not ours. */
static void test_left_behind(void)
{
	empty_cache();
	cache_close(open_cache(0));
	put_file(entries, ".tmp-1-old", "half");
	put_file(entries, ".tmp-2-young", "half");
	put_file(entries, "folder/inner", "precious");
	set_age(".tmp-1-old", 2 * 3600);
	set_age("folder", 2 * 3600);
	{
		AUTO(cache) cache = open_cache(1);

		put_text(cache, "key", "text");
	}
	g_autofree char *old_path = entry_path(".tmp-1-old");
	g_autofree char *young_path = entry_path(".tmp-2-young");
	g_autofree char *inner_path = entry_path("folder/inner");

	g_assert_false(g_file_test(old_path, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(young_path, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(inner_path, G_FILE_TEST_EXISTS));
}

static void test_too_large(void)
{
	gsize size = ((gsize)64 << 20) + 1;
	g_autofree char *bytes = g_malloc0(size);

	empty_cache();

	AUTO(cache) cache = open_cache(0);

	cache_put(cache, "key", bytes, size);
	check_entry(cache, "key", NULL);
	g_assert_cmpuint(count_files(), ==, 0);
}

/* --- Several at once ------------------------------------------------------------- */

/* The text of a key is always the same, so that a mixture of two would show. */
static void put_many(char letter, guint n)
{
	g_autofree char *text = g_strnfill(20000, letter);

	AUTO(cache) cache = open_cache(0);

	for (guint i = 0; i < n; i++)
		cache_put(cache, "shared", text, strlen(text));
}

static gboolean is_whole(const char *bytes, gsize size)
{
	return size == 20000 && strspn(bytes, (const char[]){ bytes[0], '\0' }) == size;
}

static void test_two_writers(void)
{
	guint seen = 0;
	int status;
	pid_t child;

	empty_cache();
	cache_close(open_cache(0));
	child = fork();
	if (child == 0) {
		put_many('a', 1000);
		_exit(0);
	}

	AUTO(cache) cache = open_cache(0);
	g_autofree char *text = g_strnfill(20000, 'b');

	for (guint i = 0; i < 1000; i++) {
		gsize size = 0;

		cache_put(cache, "shared", text, strlen(text));
		g_autofree char *bytes = cache_get(cache, "shared", &size);

		/* Never half of one and half of the other, and never none. */
		g_assert_nonnull(bytes);
		g_assert_true(is_whole(bytes, size));
		seen += bytes[0] == 'a';
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	g_assert_cmpuint(count_files(), ==, 1);
	g_test_message("%u of 1,000 were the other's", seen);
}

static void test_killed(void)
{
	empty_cache();
	cache_close(open_cache(0));
	for (guint i = 0; i < 40; i++) {
		gsize size = 0;
		int status;
		pid_t child = fork();

		if (child == 0) {
			put_many('c', G_MAXUINT);
			_exit(0);
		}
		g_usleep(1000 + i * 500);
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		g_assert_cmpint(waitpid(child, &status, 0), ==, child);

		AUTO(cache) cache = open_cache(0);
		g_autofree char *bytes = cache_get(cache, "shared", &size);

		g_assert_true(!bytes || is_whole(bytes, size));
	}
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	home = make_folder();
	entries = g_build_filename(home, "unbroken", "judged", NULL);
	g_setenv("XDG_CACHE_HOME", home, TRUE);
	g_test_add_func("/cache/get-and-put", test_get_and_put);
	g_test_add_func("/cache/none", test_none);
	g_test_add_func("/cache/damaged", test_damaged);
	g_test_add_func("/cache/giant", test_giant);
	g_test_add_func("/cache/fifo", test_fifo);
	g_test_add_func("/cache/link", test_link);
	g_test_add_func("/cache/folder", test_folder);
	g_test_add_func("/cache/file-in-the-way", test_file_in_the_way);
	g_test_add_func("/cache/unwritable", test_unwritable);
	g_test_add_func("/cache/beside", test_beside);
	g_test_add_func("/cache/bound", test_bound);
	g_test_add_func("/cache/left-behind", test_left_behind);
	g_test_add_func("/cache/too-large", test_too_large);
	g_test_add_func("/cache/two-writers", test_two_writers);
	g_test_add_func("/cache/killed", test_killed);
	result = g_test_run();
	remove_folder(home);
	g_free(entries);
	g_free(home);
	return result;
}
