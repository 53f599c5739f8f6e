/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unbroken/struct.h>

#include "lib/internal.h"

gboolean options_take(void *options, gsize size, const void *given, struct unbroken_error **error)
{
	const gsize given_size = given ? *(const size_t *)given : sizeof(size_t);
	const size_t none = 0;

	switch (unbroken_struct_take(options, size, sizeof(size_t), given ? given : &none,
				     given_size)) {
	case 0:
		return TRUE;
	case -E2BIG:
		return fail(error, UNBROKEN_ERROR_TOO_NEW,
			    "the program asks for options that this library (%s) does not know",
			    unbroken_version());
	default:
		return fail(error, UNBROKEN_ERROR_ARGUMENT,
			    "options of %" G_GSIZE_FORMAT " bytes: their first member must be "
			    "their size",
			    given_size);
	}
}

gboolean flags_take(guint32 flags, guint32 known, struct unbroken_error **error)
{
	return unbroken_flags_check(flags, known) == 0 ||
	       fail(error, UNBROKEN_ERROR_ARGUMENT, "unknown flags 0x%x", flags & ~known);
}

gboolean targets_take(const char *names, target_set *set, struct unbroken_error **error)
{
	GError *failure = NULL;

	*set = 0;
	if (!names || target_set_parse(names, set, &failure))
		return TRUE;
	fail(error, UNBROKEN_ERROR_ARGUMENT, "%s", failure->message);
	g_error_free(failure);
	return FALSE;
}

static void tell(gsize done, gsize total, gpointer data)
{
	struct progress *progress = data;

	progress->is_stopped |= progress->tell(done, total, progress->data) != 0;
}

static gboolean is_stopped(gpointer data)
{
	const struct progress *progress = data;

	return progress->is_stopped;
}

void progress_connect(struct compare_options *options, struct progress *progress)
{
	if (!progress->tell)
		return;
	options->progress = tell;
	options->stop = is_stopped;
	options->progress_data = progress;
}

gboolean fail_unless_stopped(struct unbroken_error **error, const struct progress *progress,
			     GError *failure)
{
	if (!progress->is_stopped)
		return fail_with(error, failure);
	g_error_free(failure);
	return fail(error, UNBROKEN_ERROR_STOPPED, "stopped by the program that asked for it");
}
