/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commits: which there are, and what they changed the paths of.
 */
#include "source/git-internal.h"

#include <fcntl.h>
#include <string.h>

#include "source/file.h"
#include "source/path.h"

#define MESSAGE_BYTES_MAX (64 * 1024)

void commit_free(struct commit *commit)
{
	if (!commit)
		return;
	g_free(commit->subject);
	g_free(commit->author);
	g_free(commit->message);
	revision_clear(&commit->revision);
	revision_clear(&commit->parent);
	g_free(commit);
}

/* Foreign bytes, made text. */
static char *text_of(const char *bytes)
{
	char *text = g_utf8_make_valid(bytes ? bytes : "", -1);

	for (char *at = text; *at; at++) {
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	}
	return text;
}

static char *message_of(const git_commit *git)
{
	const char *message = git_commit_message(git);
	g_autofree char *start = g_strndup(message ? message : "", MESSAGE_BYTES_MAX);

	return g_utf8_make_valid(start, -1);
}

static void name_revision(struct revision *revision, const git_oid *commit, const git_oid *tree)
{
	git_oid_tostr(revision->commit, GIT_ID_SIZE, commit);
	git_oid_tostr(revision->tree, GIT_ID_SIZE, tree);
	revision->name = g_strdup_printf("%.12s:", revision->commit);
}

static git_commit *load_commit(struct repository *repository, const git_oid *id, GError **error)
{
	git_commit *commit = NULL;

	if (git_commit_lookup(&commit, repository->git, id) == 0)
		return commit;
	git_fail_object(repository, error, "cannot read a commit", id);
	return NULL;
}

static struct commit *describe(struct repository *repository, git_commit *git, GError **error)
{
	AUTO(commit) commit = g_new0(struct commit, 1);
	g_autoptr(git_commit) parent = NULL;
	const git_signature *author = git_commit_author(git);

	git_oid_tostr(commit->id, GIT_ID_SIZE, git_commit_id(git));
	commit->subject = text_of(git_commit_summary(git));
	commit->author = text_of(author ? author->name : NULL);
	commit->message = message_of(git);
	commit->time = git_commit_time(git);
	commit->n_parents = git_commit_parentcount(git);
	name_revision(&commit->revision, git_commit_id(git), git_commit_tree_id(git));
	if (commit->n_parents == 0)
		return g_steal_pointer(&commit);
	parent = load_commit(repository, git_commit_parent_id(git, 0), error);
	if (!parent)
		return NULL;
	name_revision(&commit->parent, git_commit_id(parent), git_commit_tree_id(parent));
	return g_steal_pointer(&commit);
}

struct commit *repository_commit(struct repository *repository, const char *id, GError **error)
{
	g_autoptr(git_commit) git = NULL;
	git_oid oid;

	if (git_oid_fromstr(&oid, id) < 0) {
		git_fail(error, GIT_ERROR_NO_REVISION, "'%s' is no commit", id);
		return NULL;
	}
	git = load_commit(repository, &oid, error);
	return git ? describe(repository, git, error) : NULL;
}

