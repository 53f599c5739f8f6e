/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Archives as sources, read as one stream from front to end.  An archive
 * inside an archive (a package's data.tar, a source package's tarball) is fed
 * to a second reader as it comes out of the first.
 *
 * Members are skipped by reading them here instead of by libarchive, so that
 * what a bomb unpacks to is counted block by block.
 */
#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"
#include "source/listing.h"
#include "source/path.h"
#include "source/tree.h"

char *archive_library_version(void)
{
	return g_strdup(archive_version_string());
}

#define MAX_NESTING 3 /* package, data.tar, a tarball of sources in it */
#define READ_BYTES  (1 << 16)

/* Sources and headers shrink to a tenth; what shrinks to less than this is a bomb. */
#define MAX_RATIO  200
#define FREE_BYTES ((gint64)256 << 20) /* before anybody asks */

/* One archive on the way in. */
struct layer {
	struct listing *listing;
	const struct layer *outer;
	struct archive *archive;
	const char *prefix; /* of its members' paths, "usr/src/linux.tar.xz/" or "" */
	guint depth;
	GError *failure; /* what went wrong while an inner layer was reading us */
};

static gboolean read_layer(struct layer *layer, GError **error);

static void archive_end(struct archive *archive)
{
	archive_read_free(archive);
}
DEFINE_AUTO(archive, archive_end)

static gboolean fail_malformed(const struct layer *layer, const char *reason, GError **error)
{
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_MALFORMED, "'%s' is truncated or corrupt: %s",
		    layer->listing->tree->name, reason ? reason : "no reason given");
	return FALSE;
}

static struct archive *new_reader(gboolean package)
{
	struct archive *archive = archive_read_new();

	if (!archive)
		g_error("Out of memory");
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lzma(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_tar(archive);
	if (package)
		archive_read_support_format_ar(archive);
	return archive;
}

static gboolean check_ratio(const struct layer *layer, GError **error)
{
	gint64 unpacked = archive_filter_bytes(layer->archive, 0);

	if (unpacked <= FREE_BYTES ||
	    unpacked / MAX_RATIO <= archive_filter_bytes(layer->archive, -1))
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT,
		    "'%s' unpacks to more than %d times its size", layer->listing->tree->name,
		    MAX_RATIO);
	return FALSE;
}

/* The next block of the current member; @ret_size 0 at its end. */
static gboolean next_block(struct layer *layer, const void **ret_block, gsize *ret_size,
			   gint64 *ret_offset, GError **error)
{
	int result = archive_read_data_block(layer->archive, ret_block, ret_size, ret_offset);

	if (result == ARCHIVE_EOF) {
		*ret_size = 0;
		return TRUE;
	}
	if (result < ARCHIVE_WARN)
		return fail_malformed(layer, archive_error_string(layer->archive), error);
	return check_ratio(layer, error) && listing_count_stream(layer->listing, *ret_size, error);
}

static gboolean skip_member(struct layer *layer, struct archive_entry *entry, GError **error)
{
	const void *block;
	gint64 offset;
	gsize size;
	gint64 claimed = archive_entry_size(entry);

	/* One that claims to be too much is not worth waiting for. */
	if (claimed > 0 && (guint64)claimed > layer->listing->limits->stream_bytes)
		return listing_count_stream(layer->listing, (gsize)claimed, error);
	do {
		if (!next_block(layer, &block, &size, &offset, error))
			return FALSE;
	} while (size);
	return TRUE;
}

/* Places a block into the text, whose holes (sparse files) are zeros.  FALSE: too large. */
static gboolean place_block(GByteArray *text, const void *block, gsize size, gint64 offset,
			    gsize limit)
{
	gsize old = text->len;

	if (offset < 0 || (guint64)offset < old || (guint64)offset > limit ||
	    size > limit - (gsize)offset)
		return FALSE;
	g_byte_array_set_size(text, (guint)offset);
	memset(text->data + old, 0, (gsize)offset - old);
	g_byte_array_append(text, block, (guint)size);
	return TRUE;
}

static gboolean read_text(struct layer *layer, struct archive_entry *entry, GByteArray *text,
			  gboolean *ret_fits, GError **error)
{
	gsize limit = MIN(layer->listing->limits->file_bytes, G_MAXUINT / 2);
	const void *block;
	gint64 offset;
	gsize size;

	*ret_fits = (guint64)archive_entry_size(entry) <= limit;
	while (*ret_fits) {
		if (!next_block(layer, &block, &size, &offset, error))
			return FALSE;
		if (!size)
			return TRUE;
		*ret_fits = place_block(text, block, size, offset, limit);
	}
	return skip_member(layer, entry, error);
}

