/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A bump allocator whose memory ends all at once.
 *
 * An arena is one anonymous shared mapping: what a forked child allocates in
 * it, its parent reads at the same address.  That is how a parser child hands
 * its model back without any serialisation.  Pages that are never touched cost
 * nothing.
 */
#ifndef UNBROKEN_UTIL_ARENA_H
#define UNBROKEN_UTIL_ARENA_H

#include <glib.h>

#include "util/auto.h"

struct arena;

/*
 * A new arena that holds at most @limit bytes.  NULL with @error set when the
 * address space cannot be had.  Free with arena_free().
 */
struct arena *arena_new(gsize limit, GError **error);

/* The same for what no child has to fill: faster to fill. */
struct arena *arena_new_private(gsize limit, GError **error);

void arena_free(struct arena *arena);
DEFINE_AUTO(arena, arena_free)

/*
 * What to call when the arena is full, before the allocation would return; it
 * must not return.  Without one the process aborts, as GLib does when memory
 * is exhausted.  A parser child sets one that ends the child.
 */
void arena_set_exhausted(struct arena *arena, void (*exhausted)(void));

/* @size zeroed bytes, aligned for any type; never NULL. */
gpointer arena_alloc(struct arena *arena, gsize size);

/* Copies; NULL gives NULL. */
const char *arena_strdup(struct arena *arena, const char *text);
const char *arena_strndup(struct arena *arena, const char *text, gsize length);
gpointer arena_memdup(struct arena *arena, gconstpointer bytes, gsize size);

/* The elements of @array copied into the arena; NULL when it is empty. */
gpointer arena_take_array(struct arena *arena, const GArray *array);

/*
 * Gives back the address space that was not handed out: the arena is full then.
 */
void arena_seal(struct arena *arena);

/* Bytes handed out so far, and how many can still be. */
gsize arena_used(const struct arena *arena);
gsize arena_room(const struct arena *arena);

#endif
