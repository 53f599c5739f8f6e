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

/* --- stat() ------------------------------------------------------------------------------- */

static const mode_t device_mode = S_IFCHR | 0600;

static struct stat status_of(guint32 major, guint32 minor)
{
	return (struct stat){
		.st_mode = device_mode,
		.st_nlink = 1,
		.st_blksize = 4096,
		.st_rdev = makedev(major, minor),
	};
}

static struct statx extended_status_of(guint32 major, guint32 minor)
{
	return (struct statx){
		.stx_mask = STATX_BASIC_STATS,
		.stx_mode = device_mode,
		.stx_nlink = 1,
		.stx_blksize = 4096,
		.stx_rdev_major = major,
		.stx_rdev_minor = minor,
	};
}

static enum answer give_bytes(struct unbroken_call *call, guint64 address, const void *bytes,
			      gsize size)
{
	const gboolean given = notifier_is_valid(&call->host->notifier, call->id) &&
			       memory_write(call->client, address, bytes, size);

	return call_return(call, given ? 0 : -EFAULT);
}

static enum answer give_status(struct unbroken_call *call, guint64 address, guint32 major,
			       guint32 minor)
{
	const struct statx extended = extended_status_of(major, minor);
	const struct stat status = status_of(major, minor);

	if (call->syscall == CALL_statx)
		return give_bytes(call, address, &extended, sizeof(extended));
	/* Old 32-bit programs have another layout: they see what is behind the descriptor. */
	if (call->client->is_32bit)
		return ANSWER_CONTINUE;
	return give_bytes(call, address, &status, sizeof(status));
}

static enum answer status_of_file(struct unbroken_call *call, guint64 address)
{
	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file || !(call->file->flags & UNBROKEN_FILE_CHARACTER))
		return ANSWER_CONTINUE;
	call->device = call->file->device;
	return give_status(call, address, call->file->major, call->file->minor);
}

/* newfstatat(fd, "", buffer, AT_EMPTY_PATH) is fstat(), and so is statx(). */
static gboolean is_of_descriptor(const struct unbroken_call *call)
{
	const guint64 flags = call->arguments[call->syscall == CALL_statx ? 2 : 3];

	return (call->syscall == CALL_newfstatat || call->syscall == CALL_statx) &&
	       (flags & AT_EMPTY_PATH) && range_has(&call->host->watched, call->arguments[0]);
}

/* Where the result is wanted. */
static guint64 status_address(const struct unbroken_call *call)
{
	switch (call->syscall) {
	case CALL_statx:
		return call->arguments[4];
	case CALL_newfstatat:
		return call->arguments[2];
	default:
		return call->arguments[1];
	}
}

enum answer call_status(struct unbroken_call *call)
{
	guint64 address = status_address(call);
	char path[PATH_MAX];

	if (call->client->is_32bit)
		address = (guint32)address;
	if (call->syscall == CALL_fstat || call->syscall == CALL_fstat64 || is_of_descriptor(call))
		return status_of_file(call, address);
	if (!find_device(call, path))
		return ANSWER_CONTINUE;
	return give_status(call, address, 0, 0);
}
