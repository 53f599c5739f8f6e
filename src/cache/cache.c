/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cache/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fd.h"

#define BYTES_MAX       ((gsize)256 << 20)
#define ENTRY_BYTES_MAX ((gsize)64 << 20)

/* An entry begins with this and the checksum of what follows. */
#define MAGIC         "unbroken cache 1 "
#define CHECKSUM_SIZE 64
#define HEAD_SIZE     (sizeof(MAGIC) - 1 + CHECKSUM_SIZE + 1)

/* A file of a run that was killed; what is younger may still be written. */
#define TEMPORARY         ".tmp-"
#define TEMPORARY_SECONDS 3600

struct cache {
	int folder;
	gsize limit;
	gint64 seconds; /* what was not used for longer is dropped; 0: however long */
	gsize written;  /* bytes of this run */
};

/* Opens the folder @name in @at, making it first if it is not there. */
static int enter(int at, const char *name)
{
	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

struct cache *cache_open(gsize limit)
{
	return cache_open_beside("judged", limit, 0);
}

struct cache *cache_open_beside(const char *name, gsize limit, guint days)
{
	g_autofree char *parent = g_build_filename(g_get_user_cache_dir(), "unbroken", NULL);
	struct cache *cache;
	int folder, entries;

	if (g_mkdir_with_parents(parent, 0700) < 0)
		return NULL;
	folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return NULL;
	entries = enter(folder, name);
	close(folder);
	if (entries < 0)
		return NULL;
	cache = g_new0(struct cache, 1);
	cache->folder = entries;
	cache->limit = limit ? limit : BYTES_MAX;
	cache->seconds = (gint64)days * 24 * 60 * 60;
	return cache;
}

/* --- Keeping it small ------------------------------------------------------- */

struct entry {
	char *name;
	gsize size;
	struct timespec used;
};

static void entry_clear(gpointer data)
{
	struct entry *entry = data;

	g_free(entry->name);
}

static gint by_age(gconstpointer left, gconstpointer right)
{
	const struct timespec *a = &((const struct entry *)left)->used;
	const struct timespec *b = &((const struct entry *)right)->used;

	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec ? -1 : 1;
	return (a->tv_nsec > b->tv_nsec) - (a->tv_nsec < b->tv_nsec);
}

static gboolean is_left_behind(const char *name, const struct stat *status)
{
	return g_str_has_prefix(name, TEMPORARY) &&
	       status->st_mtim.tv_sec + TEMPORARY_SECONDS < g_get_real_time() / G_USEC_PER_SEC;
}

static gboolean is_forgotten(const struct cache *cache, const struct stat *status)
{
	return cache->seconds &&
	       status->st_mtim.tv_sec + cache->seconds < g_get_real_time() / G_USEC_PER_SEC;
}

static GArray *list_entries(const struct cache *cache, gsize *ret_total)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	int copy = openat(cache->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *items = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *item;

	g_array_set_clear_func(entries, entry_clear);
	*ret_total = 0;
	while (items && (item = readdir(items))) {
		struct stat status;

		if (fstatat(cache->folder, item->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(status.st_mode))
			continue;
		if (is_left_behind(item->d_name, &status) || is_forgotten(cache, &status)) {
			unlinkat(cache->folder, item->d_name, 0);
			continue;
		}
		if (item->d_name[0] == '.')
			continue;

		const struct entry entry = {
			.name = g_strdup(item->d_name),
			.size = (gsize)status.st_size,
			.used = status.st_mtim,
		};

		*ret_total += entry.size;
		g_array_append_val(entries, entry);
	}
	if (items)
		closedir(items);
	return entries;
}

/* Down to three quarters, so that not every run has to. */
static void drop_oldest(const struct cache *cache)
{
	gsize total;
	g_autoptr(GArray) entries = list_entries(cache, &total);

	if (total <= cache->limit)
		return;
	g_array_sort(entries, by_age);
	for (guint i = 0; i < entries->len && total > cache->limit / 4 * 3; i++) {
		const struct entry *entry = &g_array_index(entries, struct entry, i);

		if (unlinkat(cache->folder, entry->name, 0) == 0)
			total -= entry->size;
	}
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	if (cache->written)
		drop_oldest(cache);
	close(cache->folder);
	g_free(cache);
}

/* --- Entries ---------------------------------------------------------------- */

/* @bytes are those of a whole entry. */
static gboolean is_sound(const char *bytes, gsize size)
{
	g_autofree char *checksum = NULL;

	if (size < HEAD_SIZE || memcmp(bytes, MAGIC, strlen(MAGIC)) != 0)
		return FALSE;
	checksum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes + HEAD_SIZE,
					       size - HEAD_SIZE);
	return memcmp(bytes + strlen(MAGIC), checksum, CHECKSUM_SIZE) == 0;
}

static char *read_entry(int file, gsize *ret_size)
{
	g_autofree char *bytes = NULL;
	struct stat status;
	gsize size;

	if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode) ||
	    (gsize)status.st_size > ENTRY_BYTES_MAX)
		return NULL;
	size = (gsize)status.st_size;
	bytes = g_malloc(size + 1);
	if (!fd_read_all(file, bytes, size) || !is_sound(bytes, size))
		return NULL;
	*ret_size = size - HEAD_SIZE;
	memmove(bytes, bytes + HEAD_SIZE, *ret_size);
	bytes[*ret_size] = '\0';
	return g_steal_pointer(&bytes);
}

static char *get(struct cache *cache, const char *key, gboolean is_use, gsize *ret_size)
{
	int file =
		cache ? openat(cache->folder, key, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
		      : -1;
	char *bytes;

	if (file < 0)
		return NULL;
	bytes = read_entry(file, ret_size);
	/* Its time is that of its last use. */
	if (bytes && is_use)
		futimens(file, NULL);
	if (!bytes)
		unlinkat(cache->folder, key, 0);
	close(file);
	return bytes;
}

char *cache_get(struct cache *cache, const char *key, gsize *ret_size)
{
	return get(cache, key, TRUE, ret_size);
}

char *cache_peek(struct cache *cache, const char *key, gsize *ret_size)
{
	return get(cache, key, FALSE, ret_size);
}

char **cache_list(struct cache *cache)
{
	gsize total;
	g_autoptr(GArray) entries = list_entries(cache, &total);
	char **keys = g_new0(char *, entries->len + 1);

	g_array_sort(entries, by_age);
	for (guint i = 0; i < entries->len; i++)
		keys[i] = g_strdup(g_array_index(entries, struct entry, entries->len - 1 - i).name);
	return keys;
}

void cache_put(struct cache *cache, const char *key, const char *bytes, gsize size)
{
	g_autofree char *temporary = NULL;
	g_autofree char *checksum = NULL;
	gboolean written;
	int file;

	if (!cache || size > ENTRY_BYTES_MAX - HEAD_SIZE)
		return;
	temporary = g_strdup_printf(TEMPORARY "%d-%s", (int)gettid(), key);
	file = openat(cache->folder, temporary,
		      O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return;
	checksum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
	written = fd_write_all(file, MAGIC, strlen(MAGIC)) &&
		  fd_write_all(file, checksum, CHECKSUM_SIZE) && fd_write_all(file, "\n", 1) &&
		  fd_write_all(file, bytes, size);
	close(file);
	if (!written || renameat(cache->folder, temporary, cache->folder, key) < 0)
		unlinkat(cache->folder, temporary, 0);
	cache->written += size;
}
