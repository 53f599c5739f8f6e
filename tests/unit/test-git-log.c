/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commits one after the other, tags, and what one works on now. */
#include "test-git.h"

#define FOO "include/uapi/linux/foo.h"
#define BAR "include/uapi/linux/bar.h"

static const char *const uapi[] = { "include/uapi/", NULL };

static struct revision resolved(struct repository *repository, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct revision revision;

	repository_resolve(repository, text, &revision, &error);
	g_assert_no_error(error);
	return revision;
}

/* The subjects of a history, each followed by a comma. */
static char *subjects(struct repository *repository, const char *from, const char *to,
		      const char *const *paths)
{
	g_autoptr(GError) error = NULL;
	struct revision old_revision = from ? resolved(repository, from) : (struct revision){ 0 };
	struct revision new_revision = resolved(repository, to);
	g_autoptr(GPtrArray) commits = repository_walk(repository, from ? &old_revision : NULL,
						       &new_revision, paths, &error);
	GString *text = g_string_new(NULL);

	g_assert_no_error(error);
	for (guint i = 0; i < commits->len; i++)
		g_string_append_printf(text, "%s,", ((struct commit *)commits->pdata[i])->subject);
	revision_clear(&old_revision);
	revision_clear(&new_revision);
	return g_string_free(text, FALSE);
}

static void check_subjects(struct repository *repository, const char *from, const char *to,
			   const char *const *paths, const char *expected)
{
	g_autofree char *text = subjects(repository, from, to, paths);

	g_assert_cmpstr(text, ==, expected);
}

static void test_linear(struct scene *scene, gconstpointer data)
{
	static const char *const header[] = { FOO, NULL };
	static const char *const missing[] = { "none/", NULL };

	(void)data;
	put(scene, "README", "1");
	commit_all(scene, "root\n\nbody");
	put(scene, FOO, "int one;\n");
	commit_all(scene, "adds foo");
	put(scene, "README", "2");
	commit_all(scene, "readme");
	put(scene, BAR, "int bar;\n");
	commit_all(scene, "adds bar");
	drop(scene, FOO);
	commit_all(scene, "drops foo");

	AUTO(repository) repository = open_scene(scene);

	check_subjects(repository, NULL, "HEAD", NULL, "drops foo,adds bar,readme,adds foo,root,");
	/* A root has no parent to differ from. */
	check_subjects(repository, NULL, "HEAD", uapi, "drops foo,adds bar,adds foo,root,");
	check_subjects(repository, "HEAD~4", "HEAD", header, "drops foo,adds foo,");
	check_subjects(repository, "HEAD~2", "HEAD", uapi, "drops foo,adds bar,");
	check_subjects(repository, "HEAD~2", "HEAD", missing, "");
	check_subjects(repository, "HEAD", "HEAD", uapi, "");
	check_subjects(repository, "HEAD", "HEAD~2", uapi, "");
}

