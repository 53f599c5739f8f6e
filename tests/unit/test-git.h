/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of git repositories share: making them with libgit2, in a folder that
 * ends with the test.
 */
#ifndef UNBROKEN_TEST_GIT_H
#define UNBROKEN_TEST_GIT_H

#include <git2.h>

#include "source/git.h"
#include "test-source.h"

struct scene {
	char *folder;
	git_repository *git;
	gint64 now; /* each commit is a day younger than the one before */
};

#define git_must(call) g_assert_cmpint((call), ==, 0)

/* Neither the settings of this machine nor its environment count. */
static inline void git_test_begin(void)
{
	static const char *const variables[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
						 "GIT_OBJECT_DIRECTORY",
						 "GIT_CEILING_DIRECTORIES" };

	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++)
		g_unsetenv(variables[i]);
	git_libgit2_init();
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "/nonexistent");
}

static inline void scene_init(struct scene *scene, gboolean bare)
{
	git_repository_init_options options;

	git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	scene->folder = make_folder();
	scene->now = 1600000000;
	options.flags = GIT_REPOSITORY_INIT_MKDIR | (bare ? GIT_REPOSITORY_INIT_BARE : 0);
	options.initial_head = "main";
	git_must(git_repository_init_ext(&scene->git, scene->folder, &options));
}

static inline void scene_begin(struct scene *scene, gconstpointer data)
{
	(void)data;
	scene_init(scene, FALSE);
}

static inline void scene_end(struct scene *scene, gconstpointer data)
{
	(void)data;
	git_repository_free(scene->git);
	remove_folder(scene->folder);
	g_free(scene->folder);
}

#define scene_add(path, test) g_test_add(path, struct scene, NULL, scene_begin, test, scene_end)

static inline void put(struct scene *scene, const char *path, const char *text)
{
	put_file(scene->folder, path, text);
}

static inline void drop(struct scene *scene, const char *path)
{
	g_autofree char *full = g_build_filename(scene->folder, path, NULL);

	g_assert_cmpint(g_unlink(full), ==, 0);
}

/* The index becomes the working tree, without what is ignored; its tree. */
static inline git_oid stage(struct scene *scene)
{
	git_index *index;
	git_oid tree;

	git_must(git_repository_index(&index, scene->git));
	git_must(git_index_add_all(index, NULL, 0, NULL, NULL));
	git_must(git_index_update_all(index, NULL, NULL, NULL));
	git_must(git_index_write(index));
	git_must(git_index_write_tree(&tree, index));
	git_index_free(index);
	return tree;
}

/* A commit that @ref (may be NULL) leads to. */
static inline git_oid commit_tree(struct scene *scene, const char *ref, git_oid tree_id,
				  const git_oid *parents, gsize n, const char *message)
{
	const git_commit *loaded[4] = { NULL };
	git_signature *who;
	git_tree *tree;
	git_oid id;

	g_assert_cmpuint(n, <=, G_N_ELEMENTS(loaded));
	scene->now += 86400;
	git_must(git_signature_new(&who, "A U Thor", "a@example.org", scene->now, 0));
	git_must(git_tree_lookup(&tree, scene->git, &tree_id));
	for (gsize i = 0; i < n; i++)
		git_must(git_commit_lookup((git_commit **)&loaded[i], scene->git, &parents[i]));
	git_must(git_commit_create(&id, scene->git, ref, who, who, NULL, message, tree, n, loaded));
	for (gsize i = 0; i < n; i++)
		git_commit_free((git_commit *)loaded[i]);
	git_tree_free(tree);
	git_signature_free(who);
	return id;
}

/* A commit of all that is in the working tree, on top of HEAD. */
static inline git_oid commit_all(struct scene *scene, const char *message)
{
	git_oid tree = stage(scene);
	git_oid head;
	gsize n = git_reference_name_to_id(&head, scene->git, "HEAD") == 0;

	return commit_tree(scene, "HEAD", tree, &head, n, message);
}

static inline git_oid tree_of(struct scene *scene, const git_oid *commit_id)
{
	git_commit *commit;
	git_oid id;

	git_must(git_commit_lookup(&commit, scene->git, commit_id));
	id = *git_commit_tree_id(commit);
	git_commit_free(commit);
	return id;
}

