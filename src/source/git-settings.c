/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <git2.h>

#include "source/git.h"

char *git_user_setting(const char *name)
{
	git_config *config = NULL;
	git_buf value = { 0 };
	char *copy = NULL;

	git_libgit2_init();
	if (git_config_open_default(&config) == 0 &&
	    git_config_get_string_buf(&value, config, name) == 0)
		copy = g_strdup(value.ptr);
	git_buf_dispose(&value);
	git_config_free(config);
	git_libgit2_shutdown();
	return copy;
}
