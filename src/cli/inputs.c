/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/inputs.h"

#include "cli/options.h"

static gboolean is_empty(const struct tree *tree)
{
	return tree->n_files == 0 && tree->n_refusals == 0;
}

gboolean input_open(struct input *input, struct session *session, const char *name, GError **error)
{
	return input_open_at(input, &session->repository, ".", name, error);
}

static gboolean open_range(struct input *old_input, struct input *new_input,
			   struct session *session, const char *range, GError **error)
{
	struct repository *repository = session_repository(session, error);

	if (repository && repository_range(repository, range, &old_input->revision,
					   &new_input->revision, error)) {
		old_input->tree =
			repository_tree(repository, &old_input->revision, NULL, NULL, error);
		if (old_input->tree)
			new_input->tree = repository_tree(repository, &new_input->revision, NULL,
							  NULL, error);
	}
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
