/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are written as a whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/outputs.h"
#include "util/fd.h"

static gboolean fail(const char *path, GError **error)
{
	int code = errno;

	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "cannot write '%s': %s",
		    path, g_strerror(code));
	return FALSE;
}

/* As the file was, or as open() would have made it. */
static mode_t mode_for(const struct stat *old)
{
	mode_t mask;

	if (old)
		return old->st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Whatever fails, errno says why. */
static gboolean fill(int fd, const struct stat *old, const GString *text)
{
	gboolean done = fd_write_all(fd, text->str, text->len) && fchmod(fd, mode_for(old)) == 0;
	int code = errno;

	/* Some file systems tell only here that there is no space. */
	if (close(fd) < 0 && done)
		return FALSE;
	errno = code;
	return done;
}

/* @target: a regular file, or no file yet. */
static gboolean replace(const char *target, const struct stat *old, const GString *text)
{
	g_autofree char *folder = g_path_get_dirname(target);
	g_autofree char *beside = g_build_filename(folder, ".unbroken-XXXXXX", NULL);
	int fd = g_mkstemp_full(beside, O_RDWR | O_CLOEXEC, 0600);
	int code;

	if (fd < 0)
		return FALSE;
	if (fill(fd, old, text) && rename(beside, target) == 0)
		return TRUE;
	code = errno;
	unlink(beside);
	errno = code;
	return FALSE;
}

gboolean output_replace(const char *path, const GString *text, GError **error)
{
	struct stat old;
	gboolean exists;
	/* A link stays one, and what it leads to is replaced. */
	char *target;
	gboolean done;

	if (!path)
		return output_write(NULL, text, error);
	exists = stat(path, &old) == 0;
	if (exists && !S_ISREG(old.st_mode))
		return output_write(path, text, error);
	/* What may not be written may not be replaced, either. */
	if (exists && access(path, W_OK) < 0)
		return fail(path, error);
	target = realpath(path, NULL);
	done = replace(target ? target : path, exists ? &old : NULL, text) || fail(path, error);
	free(target);
	return done;
}
