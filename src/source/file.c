/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fd.h"

/* A fifo must not hold us up and a terminal must not become ours. */
#define OPEN_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)

static const char *reason_of_errno(int code)
{
	static _Thread_local char reason[128];

	g_snprintf(reason, sizeof(reason), "cannot be read: %s", g_strerror(code));
	return reason;
}

const char *file_too_large(gsize limit)
{
	static _Thread_local char reason[64];

	g_snprintf(reason, sizeof(reason), "has more than %" G_GSIZE_FORMAT " bytes", limit);
	return reason;
}

static char *read_open_file(int descriptor, gsize limit, gsize *ret_size, const char **ret_reason)
{
	struct stat status;
	g_autofree char *text = NULL;
	gssize size;

	if (fstat(descriptor, &status) < 0) {
		*ret_reason = reason_of_errno(errno);
		return NULL;
	}
	if (!S_ISREG(status.st_mode)) {
		*ret_reason = "is not a regular file";
		return NULL;
	}
	if ((guint64)status.st_size > limit) {
		*ret_reason = file_too_large(limit);
		return NULL;
	}
	text = g_malloc((gsize)status.st_size + 1);
	size = fd_read_most(descriptor, text, (gsize)status.st_size);
	if (size < 0) {
		*ret_reason = reason_of_errno(errno);
		return NULL;
	}
	text[size] = '\0';
	*ret_size = (gsize)size;
	return g_steal_pointer(&text);
}

char *file_read_descriptor(int descriptor, gsize limit, gsize *ret_size, const char **ret_reason)
{
	char *text = read_open_file(descriptor, limit, ret_size, ret_reason);

	close(descriptor);
	return text;
}

char *file_read(int folder, const char *name, gsize limit, gsize *ret_size, const char **ret_reason)
{
	int descriptor = openat(folder, name, OPEN_FLAGS);

	if (descriptor < 0) {
		*ret_reason = reason_of_errno(errno);
		return NULL;
	}
	return file_read_descriptor(descriptor, limit, ret_size, ret_reason);
}

static gboolean is_inside(const char *path, const char *folder)
{
	gsize length = strlen(folder);

	return strncmp(path, folder, length) == 0 && path[length] == '/';
}

int file_open_inside(const char *root, const char *name, const char *inside)
{
	g_autofree char *path = g_build_filename(root, name, NULL);
	char *real = realpath(path, NULL);
	struct stat status;
	int descriptor = -1;

	if (real && is_inside(real, inside))
		descriptor = open(real, OPEN_FLAGS);
	free(real);
	if (descriptor >= 0 && (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode))) {
		close(descriptor);
		return -1;
	}
	return descriptor;
}
