/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/snapshot-tree.h"
#include "lib/internal.h"

struct unbroken_input *unbroken_input_open(const char *name,
					   const struct unbroken_open_options *options,
					   struct unbroken_error **error)
{
	struct unbroken_open_options how;
	struct unbroken_input *input;
	GError *failure = NULL;

	if (!is_given(name, "the name of the input", error) ||
	    !options_take(&how, sizeof(how), options, error))
		return NULL;
	input = g_new0(struct unbroken_input, 1);
	g_atomic_ref_count_init(&input->references);
	g_mutex_init(&input->lock);
	input->name = g_strdup(name);
	if (input_open_at(&input->input, &input->repository, how.repository ? how.repository : ".",
			  name, &failure))
		return input;
	unbroken_input_free(input);
	fail_with(error, failure);
	return NULL;
}

struct unbroken_input *input_ref(const struct unbroken_input *input)
{
	struct unbroken_input *same = (struct unbroken_input *)input;

	g_atomic_ref_count_inc(&same->references);
	return same;
}

void unbroken_input_free(struct unbroken_input *input)
{
	if (!input || !g_atomic_ref_count_dec(&input->references))
		return;
	input_clear(&input->input);
	repository_free(input->repository);
	g_mutex_clear(&input->lock);
	g_free(input->name);
	g_free(input);
}

const char *unbroken_input_name(const struct unbroken_input *input)
{
	return input->name;
}

size_t unbroken_input_header_count(const struct unbroken_input *input)
{
	return input->input.tree->n_files;
}

static gboolean is_any(const char *path, gpointer data)
{
	(void)path;
	(void)data;
	return TRUE;
}

static gboolean copy_snapshot(const struct unbroken_input *input, struct input *copy,
			      GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	snapshot_write(input->input.snapshot, text);
	copy->snapshot = snapshot_read(input->name, text->str, text->len, error);
	if (copy->snapshot)
		copy->tree = tree_of_snapshot(copy->snapshot);
	return copy->tree != NULL;
}

gboolean input_copy(const struct unbroken_input *input, struct input *copy, GError **error)
{
	GMutex *lock = (GMutex *)&input->lock;

	if (input->input.snapshot)
		return copy_snapshot(input, copy, error);
	/* A repository is read by one at a time. */
	g_mutex_lock(lock);
	copy->tree = tree_select(input->input.tree, is_any, NULL);
	g_mutex_unlock(lock);
	return TRUE;
}
