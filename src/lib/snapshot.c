/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/take.h"
#include "lib/internal.h"

static gboolean is_of_headers(const struct unbroken_input *input, struct unbroken_error **error)
{
	if (!is_given(input, "the input", error))
		return FALSE;
	if (input->input.types || input->input.snapshot)
		return fail(error, UNBROKEN_ERROR_ARGUMENT,
			    "'%s' is no headers: a snapshot is made of those", input->name);
	return input->input.tree->n_files > 0 ||
	       fail(error, UNBROKEN_ERROR_EMPTY, "'%s' holds no header", input->name);
}

static gboolean take(const struct unbroken_input *input,
		     const struct unbroken_snapshot_options *how, target_set set, GString *text,
		     struct unbroken_error **error)
{
	struct progress progress = { how->progress, how->progress_data, FALSE };
	struct compare_options options = {
		.sysroot = how->sysroot,
		.timeout = how->timeout,
		.workers = how->jobs,
	};
	struct input copy = { 0 };
	GError *failure = NULL;
	gboolean done;

	progress_connect(&options, &progress);
	done = input_copy(input, &copy, &failure) &&
	       snapshot_take(&options, copy.tree, set, how->name, text, &failure);
	input_clear(&copy);
	return done || fail_unless_stopped(error, &progress, failure);
}

char *unbroken_input_snapshot(const struct unbroken_input *input,
			      const struct unbroken_snapshot_options *options, size_t *length,
			      struct unbroken_error **error)
{
	struct unbroken_snapshot_options how;
	target_set set;
	GString *text;

	if (!is_of_headers(input, error) || !options_take(&how, sizeof(how), options, error) ||
	    !targets_take(how.targets, &set, error))
		return NULL;
	text = g_string_new(NULL);
	if (!take(input, &how, set, text, error)) {
		g_string_free(text, TRUE);
		return NULL;
	}
	if (length)
		*length = text->len;
	return g_string_free(text, FALSE);
}
