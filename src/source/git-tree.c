/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trees of headers out of trees of git.  Only folders that can hold headers of the
 * interface are looked at, and of headers only the ids: their bytes are read when
 * somebody wants them.
 */
#include "source/git-internal.h"

#include <string.h>

#include "source/header.h"
#include "source/listing.h"
#include "source/path.h"

#define MAX_DEPTH 64

struct walk {
	struct repository *repository;
	struct listing *listing;
	guint depth;
};

static gboolean walk_folder(struct walk *walk, const git_oid *id, const char *prefix,
			    GError **error);

static void refuse_link(struct walk *walk, const char *path, const char *reason)
{
	if (path_is_header(path))
		listing_refuse(walk->listing, path, reason);
}

static void visit_link(struct walk *walk, const git_oid *id, const char *path)
{
	const char *reason = NULL;
	GBytes *target;

	if (path_is_hidden(path))
		return;
	target = git_load_blob(walk->repository, id, &reason);
	if (!target) {
		refuse_link(walk, path, reason);
		return;
	}
	listing_add_link(walk->listing, path, g_bytes_get_data(target, NULL));
	g_bytes_unref(target);
}

/* Make files are asked at once, headers perhaps never. */
static gboolean visit_make_file(struct walk *walk, const git_oid *id, const char *path,
				GError **error)
{
	const char *reason = NULL;
	GBytes *bytes = git_load_blob(walk->repository, id, &reason);
	gsize size;
	char *text;

	if (!bytes)
		return TRUE;
	text = g_bytes_unref_to_data(bytes, &size);
	return listing_add(walk->listing, path, text, size - 1, error);
}

static gboolean visit_file(struct walk *walk, const git_oid *id, const char *path, GError **error)
{
	g_autofree char *blob = NULL;
	char hex[GIT_ID_SIZE];

	if (!listing_wants(walk->listing, path))
		return TRUE;
	if (!path_is_header(path))
		return visit_make_file(walk, id, path, error);
	git_oid_tostr(hex, sizeof(hex), id);
	blob = listing_blob_name(path, hex);
	return listing_add_blob(walk->listing, path, blob, NULL, 0, error);
}

static gboolean visit_folder(struct walk *walk, const git_oid *id, const char *path, GError **error)
{
	g_autofree char *prefix = g_strconcat(path, "/", NULL);
	gboolean done;

	if (path_is_hidden(prefix) || path_is_foreign(prefix))
		return TRUE;
	if (walk->depth == MAX_DEPTH) {
		listing_refuse(walk->listing, prefix, "is nested too deeply");
		return TRUE;
	}
	walk->depth++;
	done = walk_folder(walk, id, prefix, error);
	walk->depth--;
	return done;
}

static void visit_submodule(struct walk *walk, const char *path)
{
	g_autofree char *prefix = g_strconcat(path, "/", NULL);

	if (!path_is_hidden(prefix) && !path_is_foreign(prefix))
		listing_refuse(walk->listing, prefix,
			       "is a submodule: its headers are in another repository");
}

static gboolean visit(struct walk *walk, const git_oid *id, git_filemode_t mode, const char *path,
		      GError **error)
{
	if (!listing_count_member(walk->listing, error))
		return FALSE;
	switch (mode) {
	case GIT_FILEMODE_TREE:
		return visit_folder(walk, id, path, error);
	case GIT_FILEMODE_LINK:
		visit_link(walk, id, path);
		return TRUE;
	case GIT_FILEMODE_COMMIT:
		visit_submodule(walk, path);
		return TRUE;
	default:
		return visit_file(walk, id, path, error);
	}
}

static gboolean walk_folder(struct walk *walk, const git_oid *id, const char *prefix,
			    GError **error)
{
	g_autofree char *what = g_strdup_printf("cannot read the folder '%s'", prefix);
	g_autoptr(git_tree) tree = git_load_tree(walk->repository, id, what, error);

	for (gsize i = 0; tree && i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		g_autofree char *path = g_strconcat(prefix, git_tree_entry_name(entry), NULL);

		if (!visit(walk, git_tree_entry_id(entry), git_tree_entry_filemode(entry), path,
			   error))
			return FALSE;
	}
	return tree != NULL;
}

