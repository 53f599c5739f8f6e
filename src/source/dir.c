/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A folder as a source.  Only the parts that can hold exported headers are
 * walked: a kernel tree has 80,000 files and a root file system far more.
 */
#include "source/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/file.h"
#include "source/listing.h"
#include "source/path.h"
#include "source/set.h"
#include "source/tree.h"

#define MAX_DEPTH 64

struct walk {
	struct listing *listing;
	const struct dir_names *names; /* NULL: every file is read */
	guint depth;
};

static gboolean walk_folder(struct walk *walk, int folder, const char *path, GError **error);
static gboolean walk_part(struct walk *walk, int at, const char *part, GError **error);

/* Opens the folder @name without following any link on the way. */
static int open_folder(int at, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);
	int folder = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (char **part = parts; *part && folder >= 0; part++) {
		int next = openat(folder, **part ? *part : ".",
				  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		int code = errno;

		close(folder);
		errno = code;
		folder = next;
	}
	return folder;
}

static gboolean has_folder(int at, const char *name)
{
	int folder = open_folder(at, name);

	if (folder >= 0)
		close(folder);
	return folder >= 0;
}

/* A file whose bytes somebody else has already, under a name. */
static gboolean visit_known(struct walk *walk, int folder, const char *name, const char *path)
{
	struct stat status;
	g_autofree char *id = NULL;
	g_autofree char *blob = NULL;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode))
		return FALSE;
	id = walk->names->known(walk->names->data, path, &status);
	if (!id)
		return FALSE;
	blob = listing_blob_name(path, id);
	return listing_add_blob(walk->listing, path, blob, NULL, 0, NULL);
}

/* Takes @text. */
static gboolean add_named(struct walk *walk, const char *path, char *text, gsize size,
			  GError **error)
{
	g_autofree char *id = walk->names->name(walk->names->data, text, size);
	g_autofree char *blob = listing_blob_name(path, id);

	return listing_add_blob(walk->listing, path, blob, text, size, error);
}

static gboolean visit_file(struct walk *walk, int folder, const char *name, const char *path,
			   GError **error)
{
	struct listing *listing = walk->listing;
	const char *reason = NULL;
	gsize size;
	char *text;

	if (!listing_wants(listing, path))
		return TRUE;
	if (walk->names && path_is_header(path) && visit_known(walk, folder, name, path))
		return TRUE;
	text = file_read(folder, name, listing->limits->file_bytes, &size, &reason);
	if (text && walk->names && path_is_header(path))
		return add_named(walk, path, text, size, error);
	if (text)
		return listing_add(listing, path, text, size, error);
	if (path_is_header(path))
		listing_refuse(listing, path, reason);
	return TRUE;
}

static void refuse_folder(struct walk *walk, const char *prefix, int code)
{
	g_autofree char *reason = g_strdup_printf("cannot be read: %s", g_strerror(code));

	listing_refuse(walk->listing, prefix, reason);
}

static gboolean is_refused(const struct walk *walk, const char *path, const char *prefix)
{
	const struct dir_names *names = walk->names;
	const char *reason = names ? names->reason_against(names->data, path) : NULL;

	if (reason)
		listing_refuse(walk->listing, prefix, reason);
	return reason != NULL;
}

static gboolean visit_folder(struct walk *walk, int at, const char *name, const char *path,
			     GError **error)
{
	g_autofree char *prefix = g_strconcat(path, "/", NULL);
	gboolean done;
	int folder;

	if (path_is_hidden(prefix) || path_is_foreign(prefix))
		return TRUE;
	if (walk->depth == MAX_DEPTH) {
		listing_refuse(walk->listing, prefix, "is nested too deeply");
		return TRUE;
	}
	if (is_refused(walk, path, prefix))
		return TRUE;
	folder = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0) {
		refuse_folder(walk, prefix, errno);
		return TRUE;
	}
	walk->depth++;
	done = walk_folder(walk, folder, prefix, error);
	walk->depth--;
	return done;
}

static void visit_link(struct walk *walk, int folder, const char *name, const char *path)
{
	char target[PATH_MAX];
	gssize length = readlinkat(folder, name, target, sizeof(target) - 1);

	if (length < 0 || path_is_hidden(path))
		return;
	target[length] = '\0';
	listing_add_link(walk->listing, path, target);
}