static void test_commit(struct scene *scene, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	git_oid root, next;
	g_autofree char *root_hex = NULL, *next_hex = NULL, *name = NULL;

	(void)data;
	put(scene, FOO, "int one;\n");
	root = commit_all(scene, "root");
	put(scene, FOO, "int two;\n");
	next = commit_all(scene, "a\033[31m subject\xff with\ttabs\n\nbody\n");
	root_hex = hex_of(&root);
	next_hex = hex_of(&next);
	name = g_strdup_printf("%.12s:", root_hex);

	AUTO(repository) repository = open_scene(scene);
	AUTO(commit) first = repository_commit(repository, root_hex, &error);
	AUTO(commit) second = repository_commit(repository, next_hex, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(first->n_parents, ==, 0);
	g_assert_cmpstr(first->parent.tree, ==, "");
	g_assert_cmpstr(first->author, ==, "A U Thor");
	g_assert_cmpint(first->time, ==, scene->now - 86400);
	g_assert_cmpstr(first->revision.name, ==, name);
	g_assert_cmpstr(second->parent.name, ==, name);
	g_assert_cmpstr(second->parent.tree, ==, first->revision.tree);
	g_assert_cmpstr(second->subject, ==, "a [31m subject\xef\xbf\xbd with tabs");
	g_assert_null(repository_commit(repository, "no id", &error));
	g_clear_error(&error);
	g_assert_null(repository_commit(repository, first->revision.tree, &error));
	g_assert_nonnull(error);
}

/* Two branches that both change foo.h, and a merge of them that has @merged in it. */
static void make_merge(struct scene *scene, const char *left, const char *right, const char *merged)
{
	git_oid base, ends[2], tree;

	put(scene, FOO, "int base;\n");
	base = commit_all(scene, "base");
	put(scene, FOO, left);
	ends[0] = commit_all(scene, "left");
	put(scene, FOO, right);
	tree = stage(scene);
	ends[1] = commit_tree(scene, "refs/heads/side", tree, &base, 1, "right");
	put(scene, FOO, merged);
	tree = stage(scene);
	commit_tree(scene, "HEAD", tree, ends, 2, "merge");
}

static void test_merge(struct scene *scene, gconstpointer data)
{
	(void)data;
	make_merge(scene, "int left;\n", "int base;\n", "int left;\n");

	AUTO(repository) repository = open_scene(scene);

	check_subjects(repository, "HEAD~2", "HEAD", uapi, "left,");
	check_subjects(repository, "HEAD~2", "HEAD", NULL, "merge,right,left,");
}

static void test_evil_merge(struct scene *scene, gconstpointer data)
{
	(void)data;
	make_merge(scene, "int left;\n", "int right;\n", "int evil;\n");

	AUTO(repository) repository = open_scene(scene);

	check_subjects(repository, "HEAD~2", "HEAD", uapi, "merge,right,left,");
}

/* Each side changed another header: the merge has both, and no side had them. */
static void test_clean_merge(struct scene *scene, gconstpointer data)
{
	git_oid base, ends[2];

	(void)data;
	put(scene, FOO, "int base;\n");
	put(scene, BAR, "int base;\n");
	base = commit_all(scene, "base");
	put(scene, FOO, "int left;\n");
	ends[0] = commit_all(scene, "left");
	put(scene, FOO, "int base;\n");
	put(scene, BAR, "int right;\n");
	ends[1] = commit_tree(scene, "refs/heads/side", stage(scene), &base, 1, "right");
	put(scene, FOO, "int left;\n");
	commit_tree(scene, "HEAD", stage(scene), ends, 2, "merge");

	AUTO(repository) repository = open_scene(scene);

	check_subjects(repository, "HEAD~2", "HEAD", uapi, "right,left,");
}

/* The subject of the last change of FOO, from @from on, or "". */
static char *last_change(struct repository *repository, const char *from, guint *left)
{
	struct revision revision = resolved(repository, from);
	AUTO(commit) commit = repository_last_change(repository, &revision, FOO, left);

	revision_clear(&revision);
	return g_strdup(commit ? commit->subject : "");
}

static void test_last_change(struct scene *scene, gconstpointer data)
{
	(void)data;
	put(scene, FOO, "int a;\n");
	commit_all(scene, "a");
	put(scene, FOO, "int b;\n");
	commit_all(scene, "b");
	put(scene, "driver.c", "int driver;\n");
	commit_all(scene, "driver");
	put(scene, "driver.c", "int drivers;\n");
	commit_all(scene, "drivers");

	AUTO(repository) repository = open_scene(scene);
	guint left = 10;
	g_autofree char *head = last_change(repository, "HEAD", &left);

	g_assert_cmpstr(head, ==, "b");
	g_assert_cmpuint(left, ==, 7);
	left = 2;

	g_autofree char *too_far = last_change(repository, "HEAD", &left);

	g_assert_cmpstr(too_far, ==, "");
	g_assert_cmpuint(left, ==, 0);
	left = 10;

	g_autofree char *before = last_change(repository, "HEAD~3", &left);

	/* Of the first commit nobody can say what it changed. */
	g_assert_cmpstr(before, ==, "");
}

static void check_walk_fails(struct scene *scene, const char *says)
{
	g_autoptr(GError) error = NULL;
	AUTO(repository) repository = open_scene(scene);
	struct revision head = resolved(repository, "HEAD");

	g_assert_null(repository_walk(repository, NULL, &head, uapi, &error));
	g_assert_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT);
	if (!strstr(error->message, says))
		g_error("'%s' does not say '%s'", error->message, says);
	revision_clear(&head);
}

