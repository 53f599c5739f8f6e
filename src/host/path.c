/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of files: open(), access(), stat() and their relatives.  What no device has is the
 * kernel's: a client that changes a name while we look gets what it could have had anyway.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "host/fault.h"
#include "host/internal.h"

/* Where in the arguments the name is. */
static guint name_index(enum syscall syscall)
{
	switch (syscall) {
	case CALL_open:
	case CALL_access:
	case CALL_stat:
	case CALL_lstat:
		return 0;
	default:
		return 1;
	}
}

/* "//dev/./x" is /dev/x; what leads upwards is left to the kernel. */
static void tidy(char *path)
{
	char *to = path;

	for (const char *from = path; *from;) {
		if (from[0] == '/' && from[1] == '/')
			from++;
		else if (from[0] == '/' && from[1] == '.' && (from[2] == '/' || !from[2]))
			from += 2;
		else
			*to++ = *from++;
	}
	*to = '\0';
}

static gboolean read_path(struct unbroken_call *call, char path[PATH_MAX])
{
	if (!memory_read_string(call->client, call->arguments[name_index(call->syscall)], path,
				PATH_MAX) ||
	    path[0] != '/')
		return FALSE;
	tidy(path);
	return TRUE;
}

/* The device that has the named file, which is in @path then. */
static gboolean find_device(struct unbroken_call *call, char path[PATH_MAX])
{
	call->device = read_path(call, path) ? device_of_path(call->host, path) : NULL;
	return call->device != NULL;
}

static int open_flags(const struct unbroken_call *call)
{
	guint64 flags = 0;

	if (call->syscall == CALL_open)
		return (int)call->arguments[1];
	if (call->syscall == CALL_openat)
		return (int)call->arguments[2];
	/* openat2(): the first member of struct open_how */
	return memory_read(call->client, call->arguments[2], &flags, sizeof(flags)) ? (int)flags
										    : 0;
}

enum answer call_open(struct unbroken_call *call)
{
	struct fault_effect effect = { 0 };
	char path[PATH_MAX];
	int flags;

	if (!find_device(call, path))
		return ANSWER_CONTINUE;
	flags = open_flags(call);
	if (fault_strikes(call->device, "open", &effect) && effect.error)
		return call_return(call, -effect.error);
	return call_take_result(call, call->device->model->open(call, path, flags));
}

enum answer call_path_exists(struct unbroken_call *call)
{
	char path[PATH_MAX];

	return find_device(call, path) ? call_return(call, 0) : ANSWER_CONTINUE;
}

/* --- fstat() ---------------------------------------------------------------------------- */

static void fill_status(struct stat *status, guint32 major, guint32 minor)
{
	*status = (struct stat){
		.st_mode = S_IFCHR | 0600,
		.st_nlink = 1,
		.st_blksize = 4096,
		.st_rdev = makedev(major, minor),
	};
}

/* The layout of 32-bit programs is another one: they see what is behind the descriptor. */
static enum answer give_status(struct unbroken_call *call, guint64 address, guint32 major,
			       guint32 minor)
{
	struct stat status;

	if (call->client->is_32bit || call->syscall == CALL_statx)
		return ANSWER_CONTINUE;
	fill_status(&status, major, minor);
	if (!notifier_is_valid(&call->host->notifier, call->id) ||
	    !memory_write(call->client, address, &status, sizeof(status)))
		return call_return(call, -EFAULT);
	return call_return(call, 0);
}

static enum answer status_of_file(struct unbroken_call *call, guint64 address)
{
	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file || !(call->file->flags & UNBROKEN_FILE_CHARACTER))
		return ANSWER_CONTINUE;
	call->device = call->file->device;
	return give_status(call, address, call->file->major, call->file->minor);
}

enum answer call_status(struct unbroken_call *call)
{
	char path[PATH_MAX];

	if (call->syscall == CALL_fstat || call->syscall == CALL_fstat64)
		return status_of_file(call, call->arguments[1]);
	/* newfstatat(fd, "", buffer, AT_EMPTY_PATH) is fstat() */
	if (call->syscall == CALL_newfstatat && (call->arguments[3] & AT_EMPTY_PATH) &&
	    range_has(&call->host->watched, call->arguments[0]))
		return status_of_file(call, call->arguments[2]);
	if (!find_device(call, path))
		return ANSWER_CONTINUE;
	return give_status(call, call->arguments[name_index(call->syscall) + 1], 0, 0);
}