/* What @path is in the tree @id: zero if it is not there. */
static gboolean id_at(struct repository *repository, const git_tree *tree, const char *path,
		      git_oid *ret, GError **error)
{
	GError *failure = NULL;
	g_autofree char *plain = g_strndup(path, strlen(path) - g_str_has_suffix(path, "/"));
	g_autoptr(git_tree_entry) entry =
		*plain ? git_entry(repository, tree, plain, &failure) : NULL;

	memset(ret, 0, sizeof(*ret));
	if (entry)
		git_oid_cpy(ret, git_tree_entry_id(entry));
	else if (!*plain)
		git_oid_cpy(ret, git_tree_id(tree));
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

static gboolean trees_differ(struct repository *repository, const git_tree *one,
			     const git_tree *other, const char *const *paths, gboolean *ret,
			     GError **error)
{
	*ret = FALSE;
	for (; paths && *paths && !*ret; paths++) {
		git_oid a, b;

		if (!id_at(repository, one, *paths, &a, error) ||
		    !id_at(repository, other, *paths, &b, error))
			return FALSE;
		*ret = !git_oid_equal(&a, &b);
	}
	return TRUE;
}

static void free_tree(gpointer tree)
{
	git_tree_free(tree);
}

/* As is_wanted(), for a commit that differs from each of its parents. */
static gboolean merge_is_wanted(struct repository *repository, git_commit *git,
				const git_tree *tree, const char *const *paths, gboolean *ret,
				GError **error)
{
	g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(free_tree);

	for (guint i = 0; i < git_commit_parentcount(git); i++) {
		g_autoptr(git_commit) parent =
			load_commit(repository, git_commit_parent_id(git, i), error);
		git_tree *before = parent ? git_load_tree(repository, git_commit_tree_id(parent),
							  "cannot read a tree", error)
					  : NULL;

		if (!before)
			return FALSE;
		g_ptr_array_add(parents, before);
	}
	return git_merge_has_own(repository, tree, (const git_tree *const *)parents->pdata,
				 parents->len, paths, ret, error);
}

/* Whether a commit has something of its own below @paths: it differs from all its parents. */
static gboolean is_wanted(struct repository *repository, git_commit *git, const char *const *paths,
			  gboolean *ret, GError **error)
{
	g_autoptr(git_tree) tree =
		git_load_tree(repository, git_commit_tree_id(git), "cannot read a tree", error);

	*ret = TRUE;
	for (guint i = 0; tree && paths && *ret && i < git_commit_parentcount(git); i++) {
		g_autoptr(git_commit) parent =
			load_commit(repository, git_commit_parent_id(git, i), error);
		g_autoptr(git_tree) before =
			parent ? git_load_tree(repository, git_commit_tree_id(parent),
					       "cannot read a tree", error)
			       : NULL;

		if (!before || !trees_differ(repository, tree, before, paths, ret, error))
			return FALSE;
	}
	if (tree && paths && *ret && git_commit_parentcount(git) > 1)
		return merge_is_wanted(repository, git, tree, paths, ret, error);
	return tree != NULL;
}

struct history {
	struct repository *repository;
	const char *const *paths;
	git_revwalk *walk; /* NULL: */
	GArray *ids;       /* git_oid, of a shallow clone */
	guint next;        /* of @ids */
	gboolean is_cut;
};

void history_free(struct history *history)
{
	if (!history)
		return;
	git_revwalk_free(history->walk);
	if (history->ids)
		g_array_unref(history->ids);
	g_free(history);
}

/* All of a history is walked as it comes, so that the first commit is there at once. */
static int start_walk(git_revwalk *walk, const struct revision *old_revision,
		      const struct revision *new_revision)
{
	gboolean is_range = old_revision && old_revision->commit[0];
	git_oid id;
	int code = git_revwalk_sorting(walk, is_range ? GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME
						      : GIT_SORT_TIME);

	if (code == 0 && git_oid_fromstr(&id, new_revision->commit) == 0)
		code = git_revwalk_push(walk, &id);
	if (code == 0 && is_range && git_oid_fromstr(&id, old_revision->commit) == 0)
		code = git_revwalk_hide(walk, &id);
	return code;
}

struct history *history_open(struct repository *repository, const struct revision *old_revision,
			     const struct revision *new_revision, const char *const *paths,
			     GError **error)
{
	AUTO(history) history = g_new0(struct history, 1);

	history->repository = repository;
	history->paths = paths;
	if (repository->is_shallow) {
		history->ids = git_walk_shallow(repository, old_revision, new_revision,
						&history->is_cut, error);
		return history->ids ? g_steal_pointer(&history) : NULL;
	}
	if (git_revwalk_new(&history->walk, repository->git) == 0 &&
	    start_walk(history->walk, old_revision, new_revision) == 0)
		return g_steal_pointer(&history);
	git_fail_walk(repository, error);
	return NULL;
}

gboolean history_is_cut(const struct history *history)
{
	return history->is_cut;
}

static int next_id(struct history *history, git_oid *id)
{
	if (!history->ids)
		return git_revwalk_next(id, history->walk);
	if (history->next == history->ids->len)
		return GIT_ITEROVER;
	*id = g_array_index(history->ids, git_oid, history->next++);
	return 0;
}

struct commit *history_next(struct history *history, GError **error)
{
	struct repository *repository = history->repository;
	git_oid id;
	int code;

	while ((code = next_id(history, &id)) == 0) {
		g_autoptr(git_commit) git = load_commit(repository, &id, error);
		gboolean wanted;

		if (!git || !is_wanted(repository, git, history->paths, &wanted, error))
			return NULL;
		if (wanted)
			return describe(repository, git, error);
	}
	if (code != GIT_ITEROVER)
		git_fail_walk(repository, error);
	return NULL;
}

GPtrArray *repository_walk(struct repository *repository, const struct revision *old_revision,
			   const struct revision *new_revision, const char *const *paths,
			   GError **error)
{
	AUTO(history) history = history_open(repository, old_revision, new_revision, paths, error);
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
	GError *failure = NULL;
	struct commit *commit;

	if (!history)
		return NULL;
	while ((commit = history_next(history, &failure)))
		g_ptr_array_add(commits, commit);
	if (!failure)
		return g_steal_pointer(&commits);
	g_propagate_error(error, failure);
	return NULL;
}

static gboolean id_in_commit(struct repository *repository, git_commit *git, const char *path,
			     git_oid *ret)
{
	g_autoptr(git_tree) tree = NULL;

	return git_commit_tree(&tree, git) == 0 && id_at(repository, tree, path, ret, NULL);
}

struct commit *repository_last_change(struct repository *repository, const struct revision *from,
				      const char *path, guint *left)
{
	git_commit *at = NULL;
	git_oid id, now, before;

	if (git_oid_fromstr(&id, from->commit) < 0 ||
	    git_commit_lookup(&at, repository->git, &id) < 0 ||
	    !id_in_commit(repository, at, path, &now))
		g_clear_pointer(&at, git_commit_free);
	while (at && *left) {
		git_commit *parent = NULL;
		struct commit *commit = NULL;

		(*left)--;
		if (git_commit_parent(&parent, at, 0) == 0 &&
		    id_in_commit(repository, parent, path, &before)) {
			if (!git_oid_equal(&now, &before))
				commit = describe(repository, at, NULL);
		} else {
			g_clear_pointer(&parent, git_commit_free);
		}
		git_commit_free(at);
		at = parent;
		if (commit) {
			git_commit_free(at);
			return commit;
		}
	}
	git_commit_free(at);
	return NULL;
}

struct tagging {
	struct repository *repository;
	GHashTable *tags;
};

static int note_tag(const char *name, git_oid *id, void *data)
{
	struct tagging *tagging = data;
	g_autoptr(git_object) object = NULL;
	g_autoptr(git_object) commit = NULL;
	char hex[GIT_ID_SIZE];
	const char *known;

	/* What marks no commit marks no release. */
	if (git_object_lookup(&object, tagging->repository->git, id, GIT_OBJECT_ANY) < 0 ||
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0)
		return 0;
	git_oid_tostr(hex, sizeof(hex), git_object_id(commit));
	name = g_str_has_prefix(name, "refs/tags/") ? name + strlen("refs/tags/") : name;
	known = g_hash_table_lookup(tagging->tags, hex);
	if (!known || strcmp(name, known) < 0)
		g_hash_table_replace(tagging->tags, g_strdup(hex), g_strdup(name));
	return 0;
}

GHashTable *repository_tags(struct repository *repository, GError **error)
{
	g_autoptr(GHashTable) tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct tagging tagging = { repository, tags };

	if (git_tag_foreach(repository->git, note_tag, &tagging) == 0)
		return g_steal_pointer(&tags);
	git_fail(error, GIT_ERROR_OTHER, "cannot read the tags");
	return NULL;
}

/* --- Single files ----------------------------------------------------------- */

static gboolean find_blob(struct repository *repository, const struct revision *revision,
			  const char *path, git_oid *ret, gboolean *found, GError **error)
{
	g_autoptr(git_tree) tree = NULL;
	g_autoptr(git_index) index = NULL;
	const git_index_entry *entry;
	git_oid id;

	if (revision->kind == REVISION_OBJECT) {
		git_oid_fromstr(&id, revision->tree);
		tree = git_load_tree(repository, &id, "cannot read a tree", error);
		if (!tree || !id_at(repository, tree, path, ret, error))
			return FALSE;
		*found = !git_oid_is_zero(ret);
		return TRUE;
	}
	if (git_repository_index(&index, repository->git) < 0)
		return git_fail(error, GIT_ERROR_OTHER, "cannot read the index");
	entry = git_index_get_bypath(index, path, 0);
	*found = entry != NULL;
	if (entry)
		git_oid_cpy(ret, &entry->id);
	return TRUE;
}

static char *read_worktree(struct repository *repository, const char *path, gsize *ret_size,
			   GError **error)
{
	const char *workdir = git_repository_workdir(repository->git);
	g_autofree char *full = workdir ? g_build_filename(workdir, path, NULL) : NULL;
	const char *reason = NULL;
	char *text;

	if (!full || !g_file_test(full, G_FILE_TEST_IS_REGULAR))
		return NULL;
	text = file_read(AT_FDCWD, full, repository->file_bytes, ret_size, &reason);
	if (!text)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_OTHER, "'%s' %s", path, reason);
	return text;
}

