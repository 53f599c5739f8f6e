/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Symbolic links of a listing.  They are followed by name alone, so a link can
 * lead to nothing that the listing does not hold.
 */
#include "source/listing.h"

#include <string.h>

#include "source/path.h"
#include "source/tree.h"

#define MAX_HOPS 40 /* as the kernel's own limit */

struct link_map {
	struct listing *listing;
	GHashTable *entries; /* path -> index + 1 in listing->entries */
	GHashTable *links;   /* path -> struct listing_link */
	GPtrArray *sorted;   /* the paths of the entries; made when first needed */
};

static const struct listing_entry *find_entry(const struct link_map *map, const char *path)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(map->entries, path));

	return index ? &g_array_index(map->listing->entries, struct listing_entry, index - 1)
		     : NULL;
}

/* A path that comes twice in an archive means the last one, as for tar. */
static void map_entries(struct link_map *map)
{
	GArray *entries = map->listing->entries;

	for (guint i = 0; i < entries->len; i++) {
		struct listing_entry *entry = &g_array_index(entries, struct listing_entry, i);
		guint old = GPOINTER_TO_UINT(g_hash_table_lookup(map->entries, entry->path));

		if (old) {
			g_array_index(entries, struct listing_entry, old - 1) = *entry;
			g_array_remove_index(entries, i--);
			continue;
		}
		g_hash_table_insert(map->entries, (gpointer)entry->path, GUINT_TO_POINTER(i + 1));
	}
	for (guint i = 0; i < map->listing->links->len; i++) {
		const struct listing_link *link =
			&g_array_index(map->listing->links, struct listing_link, i);

		g_hash_table_insert(map->links, (gpointer)link->path, (gpointer)link);
	}
}

/* The link's target as a path inside, or NULL. */
static char *target_of(const struct link_map *map, const struct listing_link *link)
{
	gsize absolute = strlen(map->listing->absolute);
	g_autofree char *folder = g_strndup(link->path, path_folder_length(link->path));
	const char *target = link->target;

	if (target[0] == '/' && strncmp(target, map->listing->absolute, absolute) == 0)
		target += absolute;
	else if (target[0] == '/')
		return NULL;
	return path_join(target == link->target ? folder : "", target);
}

/* The first link on the way to @path: itself or one of its folders. */
static const struct listing_link *link_on_way(const struct link_map *map, const char *path,
					      gsize *ret_length)
{
	g_autofree char *head = g_strdup(path);

	for (gsize length = 1; head[0]; length++) {
		char kept = path[length];
		const struct listing_link *link;

		if (kept && kept != '/')
			continue;
		head[length] = '\0';
		link = g_hash_table_lookup(map->links, head);
		head[length] = kept;
		if (link) {
			*ret_length = length;
			return link;
		}
		if (!kept)
			break;
	}
	return NULL;
}

/* Where @path leads when all links are followed.  NULL with @ret_reason set if nowhere. */
static char *follow(const struct link_map *map, const char *path, const char **ret_reason)
{
	char *at = g_strdup(path);

	for (guint hop = 0; hop < MAX_HOPS; hop++) {
		gsize length = 0;
		const struct listing_link *link = link_on_way(map, at, &length);
		g_autofree char *from = at;
		g_autofree char *target = NULL;

		if (!link)
			return g_steal_pointer(&from);
		target = target_of(map, link);
		at = target ? path_join(target, at + length + (at[length] == '/')) : NULL;
		if (!at) {
			*ret_reason = "is a symbolic link that leads out of the input";
			return NULL;
		}
	}
	g_free(at);
	*ret_reason = "is a symbolic link that leads back to itself";
	return NULL;
}

static gboolean add_alias(struct link_map *map, const char *path, const struct listing_entry *to,
			  GError **error)
{
	const struct listing_entry alias = {
		.path = tree_intern(map->listing->tree, path),
		.text = to->text,
		.size = to->size,
		.blob = to->blob,
		.reason = to->reason,
	};

	if (!listing_count_member(map->listing, error))
		return FALSE;
	g_array_append_val(map->listing->entries, alias);
	return TRUE;
}

static gint compare_paths(gconstpointer left, gconstpointer right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void sort_paths(struct link_map *map)
{
	GHashTableIter iter;
	gpointer path;

	map->sorted = g_ptr_array_new();
	g_hash_table_iter_init(&iter, map->entries);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		g_ptr_array_add(map->sorted, path);
	g_ptr_array_sort(map->sorted, compare_paths);
}

static guint lower_bound(const GPtrArray *sorted, const char *path)
{
	guint low = 0;
	guint high = sorted->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (strcmp(g_ptr_array_index(sorted, middle), path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Everything in the folder @target once more, below the link @path. */
static gboolean alias_folder(struct link_map *map, const char *path, const char *target,
			     gboolean *ret_found, GError **error)
{
	g_autofree char *folder = target[0] ? g_strconcat(target, "/", NULL) : g_strdup("");
	gsize length = strlen(folder);

	if (!map->sorted)
		sort_paths(map);
	for (guint i = lower_bound(map->sorted, folder); i < map->sorted->len; i++) {
		const char *inside = g_ptr_array_index(map->sorted, i);
		g_autofree char *alias = NULL;

		if (strncmp(inside, folder, length) != 0)
			break;
		*ret_found = TRUE;
		alias = g_strconcat(path, "/", inside + length, NULL);
		if (!path_is_foreign(alias) &&
		    !add_alias(map, alias, find_entry(map, inside), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean follow_link(struct link_map *map, const struct listing_link *link, GError **error)
{
	const char *reason = "is a symbolic link to what is not there";
	g_autofree char *target = follow(map, link->path, &reason);
	const struct listing_entry *entry = target ? find_entry(map, target) : NULL;
	gboolean found = FALSE;

	if (g_hash_table_contains(map->entries, link->path))
		return TRUE;
	if (entry)
		return !path_is_header(link->path) || add_alias(map, link->path, entry, error);
	if (target && !alias_folder(map, link->path, target, &found, error))
		return FALSE;
	if (!found && path_is_header(link->path))
		listing_refuse(map->listing, link->path, reason);
	return TRUE;
}

gboolean listing_follow_links(struct listing *listing, GError **error)
{
	g_autoptr(GHashTable) entries = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) links = g_hash_table_new(g_str_hash, g_str_equal);
	struct link_map map = { .listing = listing, .entries = entries, .links = links };
	gboolean followed = TRUE;

	map_entries(&map);
	for (guint i = 0; followed && i < listing->links->len; i++)
		followed = follow_link(&map, &g_array_index(listing->links, struct listing_link, i),
				       error);
	if (map.sorted)
		g_ptr_array_unref(map.sorted);
	return followed;
}