static inline git_oid write_object(struct scene *scene, const void *bytes, gsize size,
				   git_object_t type)
{
	git_odb *odb;
	git_oid id;

	git_must(git_repository_odb(&odb, scene->git));
	git_must(git_odb_write(&id, odb, bytes, size, type));
	git_odb_free(odb);
	return id;
}

static inline git_oid write_blob(struct scene *scene, const char *text)
{
	return write_object(scene, text, strlen(text), GIT_OBJECT_BLOB);
}

static inline char *hex_of(const git_oid *id)
{
	return g_strdup(git_oid_tostr_s(id));
}

/* The file that holds the loose object @id. */
static inline char *object_path(struct scene *scene, const git_oid *id)
{
	const char *hex = git_oid_tostr_s(id);
	g_autofree char *folder = g_strndup(hex, 2);

	return g_build_filename(git_repository_commondir(scene->git), "objects", folder, hex + 2,
				NULL);
}

static inline void remove_object(struct scene *scene, const git_oid *id)
{
	g_autofree char *path = object_path(scene, id);

	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* What the disk did to it. */
static inline void damage_object(struct scene *scene, const git_oid *id)
{
	g_autofree char *path = object_path(scene, id);

	g_assert_cmpint(g_chmod(path, 0644), ==, 0);
	g_assert_true(g_file_set_contents(path, "\x78\x9cgarbage", 9, NULL));
}

static inline void make_tag(struct scene *scene, const char *name, const git_oid *id)
{
	g_autofree char *ref = g_strconcat("refs/tags/", name, NULL);
	git_reference *reference;

	git_must(git_reference_create(&reference, scene->git, ref, id, 1, NULL));
	git_reference_free(reference);
}

static inline git_oid annotate(struct scene *scene, const char *name, const git_oid *id)
{
	git_signature *who;
	git_object *object;
	git_oid tag;

	git_must(git_signature_new(&who, "A U Thor", "a@example.org", scene->now, 0));
	git_must(git_object_lookup(&object, scene->git, id, GIT_OBJECT_ANY));
	git_must(git_tag_create(&tag, scene->git, name, object, who, "a tag", 1));
	git_object_free(object);
	git_signature_free(who);
	return tag;
}

static inline void make_branch(struct scene *scene, const char *ref, const git_oid *id)
{
	git_reference *reference;

	git_must(git_reference_create(&reference, scene->git, ref, id, 1, NULL));
	git_reference_free(reference);
}

static inline struct repository *open_scene(const struct scene *scene)
{
	g_autoptr(GError) error = NULL;
	struct repository *repository = repository_open(scene->folder, &error);

	g_assert_no_error(error);
	return repository;
}

/* The tree of what @text names, which is in @set. */
static inline struct tree *tree_at_set(struct repository *repository, const char *text,
				       const struct header_set *set)
{
	g_autoptr(GError) error = NULL;
	struct revision revision;
	struct tree *tree;

	repository_resolve(repository, text, &revision, &error);
	g_assert_no_error(error);
	tree = repository_tree(repository, &revision, set, NULL, &error);
	g_assert_no_error(error);
	revision_clear(&revision);
	return tree;
}

static inline struct tree *tree_at(struct repository *repository, const char *text)
{
	return tree_at_set(repository, text, NULL);
}

static inline gboolean take_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

/* The headers of @tree, one a line: path, targets, what is in it; then the refusals. */
static inline char *describe_tree(const struct tree *tree)
{
	AUTO(tree) read = tree_select(tree, take_any, NULL);
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < read->n_files; i++) {
		const struct tree_file *file = &read->files[i];

		g_assert_cmpuint(strlen(file->text), <=, file->size);
		g_string_append_printf(text, "%s %x%s: %s\n", file->path, file->targets,
				       file->judged ? "" : " not judged", file->text);
	}
	for (gsize i = 0; i < read->n_refusals; i++)
		g_string_append_printf(text, "%s %x!%s %s\n", read->refusals[i].path,
				       read->refusals[i].targets,
				       read->refusals[i].expected ? " expected" : "",
				       read->refusals[i].reason);
	return g_string_free(text, FALSE);
}

static inline char *describe_at(struct repository *repository, const char *text)
{
	AUTO(tree) tree = tree_at(repository, text);

	return describe_tree(tree);
}

#endif
