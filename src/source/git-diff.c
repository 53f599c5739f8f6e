/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/git-diff.h"

#include <git2.h>

static char *patch_text(git_patch *patch)
{
	git_buf buffer = { 0 };
	char *text = NULL;

	if (git_patch_num_hunks(patch) && git_patch_to_buf(&buffer, patch) == 0)
		text = g_strndup(buffer.ptr, buffer.size);
	git_buf_dispose(&buffer);
	return text;
}

char *text_diff(const char *path, const char *old_text, gsize old_size, const char *new_text,
		gsize new_size)
{
	git_patch *patch = NULL;
	char *text = NULL;

	/* Counted: there is an end for each beginning. */
	git_libgit2_init();
	if (git_patch_from_buffers(&patch, old_text, old_size, path, new_text, new_size, path,
				   NULL) == 0)
		text = patch_text(patch);
	git_patch_free(patch);
	git_libgit2_shutdown();
	return text;
}