char *repository_file(struct repository *repository, const struct revision *revision,
		      const char *path, gsize *ret_size, GError **error)
{
	const char *reason = NULL;
	gboolean found = FALSE;
	char hex[GIT_ID_SIZE];
	GBytes *bytes;
	git_oid id;
	char *text;

	if (revision->kind == REVISION_WORKTREE)
		return read_worktree(repository, path, ret_size, error);
	if (!find_blob(repository, revision, path, &id, &found, error) || !found)
		return NULL;
	git_oid_tostr(hex, sizeof(hex), &id);
	bytes = git_read_text(repository, hex, &reason);
	if (!bytes) {
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT, "'%s%s' %s",
			    revision->name, path, reason);
		return NULL;
	}
	text = g_bytes_unref_to_data(bytes, ret_size);
	(*ret_size)--;
	return text;
}

char *repository_text_diff(const char *path, const char *old_text, gsize old_size,
			   const char *new_text, gsize new_size, GError **error)
{
	git_patch *patch = NULL;
	git_buf buffer = { 0 };
	char *text = NULL;

	git_libgit2_init(); /* there may be no repository */
	if (git_patch_from_buffers(&patch, old_text, old_size, old_text ? path : NULL, new_text,
				   new_size, new_text ? path : NULL, NULL) < 0 ||
	    git_patch_to_buf(&buffer, patch) < 0)
		git_fail(error, GIT_ERROR_OTHER, "cannot compare the texts of '%s'", path);
	else
		text = g_strndup(buffer.ptr ? buffer.ptr : "", buffer.size);
	git_buf_dispose(&buffer);
	git_patch_free(patch);
	git_libgit2_shutdown();
	return text;
}
