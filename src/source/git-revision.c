/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user calls a state of the repository, and what is being worked on.
 */
#include "source/git-internal.h"

#include <string.h>

#include "source/path.h"

void revision_clear(struct revision *revision)
{
	g_clear_pointer(&revision->name, g_free);
	g_clear_pointer(&revision->path, g_free);
}

static gboolean is_hex(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF") == strlen(text);
}

static gboolean fail_revision(struct repository *repository, const char *text, int code,
			      GError **error)
{
	const git_error *last = git_error_last();

	if (code == GIT_EAMBIGUOUS)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' is ambiguous: more than one object begins with it", text);
	else if (last && last->klass == GIT_ERROR_ODB && repository->is_shallow)
		g_set_error(
			error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT,
			"'%s' leads to a commit that this shallow clone does not have; 'git fetch "
			"--unshallow' gets it",
			text);
	else if (code == GIT_ENOTFOUND && repository->is_shallow && strpbrk(text, "^~"))
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' leads beyond what this shallow clone has; 'git fetch --deepen=N' "
			    "or 'git fetch --unshallow' gets it",
			    text);
	else if (last && last->klass == GIT_ERROR_ODB && !is_hex(text))
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT,
			    "'%s' leads to an object that is missing; %s", text,
			    git_remedy(repository));
	else if (code == GIT_ENOTFOUND && git_repository_head_unborn(repository->git) == 1)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' is no revision: the repository has no commits yet", text);
	else if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' is no revision of the repository '%s'", text,
			    git_repository_path(repository->git));
	else
		git_fail(error, GIT_ERROR_NO_OBJECT, "cannot read the revision '%s'", text);
	return FALSE;
}

/* Fills in what @object is; a tag of a file is no state of a tree. */
static gboolean take_object(struct repository *repository, const char *text, git_object *object,
			    struct revision *revision, GError **error)
{
	g_autoptr(git_object) commit = NULL;
	g_autoptr(git_object) tree = NULL;
	int code;

	if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0)
		git_oid_tostr(revision->commit, GIT_ID_SIZE, git_object_id(commit));
	code = git_object_peel(&tree, object, GIT_OBJECT_TREE);
	if (code == 0) {
		git_oid_tostr(revision->tree, GIT_ID_SIZE, git_object_id(tree));
		return TRUE;
	}
	if (code == GIT_EPEEL || code == GIT_EINVALIDSPEC)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' is neither a commit nor a tree", text);
	else
		git_fail_object(repository, error, text,
				commit ? git_commit_tree_id((const git_commit *)commit)
				       : git_object_id(object));
	return FALSE;
}

static gboolean resolve_object(struct repository *repository, const char *text,
			       struct revision *revision, GError **error)
{
	g_autoptr(git_object) object = NULL;
	int code = git_revparse_single(&object, repository->git, text);

	if (code < 0)
		return fail_revision(repository, text, code, error);
	revision->kind = REVISION_OBJECT;
	return take_object(repository, text, object, revision, error);
}

/* Where @part is; in braces it is part of a revision ("HEAD^{/fix: x}"). */
static const char *find_outside(const char *text, const char *part)
{
	guint depth = 0;

	for (; *text; text++) {
		if (*text == '{')
			depth++;
		else if (*text == '}' && depth)
			depth--;
		else if (!depth && g_str_has_prefix(text, part))
			return text;
	}
	return NULL;
}

/* The colon before the path. */
static const char *find_colon(const char *text)
{
	return find_outside(text, ":");
}

/* Between both ends of a range. */
static const char *find_dots(const char *text)
{
	return find_outside(text, "..");
}

static gboolean has_path(struct repository *repository, const struct revision *revision,
			 GError **error)
{
	g_autoptr(git_tree) tree = NULL;
	g_autoptr(git_tree_entry) entry = NULL;
	GError *failure = NULL;
	git_oid id;

	if (!revision->path)
		return TRUE;
	if (revision->kind == REVISION_INDEX)
		return git_index_has(repository, revision->path, error);
	git_oid_fromstr(&id, revision->tree);
	tree = git_load_tree(repository, &id, "cannot read a tree", error);
	if (!tree)
		return FALSE;
	entry = git_entry(repository, tree, revision->path, &failure);
	if (!entry && !failure)
		g_set_error(&failure, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "there is no '%s' in '%.*s'", revision->path,
			    (int)strlen(revision->name) - 1, revision->name);
	if (failure)
		g_propagate_error(error, failure);
	return entry != NULL;
}

