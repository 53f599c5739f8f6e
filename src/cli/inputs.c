/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/inputs.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "compare/snapshot-tree.h"
#include "source/file.h"

#define BTF_PREFIX "btf:"

/* As much of a file as tells whether it is a snapshot. */
#define SNAPSHOT_START 64

static gboolean is_empty(const struct tree *tree)
{
	return tree->n_files == 0 && tree->n_refusals == 0;
}

/* "." where a working tree begins, and nothing but that, is the working tree; in a bare
 * repository it would be that, if it had one. */
static gboolean is_worktree(struct session *session, const char *name)
{
	const gboolean is_bare = g_file_test("objects", G_FILE_TEST_IS_DIR) &&
				 g_file_test("HEAD", G_FILE_TEST_IS_REGULAR);

	return strcmp(name, ".") == 0 && (is_bare || g_file_test(".git", G_FILE_TEST_EXISTS)) &&
	       session_repository(session, NULL);
}

static struct tree *open_revision(struct session *session, const char *name, GError **error)
{
	struct repository *repository = session_repository(session, error);
	struct revision revision = { 0 };
	struct tree *tree = NULL;

	if (repository && repository_resolve(repository, name, &revision, error))
		tree = repository_tree(repository, &revision, NULL, NULL, error);
	revision_clear(&revision);
	return tree;
}

/* Where there is no repository a name that is no file is only that. */
static struct tree *open_unknown(struct session *session, const char *name, GError **error)
{
	GError *no_file = NULL, *no_revision = NULL;
	struct tree *tree = tree_open(name, NULL, &no_file);

	if (tree)
		return tree;
	tree = open_revision(session, name, &no_revision);
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

gboolean input_open(struct input *input, struct session *session, const char *name, GError **error)
{
	if (g_str_has_prefix(name, BTF_PREFIX))
		return open_types(input, name, error);
	if (is_worktree(session, name))
		input->tree = open_revision(session, name, error);
	else if (!g_file_test(name, G_FILE_TEST_EXISTS))
		input->tree = open_unknown(session, name, error);
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
}

static gboolean open_range(struct input *old_input, struct input *new_input,
			   struct session *session, const char *range, GError **error)
{
	struct repository *repository = session_repository(session, error);
	struct revision old_revision = { 0 }, new_revision = { 0 };

	if (repository &&
	    repository_range(repository, range, &old_revision, &new_revision, error)) {
		old_input->tree = repository_tree(repository, &old_revision, NULL, NULL, error);
		if (old_input->tree)
			new_input->tree =
				repository_tree(repository, &new_revision, NULL, NULL, error);
	}
	revision_clear(&old_revision);
	revision_clear(&new_revision);
	return new_input->tree != NULL;
}

static gboolean has_headers(const struct input *old_input, const struct input *new_input,
			    GError **error)
{
	if (!old_input->types || !new_input->types)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "'%s' and '%s' are both types of a kernel: one side must be headers",
		    old_input->tree->name, new_input->tree->name);
	return FALSE;
}

static gboolean open_names(struct input *old_input, struct input *new_input,
			   struct session *session, char **names, GError **error)
{
	if (names[1])
		return input_open(old_input, session, names[0], error) &&
		       input_open(new_input, session, names[1], error) &&
		       has_headers(old_input, new_input, error);
	if (revision_is_range(names[0]))
		return open_range(old_input, new_input, session, names[0], error);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    "diff needs OLD NEW or one range A..B, not '%s' alone", names[0]);
	return FALSE;
}

static gboolean lacks_headers(const struct input *input)
{
	return !input->types && is_empty(input->tree);
}

gboolean inputs_open(struct input *old_input, struct input *new_input, struct session *session,
		     char **names, GError **error)
{
	const char *old_name, *new_name;

	if (!open_names(old_input, new_input, session, names, error))
		return FALSE;
	old_name = old_input->tree->name;
	new_name = new_input->tree->name;
	if (is_empty(old_input->tree) && is_empty(new_input->tree)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "neither '%s' nor '%s' holds any header", old_name, new_name);
		return FALSE;
	}
	if (lacks_headers(old_input))
		warn("'%s' holds no header: all of '%s' counts as added", old_name, new_name);
	if (lacks_headers(new_input))
		warn("'%s' holds no header: all of '%s' counts as removed", new_name, old_name);
	return TRUE;
}
