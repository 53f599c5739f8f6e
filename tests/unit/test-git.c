/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What users call states of a repository. */
#include "test-git.h"

#define FOO "include/uapi/linux/foo.h"

/* A kernel with two commits. */
static void make_commits(struct scene *scene, git_oid *first, git_oid *second)
{
	put(scene, FOO, "int one;\n");
	put(scene, "include/odd/lone.h", "int lone;\n");
	put(scene, "Makefile", "VERSION = 6\n");
	*first = commit_all(scene, "add: text with colon\n");
	put(scene, FOO, "int two;\n");
	*second = commit_all(scene, "second\n");
}

static void check_revision(struct repository *repository, const char *text, enum revision_kind kind,
			   const char *name, const char *path, const git_oid *commit)
{
	g_autoptr(GError) error = NULL;
	struct revision revision;

	g_assert_true(repository_resolve(repository, text, &revision, &error) || error);
	g_assert_no_error(error);
	g_assert_cmpint(revision.kind, ==, kind);
	g_assert_cmpstr(revision.name, ==, name);
	g_assert_cmpstr(revision.path, ==, path);
	g_assert_cmpstr(revision.commit, ==, commit ? git_oid_tostr_s(commit) : "");
	g_assert_cmpuint(strlen(revision.tree), ==, kind == REVISION_OBJECT ? 40 : 0);
	revision_clear(&revision);
}

static void check_unknown(struct repository *repository, const char *text, int code,
			  const char *says)
{
	g_autoptr(GError) error = NULL;
	struct revision revision;

	g_assert_false(repository_resolve(repository, text, &revision, &error));
	g_assert_error(error, GIT_ERROR_QUARK, code);
	if (!strstr(error->message, says))
		g_error("'%s' does not say '%s'", error->message, says);
	g_assert_null(strchr(error->message, '\n'));
	revision_clear(&revision);
}

static void test_revisions(struct scene *scene, gconstpointer data)
{
	git_oid first, second;
	AUTO(repository) repository = NULL;
	g_autofree char *hex = NULL, *range = NULL, *name = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	hex = hex_of(&first);
	name = g_strconcat(hex, ":", NULL);
	range = g_strconcat(name, FOO, NULL);
	repository = open_scene(scene);
	check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
	check_revision(repository, "main", REVISION_OBJECT, "main:", NULL, &second);
	check_revision(repository, "HEAD^", REVISION_OBJECT, "HEAD^:", NULL, &first);
	check_revision(repository, "HEAD~1", REVISION_OBJECT, "HEAD~1:", NULL, &first);
	check_revision(repository, "HEAD^{tree}", REVISION_OBJECT, "HEAD^{tree}:", NULL, NULL);
	check_revision(repository, "HEAD^{/add: text}", REVISION_OBJECT, "HEAD^{/add: text}:", NULL,
		       &first);
	check_revision(repository, "HEAD^{/add: text}:include", REVISION_OBJECT,
		       "HEAD^{/add: text}:", "include", &first);
	check_revision(repository, "HEAD:include/uapi/", REVISION_OBJECT, "HEAD:", "include/uapi",
		       &second);
	check_revision(repository, range, REVISION_OBJECT, name, FOO, &first);
	check_revision(repository, "HEAD:./include//uapi/../uapi", REVISION_OBJECT,
		       "HEAD:", "include/uapi", &second);
	check_revision(repository, "HEAD:", REVISION_OBJECT, "HEAD:", NULL, &second);
	check_revision(repository, ":", REVISION_INDEX, ":", NULL, NULL);
	check_revision(repository, ":include/uapi", REVISION_INDEX, ":", "include/uapi", NULL);
	check_revision(repository, ".", REVISION_WORKTREE, "", NULL, NULL);
}

