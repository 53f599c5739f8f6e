/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gio.h>

#include "lib/internal.h"
#include "source/git.h"

struct unbroken_error {
	enum unbroken_error_code code;
	char *message;
};

static gboolean set_error(struct unbroken_error **error, enum unbroken_error_code code,
			  char *message)
{
	if (!error) {
		g_free(message);
		return FALSE;
	}
	*error = g_new(struct unbroken_error, 1);
	**error = (struct unbroken_error){ code, message };
	return FALSE;
}

gboolean fail(struct unbroken_error **error, enum unbroken_error_code code, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return set_error(error, code, message);
}

static enum unbroken_error_code code_of_source(int code)
{
	switch (code) {
	case SOURCE_ERROR_NOT_FOUND:
		return UNBROKEN_ERROR_NOT_FOUND;
	case SOURCE_ERROR_UNREADABLE:
	case SOURCE_ERROR_MALFORMED:
	case SOURCE_ERROR_UNKNOWN:
		return UNBROKEN_ERROR_UNREADABLE;
	case SOURCE_ERROR_LIMIT:
		return UNBROKEN_ERROR_LIMIT;
	case SOURCE_ERROR_EMPTY:
		return UNBROKEN_ERROR_EMPTY;
	default:
		return UNBROKEN_ERROR_FAILED;
	}
}

static enum unbroken_error_code code_of_git(int code)
{
	switch (code) {
	case GIT_ERROR_NO_REPOSITORY:
	case GIT_ERROR_NO_REVISION:
		return UNBROKEN_ERROR_NOT_FOUND;
	case GIT_ERROR_NO_OBJECT:
		return UNBROKEN_ERROR_UNREADABLE;
	default:
		return UNBROKEN_ERROR_FAILED;
	}
}

static enum unbroken_error_code code_of_io(int code)
{
	switch (code) {
	case G_IO_ERROR_NOT_FOUND:
		return UNBROKEN_ERROR_NOT_FOUND;
	case G_IO_ERROR_INVALID_DATA:
	case G_IO_ERROR_PERMISSION_DENIED:
	case G_IO_ERROR_IS_DIRECTORY:
		return UNBROKEN_ERROR_UNREADABLE;
	default:
		return UNBROKEN_ERROR_FAILED;
	}
}

static enum unbroken_error_code code_of(const GError *failure)
{
	if (failure->domain == SOURCE_ERROR)
		return code_of_source(failure->code);
	if (failure->domain == GIT_ERROR_QUARK)
		return code_of_git(failure->code);
	if (failure->domain == G_IO_ERROR)
		return code_of_io(failure->code);
	if (failure->domain == SNAPSHOT_ERROR)
		return failure->code == SNAPSHOT_ERROR_LIMIT ? UNBROKEN_ERROR_LIMIT
							     : UNBROKEN_ERROR_UNREADABLE;
	return UNBROKEN_ERROR_FAILED;
}

gboolean fail_with(struct unbroken_error **error, GError *failure)
{
	set_error(error, code_of(failure), g_strdup(failure->message));
	g_error_free(failure);
	return FALSE;
}

gboolean is_given(const void *argument, const char *name, struct unbroken_error **error)
{
	return argument || fail(error, UNBROKEN_ERROR_ARGUMENT, "%s is NULL", name);
}

int unbroken_error_code(const struct unbroken_error *error)
{
	return (int)error->code;
}

const char *unbroken_error_message(const struct unbroken_error *error)
{
	return error->message;
}

void unbroken_error_free(struct unbroken_error *error)
{
	if (!error)
		return;
	g_free(error->message);
	g_free(error);
}

void unbroken_free(void *memory)
{
	g_free(memory);
}
