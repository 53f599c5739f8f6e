/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/inputs.h"

#include <string.h>

#include "cli/options.h"

#define BTF_PREFIX "btf:"

static gboolean is_empty(const struct tree *tree)
{
	return tree->n_files == 0 && tree->n_refusals == 0;
}

/* "." where a working tree begins, and nothing but that, is the working tree. */
static gboolean is_worktree(struct session *session, const char *name)
{
	return strcmp(name, ".") == 0 && g_file_test(".git", G_FILE_TEST_EXISTS) &&
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

struct tree *input_open(struct session *session, const char *name, GError **error)
{
	if (is_worktree(session, name))
		return open_revision(session, name, error);
	if (g_file_test(name, G_FILE_TEST_EXISTS))
		return tree_open(name, NULL, error);
	return open_unknown(session, name, error);
}

static gboolean open_range(struct inputs *inputs, struct session *session, const char *range,
			   GError **error)
{
	struct repository *repository = session_repository(session, error);
	struct revision old_revision = { 0 }, new_revision = { 0 };

	if (repository &&
	    repository_range(repository, range, &old_revision, &new_revision, error)) {
		inputs->old_tree = repository_tree(repository, &old_revision, NULL, NULL, error);
		if (inputs->old_tree)
			inputs->new_tree =
				repository_tree(repository, &new_revision, NULL, NULL, error);
	}
	revision_clear(&old_revision);
	revision_clear(&new_revision);
	return inputs->new_tree != NULL;
}

/* A side that is headers, or the types of a kernel. */
static gboolean open_side(struct session *session, const char *name, struct tree **tree,
			  struct btf_types **types, GError **error)
{
	if (g_str_has_prefix(name, BTF_PREFIX)) {
		*types = btf_open(name + strlen(BTF_PREFIX), error);
		*tree = *types ? tree_open_nothing(name) : NULL;
	} else {
		*tree = input_open(session, name, error);
	}
	return *tree != NULL;
}

static gboolean open_names(struct inputs *inputs, struct session *session, char **names,
			   GError **error)
{
	if (!names[1] && !revision_is_range(names[0])) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "diff needs OLD NEW or one range A..B, not '%s' alone", names[0]);
		return FALSE;
	}
	if (!names[1])
		return open_range(inputs, session, names[0], error);
	return open_side(session, names[0], &inputs->old_tree, &inputs->old_types, error) &&
	       open_side(session, names[1], &inputs->new_tree, &inputs->new_types, error);
}

static gboolean has_headers(const struct inputs *inputs, GError **error)
{
	if (!inputs->old_types || !inputs->new_types)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNKNOWN,
		    "'%s' and '%s' are both types of a kernel: one side must be headers",
		    inputs->old_tree->name, inputs->new_tree->name);
	return FALSE;
}

gboolean inputs_open(struct inputs *inputs, struct session *session, char **names, GError **error)
{
	const struct tree *old, *now;

	if (!open_names(inputs, session, names, error) || !has_headers(inputs, error))
		return FALSE;
	old = inputs->old_tree;
	now = inputs->new_tree;
	if (is_empty(old) && is_empty(now)) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "neither '%s' nor '%s' holds any header", old->name, now->name);
		return FALSE;
	}
	if (is_empty(old) && !inputs->old_types)
		warn("'%s' holds no header: all of '%s' counts as added", old->name, now->name);
	if (is_empty(now) && !inputs->new_types)
		warn("'%s' holds no header: all of '%s' counts as removed", now->name, old->name);
	return TRUE;
}

void inputs_clear(struct inputs *inputs)
{
	tree_free(inputs->old_tree);
	tree_free(inputs->new_tree);
	tree_free(inputs->before_tree);
	btf_close(inputs->old_types);
	btf_close(inputs->new_types);
}
