/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/input.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "compare/snapshot-tree.h"
#include "source/file.h"

#define BTF_PREFIX "btf:"

/* As much of a file as tells whether it is a snapshot. */
#define SNAPSHOT_START 64

/* Where a revision is looked for. */
struct place_of_revisions {
	struct repository **repository; /* opened when it is first needed */
	const char *folder;
};

static struct repository *find_repository(const struct place_of_revisions *where, GError **error)
{
	if (!*where->repository)
		*where->repository = repository_open(where->folder, error);
	return *where->repository;
}

static gboolean has(const struct place_of_revisions *where, const char *name, GFileTest test)
{
	g_autofree char *path = g_build_filename(where->folder, name, NULL);

	return g_file_test(path, test);
}

/* "." where a working tree begins, and nothing but that, is the working tree; in a bare
 * repository it would be that, if it had one. */
static gboolean is_worktree(const struct place_of_revisions *where, const char *name)
{
	const gboolean is_bare = has(where, "objects", G_FILE_TEST_IS_DIR) &&
				 has(where, "HEAD", G_FILE_TEST_IS_REGULAR);

	return strcmp(name, ".") == 0 && (is_bare || has(where, ".git", G_FILE_TEST_EXISTS)) &&
	       find_repository(where, NULL);
}

static struct tree *open_revision(struct input *input, const struct place_of_revisions *where,
				  const char *name, GError **error)
{
	struct repository *repository = find_repository(where, error);

	if (!repository || !repository_resolve(repository, name, &input->revision, error))
		return NULL;
	return repository_tree(repository, &input->revision, NULL, NULL, error);
}

/* Where there is no repository a name that is no file is only that. */
static struct tree *open_unknown(struct input *input, const struct place_of_revisions *where,
				 const char *name, GError **error)
{
	GError *no_file = NULL, *no_revision = NULL;
	struct tree *tree = tree_open(name, NULL, &no_file);

	if (tree)
		return tree;
	tree = open_revision(input, where, name, &no_revision);
	if (g_error_matches(no_revision, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY))
		g_propagate_error(error, g_steal_pointer(&no_file));
	else if (no_revision && no_revision->code == GIT_ERROR_NO_REVISION)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION, "%s, and no file",
			    no_revision->message);
	else if (no_revision)
		g_propagate_error(error, g_steal_pointer(&no_revision));
	g_clear_error(&no_file);
	g_clear_error(&no_revision);
	return tree;
}

/* A file that says of itself that it is a snapshot. */
static gboolean is_snapshot(const char *name)
{
	char start[SNAPSHOT_START];
	int file = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	gssize n = file >= 0 ? read(file, start, sizeof(start)) : -1;

	if (file >= 0)
		close(file);
	return n > 0 && snapshot_recognise(start, (gsize)n);
}

static gboolean open_snapshot(struct input *input, const char *name, GError **error)
{
	const char *reason = NULL;
	gsize size;
	g_autofree char *text = file_read(AT_FDCWD, name, SNAPSHOT_BYTES, &size, &reason);

	if (!text) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "'%s' %s", name, reason);
		return FALSE;
	}
	input->snapshot = snapshot_read(name, text, size, error);
	if (input->snapshot)
		input->tree = tree_of_snapshot(input->snapshot);
	return input->tree != NULL;
}

static gboolean open_types(struct input *input, const char *name, GError **error)
{
	input->types = btf_open(name + strlen(BTF_PREFIX), error);
	if (input->types)
		input->tree = tree_open_nothing(name);
	return input->tree != NULL;
}

gboolean input_open_at(struct input *input, struct repository **repository, const char *folder,
		       const char *name, GError **error)
{
	const struct place_of_revisions where = { repository, folder };

	if (g_str_has_prefix(name, BTF_PREFIX))
		return open_types(input, name, error);
	if (is_worktree(&where, name))
		input->tree = open_revision(input, &where, name, error);
	else if (!g_file_test(name, G_FILE_TEST_EXISTS))
		input->tree = open_unknown(input, &where, name, error);
	else if (is_snapshot(name))
		return open_snapshot(input, name, error);
	else
		input->tree = tree_open(name, NULL, error);
	return input->tree != NULL;
}

void input_clear(struct input *input)
{
	g_clear_pointer(&input->tree, tree_free);
	g_clear_pointer(&input->snapshot, snapshot_free);
	g_clear_pointer(&input->types, btf_close);
	revision_clear(&input->revision);
}