/* The folder or file @part of @tree, if it is there. */
static gboolean walk_part(struct walk *walk, const git_tree *tree, const char *part, GError **error)
{
	GError *failure = NULL;
	g_autofree char *path = g_strndup(part, strlen(part) - g_str_has_suffix(part, "/"));
	g_autoptr(git_tree_entry) entry =
		git_entry(walk->repository, tree, *path ? path : ".", &failure);

	if (!*path)
		return walk_folder(walk, git_tree_id(tree), "", error);
	if (entry)
		return visit(walk, git_tree_entry_id(entry), git_tree_entry_filemode(entry), path,
			     error);
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

static gboolean walk_object(struct walk *walk, const struct revision *revision,
			    const char *const *parts, GError **error)
{
	g_autoptr(git_tree) tree = NULL;
	git_oid id;

	git_oid_fromstr(&id, revision->tree);
	tree = git_load_tree(walk->repository, &id, "cannot read a tree", error);
	for (; tree && *parts; parts++) {
		if (!walk_part(walk, tree, *parts, error))
			return FALSE;
	}
	return tree != NULL;
}

static char **list_tree(const git_tree *tree)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (gsize i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		gboolean is_folder = git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
		g_autofree char *name =
			g_strconcat(git_tree_entry_name(entry), is_folder ? "/" : "", NULL);

		g_strv_builder_add(names, name);
	}
	return g_strv_builder_end(names);
}

char **repository_list(struct repository *repository, const struct revision *revision,
		       const char *path)
{
	g_autofree char *plain = g_strndup(path, strlen(path) - g_str_has_suffix(path, "/"));
	g_autoptr(git_tree) tree = NULL;
	g_autoptr(git_tree) folder = NULL;
	g_autoptr(git_tree_entry) entry = NULL;
	git_oid id;

	if (revision->kind != REVISION_OBJECT || git_oid_fromstr(&id, revision->tree))
		return NULL;
	tree = git_load_tree(repository, &id, "cannot read a tree", NULL);
	if (!tree || !*plain)
		return tree ? list_tree(tree) : NULL;
	entry = git_entry(repository, tree, plain, NULL);
	if (entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE)
		folder = git_load_tree(repository, git_tree_entry_id(entry), "cannot read a folder",
				       NULL);
	return folder ? list_tree(folder) : NULL;
}

static gboolean has_folder(struct repository *repository, const struct revision *revision,
			   const char *path, gboolean *ret, GError **error)
{
	GError *failure = NULL;
	g_autoptr(git_tree) tree = NULL;
	g_autoptr(git_tree_entry) entry = NULL;
	git_oid id;

	if (revision->kind != REVISION_OBJECT)
		return git_has_folder(repository, revision, path, ret, error);
	git_oid_fromstr(&id, revision->tree);
	tree = git_load_tree(repository, &id, "cannot read a tree", error);
	if (!tree)
		return FALSE;
	entry = git_entry(repository, tree, path, &failure);
	*ret = entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

gboolean repository_is_kernel(struct repository *repository, const struct revision *revision,
			      gboolean *ret, GError **error)
{
	return has_folder(repository, revision, "include/uapi", ret, error);
}

/* Where a kernel has what it exports. */
static char **kernel_parts(void)
{
	g_autoptr(GStrvBuilder) parts = g_strv_builder_new();

	g_strv_builder_add_many(parts, "Makefile", "include/uapi/", NULL);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_autofree char *part = g_strdup_printf("arch/%s/include/uapi/", targets[id].arch);

		if (id == 0 || strcmp(targets[id].arch, targets[id - 1].arch) != 0)
			g_strv_builder_add(parts, part);
	}
	return g_strv_builder_end(parts);
}

/* The folders of a set; @all: also those which are not judged. */
static char **set_parts(const struct header_set *set, gboolean all)
{
	g_autoptr(GStrvBuilder) parts = g_strv_builder_new();

	g_strv_builder_addv(parts, (const char **)set->roots);
	if (all && set->includes)
		g_strv_builder_addv(parts, (const char **)set->includes);
	return g_strv_builder_end(parts);
}

char **repository_paths(struct repository *repository, const struct revision *revision,
			const struct header_set *set, GError **error)
{
	static const char *const installed[] = { "usr/include/", "usr/lib/linux/uapi/", NULL };
	static const char *const all[] = { "", NULL };
	gboolean found = FALSE;

	if (revision->path) {
		const char *const part[] = { revision->path, NULL };

		return g_strdupv((char **)part);
	}
	if (set && set->roots)
		return set_parts(set, FALSE);
	if (!has_folder(repository, revision, "include/uapi", &found, error))
		return NULL;
	if (found)
		return kernel_parts();
	if (!has_folder(repository, revision, "usr/include", &found, error))
		return NULL;
	return g_strdupv((char **)(found ? installed : all));
}

/* What a user would call it: the name without the colon before a path. */
static char *revision_label(const struct revision *revision)
{
	gsize length = strlen(revision->name);

	if (revision->kind == REVISION_WORKTREE)
		return g_strdup(".");
	if (length <= 1)
		return g_strdup(revision->kind == REVISION_INDEX ? ":" : "HEAD");
	if (revision->path)
		return g_strconcat(revision->name, revision->path, NULL);
	return g_strndup(revision->name, length - 1);
}

