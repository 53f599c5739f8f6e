/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/listing.h"

#include <string.h>

#include "source/install.h"
#include "source/path.h"
#include "source/set.h"
#include "source/tree.h"

struct listing *listing_new(const char *name, const struct tree_limits *limits)
{
	struct listing *listing = g_new0(struct listing, 1);

	listing->tree = tree_new(name, TREE_INSTALLED);
	listing->limits = limits;
	listing->inner = "";
	listing->shown = "";
	listing->shown_root = "";
	listing->base = "";
	listing->absolute = "";
	listing->makefile_depth = G_MAXSIZE;
	listing->entries = g_array_new(FALSE, FALSE, sizeof(struct listing_entry));
	listing->links = g_array_new(FALSE, FALSE, sizeof(struct listing_link));
	return listing;
}

void listing_give_texts(struct listing *listing)
{
	for (guint i = 0; !listing->given && i < listing->entries->len; i++)
		tree_own(listing->tree,
			 (gpointer)g_array_index(listing->entries, struct listing_entry, i).text);
	listing->given = TRUE;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	if (listing->tree)
		listing_give_texts(listing);
	tree_free(listing->tree);
	g_array_unref(listing->entries);
	g_array_unref(listing->links);
	g_free(listing);
}

gboolean listing_count_member(struct listing *listing, GError **error)
{
	if (listing->members++ < listing->limits->files)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT,
		    "'%s' has more than %" G_GSIZE_FORMAT " entries", listing->tree->name,
		    listing->limits->files);
	return FALSE;
}

gboolean listing_count_stream(struct listing *listing, gsize bytes, GError **error)
{
	gsize limit = listing->limits->stream_bytes;

	if (listing->stream_bytes <= limit && bytes <= limit - listing->stream_bytes) {
		listing->stream_bytes += bytes;
		return TRUE;
	}
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT,
		    "'%s' unpacks to more than %" G_GSIZE_FORMAT " bytes", listing->tree->name,
		    limit);
	return FALSE;
}

static gsize depth_of(const char *path)
{
	gsize depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

/* The top Makefile of a kernel is the shallowest; which one that is shows late. */
static gboolean wants_makefile(struct listing *listing, const char *path)
{
	const char *base = path + path_folder_length(path);
	gsize depth = depth_of(path);

	if (strcmp(base, "Makefile") != 0 || depth > listing->makefile_depth)
		return FALSE;
	listing->makefile_depth = depth;
	return TRUE;
}

static gboolean is_exported(const char *path)
{
	return path_find_uapi(path) || path_find(path, "include/generated/uapi/");
}

/*
 * A kernel has 25,000 headers of its own, most of which come after the first
 * one that says where we are.
 */
static void note_kernel_source(struct listing *listing)
{
	listing->kernel_source = TRUE;
	for (guint i = 0; i < listing->entries->len; i++) {
		struct listing_entry *entry =
			&g_array_index(listing->entries, struct listing_entry, i);

		if (!path_is_header(entry->path) || is_exported(entry->path))
			continue;
		listing->text_bytes -= entry->size;
		g_free((gpointer)entry->text);
		g_array_remove_index_fast(listing->entries, i--);
	}
}

static gboolean is_below(const char *path, const char *const *folders)
{
	for (; folders && *folders; folders++)
		if (!**folders || path_find_first(path, *folders))
			return TRUE;
	return FALSE;
}

gboolean listing_wants(struct listing *listing, const char *path)
{
	gboolean exported;

	if (path_is_hidden(path) || path_is_foreign(path))
		return FALSE;
	if (listing->set)
		return path_is_header(path) && (is_below(path, listing->set->roots) ||
						is_below(path, listing->set->includes));
	if (wants_makefile(listing, path))
		return TRUE;
	exported = is_exported(path);
	if (exported && !listing->kernel_source && path_find_uapi(path))
		note_kernel_source(listing);
	if (listing->kernel_source && !exported)
		return FALSE;
	return path_is_header(path) || (exported && g_str_has_suffix(path, "/Kbuild"));
}

gboolean listing_add(struct listing *listing, const char *path, char *text, gsize size,
		     GError **error)
{
	struct listing_entry entry = { .text = text, .size = size };

	if (path_is_header(path) && path_find_uapi(path)) {
		entry.text = install_header(text, size, &entry.size);
		g_free(text);
	}
	entry.path = tree_intern(listing->tree, path);
	g_array_append_val(listing->entries, entry);
	listing->text_bytes += entry.size;
	if (listing->text_bytes <= listing->limits->total_bytes)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT,
		    "'%s' holds more than %" G_GSIZE_FORMAT " bytes of headers",
		    listing->tree->name, listing->limits->total_bytes);
	return FALSE;
}

#define INSTALLED " installed"

char *listing_blob_name(const char *path, const char *id)
{
	return g_strconcat(id, path_is_header(path) && path_find_uapi(path) ? INSTALLED : "", NULL);
}

char *listing_blob_id(const char *blob, gboolean *ret_install)
{
	*ret_install = g_str_has_suffix(blob, INSTALLED);
	return g_strndup(blob, strlen(blob) - (*ret_install ? strlen(INSTALLED) : 0));
}

gboolean listing_add_blob(struct listing *listing, const char *path, const char *blob, char *text,
			  gsize size, GError **error)
{
	struct listing_entry entry = { .path = tree_intern(listing->tree, path) };

	if (text) {
		if (!listing_add(listing, path, text, size, error))
			return FALSE;
		g_array_index(listing->entries, struct listing_entry, listing->entries->len - 1)
			.blob = tree_intern(listing->tree, blob);
		return TRUE;
	}
	entry.blob = tree_intern(listing->tree, blob);
	g_array_append_val(listing->entries, entry);
	return TRUE;
}

void listing_refuse(struct listing *listing, const char *path, const char *reason)
{
	const struct listing_entry entry = {
		.path = tree_intern(listing->tree, path),
		.reason = tree_intern(listing->tree, reason),
	};

	g_array_append_val(listing->entries, entry);
}

gboolean listing_judges(const struct listing_entry *entry)
{
	return path_is_header(entry->path) || g_str_has_suffix(entry->path, "/");
}

void listing_add_link(struct listing *listing, const char *path, const char *target)
{
	const struct listing_link link = {
		.path = tree_intern(listing->tree, path),
		.target = tree_intern(listing->tree, target),
	};

	g_array_append_val(listing->links, link);
}

const char *listing_shown(struct listing *listing, const char *path)
{
	gsize inner = strlen(listing->inner);
	g_autofree char *shown = NULL;

	if (strncmp(path, listing->inner, inner) == 0)
		shown = g_strconcat(listing->shown, path + inner, NULL);
	else
		shown = g_strconcat(listing->shown_root, path, NULL);
	return tree_intern(listing->tree, shown);
}
