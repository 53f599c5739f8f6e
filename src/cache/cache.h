/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is worth keeping between runs, by name, in the user's cache folder.
 *
 * Nothing here needs thought: entries are found by the hash of all that they were
 * made from, so an old one is never taken for a new one; the folder is bounded; several
 * runs may use it at once; a run that is killed leaves no half entry behind; and what was
 * damaged on the disk is as good as not there.  No failure of the cache fails a run.
 */
#ifndef UNBROKEN_CACHE_CACHE_H
#define UNBROKEN_CACHE_CACHE_H

#include <glib.h>

#include "util/auto.h"

struct cache;

/*
 * The folder "unbroken" in $XDG_CACHE_HOME or ~/.cache; NULL if there can be none, which is no
 * error. It holds at most @limit bytes; 0: 256 MiB.
 */
struct cache *cache_open(gsize limit);

/*
 * The same for the folder @name beside it, for what is remembered and not only had faster:
 * what has not been used for @days is dropped, too.
 */
struct cache *cache_open_beside(const char *name, gsize limit, guint days);

/* Drops the entries that were not used for longest if there are too many.  NULL is fine. */
void cache_close(struct cache *cache);
DEFINE_AUTO(cache, cache_close)

/* The bytes of the entry @key (letters, digits, "-"), NUL-terminated behind @ret_size; NULL if
 * there is none.  Free with g_free().  @cache may be NULL. */
char *cache_get(struct cache *cache, const char *key, gsize *ret_size);

/* The same, which does not count as a use. */
char *cache_peek(struct cache *cache, const char *key, gsize *ret_size);

/* The keys of all entries, those used last first; free with g_strfreev(). */
char **cache_list(struct cache *cache);

void cache_put(struct cache *cache, const char *key, const char *bytes, gsize size);

#endif