static struct listing *new_listing(struct repository *repository, const struct revision *revision,
				   const struct header_set *set, const struct tree_limits *limits)
{
	const struct tree_reader reader = { .read = git_read_text, .data = repository };
	g_autofree char *name = revision_label(revision);
	struct listing *listing = listing_new(name, limits);

	tree_set_reader(listing->tree, &reader);
	listing->shown = tree_intern(listing->tree, revision->name);
	listing->shown_root = listing->shown;
	listing->absolute = "/";
	listing->set = set && set->roots ? set : NULL;
	if (revision->path) {
		g_autofree char *base = g_strconcat(revision->path, "/", NULL);

		listing->base = tree_intern(listing->tree, base);
	}
	return listing;
}

/* A header of no set: it is offered beside the others, so that it finds what it includes. */
static gboolean offer_header(struct repository *repository, struct tree *tree,
			     const struct revision *revision, const char *shown, GError **error)
{
	target_set set;
	struct tree_offer offer = {
		.path = tree_intern(tree, header_included_as(revision->path, &set)),
		.shown = tree_intern(tree, shown),
		.judged = TRUE,
	};
	gsize size;
	char *text = repository_file(repository, revision, revision->path, &size, error);

	if (!text)
		return FALSE;
	offer.claims[TREE_CLAIM_EXACT] = set;
	offer.text = header_installed(text, revision->path, &size);
	offer.size = size;
	tree_own(tree, (gpointer)offer.text);
	tree_offer(tree, &offer);
	tree_settle(tree);
	return TRUE;
}

/* With a header named, the others are there for what it includes only. */
static gboolean judge_one(struct repository *repository, struct tree *tree,
			  const struct revision *revision, GError **error)
{
	g_autofree char *shown = NULL;

	if (!revision->path || !path_is_header(revision->path))
		return TRUE;
	shown = g_strconcat(revision->name, revision->path, NULL);
	if (!tree_judge_only(tree, shown)) {
		if (!offer_header(repository, tree, revision, shown, error))
			return FALSE;
		tree_judge_only(tree, shown);
	}
	tree->layout = TREE_SINGLE_HEADER;
	return TRUE;
}

static gboolean replace(struct listing *listing, const struct file_replacement *replacement,
			GError **error)
{
	char *text;

	for (guint i = listing->entries->len; i > 0; i--) {
		if (strcmp(g_array_index(listing->entries, struct listing_entry, i - 1).path,
			   replacement->path) == 0)
			g_array_remove_index(listing->entries, i - 1);
	}
	if (!replacement->text || !listing_wants(listing, replacement->path))
		return TRUE;
	text = g_malloc(replacement->size + 1);
	memcpy(text, replacement->text, replacement->size);
	text[replacement->size] = '\0';
	return listing_add(listing, replacement->path, text, replacement->size, error);
}

static struct tree *make_tree(struct repository *repository, const struct revision *revision,
			      const struct header_set *set, const struct tree_limits *limits,
			      const struct file_replacement *replacement, GError **error)
{
	g_auto(GStrv) parts = set && set->roots && !revision->path
				      ? set_parts(set, TRUE)
				      : repository_paths(repository, revision, set, error);
	AUTO(listing) listing = NULL;
	struct walk walk = { .repository = repository };
	gboolean listed;

	if (!parts)
		return NULL;
	listing = new_listing(repository, revision, set, limits);
	walk.listing = listing;
	if (revision->kind == REVISION_OBJECT)
		listed = walk_object(&walk, revision, (const char *const *)parts, error);
	else
		listed = git_list_files(repository, revision, listing, (const char *const *)parts,
					error);
	if (!listed || (replacement && !replace(listing, replacement, error)))
		return NULL;
	return listing_to_tree(listing, error);
}

struct tree *repository_tree_with(struct repository *repository, const struct revision *revision,
				  const struct header_set *set,
				  const struct file_replacement *replacement, GError **error)
{
	return make_tree(repository, revision, set, &tree_limits_default, replacement, error);
}

struct tree *repository_tree(struct repository *repository, const struct revision *revision,
			     const struct header_set *set, const struct tree_limits *limits,
			     GError **error)
{
	struct revision all = *revision;
	struct tree *tree;

	/* A header is read with what surrounds it. */
	if (all.path && path_is_header(all.path))
		all.path = NULL;
	tree = make_tree(repository, &all, set, limits ? limits : &tree_limits_default, NULL,
			 error);
	if (!tree || judge_one(repository, tree, revision, error))
		return tree;
	tree_free(tree);
	return NULL;
}