static guchar type_of(int folder, const struct dirent *item)
{
	struct stat status;

	if (item->d_type != DT_UNKNOWN)
		return item->d_type;
	if (fstatat(folder, item->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return (guchar)IFTODT(status.st_mode);
}

static gboolean visit(struct walk *walk, int folder, const struct dirent *item, const char *prefix,
		      GError **error)
{
	g_autofree char *path = g_strconcat(prefix, item->d_name, NULL);

	if (!listing_count_member(walk->listing, error))
		return FALSE;
	switch (type_of(folder, item)) {
	case DT_DIR:
		return visit_folder(walk, folder, item->d_name, path, error);
	case DT_LNK:
		visit_link(walk, folder, item->d_name, path);
		return TRUE;
	default:
		return visit_file(walk, folder, item->d_name, path, error);
	}
}

/* Takes the descriptor @folder, whose path inside the listing is @prefix. */
static gboolean walk_folder(struct walk *walk, int folder, const char *prefix, GError **error)
{
	DIR *items = fdopendir(folder);
	const struct dirent *item;
	gboolean done = TRUE;

	if (!items) {
		refuse_folder(walk, prefix, errno);
		close(folder);
		return TRUE;
	}
	while (done && (item = readdir(items)))
		if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
			done = visit(walk, folder, item, prefix, error);
	closedir(items);
	return done;
}

gboolean dir_list(struct listing *listing, int folder, const char *part,
		  const struct dir_names *names, GError **error)
{
	struct walk walk = { .listing = listing, .names = names };
	g_autofree char *path = g_strndup(part, strlen(part) - g_str_has_suffix(part, "/"));
	struct stat status;

	if (!*path) {
		int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		return copy < 0 || walk_folder(&walk, copy, "", error);
	}
	if (fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return TRUE;
	if (S_ISREG(status.st_mode))
		return visit_file(&walk, folder, path, path, error);
	return walk_part(&walk, folder, path, error);
}

/* Walks the folder @part of the folder @at, if it is there. */
static gboolean walk_part(struct walk *walk, int at, const char *part, GError **error)
{
	g_autofree char *prefix = g_strconcat(part, "/", NULL);
	int folder = open_folder(at, part);

	if (folder < 0 && errno != ENOENT && errno != ENOTDIR)
		refuse_folder(walk, prefix, errno);
	return folder < 0 || walk_folder(walk, folder, prefix, error);
}

static gboolean walk_kernel(struct walk *walk, int at, GError **error)
{
	if (!visit_file(walk, at, "Makefile", "Makefile", error) ||
	    !walk_part(walk, at, "include/uapi", error) ||
	    !walk_part(walk, at, "include/generated/uapi", error))
		return FALSE;
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const char *arch = targets[id].arch;
		g_autofree char *uapi = g_strdup_printf("arch/%s/include/uapi", arch);
		g_autofree char *generated =
			g_strdup_printf("arch/%s/include/generated/uapi", arch);

		if (id > 0 && strcmp(arch, targets[id - 1].arch) == 0)
			continue;
		if (!walk_part(walk, at, uapi, error) || !walk_part(walk, at, generated, error))
			return FALSE;
	}
	return TRUE;
}

/* The folder itself is part of a layout: "usr/include/", "include/uapi/linux/", or "". */
static const char *inner_of(const char *real)
{
	g_autofree char *folder = g_strconcat(real, "/", NULL);
	const char *found = path_find_uapi(folder);
	const char *arch = path_find(folder, "arch/");
	target_set set;

	if (found && arch && path_skip_arch(arch + strlen("arch/"), &set) == found)
		found = arch;
	if (!found)
		found = path_find(folder, "usr/include/");
	return found ? real + (found - folder) : "";
}

/*
 * usr/include alone still gets its neighbour usr/lib/linux/uapi, which is
 * where its asm headers are since Debian trixie.
 */
static gboolean walk_inner(struct walk *walk, int folder, GError **error)
{
	const struct listing *listing = walk->listing;
	int shared = -1;

	if (strcmp(listing->inner, "usr/include/") == 0)
		shared = openat(folder, "../lib/linux/uapi", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (shared >= 0 && !walk_folder(walk, shared, "usr/lib/linux/uapi/", error)) {
		close(folder);
		return FALSE;
	}
	return walk_folder(walk, folder, listing->inner, error);
}

static gboolean walk_root(struct walk *walk, int folder, GError **error)
{
	gboolean done;

	if (walk->listing->inner[0])
		return walk_inner(walk, folder, error);
	if (has_folder(folder, "include/uapi"))
		done = walk_kernel(walk, folder, error);
	else if (has_folder(folder, "usr/include"))
		done = walk_part(walk, folder, "usr/include", error) &&
		       walk_part(walk, folder, "usr/lib/linux/uapi", error);
	else
		return walk_folder(walk, folder, "", error);
	close(folder);
	return done;
}

/* @name with one slash at its end. */
static char *with_slash(const char *name)
{
	gsize length = strlen(name);

	while (length && name[length - 1] == '/')
		length--;
	return g_strdup_printf("%.*s/", (int)length, name);
}

static void name_listing(struct listing *listing, const char *name, const char *real)
{
	g_autofree char *shown = with_slash(name);
	g_autofree char *inner = with_slash(inner_of(real));
	g_autofree char *absolute = with_slash(real);
	gsize length = strlen(inner);

	if (strcmp(inner, "/") == 0)
		inner[length = 0] = '\0';
	absolute[strlen(absolute) - length] = '\0';
	listing->inner = tree_intern(listing->tree, inner);
	listing->absolute = tree_intern(listing->tree, absolute);
	listing->shown = tree_intern(listing->tree, shown);
	if (g_str_has_suffix(shown, inner))
		shown[strlen(shown) - length] = '\0';
	listing->shown_root =
		tree_intern(listing->tree,
			    g_str_has_suffix(listing->shown, inner) ? shown : absolute);
}

/* The folders of a set that are there. */
static gboolean walk_set(struct walk *walk, int folder, GError **error)
{
	const struct header_set *set = walk->listing->set;
	const char *const *const lists[] = { set->roots, set->includes };
	gboolean done = TRUE;

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		for (const char *const *part = lists[i]; done && part && *part; part++)
			done = dir_list(walk->listing, folder, *part, NULL, error);
	}
	close(folder);
	return done;
}

struct tree *tree_open_dir(const char *name, const struct header_set *set,
			   const struct tree_limits *limits, GError **error)
{
	AUTO(listing) listing = listing_new(name, limits);
	struct walk walk = { .listing = listing };
	int folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *real = folder >= 0 ? realpath(name, NULL) : NULL;

	if (!real) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "Cannot read '%s': %s",
			    name, g_strerror(errno));
		if (folder >= 0)
			close(folder);
		return NULL;
	}
	name_listing(listing, name, real);
	free(real);
	listing->set = set;
	if (!(set ? walk_set(&walk, folder, error) : walk_root(&walk, folder, error)))
		return NULL;
	return listing_to_tree(listing, error);
}