static gboolean read_header(struct layer *layer, struct archive_entry *entry, const char *path,
			    GError **error)
{
	GByteArray *text =
		g_byte_array_sized_new((guint)CLAMP(archive_entry_size(entry), 0, 1 << 16) + 1);
	gboolean fits = FALSE;
	gsize size;

	if (!read_text(layer, entry, text, &fits, error)) {
		g_byte_array_unref(text);
		return FALSE;
	}
	if (!fits) {
		g_byte_array_unref(text);
		if (path_is_header(path))
			listing_refuse(layer->listing, path,
				       file_too_large(layer->listing->limits->file_bytes));
		return TRUE;
	}
	size = text->len;
	g_byte_array_append(text, (const guint8 *)"", 1);
	return listing_add(layer->listing, path, (char *)g_byte_array_free(text, FALSE), size,
			   error);
}

/* An inner layer's read callback. */
static la_ssize_t feed(struct archive *inner, void *data, const void **ret_block)
{
	struct layer *outer = data;
	gint64 offset;
	gsize size = 0;

	if (!outer->failure)
		next_block(outer, ret_block, &size, &offset, &outer->failure);
	if (!outer->failure)
		return (la_ssize_t)size;
	archive_set_error(inner, EIO, "%s", outer->failure->message);
	return ARCHIVE_FATAL;
}

/* Reads the current member of @outer as an archive of its own. */
static gboolean read_nested(struct layer *outer, struct archive_entry *entry, const char *prefix,
			    GError **error)
{
	AUTO(archive) archive = new_reader(FALSE);
	g_autoptr(GError) inner_error = NULL;
	struct layer inner = {
		.listing = outer->listing,
		.outer = outer,
		.archive = archive,
		.prefix = prefix,
		.depth = outer->depth + 1,
	};
	gboolean done;

	if (archive_read_open(archive, outer, NULL, feed, NULL) == ARCHIVE_OK)
		done = read_layer(&inner, &inner_error);
	else
		done = fail_malformed(&inner, archive_error_string(archive), &inner_error);
	if (done && !outer->failure)
		return skip_member(outer, entry, error);
	/* If the outer archive broke, the inner one's complaint is a consequence. */
	if (outer->failure)
		g_propagate_error(error, g_steal_pointer(&outer->failure));
	else
		g_propagate_error(error, g_steal_pointer(&inner_error));
	return FALSE;
}