static gboolean set_path(struct revision *revision, const char *text, const char *path,
			 GError **error)
{
	if (!path || !*path)
		return TRUE;
	revision->path = path_join("", path);
	if (!revision->path)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%s' leads out of the repository", text);
	return revision->path != NULL;
}

gboolean repository_resolve(struct repository *repository, const char *text,
			    struct revision *revision, GError **error)
{
	const char *colon = find_colon(text);
	g_autofree char *plain = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);

	*revision = (struct revision){ .kind = REVISION_OBJECT };
	if (strcmp(text, ".") == 0) {
		revision->kind = REVISION_WORKTREE;
		revision->name = g_strdup("");
		return TRUE;
	}
	revision->name = g_strconcat(plain, ":", NULL);
	if (!*plain && colon)
		revision->kind = REVISION_INDEX;
	else if (!resolve_object(repository, plain, revision, error))
		return FALSE;
	return set_path(revision, text, colon ? colon + 1 : NULL, error) &&
	       has_path(repository, revision, error);
}

gboolean revision_is_range(const char *text)
{
	const char *dots = find_dots(text);

	/* "../linux" is a path, and no revision begins with a slash. */
	return dots && dots[2] != '/';
}

static void copy_revision(struct revision *to, const struct revision *from)
{
	*to = *from;
	to->name = g_strdup(from->name);
	to->path = g_strdup(from->path);
}

/* Where both began; the name is that of the commit. */
static gboolean find_merge_base(struct repository *repository, const struct revision *one,
				const struct revision *other, struct revision *ret, GError **error)
{
	char hex[GIT_ID_SIZE];
	git_oid a, b, base;

	git_oid_fromstr(&a, one->commit);
	git_oid_fromstr(&b, other->commit);
	if (!one->commit[0] || !other->commit[0] ||
	    git_merge_base(&base, repository->git, &a, &b) < 0) {
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "'%.*s' and '%.*s' have no common ancestor%s",
			    (int)strlen(one->name) - 1, one->name, (int)strlen(other->name) - 1,
			    other->name,
			    repository->is_shallow ? " in this shallow clone; 'git fetch "
						     "--unshallow' gets the rest"
						   : "");
		return FALSE;
	}
	git_oid_tostr(hex, sizeof(hex), &base);
	if (!repository_resolve(repository, hex, ret, error))
		return FALSE;
	g_free(ret->name);
	ret->name = g_strdup_printf("%.12s:", hex);
	return TRUE;
}

gboolean repository_range(struct repository *repository, const char *text,
			  struct revision *old_revision, struct revision *new_revision,
			  GError **error)
{
	const char *dots = find_dots(text);
	gboolean from_base = dots[2] == '.';
	const char *right = dots + (from_base ? 3 : 2);
	g_autofree char *left = g_strndup(text, (gsize)(dots - text));
	struct revision left_revision;
	gboolean done;

	*old_revision = *new_revision = (struct revision){ 0 };
	if (!repository_resolve(repository, *left ? left : "HEAD", &left_revision, error)) {
		revision_clear(&left_revision);
		return FALSE;
	}
	if (!repository_resolve(repository, *right ? right : "HEAD", new_revision, error)) {
		revision_clear(&left_revision);
		return FALSE;
	}
	if (!from_base) {
		*old_revision = left_revision;
		return TRUE;
	}
	done = find_merge_base(repository, &left_revision, new_revision, old_revision, error);
	revision_clear(&left_revision);
	return done;
}

/* --- What one works on ------------------------------------------------------ */

struct changes {
	gboolean in_worktree, in_index;
};

static int note_change(const git_diff *diff, const git_diff_delta *delta, const char *matched,
		       void *data)
{
	gboolean *changed = data;

	(void)diff;
	(void)matched;
	*changed |= path_is_header(delta->new_file.path) || path_is_header(delta->old_file.path);
	return 1; /* to know that it is there is all */
}