static void test_unknown(struct scene *scene, gconstpointer data)
{
	git_oid first, second;
	AUTO(repository) repository = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	repository = open_scene(scene);
	check_unknown(repository, "nowhere", GIT_ERROR_NO_REVISION, "'nowhere' is no revision");
	check_unknown(repository, "HEAD^^^", GIT_ERROR_NO_REVISION, "'HEAD^^^' is no revision");
	check_unknown(repository, "HEAD~99999999999", GIT_ERROR_NO_REVISION, "is no revision");
	check_unknown(repository, "HEAD^{", GIT_ERROR_NO_REVISION, "is no revision");
	check_unknown(repository, "HEAD^{/no such text}", GIT_ERROR_NO_REVISION, "is no revision");
	check_unknown(repository, "", GIT_ERROR_NO_REVISION, "is no revision");
	check_unknown(repository, "HEAD:none.h", GIT_ERROR_NO_REVISION,
		      "there is no 'none.h' in 'HEAD'");
	check_unknown(repository, "HEAD:Makefile/x.h", GIT_ERROR_NO_REVISION,
		      "there is no 'Makefile/x.h' in 'HEAD'");
	check_unknown(repository, ":none.h", GIT_ERROR_NO_REVISION, "there is no 'none.h' in the");
	check_unknown(repository, ":include/ua", GIT_ERROR_NO_REVISION,
		      "there is no 'include/ua' in the");
	check_unknown(repository, "HEAD:../x", GIT_ERROR_NO_REVISION,
		      "leads out of the repository");
	check_unknown(repository, "0123456789012345678901234567890123456789", GIT_ERROR_NO_REVISION,
		      "is no revision");
}

static void test_ambiguous(struct scene *scene, gconstpointer data)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	git_oid first, second;
	g_autofree char *prefix = NULL;
	AUTO(repository) repository = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	/* Four digits are the fewest; two of 2,000 objects share them. */
	for (guint i = 0; i < 4000 && !prefix; i++) {
		g_autofree char *text = g_strdup_printf("%u", i);
		git_oid id = write_blob(scene, text);
		char *short_id = g_strndup(git_oid_tostr_s(&id), 4);

		if (!g_hash_table_add(seen, short_id))
			prefix = g_strndup(git_oid_tostr_s(&id), 4);
	}
	g_assert_nonnull(prefix);
	repository = open_scene(scene);
	check_unknown(repository, prefix, GIT_ERROR_NO_REVISION, "is ambiguous");
}

static void test_tags(struct scene *scene, gconstpointer data)
{
	git_oid first, second, tree, blob, tag;
	AUTO(repository) repository = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	tree = tree_of(scene, &first);
	blob = write_blob(scene, "text");
	tag = annotate(scene, "of-commit", &first);
	annotate(scene, "of-tag", &tag);
	annotate(scene, "of-tree", &tree);
	annotate(scene, "of-blob", &blob);
	make_tag(scene, "light-blob", &blob);
	repository = open_scene(scene);
	check_revision(repository, "of-commit", REVISION_OBJECT, "of-commit:", NULL, &first);
	check_revision(repository, "of-tag", REVISION_OBJECT, "of-tag:", NULL, &first);
	check_revision(repository, "of-tree", REVISION_OBJECT, "of-tree:", NULL, NULL);
	check_unknown(repository, "of-blob", GIT_ERROR_NO_REVISION,
		      "'of-blob' is neither a commit nor a tree");
	check_unknown(repository, "light-blob", GIT_ERROR_NO_REVISION,
		      "'light-blob' is neither a commit nor a tree");
	remove_object(scene, &blob);
	check_unknown(repository, "light-blob", GIT_ERROR_NO_OBJECT, "light-blob");
	remove_object(scene, &tree);
	repository_free(repository);
	repository = open_scene(scene);
	check_unknown(repository, "of-commit", GIT_ERROR_NO_OBJECT, "is missing");
}

static void test_empty(struct scene *scene, gconstpointer data)
{
	AUTO(repository) repository = open_scene(scene);
	g_autoptr(GError) error = NULL;
	struct revision old_revision, new_revision;

	(void)data;
	check_unknown(repository, "HEAD", GIT_ERROR_NO_REVISION, "has no commits yet");
	check_unknown(repository, "HEAD^", GIT_ERROR_NO_REVISION, "has no commits yet");
	g_assert_false(
		repository_current(repository, NULL, NULL, &old_revision, &new_revision, &error));
	g_assert_nonnull(strstr(error->message, "has no commits yet"));
	revision_clear(&old_revision);
	revision_clear(&new_revision);

	AUTO(tree) index = tree_at(repository, ":");
	AUTO(tree) worktree = tree_at(repository, ".");

	g_assert_cmpuint(index->n_files + worktree->n_files, ==, 0);
}

