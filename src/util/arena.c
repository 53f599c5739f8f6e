/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/arena.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The book-keeping lives in the mapping too: a parent must know how much its
 * child has handed out.
 */
struct arena {
	gsize size; /* of the mapping, this header included */
	gsize used; /* this header included */
	void (*exhausted)(void);
};

#define ARENA_ALIGN  alignof(max_align_t)
#define ARENA_HEADER ((sizeof(struct arena) + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1))

/* @sharing: MAP_SHARED or MAP_PRIVATE. */
static struct arena *map_arena(gsize limit, int sharing, GError **error)
{
	if (limit > G_MAXSIZE - ARENA_HEADER) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
			    "An arena of %" G_GSIZE_FORMAT " bytes is too large", limit);
		return NULL;
	}

	struct arena *arena = mmap(NULL, limit + ARENA_HEADER, PROT_READ | PROT_WRITE,
				   sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena == MAP_FAILED) {
		int code = errno;

		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
			    "Cannot reserve %" G_GSIZE_FORMAT " bytes of address space: %s", limit,
			    g_strerror(code));
		return NULL;
	}
	arena->size = limit + ARENA_HEADER;
	arena->used = ARENA_HEADER;
	return arena;
}

struct arena *arena_new(gsize limit, GError **error)
{
	return map_arena(limit, MAP_SHARED, error);
}

struct arena *arena_new_private(gsize limit, GError **error)
{
	struct arena *arena = map_arena(limit, MAP_PRIVATE, error);

	/* Half of the time of filling one was spent on faults of small pages.  Where
	 * the kernel has no others, small ones do. */
	if (arena)
		madvise(arena, arena->size, MADV_HUGEPAGE);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena)
		munmap(arena, arena->size);
}

void arena_set_exhausted(struct arena *arena, void (*exhausted)(void))
{
	arena->exhausted = exhausted;
}

static G_NORETURN void arena_exhaust(const struct arena *arena)
{
	if (arena->exhausted)
		arena->exhausted();
	abort();
}

gpointer arena_alloc(struct arena *arena, gsize size)
{
	gsize room = arena->size - arena->used;

	if (size > room)
		arena_exhaust(arena);

	gpointer bytes = (char *)arena + arena->used;
	gsize padded = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);

	arena->used += MIN(padded, room);
	return bytes;
}

const char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_memdup(arena, text, strlen(text) + 1) : NULL;
}

const char *arena_strndup(struct arena *arena, const char *text, gsize length)
{
	if (!text)
		return NULL;

	gsize size = strnlen(text, length);
	char *copy = arena_alloc(arena, size + 1);

	memcpy(copy, text, size);
	return copy;
}

gpointer arena_memdup(struct arena *arena, gconstpointer bytes, gsize size)
{
	return bytes ? memcpy(arena_alloc(arena, size), bytes, size) : NULL;
}

gpointer arena_take_array(struct arena *arena, const GArray *array)
{
	if (array->len == 0)
		return NULL;

	gsize size = (gsize)array->len * g_array_get_element_size((GArray *)array);

	return arena_memdup(arena, array->data, size);
}

void arena_seal(struct arena *arena)
{
	gsize page = (gsize)sysconf(_SC_PAGESIZE);
	gsize kept = (arena->used + page - 1) & ~(page - 1);

	if (kept < arena->size)
		munmap((char *)arena + kept, arena->size - kept);
	arena->size = arena->used;
}

gsize arena_used(const struct arena *arena)
{
	return arena->used - ARENA_HEADER;
}

gsize arena_room(const struct arena *arena)
{
	return arena->size - arena->used;
}