static void test_missing_parent(struct scene *scene, gconstpointer data)
{
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	commit_all(scene, "second");
	remove_object(scene, &first);
	check_walk_fails(scene, "the repository is damaged");
}

static void test_missing_tree(struct scene *scene, gconstpointer data)
{
	git_oid first, tree;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	tree = tree_of(scene, &first);
	put(scene, FOO, "int two;\n");
	commit_all(scene, "second");
	remove_object(scene, &tree);
	check_walk_fails(scene, "is missing");
}

static void test_tags(struct scene *scene, gconstpointer data)
{
	git_oid first, second, tree, tag;
	g_autoptr(GError) error = NULL;
	g_autofree char *hex = NULL;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	second = commit_all(scene, "second");
	tree = tree_of(scene, &first);
	make_tag(scene, "v1.0", &first);
	make_tag(scene, "latest", &first);
	tag = annotate(scene, "sub/v2.0", &second);
	annotate(scene, "z-tag-of-tag", &tag);
	annotate(scene, "tree", &tree);
	put_file(git_repository_path(scene->git), "refs/tags/broken",
		 "0123456789012345678901234567890123456789\n");

	AUTO(repository) repository = open_scene(scene);
	g_autoptr(GHashTable) tags = repository_tags(repository, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(tags), ==, 2);
	hex = hex_of(&first);
	g_assert_cmpstr(g_hash_table_lookup(tags, hex), ==, "latest");
	g_free(hex);
	hex = hex_of(&second);
	g_assert_cmpstr(g_hash_table_lookup(tags, hex), ==, "sub/v2.0");
}

/* --- What one works on ------------------------------------------------------ */