static void test_range_texts(void)
{
	static const char *const ranges[] = { "A..B",
					      "A...B",
					      "..B",
					      "A..",
					      "...B",
					      "v6.1..feature/x",
					      "feature/x..v6.1",
					      "..feature/x",
					      "...feature/x",
					      "feature/x..y/z",
					      ".." };
	static const char *const others[] = {
		"HEAD", "../linux", "a/../b",          "HEAD:a/../b",       ".",
		"v6.1", "../..",    "HEAD^{/wait...}", "HEAD^{/from a..b}",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
		if (!revision_is_range(ranges[i]))
			g_error("'%s' is a range", ranges[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		if (revision_is_range(others[i]))
			g_error("'%s' is no range", others[i]);
	}
}

static void check_range(struct repository *repository, const char *text, const git_oid *old_id,
			const git_oid *new_id)
{
	g_autoptr(GError) error = NULL;
	struct revision old_revision, new_revision;
	g_autofree char *old_hex = hex_of(old_id);
	g_autofree char *new_hex = hex_of(new_id);

	repository_range(repository, text, &old_revision, &new_revision, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(old_revision.commit, ==, old_hex);
	g_assert_cmpstr(new_revision.commit, ==, new_hex);
	revision_clear(&old_revision);
	revision_clear(&new_revision);
}

static void check_bad_range(struct repository *repository, const char *text, const char *says)
{
	g_autoptr(GError) error = NULL;
	struct revision old_revision, new_revision;

	g_assert_false(repository_range(repository, text, &old_revision, &new_revision, &error));
	g_assert_nonnull(error);
	if (!strstr(error->message, says))
		g_error("'%s' does not say '%s'", error->message, says);
	revision_clear(&old_revision);
	revision_clear(&new_revision);
}

static void test_ranges(struct scene *scene, gconstpointer data)
{
	git_oid first, second, side, alone;
	AUTO(repository) repository = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	side = commit_tree(scene, "refs/heads/feature/side", tree_of(scene, &first), &first, 1,
			   "s");
	alone = commit_tree(scene, "refs/heads/alone", tree_of(scene, &first), NULL, 0, "alone");
	repository = open_scene(scene);
	check_range(repository, "HEAD^..HEAD", &first, &second);
	check_range(repository, "HEAD^..", &first, &second);
	check_range(repository, "..HEAD^", &second, &first);
	check_range(repository, "feature/side..main", &side, &second);
	check_range(repository, "feature/side...main", &first, &second);
	check_range(repository, "...feature/side", &first, &side);
	check_range(repository, "main..alone", &second, &alone);
	check_bad_range(repository, "main...alone", "'main' and 'alone' have no common ancestor");
	check_bad_range(repository, "none..main", "'none' is no revision");
	check_bad_range(repository, "main..none", "'none' is no revision");
	check_bad_range(repository, "main..none:x", "'none' is no revision");
	check_bad_range(repository, "main^{tree}...main", "have no common ancestor");
}

static void test_bare(void)
{
	struct scene scene;
	git_oid tree, blob, commit;
	git_treebuilder *builder;
	g_autoptr(GError) error = NULL;
	struct revision worktree;

	scene_init(&scene, TRUE);
	blob = write_blob(&scene, "int x;\n");
	git_must(git_treebuilder_new(&builder, scene.git, NULL));
	git_must(git_treebuilder_insert(NULL, builder, "x.h", &blob, GIT_FILEMODE_BLOB));
	git_must(git_treebuilder_write(&tree, builder));
	git_treebuilder_free(builder);
	commit = commit_tree(&scene, "HEAD", tree, NULL, 0, "first");
	commit_tree(&scene, "HEAD", tree, &commit, 1, "second");
	{
		AUTO(repository) repository = open_scene(&scene);
		AUTO(tree) read = tree_at(repository, "HEAD");
		struct revision old_revision, new_revision;

		g_assert_cmpuint(read->n_files, ==, 1);
		g_assert_true(repository_resolve(repository, ".", &worktree, &error));
		g_assert_null(repository_tree(repository, &worktree, NULL, NULL, &error));
		g_assert_nonnull(strstr(error->message, "is a bare repository"));
		revision_clear(&worktree);
		g_clear_error(&error);
		g_assert_true(repository_current(repository, NULL, NULL, &old_revision,
						 &new_revision, &error));
		g_assert_cmpint(new_revision.kind, ==, REVISION_OBJECT);
		g_assert_cmpstr(new_revision.name, ==, "HEAD:");
		revision_clear(&old_revision);
		revision_clear(&new_revision);
	}
	scene_end(&scene, NULL);
}

static void test_subfolder(struct scene *scene, gconstpointer data)
{
	git_oid first, second;
	g_autofree char *folder = g_build_filename(scene->folder, "include", "uapi", NULL);
	g_autoptr(GError) error = NULL;

	(void)data;
	make_commits(scene, &first, &second);

	AUTO(repository) repository = repository_open(folder, &error);

	g_assert_no_error(error);
	check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
	check_revision(repository, "HEAD:" FOO, REVISION_OBJECT, "HEAD:", FOO, &second);
}

static void test_linked_worktree(struct scene *scene, gconstpointer data)
{
	g_autofree char *linked = g_strconcat(scene->folder, "-linked", NULL);
	git_oid first, second;
	git_worktree *worktree;

	(void)data;
	make_commits(scene, &first, &second);
	git_must(git_worktree_add(&worktree, scene->git, "linked", linked, NULL));
	git_worktree_free(worktree);
	put_file(linked, FOO, "int linked;\n");
	{
		g_autoptr(GError) error = NULL;
		AUTO(repository) repository = repository_open(linked, &error);

		g_assert_no_error(error);
		check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);

		AUTO(tree) tree = tree_at(repository, ".");

		g_assert_cmpstr(text_of(tree, "linux/foo.h", TARGET_ARM), ==, "int linked;\n");
	}
	{
		g_autoptr(GError) error = NULL;
		AUTO(repository) memory = repository_open_memory(linked, &error);

		g_assert_no_error(error);
		check_revision(memory, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
	}
	remove_folder(linked);
}

/* As git leaves a clone with --depth=1. */
static void test_shallow(struct scene *scene, gconstpointer data)
{
	git_oid first, second;
	g_autofree char *hex = NULL, *path = NULL, *line = NULL;
	AUTO(repository) repository = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	hex = hex_of(&second);
	line = g_strconcat(hex, "\n", NULL);
	put_file(git_repository_path(scene->git), "shallow", line);
	remove_object(scene, &first);
	repository = open_scene(scene);
	check_unknown(repository, "HEAD^", repository ? GIT_ERROR_NO_OBJECT : 0, "unshallow");
	check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
}

static void test_environment(struct scene *scene, gconstpointer data)
{
	git_oid first, second;
	g_autofree char *elsewhere = make_folder();
	g_autoptr(GError) error = NULL;

	(void)data;
	make_commits(scene, &first, &second);
	g_assert_null(repository_open(elsewhere, &error));
	g_assert_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY);
	g_assert_nonnull(strstr(error->message, "is in no git repository"));
	g_clear_error(&error);
	g_setenv("GIT_DIR", git_repository_path(scene->git), TRUE);
	{
		AUTO(repository) repository = repository_open(elsewhere, &error);

		g_assert_no_error(error);
		check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
	}
	{
		AUTO(repository) repository = repository_open_memory(elsewhere, &error);

		g_assert_no_error(error);
		check_revision(repository, "HEAD", REVISION_OBJECT, "HEAD:", NULL, &second);
	}
	/* Who names a repository means no other one. */
	g_setenv("GIT_DIR", "/nonexistent", TRUE);
	g_assert_null(repository_open(scene->folder, &error));
	g_assert_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY);
	g_unsetenv("GIT_DIR");
	remove_folder(elsewhere);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	git_test_begin();
	scene_add("/git/revisions", test_revisions);
	scene_add("/git/unknown", test_unknown);
	scene_add("/git/ambiguous", test_ambiguous);
	scene_add("/git/tags", test_tags);
	scene_add("/git/empty", test_empty);
	scene_add("/git/ranges", test_ranges);
	g_test_add_func("/git/range-texts", test_range_texts);
	g_test_add_func("/git/bare", test_bare);
	scene_add("/git/subfolder", test_subfolder);
	scene_add("/git/linked-worktree", test_linked_worktree);
	scene_add("/git/shallow", test_shallow);
	scene_add("/git/environment", test_environment);
	return g_test_run();
}
