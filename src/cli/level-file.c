/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * .unbroken/levels as a file: which one, reading and writing it.
 */
#include <errno.h>
#include <glib/gstdio.h>

#include "cli/level.h"
#include "source/git.h"

gboolean level_enter(const struct level_options *options, GError **error)
{
	return session_enter(options->session.directory, error);
}

const char *level_output(const struct level_options *options)
{
	return options->session.outputs ? options->session.outputs[0] : NULL;
}

char *level_file(void)
{
	AUTO(repository) repository = repository_open(".", NULL);
	const char *folder = repository ? repository_top(repository) : NULL;

	return folder ? g_build_filename(folder, LEVELS_PATH, NULL) : g_strdup(LEVELS_PATH);
}

struct levels *level_load(GError **error)
{
	g_autofree char *path = level_file();

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return levels_new();
	return levels_read(path, error);
}

static struct levels *parse(const char *name, const char *text, gsize size, GError **error)
{
	return text ? levels_parse(name, text, size, error) : levels_new();
}

struct levels *level_load_of(const char *name, GError **error)
{
	AUTO(repository) repository = NULL;
	struct revision revision = { 0 };
	g_autoptr(GError) failure = NULL;
	struct levels *levels = NULL;

	if (!name)
		return level_load(error);
	repository = repository_open(".", error);
	if (repository && repository_resolve(repository, name, &revision, error)) {
		gsize size = 0;
		g_autofree char *text =
			repository_file(repository, &revision, LEVELS_PATH, &size, &failure);
		g_autofree char *shown = g_strconcat(revision.name, LEVELS_PATH, NULL);

		if (failure)
			g_propagate_error(error, g_steal_pointer(&failure));
		else
			levels = parse(shown, text, size, error);
	}
	revision_clear(&revision);
	return levels;
}

gboolean level_store(const char *path, const GString *text, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);

	if (g_mkdir_with_parents(folder, 0777)) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "cannot make the folder '%s': %s", folder, g_strerror(errno));
		return FALSE;
	}
	return g_file_set_contents_full(path, text->str, (gssize)text->len,
					G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}
