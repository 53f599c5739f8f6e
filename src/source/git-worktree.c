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

static const char submodule_reason[] = "is a submodule: its headers are in another repository";

/* --- The index -------------------------------------------------------------- */

static void list_link(struct repository *repository, struct listing *listing,
		      const git_index_entry *entry)
{
	const char *reason = NULL;
	GBytes *target;

	if (path_is_hidden(entry->path))
		return;
	target = git_load_blob(repository, &entry->id, &reason);
	if (target)
		listing_add_link(listing, entry->path, g_bytes_get_data(target, NULL));
	else if (path_is_header(entry->path))
		listing_refuse(listing, entry->path, reason);
	g_clear_pointer(&target, g_bytes_unref);
}

static void list_submodule(struct listing *listing, const char *path)
{
	g_autofree char *prefix = g_strconcat(path, "/", NULL);

	if (!path_is_hidden(prefix) && !path_is_foreign(prefix))
		listing_refuse(listing, prefix, submodule_reason);
}

/* Make files are asked at once, headers perhaps never. */
static gboolean list_make_file(struct repository *repository, struct listing *listing,
			       const git_index_entry *entry, GError **error)
{
	const char *reason = NULL;
	GBytes *bytes = git_load_blob(repository, &entry->id, &reason);
	gsize size;
	char *text;

	if (!bytes)
		return TRUE;
	text = g_bytes_unref_to_data(bytes, &size);
	return listing_add(listing, entry->path, text, size - 1, error);
}

static gboolean list_header(struct listing *listing, const git_index_entry *entry, GError **error)
{
	g_autofree char *blob = NULL;
	char hex[GIT_ID_SIZE];

	git_oid_tostr(hex, sizeof(hex), &entry->id);
	blob = listing_blob_name(entry->path, hex);
	return listing_add_blob(listing, entry->path, blob, NULL, 0, error);
}

static gboolean list_entry(struct repository *repository, struct listing *listing,
			   const git_index_entry *entry, GError **error)
{
	if (!listing_count_member(listing, error))
		return FALSE;
	if (git_index_entry_stage(entry)) {
		if (path_is_header(entry->path) && !path_is_foreign(entry->path))
			listing_refuse(listing, entry->path, "has conflicts that are not resolved");
		return TRUE;
	}
	if (entry->mode == GIT_FILEMODE_LINK) {
		list_link(repository, listing, entry);
		return TRUE;
	}
	if (entry->mode == GIT_FILEMODE_COMMIT) {
		list_submodule(listing, entry->path);
		return TRUE;
	}
	if (!listing_wants(listing, entry->path))
		return TRUE;
	return path_is_header(entry->path) ? list_header(listing, entry, error)
					   : list_make_file(repository, listing, entry, error);
}

/* Whether @path is @part or below it; @part may end in a slash, and "" is all. */
static gboolean is_below(const char *path, const char *part)
{
	gsize length = strlen(part) - g_str_has_suffix(part, "/");

	return !length ||
	       (strncmp(path, part, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

/* The first of the sorted entries that begins with @part; FALSE: there is none. */
static gboolean find_part(git_index *index, const char *part, gsize *ret)
{
	*ret = 0;
	return !*part || git_index_find_prefix(ret, index, part) == 0;
}

static gboolean list_part(struct repository *repository, struct listing *listing, git_index *index,
			  const char *part, GError **error)
{
	gsize at;

	if (!find_part(index, part, &at))
		return TRUE;
	for (; at < git_index_entrycount(index); at++) {
		const git_index_entry *entry = git_index_get_byindex(index, at);

		if (!g_str_has_prefix(entry->path, part))
			break;
		if (is_below(entry->path, part) && !list_entry(repository, listing, entry, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean list_index(struct repository *repository, struct listing *listing,
			   const char *const *parts, GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);

	for (; index && *parts; parts++) {
		if (!list_part(repository, listing, index, *parts, error))
			return FALSE;
	}
	return index != NULL;
}

gboolean git_index_has(struct repository *repository, const char *path, GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);
	gboolean found = FALSE;
	gsize at;

	if (!index)
		return FALSE;
	if (find_part(index, path, &at)) {
		for (; at < git_index_entrycount(index) && !found; at++) {
			const git_index_entry *entry = git_index_get_byindex(index, at);

			if (!g_str_has_prefix(entry->path, path))
				break;
			found = is_below(entry->path, path);
		}
	}
	if (!found)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "there is no '%s' in the index", path);
	return found;
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

/* An index may know seconds only. */
static gboolean differs(const git_index_time *known, const struct timespec *now)
{
	return known->seconds != (gint32)now->tv_sec ||
	       (known->nanoseconds && known->nanoseconds != (guint32)now->tv_nsec);
}

/*
 * Changed after the index was written, or in the same moment: then only the bytes tell.
 * A program can set the time of the last change of a file, but not that of its inode.
 */
static gboolean may_have_changed(const struct worktree *worktree, const git_index_entry *entry,
				 const struct stat *status)
{
	const struct timespec *written = &worktree->index_status.st_mtim;

	if (entry->file_size != (guint32)status->st_size ||
	    differs(&entry->mtime, &status->st_mtim) || differs(&entry->ctime, &status->st_ctim))
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

static const char *reason_against(gpointer data, const char *path)
{
	const struct worktree *worktree = data;
	const git_index_entry *entry = git_index_get_bypath(worktree->index, path, 0);

	return entry && entry->mode == GIT_FILEMODE_COMMIT ? submodule_reason : NULL;
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

/* What a sparse checkout leaves out is still a part of what one works on. */
static gboolean list_sparse(const struct worktree *worktree, struct listing *listing, int folder,
			    const char *part, GError **error)
{
	gboolean done = TRUE;

	for (gsize at = 0; done && at < git_index_entrycount(worktree->index); at++) {
		const git_index_entry *entry = git_index_get_byindex(worktree->index, at);
		struct stat status;

		if ((entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) &&
		    is_below(entry->path, part) &&
		    fstatat(folder, entry->path, &status, AT_SYMLINK_NOFOLLOW) < 0)
			done = list_entry(worktree->repository, listing, entry, error);
	}
	return done;
}

static gboolean list_worktree(struct repository *repository, struct listing *listing,
			      const char *const *parts, GError **error)
{
	g_autoptr(git_index) index = open_index(repository, error);
	struct worktree worktree = { .repository = repository, .index = index };
	const struct dir_names names = {
		.known = known_id,
		.name = id_of_bytes,
		.reason_against = reason_against,
		.data = &worktree,
	};
	int folder = index ? open_workdir(repository, error) : -1;
	gboolean done = folder >= 0;

	if (done)
		stat_index(&worktree);
	for (; done && *parts; parts++)
		done = dir_list(listing, folder, *parts, &names, error) &&
		       list_sparse(&worktree, listing, folder, *parts, error);
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
