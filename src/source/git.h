/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers in a git repository, read from its objects: no checkout is made and
 * nothing is ever written.  Bare and shallow repositories, worktrees, packed and
 * loose objects are all the same here.
 */
#ifndef UNBROKEN_SOURCE_GIT_H
#define UNBROKEN_SOURCE_GIT_H

#include "source/set.h"
#include "source/source.h"

#define GIT_ERROR_QUARK git_error_quark()
GQuark git_error_quark(void);

/* The library in use, "libgit2 1.5.1"; free with g_free(). */
char *git_library_version(void);

/* What the user's own git configuration, or that of the machine, says of @name ("core.pager");
 * NULL: nothing.  Free with g_free(). */
char *git_user_setting(const char *name);

enum git_error {
	GIT_ERROR_NO_REPOSITORY, /* none here, or one that may not be read */
	GIT_ERROR_NO_REVISION,   /* unknown, ambiguous, or not a commit or tree */
	GIT_ERROR_NO_OBJECT,     /* missing (shallow, partial) or damaged */
	GIT_ERROR_OTHER,
};

struct repository;

/* The repository that the folder @start is in, or that $GIT_DIR names.  Free with
 * repository_free(), after its trees. */
struct repository *repository_open(const char *start, GError **error);
/* The same; what repository_apply() makes stays in memory. */
struct repository *repository_open_memory(const char *start, GError **error);

void repository_free(struct repository *repository);
DEFINE_AUTO(repository, repository_free)

#define GIT_ID_SIZE 41 /* with its NUL */

enum revision_kind {
	REVISION_OBJECT, /* a commit or a tree */
	REVISION_INDEX,
	REVISION_WORKTREE,
};

/* One state of a repository, or of a part of it. */
struct revision {
	enum revision_kind kind;
	char *name;               /* before the paths of its headers: "v6.1:", or "" */
	char *path;               /* a folder or header in it, NULL: all of it */
	char tree[GIT_ID_SIZE];   /* of REVISION_OBJECT */
	char commit[GIT_ID_SIZE]; /* "" if it is none */
};

void revision_clear(struct revision *revision);

/*
 * "REV", "REV:PATH", ":" and ":PATH" (the index), "." (the working tree).  FALSE
 * with a sentence for what is unknown.
 */
gboolean repository_resolve(struct repository *repository, const char *text,
			    struct revision *revision, GError **error);

/* Whether @text is "A..B" or "A...B". */
gboolean revision_is_range(const char *text);

/* Both ends of "A..B"; of "A...B" the old one is where both began. */
gboolean repository_range(struct repository *repository, const char *text,
			  struct revision *old_revision, struct revision *new_revision,
			  GError **error);

/*
 * What one works on now: from where the upstream was left (without one, or with
 * nothing since, the commit before HEAD) to the working tree if a header in it was
 * changed, else the index if one is staged, else HEAD.  With @from (a revision) not
 * NULL, from there.  @paths: below which changes count, see repository_paths(); NULL: those
 * of the headers that nobody has to state.
 */
gboolean repository_current(struct repository *repository, const char *from,
			    const char *const *paths, struct revision *old_revision,
			    struct revision *new_revision, GError **error);

/*
 * The headers of @set (NULL: the exported ones of a kernel, else what looks like
 * installed headers) in @revision.  Their bytes are still to be read: see
 * tree_select().  The repository must outlive the tree.
 */
struct tree *repository_tree(struct repository *repository, const struct revision *revision,
			     const struct header_set *set, const struct tree_limits *limits,
			     GError **error);

/*
 * What the unified diff @diff, called @patch in messages, makes of @base; only of headers and
 * of what tells which headers there are.  For a repository of repository_open_memory().
 */
gboolean repository_apply(struct repository *repository, const struct revision *base,
			  const char *patch, const char *diff, gsize size, struct revision *result,
			  GError **error);

