/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of this layer that speak to libgit2 share. */
#ifndef UNBROKEN_SOURCE_GIT_INTERNAL_H
#define UNBROKEN_SOURCE_GIT_INTERNAL_H

#include <git2.h>

#include "source/git.h"
#include "source/tree.h"

/* g_autoptr() for libgit2's own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree_entry, git_tree_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb_object, git_odb_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)

struct repository {
	git_repository *git;
	git_odb *odb;
	GHashTable *texts; /* blob -> GBytes, as the tree's readers get them */
	gsize text_bytes;
	GHashTable *reasons; /* why blobs could not be read; owned, a set */
	gboolean is_shallow;
	gboolean is_partial; /* objects may be left with the remote */
	gsize file_bytes;    /* larger blobs are refused */
};

/* Sets @error: @what, then why libgit2 failed.  Always FALSE. */
gboolean git_fail(GError **error, enum git_error code, const char *what, ...) G_GNUC_PRINTF(3, 4);

/* The same for an object that could not be read: says what to fetch.  Always FALSE. */
gboolean git_fail_object(struct repository *repository, GError **error, const char *what,
			 const git_oid *id);

/* What to do about an object that is not there. */
const char *git_remedy(const struct repository *repository);

/* The same for a walk that came to what is not there.  Always FALSE. */
gboolean git_fail_walk(struct repository *repository, GError **error);

/*
 * The commits of @new_revision that @old_revision (NULL: nothing) does not have, newest
 * first: git_oid.  For a shallow clone; those whose parents it does not have are left out,
 * and @ret_is_cut tells that there are such.
 */
GArray *git_walk_shallow(struct repository *repository, const struct revision *old_revision,
			 const struct revision *new_revision, gboolean *ret_is_cut, GError **error);

/* What @path is in @tree; NULL without an error if it is not there. */
git_tree_entry *git_entry(struct repository *repository, const git_tree *tree, const char *path,
			  GError **error);

git_tree *git_load_tree(struct repository *repository, const git_oid *id, const char *what,
			GError **error);

/* The bytes of the blob @id; NULL with @ret_reason set to one line that lives as
 * long as the repository. */
GBytes *git_load_blob(struct repository *repository, const git_oid *id, const char **ret_reason);

/* For tree_set_reader(). */
GBytes *git_read_text(gpointer data, const char *blob, const char **ret_reason);

struct listing;

/* Lists what is below @parts in the index or the working tree; see git-worktree.c. */
gboolean git_list_files(struct repository *repository, const struct revision *revision,
			struct listing *listing, const char *const *parts, GError **error);

/* FALSE with a sentence if the index has neither a file nor a folder @path. */
gboolean git_index_has(struct repository *repository, const char *path, GError **error);

/*
 * Whether a merge has something of its own below one of @paths: a file that is another one
 * than in each of its parents.  What it only took over from one of them is not.
 */
gboolean git_merge_has_own(struct repository *repository, const git_tree *tree,
			   const git_tree *const *parents, guint n, const char *const *paths,
			   gboolean *ret, GError **error);

/* Whether the index or the working tree has the folder @path. */
gboolean git_has_folder(struct repository *repository, const struct revision *revision,
			const char *path, gboolean *ret, GError **error);

#endif
