/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/git-internal.h"

static char *describe(git_object *object)
{
	git_describe_options options;
	git_describe_format_options format;
	git_describe_result *result = NULL;
	git_buf text = { 0 };
	char *name = NULL;

	git_describe_options_init(&options, GIT_DESCRIBE_OPTIONS_VERSION);
	git_describe_format_options_init(&format, GIT_DESCRIBE_FORMAT_OPTIONS_VERSION);
	options.describe_strategy = GIT_DESCRIBE_TAGS;
	if (git_describe_commit(&result, object, &options) == 0 &&
	    git_describe_format(&text, result, &format) == 0)
		name = g_utf8_make_valid(text.ptr, -1);
	git_buf_dispose(&text);
	git_describe_result_free(result);
	return name;
}

char *repository_describe(struct repository *repository, const struct revision *revision)
{
	g_autoptr(git_object) object = NULL;
	const char *name = revision->commit[0] ? revision->commit : "HEAD";

	if (revision->kind == REVISION_OBJECT && !revision->commit[0])
		return NULL;
	if (git_revparse_single(&object, repository->git, name) < 0)
		return NULL;
	return describe(object);
}