/* A file that is another one than the revision has. */
struct file_replacement {
	const char *path; /* in the repository */
	const char *text; /* NULL: it is not there */
	gsize size;
};

/* repository_tree() with one file replaced. */
struct tree *repository_tree_with(struct repository *repository, const struct revision *revision,
				  const struct header_set *set,
				  const struct file_replacement *replacement, GError **error);

/* The unified diff between two texts (NULL: no file), as git shows it; free with g_free(). */
char *repository_text_diff(const char *path, const char *old_text, gsize old_size,
			   const char *new_text, gsize new_size, GError **error);

/*
 * The text of the file @path in @revision; NULL without an error if there is none.
 * Free with g_free().
 */
char *repository_file(struct repository *repository, const struct revision *revision,
		      const char *path, gsize *ret_size, GError **error);

/*
 * What is in the folder @path ("drivers/misc/") of @revision, an object, NULL-terminated: files,
 * and folders with a slash at their end.  NULL if there is no such folder.  Free with
 * g_strfreev().
 */
char **repository_list(struct repository *repository, const struct revision *revision,
		       const char *path);

/* One commit.  All strings end with it. */
struct commit {
	char id[GIT_ID_SIZE];
	char *subject;
	char *author;  /* name only */
	char *message; /* all of it, as far as it is text; at most 64 KiB */
	gint64 time;   /* of the commit, seconds since 1970 */
	struct revision revision;
	/* The revision of its first parent; tree "" for a root commit. */
	struct revision parent;
	guint n_parents;
};

void commit_free(struct commit *commit);
DEFINE_AUTO(commit, commit_free)

struct commit *repository_commit(struct repository *repository, const char *id, GError **error);

/* Commits one after the other. */
struct history;

/*
 * The commits of @new_revision that @old_revision (NULL: nothing) does not have, newest
 * first.  Only those are given that have something of their own below one of @paths
 * (NULL-terminated, which must outlive the history; NULL: any): they differ there from all
 * their parents.
 */
struct history *history_open(struct repository *repository, const struct revision *old_revision,
			     const struct revision *new_revision, const char *const *paths,
			     GError **error);
void history_free(struct history *history);
DEFINE_AUTO(history, history_free)

/* Whether it ends where a shallow clone does, and not where the history began. */
gboolean history_is_cut(const struct history *history);

/* The next one; NULL at the end and, with @error set, on failure.  Free with commit_free(). */
struct commit *history_next(struct history *history, GError **error);

/* All of them, struct commit; free with g_ptr_array_unref(). */
GPtrArray *repository_walk(struct repository *repository, const struct revision *old_revision,
			   const struct revision *new_revision, const char *const *paths,
			   GError **error);

/*
 * The last commit that changed the file @path, from that of @from on along first parents, of
 * which at most @left are looked at; it is counted down.  NULL: none, or its parent is not there.
 */
struct commit *repository_last_change(struct repository *repository, const struct revision *from,
				      const char *path, guint *left);

/* Whether @revision is a kernel's source, whose exported headers are a header set of their own. */
gboolean repository_is_kernel(struct repository *repository, const struct revision *revision,
			      gboolean *ret, GError **error);

/* Below which paths a change of @set can be, for repository_walk(); free with g_strfreev(). */
char **repository_paths(struct repository *repository, const struct revision *revision,
			const struct header_set *set, GError **error);

/*
 * The nearest tag that the commit of @revision comes from, followed by how many commits there
 * are since: "v6.1-12-g5616c8c8a1b2"; NULL if there is none.  Free with g_free().
 */
char *repository_describe(struct repository *repository, const struct revision *revision);

/* The top folder of the working tree; NULL for a bare repository. */
const char *repository_top(const struct repository *repository);

/* The names of tags by the commits they mark: full id -> name; free with g_hash_table_unref(). */
GHashTable *repository_tags(struct repository *repository, GError **error);

#endif