static gboolean is_package(const struct layer *layer)
{
	return (archive_format(layer->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR;
}

/* A tarball at the top or in usr/src; elsewhere it is somebody's test data. */
static gboolean is_source_tarball(const char *path)
{
	const char *base = path + path_folder_length(path);
	const char *tar = strstr(base, ".tar");

	if (base != path && !(path_find(path, "usr/src/") &&
			      path_find(path, "usr/src/") + strlen("usr/src/") == base))
		return FALSE;
	return (tar && (tar[4] == '\0' || tar[4] == '.')) || g_str_has_suffix(base, ".tgz");
}

static gboolean read_file(struct layer *layer, struct archive_entry *entry, const char *path,
			  GError **error)
{
	g_autofree char *prefix = NULL;

	if (is_package(layer)) {
		if (g_str_has_prefix(path, "data.tar") && layer->depth < MAX_NESTING)
			return read_nested(layer, entry, "", error);
		return skip_member(layer, entry, error);
	}
	if (listing_wants(layer->listing, path))
		return read_header(layer, entry, path, error);
	if (!is_source_tarball(path) || layer->depth >= MAX_NESTING)
		return skip_member(layer, entry, error);
	prefix = g_strconcat(path, "/", NULL);
	return read_nested(layer, entry, prefix, error);
}

static void refuse_name(struct layer *layer, const char *name)
{
	if (path_is_header(name))
		listing_refuse(layer->listing, name, "has a name that leads out of the archive");
}

static void add_link(struct layer *layer, const char *path, const char *target, gboolean hard)
{
	g_autofree char *absolute = NULL;

	/* Only a symbolic link's text is relative to the folder that it is in. */
	if (hard)
		absolute = g_strconcat("/", layer->prefix, target, NULL);
	else if (target[0] == '/')
		absolute = g_strconcat("/", layer->prefix, target + 1, NULL);
	if (!path_is_hidden(path) && !path_is_foreign(path))
		listing_add_link(layer->listing, path, absolute ? absolute : target);
}

static gboolean read_member(struct layer *layer, struct archive_entry *entry, GError **error)
{
	const char *name = archive_entry_pathname(entry);
	const char *hard = archive_entry_hardlink(entry);
	const char *soft = archive_entry_symlink(entry);
	mode_t type = archive_entry_filetype(entry);
	g_autofree char *inside = NULL;
	g_autofree char *path = NULL;

	if (!listing_count_member(layer->listing, error))
		return FALSE;
	name = name ? name : archive_entry_pathname_utf8(entry);
	inside = name && name[0] != '/' && !path_find(name, "../") ? path_join("", name) : NULL;
	if (!inside) {
		refuse_name(layer, name ? name : "");
		return skip_member(layer, entry, error);
	}
	path = g_strconcat(layer->prefix, inside, NULL);
	if (hard || soft) {
		add_link(layer, path, hard ? hard : soft, hard != NULL);
		return skip_member(layer, entry, error);
	}
	/* Not every packer says of an ar member that it is a regular file. */
	if (type == AE_IFREG || type == 0)
		return read_file(layer, entry, path, error);
	if (path_is_header(path) && type != AE_IFDIR)
		listing_refuse(layer->listing, path, "is not a regular file");
	return skip_member(layer, entry, error);
}

/*
 * A second compression could hide endless empty streams inside one call of
 * the library, where nothing is counted.
 */
static gboolean check_filters(const struct layer *layer, GError **error)
{
	if (archive_filter_count(layer->archive) <= 2)
		return TRUE;
	return fail_malformed(layer, "it is compressed more than once", error);
}

static gboolean read_layer(struct layer *layer, GError **error)
{
	struct archive_entry *entry;
	gboolean found = FALSE;
	int result;

	if (!check_filters(layer, error))
		return FALSE;
	while ((result = archive_read_next_header(layer->archive, &entry)) >= ARCHIVE_WARN &&
	       result != ARCHIVE_EOF) {
		const char *name = archive_entry_pathname(entry);

		found = found || !is_package(layer) || (name && g_str_has_prefix(name, "data.tar"));
		if (!read_member(layer, entry, error))
			return FALSE;
	}
	if (result != ARCHIVE_EOF)
		return fail_malformed(layer, archive_error_string(layer->archive), error);
	if (!found && is_package(layer))
		return fail_malformed(layer, "it has no data.tar", error);
	return TRUE;
}

static gboolean fail_unknown(const struct layer *layer, GError **error)
{
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "'%s' is neither a folder, a header nor an archive",
		    layer->listing->tree->name);
	return FALSE;
}

/* Whether the name promises an archive, so that its bytes must be one. */
static gboolean is_named_archive(const char *name)
{
	const char *base = name + path_folder_length(name);

	return g_str_has_suffix(base, ".deb") || g_str_has_suffix(base, ".tgz") ||
	       strstr(base, ".tar");
}

/* Whether anything in the bytes or the name speaks for an archive. */
static gboolean is_recognised(const struct layer *layer)
{
	return archive_format(layer->archive) != 0 || archive_filter_count(layer->archive) > 1 ||
	       is_named_archive(layer->listing->tree->name);
}

static gboolean read_first(struct layer *layer, int result, GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (result == ARCHIVE_OK && read_layer(layer, &failure))
		return TRUE;
	if (result != ARCHIVE_OK)
		fail_malformed(layer, archive_error_string(layer->archive), &failure);
	if (!is_recognised(layer))
		return fail_unknown(layer, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static struct tree *finish(struct listing *listing, GError **error)
{
	gboolean is_set = listing->set != NULL;
	AUTO(tree) tree = listing_to_tree(listing, error);

	if (!tree)
		return NULL;
	if (!is_set && !tree->n_files && !tree->n_refusals) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY, "No header is in '%s'",
			    tree->name);
		return NULL;
	}
	return g_steal_pointer(&tree);
}

static struct listing *new_listing(const char *name, const struct tree_limits *limits)
{
	struct listing *listing = listing_new(name, limits);
	g_autofree char *shown = g_strconcat(name, ":", NULL);

	listing->shown = tree_intern(listing->tree, shown);
	listing->shown_root = listing->shown;
	listing->absolute = "/";
	return listing;
}

struct tree *tree_open_archive(const char *name, const struct header_set *set,
			       const struct tree_limits *limits, GError **error)
{
	AUTO(listing) listing = new_listing(name, limits);
	AUTO(archive) archive = new_reader(TRUE);
	struct layer layer = {
		.listing = listing,
		.archive = archive,
		.prefix = "",
		.depth = 1,
	};
	int descriptor = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	gboolean done;

	listing->set = set;
	if (descriptor < 0) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "Cannot read '%s': %s",
			    name, g_strerror(errno));
		return NULL;
	}
	done = read_first(&layer, archive_read_open_fd(archive, descriptor, READ_BYTES), error);
	close(descriptor);
	return done ? finish(listing, error) : NULL;
}

struct tree *tree_open_memory(const char *name, const void *bytes, gsize size,
			      const struct tree_limits *limits, GError **error)
{
	AUTO(listing) listing = new_listing(name, limits);
	AUTO(archive) archive = new_reader(TRUE);
	struct layer layer = {
		.listing = listing,
		.archive = archive,
		.prefix = "",
		.depth = 1,
	};

	if (!read_first(&layer, archive_read_open_memory(archive, bytes, size), error))
		return NULL;
	return finish(listing, error);
}
