/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/sides.h"

#include <string.h>

static gboolean read_side(struct sides_standing *sides, guint side, const struct input *input,
			  const struct levels **ret, GError **error)
{
	g_autofree char *path = NULL;
	g_autoptr(GError) failure = NULL;

	if (input->revision.name) {
		*ret = shelf_levels(sides->shelf, &input->revision, side == 0, &failure);
	} else if (g_file_test(input->tree->name, G_FILE_TEST_IS_DIR)) {
		path = g_build_filename(input->tree->name, LEVELS_PATH, NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			*ret = sides->own[side] = levels_read(path, &failure);
	}
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static gboolean read_sides(struct sides_standing *sides, const struct session *session,
			   const struct input *old_input, const struct input *new_input,
			   GError **error)
{
	struct standing *standing = &sides->standing;
	g_autoptr(GError) failure = NULL;

	if (!session->options->config)
		return read_side(sides, 0, old_input, &standing->old_levels, error) &&
		       read_side(sides, 1, new_input, &standing->new_levels, error);
	standing->old_levels = standing->new_levels = shelf_given_levels(sides->shelf, &failure);
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

/* Only of sources is it known what the build leaves out. */
static void find_bars(struct sides_standing *sides, const struct input *old_input)
{
	g_autofree struct kernel_files *files = NULL;

	if (old_input->tree->layout != TREE_KERNEL_SOURCE)
		return;
	if (old_input->revision.name && old_input->revision.kind == REVISION_OBJECT &&
	    !old_input->revision.path) {
		sides->standing.bar_data = shelf_bars(sides->shelf, &old_input->revision);
	} else if (g_file_test(old_input->tree->name, G_FILE_TEST_IS_DIR)) {
		files = kernel_files_of_folder(old_input->tree->name);
		sides->standing.bar_data = sides->bars = kernel_bars_new(files);
	}
	if (sides->standing.bar_data)
		sides->standing.bar = shelf_bar;
}

gboolean sides_standing_init(struct sides_standing *sides, struct session *session,
			     const struct input *old_input, const struct input *new_input,
			     GError **error)
{
	*sides = (struct sides_standing){
		.shelf = shelf_new(session->repository, session->options->config),
	};
	sides->release = session->options->release ? g_strdup(session->options->release)
						   : tree_release(new_input->tree);
	sides->standing.release = sides->release;
	find_bars(sides, old_input);
	return read_sides(sides, session, old_input, new_input, error);
}

void sides_standing_clear(struct sides_standing *sides)
{
	levels_free(sides->own[0]);
	levels_free(sides->own[1]);
	kernel_bars_free(sides->bars);
	shelf_free(sides->shelf);
	g_free(sides->release);
}
