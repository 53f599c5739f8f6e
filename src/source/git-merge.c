/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a merge did itself.  Two branches that each changed a header of the same folder
 * leave a folder that neither had, but no header that neither had.
 */
#include "source/git-internal.h"

#include <string.h>

/* Deeper no header of an interface is; what is, counts as changed. */
#define MAX_DEPTH 64

struct comparing {
	struct repository *repository;
	guint n;
	guint depth;
};

static gboolean compare_trees(struct comparing *comparing, const git_tree *tree,
			      const git_tree *const *parents, gboolean *ret, GError **error);

/* Whether some parent has exactly @entry. */
static gboolean is_taken(const git_tree_entry *entry, const git_tree_entry *const *before, guint n)
{
	for (guint i = 0; i < n; i++) {
		if (before[i] &&
		    git_oid_equal(git_tree_entry_id(entry), git_tree_entry_id(before[i])))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_folder(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

static void free_tree(gpointer tree)
{
	git_tree_free(tree);
}

/* The folder @entry, and what each parent has in its place. */
static gboolean compare_folders(struct comparing *comparing, const git_tree_entry *entry,
				const git_tree_entry *const *before, gboolean *ret, GError **error)
{
	g_autoptr(GPtrArray) loaded = g_ptr_array_new_with_free_func(free_tree);
	g_autofree const git_tree **parents = g_new0(const git_tree *, comparing->n);
	g_autoptr(git_tree) tree = git_load_tree(comparing->repository, git_tree_entry_id(entry),
						 "cannot read a folder", error);
	gboolean done;

	if (!tree)
		return FALSE;
	for (guint i = 0; i < comparing->n; i++) {
		git_tree *parent;

		if (!is_folder(before[i]))
			continue;
		parent = git_load_tree(comparing->repository, git_tree_entry_id(before[i]),
				       "cannot read a folder", error);
		if (!parent)
			return FALSE;
		g_ptr_array_add(loaded, parent);
		parents[i] = parent;
	}
	comparing->depth++;
	done = compare_trees(comparing, tree, parents, ret, error);
	comparing->depth--;
	return done;
}

/* @entry is what the merge has, NULL: nothing. */
static gboolean compare_entries(struct comparing *comparing, const git_tree_entry *entry,
				const git_tree_entry *const *before, gboolean *ret, GError **error)
{
	if (entry && is_taken(entry, before, comparing->n))
		return TRUE;
	if (is_folder(entry) && comparing->depth < MAX_DEPTH)
		return compare_folders(comparing, entry, before, ret, error);
	*ret = TRUE;
	for (guint i = 0; !entry && i < comparing->n; i++)
		*ret &= before[i] != NULL;
	return TRUE;
}

static gboolean compare_names(struct comparing *comparing, const git_tree *names,
			      const git_tree *tree, const git_tree *const *parents, gboolean *ret,
			      GError **error)
{
	g_autofree const git_tree_entry **before = g_new0(const git_tree_entry *, comparing->n);

	for (gsize i = 0; names && !*ret && i < git_tree_entrycount(names); i++) {
		const char *name = git_tree_entry_name(git_tree_entry_byindex(names, i));

		for (guint j = 0; j < comparing->n; j++)
			before[j] = parents[j] ? git_tree_entry_byname(parents[j], name) : NULL;
		if (!compare_entries(comparing, git_tree_entry_byname(tree, name), before, ret,
				     error))
			return FALSE;
	}
	return TRUE;
}

/* What all parents have and the merge has not is also in the first one. */
static gboolean compare_trees(struct comparing *comparing, const git_tree *tree,
			      const git_tree *const *parents, gboolean *ret, GError **error)
{
	return compare_names(comparing, tree, tree, parents, ret, error) &&
	       compare_names(comparing, parents[0], tree, parents, ret, error);
}

static gboolean compare_path(struct comparing *comparing, const git_tree *tree,
			     const git_tree *const *parents, const char *path, gboolean *ret,
			     GError **error)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)git_tree_entry_free);
	g_autoptr(git_tree_entry) entry = NULL;
	GError *failure = NULL;

	entry = git_entry(comparing->repository, tree, path, &failure);
	for (guint i = 0; !failure && i < comparing->n; i++)
		g_ptr_array_add(entries,
				git_entry(comparing->repository, parents[i], path, &failure));
	if (!failure)
		return compare_entries(comparing, entry,
				       (const git_tree_entry *const *)entries->pdata, ret, error);
	g_propagate_error(error, failure);
	return FALSE;
}

gboolean git_merge_has_own(struct repository *repository, const git_tree *tree,
			   const git_tree *const *parents, guint n, const char *const *paths,
			   gboolean *ret, GError **error)
{
	struct comparing comparing = { .repository = repository, .n = n };

	*ret = FALSE;
	for (; *paths && !*ret; paths++) {
		g_autofree char *path =
			g_strndup(*paths, strlen(*paths) - g_str_has_suffix(*paths, "/"));
		gboolean done = *path ? compare_path(&comparing, tree, parents, path, ret, error)
				      : compare_trees(&comparing, tree, parents, ret, error);

		if (!done)
			return FALSE;
	}
	return TRUE;
}
