/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The index and the working tree.  A file of the working tree that the index knows
 * to be unchanged is not read: its bytes are the blob that the index names.
 */
#include "source/git-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/dir.h"
#include "source/listing.h"
#include "source/path.h"

static git_index *open_index(struct repository *repository, GError **error)
{
	git_index *index = NULL;

	if (git_repository_index(&index, repository->git) < 0 || git_index_read(index, 0) < 0) {
		git_fail(error, GIT_ERROR_OTHER, "cannot read the index");
		g_clear_pointer(&index, git_index_free);
	}
	return index;
}

static int open_workdir(struct repository *repository, GError **error)
{
	const char *workdir = git_repository_workdir(repository->git);
	int folder;

	if (!workdir) {
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' is a bare repository and has no working tree",
			    git_repository_path(repository->git));
		return -1;
	}
	folder = open(workdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_OTHER, "cannot read '%s': %s",
			    workdir, g_strerror(errno));
	return folder;
}

/* --- The index -------------------------------------------------------------- */

static gboolean list_entry(struct repository *repository, struct listing *listing,
			   const git_index_entry *entry, GError **error)
{
	g_autofree char *blob = NULL;
	const char *reason = NULL;
	char hex[GIT_ID_SIZE];
	GBytes *bytes;
	gsize size;

	if (!listing_count_member(listing, error))
		return FALSE;
	if (entry->mode == GIT_FILEMODE_LINK) {
		bytes = path_is_hidden(entry->path)
				? NULL
				: git_load_blob(repository, &entry->id, &reason);
		if (bytes)
			listing_add_link(listing, entry->path, g_bytes_get_data(bytes, NULL));
		g_clear_pointer(&bytes, g_bytes_unref);
		return TRUE;
	}
	if (entry->mode == GIT_FILEMODE_COMMIT || !listing_wants(listing, entry->path))
		return TRUE;
	if (git_index_entry_stage(entry)) {
		if (path_is_header(entry->path))
			listing_refuse(listing, entry->path, "has conflicts that are not resolved");
		return TRUE;
	}
	if (path_is_header(entry->path)) {
		git_oid_tostr(hex, sizeof(hex), &entry->id);
		blob = listing_blob_name(entry->path, hex);
		return listing_add_blob(listing, entry->path, blob, NULL, 0, error);
	}
	bytes = git_load_blob(repository, &entry->id, &reason);
	if (!bytes)
		return TRUE;

	char *text = g_bytes_unref_to_data(bytes, &size);

	return listing_add(listing, entry->path, text, size - 1, error);
}

static gboolean list_index(struct repository *repository, struct listing *listing,
			   const char *const *parts, GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);

	for (; index && *parts; parts++) {
		gsize at;

		if (git_index_find_prefix(&at, index, *parts) < 0)
			continue;
		for (; at < git_index_entrycount(index); at++) {
			const git_index_entry *entry = git_index_get_byindex(index, at);

			if (!g_str_has_prefix(entry->path, *parts))
				break;
			if (!list_entry(repository, listing, entry, error))
				return FALSE;
		}
	}
	return index != NULL;
}

static gboolean index_has_folder(struct repository *repository, const char *path, gboolean *ret,
				 GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);
	g_autofree char *prefix = g_strconcat(path, "/", NULL);
	gsize at;

	*ret = index && git_index_find_prefix(&at, index, prefix) == 0;
	return index != NULL;
}

/* --- The working tree ------------------------------------------------------- */

struct worktree {
	struct repository *repository;
	git_index *index;
	struct stat index_status;
};

/* Changed after the index was written, or in the same moment: then only the bytes tell. */
static gboolean may_have_changed(const struct worktree *worktree, const git_index_entry *entry,
				 const struct stat *status)
{
	const struct timespec *written = &worktree->index_status.st_mtim;

	if (entry->file_size != (guint32)status->st_size ||
	    entry->mtime.seconds != (gint32)status->st_mtim.tv_sec ||
	    (entry->mtime.nanoseconds &&
	     entry->mtime.nanoseconds != (guint32)status->st_mtim.tv_nsec))
		return TRUE;
	return status->st_mtim.tv_sec > written->tv_sec ||
	       (status->st_mtim.tv_sec == written->tv_sec &&
		status->st_mtim.tv_nsec >= written->tv_nsec);
}

static char *known_id(gpointer data, const char *path, const struct stat *status)
{
	const struct worktree *worktree = data;
	const git_index_entry *entry = git_index_get_bypath(worktree->index, path, 0);
	char hex[GIT_ID_SIZE];

	if (!entry || may_have_changed(worktree, entry, status))
		return NULL;
	git_oid_tostr(hex, sizeof(hex), &entry->id);
	return g_strdup(hex);
}

static char *id_of_bytes(gpointer data, const char *text, gsize size)
{
	char hex[GIT_ID_SIZE];
	git_oid id;

	(void)data;
	if (git_odb_hash(&id, text, size, GIT_OBJECT_BLOB) < 0)
		return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, size);
	git_oid_tostr(hex, sizeof(hex), &id);
	return g_strdup(hex);
}

static void stat_index(struct worktree *worktree)
{
	const char *path = git_index_path(worktree->index);

	/* Without a file nothing is known to be unchanged: zero is before all. */
	if (!path || stat(path, &worktree->index_status) < 0)
		memset(&worktree->index_status, 0, sizeof(worktree->index_status));
}

static gboolean list_worktree(struct repository *repository, struct listing *listing,
			      const char *const *parts, GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);
	struct worktree worktree = { .repository = repository, .index = index };
	const struct dir_names names = {
		.known = known_id,
		.name = id_of_bytes,
		.data = &worktree,
	};
	int folder = index ? open_workdir(repository, error) : -1;
	gboolean done = folder >= 0;

	if (done)
		stat_index(&worktree);
	for (; done && *parts; parts++)
		done = dir_list(listing, folder, *parts, &names, error);
	if (folder >= 0)
		close(folder);
	return done;
}

static gboolean worktree_has_folder(struct repository *repository, const char *path, gboolean *ret,
				    GError **error)
{
	int folder = open_workdir(repository, error);
	struct stat status;

	if (folder < 0)
		return FALSE;
	*ret = fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
	close(folder);
	return TRUE;
}

gboolean git_list_files(struct repository *repository, const struct revision *revision,
			struct listing *listing, const char *const *parts, GError **error)
{
	return revision->kind == REVISION_INDEX ? list_index(repository, listing, parts, error)
						: list_worktree(repository, listing, parts, error);
}

gboolean git_has_folder(struct repository *repository, const struct revision *revision,
			const char *path, gboolean *ret, GError **error)
{
	return revision->kind == REVISION_INDEX ? index_has_folder(repository, path, ret, error)
						: worktree_has_folder(repository, path, ret, error);
}