static void check_current(struct scene *scene, const char *from, const char *const *paths,
			  const git_oid *old_id, enum revision_kind kind)
{
	g_autoptr(GError) error = NULL;
	AUTO(repository) repository = open_scene(scene);
	struct revision old_revision, new_revision;
	g_autofree char *hex = hex_of(old_id);

	repository_current(repository, from, paths, &old_revision, &new_revision, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(old_revision.commit, ==, hex);
	g_assert_cmpint(new_revision.kind, ==, kind);
	revision_clear(&old_revision);
	revision_clear(&new_revision);
}

static void test_current(struct scene *scene, gconstpointer data)
{
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	put(scene, "drivers/x.h", "int x;\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	commit_all(scene, "second");
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	put(scene, "drivers/x.h", "int changed;\n");
	put(scene, "include/uapi/linux/Kbuild", "x = y\n");
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	put(scene, FOO, "int three;\n");
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
	stage(scene);
	check_current(scene, NULL, NULL, &first, REVISION_INDEX);
	put(scene, FOO, "int four;\n");
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
}

static void test_current_untracked(struct scene *scene, gconstpointer data)
{
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	put(scene, ".gitignore", "*gen.h\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	commit_all(scene, "second");
	put(scene, "include/uapi/linux/a-gen.h", "int generated;\n");
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	put(scene, "include/uapi/new/deep/new.h", "int new;\n");
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
}

static void test_current_deleted(struct scene *scene, gconstpointer data)
{
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	put(scene, BAR, "int bar;\n");
	commit_all(scene, "second");
	drop(scene, FOO);
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
}

/* No kernel, so that any header may be of the interface. */
static void test_current_plain(struct scene *scene, gconstpointer data)
{
	git_oid first;

	(void)data;
	put(scene, "lamp/lamp.h", "int one;\n");
	first = commit_all(scene, "first");
	put(scene, "lamp/lamp.h", "int two;\n");
	commit_all(scene, "second");
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	put(scene, "lamp/lamp.h", "int three;\n");
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
	stage(scene);
	check_current(scene, NULL, NULL, &first, REVISION_INDEX);
}

/* A header set beside a kernel's exported headers. */
static void test_current_set(struct scene *scene, gconstpointer data)
{
	static const char *const paths[] = { "include/uapi/", "include/hv/", NULL };
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	put(scene, "include/hv/hv.h", "int one;\n");
	first = commit_all(scene, "first");
	put(scene, "include/hv/hv.h", "int two;\n");
	commit_all(scene, "second");
	put(scene, "include/hv/hv.h", "int three;\n");
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	check_current(scene, NULL, paths, &first, REVISION_WORKTREE);
}

static void test_current_first(struct scene *scene, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct revision old_revision, new_revision;
	git_oid first;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	{
		AUTO(repository) repository = open_scene(scene);

		g_assert_false(repository_current(repository, NULL, NULL, &old_revision,
						  &new_revision, &error));
		g_assert_nonnull(error);
		revision_clear(&old_revision);
		revision_clear(&new_revision);
	}
	put(scene, FOO, "int two;\n");
	check_current(scene, NULL, NULL, &first, REVISION_WORKTREE);
}

static void test_current_from(struct scene *scene, gconstpointer data)
{
	git_oid first, third;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	commit_all(scene, "second");
	put(scene, FOO, "int three;\n");
	third = commit_all(scene, "third");
	check_current(scene, "HEAD~2", NULL, &first, REVISION_OBJECT);
	put(scene, FOO, "int four;\n");
	check_current(scene, "HEAD~2", NULL, &first, REVISION_WORKTREE);
	check_current(scene, "HEAD", NULL, &third, REVISION_WORKTREE);
}

static void set_upstream(struct scene *scene, const git_oid *id)
{
	git_config *config;

	git_must(git_repository_config(&config, scene->git));
	git_must(git_config_set_string(config, "remote.origin.url", "/nonexistent"));
	git_must(git_config_set_string(config, "remote.origin.fetch",
				       "+refs/heads/*:refs/remotes/origin/*"));
	git_must(git_config_set_string(config, "branch.main.remote", "origin"));
	git_must(git_config_set_string(config, "branch.main.merge", "refs/heads/main"));
	git_config_free(config);
	make_branch(scene, "refs/remotes/origin/main", id);
}

static void test_current_upstream(struct scene *scene, gconstpointer data)
{
	git_oid first, second, third, ahead;

	(void)data;
	put(scene, FOO, "int one;\n");
	first = commit_all(scene, "first");
	put(scene, FOO, "int two;\n");
	second = commit_all(scene, "second");
	put(scene, FOO, "int three;\n");
	third = commit_all(scene, "third");
	set_upstream(scene, &first);
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	/* The upstream has moved on since. */
	ahead = commit_tree(scene, NULL, tree_of(scene, &first), &first, 1, "ahead");
	set_upstream(scene, &ahead);
	check_current(scene, NULL, NULL, &first, REVISION_OBJECT);
	/* Nothing was done since. */
	set_upstream(scene, &third);
	check_current(scene, NULL, NULL, &second, REVISION_OBJECT);
	put(scene, FOO, "int four;\n");
	check_current(scene, NULL, NULL, &third, REVISION_WORKTREE);
	git_must(git_repository_detach_head(scene->git));
	check_current(scene, NULL, NULL, &second, REVISION_WORKTREE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	git_test_begin();
	scene_add("/git-log/linear", test_linear);
	scene_add("/git-log/commit", test_commit);
	scene_add("/git-log/merge", test_merge);
	scene_add("/git-log/evil-merge", test_evil_merge);
	scene_add("/git-log/clean-merge", test_clean_merge);
	scene_add("/git-log/last-change", test_last_change);
	scene_add("/git-log/missing-parent", test_missing_parent);
	scene_add("/git-log/missing-tree", test_missing_tree);
	scene_add("/git-log/tags", test_tags);
	scene_add("/git-log/current", test_current);
	scene_add("/git-log/current-untracked", test_current_untracked);
	scene_add("/git-log/current-deleted", test_current_deleted);
	scene_add("/git-log/current-plain", test_current_plain);
	scene_add("/git-log/current-set", test_current_set);
	scene_add("/git-log/current-first", test_current_first);
	scene_add("/git-log/current-from", test_current_from);
	scene_add("/git-log/current-upstream", test_current_upstream);
	return g_test_run();
}