static gboolean find_changes(struct repository *repository, const struct revision *head,
			     char **paths, struct changes *changes, GError **error)
{
	git_diff_options options;
	g_autoptr(git_tree) tree = NULL;
	git_diff *diff = NULL;
	git_oid id;
	int code;

	/* To libgit2 a bare repository has an index, from which all is deleted. */
	if (git_repository_is_bare(repository->git))
		return TRUE;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
			GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	/* To libgit2 "" is no prefix of all paths. */
	if (!g_strv_contains((const char *const *)paths, ""))
		options.pathspec = (git_strarray){ paths, g_strv_length(paths) };
	options.notify_cb = note_change;
	git_oid_fromstr(&id, head->tree);
	tree = git_load_tree(repository, &id, "cannot read HEAD", error);
	if (!tree)
		return FALSE;
	options.payload = &changes->in_index;
	code = git_diff_tree_to_index(&diff, repository->git, tree, NULL, &options);
	git_diff_free(diff);
	diff = NULL;
	options.payload = &changes->in_worktree;
	if (code == 0)
		code = git_diff_index_to_workdir(&diff, repository->git, NULL, &options);
	git_diff_free(diff);
	return code == 0 ||
	       git_fail(error, GIT_ERROR_OTHER, "cannot compare the working tree with HEAD");
}

/* The upstream of the current branch; FALSE without an error when there is none. */
static gboolean find_upstream(struct repository *repository, struct revision *ret)
{
	g_autoptr(git_reference) head = NULL;
	g_autoptr(git_reference) upstream = NULL;

	if (git_repository_head(&head, repository->git) < 0 ||
	    git_branch_upstream(&upstream, head) < 0)
		return FALSE;
	return repository_resolve(repository, git_reference_name(upstream), ret, NULL);
}

/* Where the upstream was left, if something was done since. */
static gboolean find_fork(struct repository *repository, const struct revision *head,
			  gboolean is_changed, struct revision *ret)
{
	struct revision upstream = { 0 };
	gboolean found = find_upstream(repository, &upstream) &&
			 find_merge_base(repository, &upstream, head, ret, NULL);

	revision_clear(&upstream);
	if (found && (is_changed || strcmp(ret->commit, head->commit) != 0))
		return TRUE;
	if (found)
		revision_clear(ret);
	return FALSE;
}

static gboolean find_parent(struct repository *repository, struct revision *ret, GError **error)
{
	GError *failure = NULL;

	if (repository_resolve(repository, "HEAD^", ret, &failure))
		return TRUE;
	if (g_error_matches(failure, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION) &&
	    !repository->is_shallow) {
		g_clear_error(&failure);
		g_set_error(&failure, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
			    "there is nothing to compare with: HEAD is the first commit, and no "
			    "header was changed since");
	}
	g_propagate_error(error, failure);
	return FALSE;
}

static gboolean find_old(struct repository *repository, const char *from,
			 const struct revision *head, gboolean is_changed, struct revision *ret,
			 GError **error)
{
	*ret = (struct revision){ 0 };
	if (from)
		return repository_resolve(repository, from, ret, error);
	if (find_fork(repository, head, is_changed, ret))
		return TRUE;
	if (repository_resolve(repository, "HEAD^", ret, NULL))
		return TRUE;
	revision_clear(ret);
	if (is_changed) {
		copy_revision(ret, head); /* the first commit is still being worked on */
		return TRUE;
	}
	return find_parent(repository, ret, error);
}

gboolean repository_current(struct repository *repository, const char *from,
			    const char *const *paths, struct revision *old_revision,
			    struct revision *new_revision, GError **error)
{
	struct changes changes = { 0 };
	g_auto(GStrv) watched = NULL;

	*old_revision = *new_revision = (struct revision){ 0 };
	if (!repository_resolve(repository, "HEAD", new_revision, error))
		return FALSE;
	watched = paths ? g_strdupv((char **)paths)
			: repository_paths(repository, new_revision, NULL, error);
	if (!watched || !find_changes(repository, new_revision, watched, &changes, error) ||
	    !find_old(repository, from, new_revision, changes.in_worktree || changes.in_index,
		      old_revision, error))
		return FALSE;
	/* The paths of HEAD are those of the working tree: nothing in it was changed. */
	g_free(new_revision->name);
	new_revision->name = g_strdup(git_repository_workdir(repository->git) ? "" : "HEAD:");
	if (changes.in_worktree)
		new_revision->kind = REVISION_WORKTREE;
	else if (changes.in_index)
		new_revision->kind = REVISION_INDEX;
	return TRUE;
}
