/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Open files of devices.
 *
 * What a client has is a descriptor of a memfd, or of one end of a socket pair: something whose
 * inode nobody else has, so that a file is known by it wherever a fork or a dup took it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/internal.h"

/* A close that the kernel was told to do is done at the latest then, in milliseconds. */
#define DOUBT_FIRST 1
#define DOUBT_LAST  1024

static gboolean set_key(struct unbroken_file *file)
{
	struct stat status;

	if (fstat(file->backing, &status) < 0)
		return FALSE;
	file->key = (struct file_key){ status.st_dev, status.st_ino };
	return TRUE;
}

static gboolean make_backing(struct unbroken_file *file, int memory)
{
	int ends[2];

	file->backing = memory;
	file->peer = -1;
	if (memory >= 0)
		return set_key(file);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return FALSE;
	file->backing = ends[0];
	file->peer = ends[1];
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	if (file->flags & UNBROKEN_FILE_NONBLOCK)
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
	return set_key(file);
}

static void file_free(struct unbroken_file *file)
{
	if (file->backing >= 0)
		close(file->backing);
	if (file->peer >= 0)
		close(file->peer);
	g_array_unref(file->numbers);
	g_free(file);
}

struct unbroken_file *file_new(struct unbroken_device *device,
			       const struct unbroken_file_operations *operations, void *data,
			       int memory, guint32 flags)
{
	struct unbroken_file *file = g_new0(struct unbroken_file, 1);

	file->device = device;
	file->operations = operations;
	file->data = data;
	file->flags = flags;
	file->numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	if (!make_backing(file, memory)) {
		file_free(file);
		return NULL;
	}
	g_hash_table_insert(device->host->files, file, file);
	return file;
}

void file_drop(struct unbroken_file *file)
{
	struct host *host = file->device->host;

	g_hash_table_remove(host->files, file);
	g_ptr_array_remove(host->doubtful, file);
	clients_forget_file(host, file);
	file_free(file);
}

void file_close(struct unbroken_file *file)
{
	if (file->operations->close)
		file->operations->close(file);
	file_drop(file);
}

/* --- Finding ------------------------------------------------------------------ */

static gboolean key_of(pid_t process, guint32 descriptor, struct file_key *key)
{
	char path[64];
	struct stat status;

	snprintf(path, sizeof(path), "/proc/%d/fd/%u", process, descriptor);
	if (stat(path, &status) < 0)
		return FALSE;
	*key = (struct file_key){ status.st_dev, status.st_ino };
	return TRUE;
}

struct unbroken_file *file_find(struct unbroken_client *client, guint32 descriptor)
{
	const struct host *host = client->host;
	struct unbroken_file **known;
	struct file_key key;

	if (!range_has(&host->watched, descriptor))
		return NULL;
	known = &client->known[descriptor - host->watched.base];
	if (!*known && key_of(client->process, descriptor, &key))
		*known = g_hash_table_lookup(host->files, &key);
	return *known;
}

guint32 file_free_number(struct unbroken_client *client)
{
	const struct descriptor_range *given = &client->host->given;
	struct unbroken_file **known = client->known + (given->base - client->host->watched.base);
	struct file_key key;

	for (guint32 i = 0; i < given->size; i++) {
		if (!known[i] && !key_of(client->process, given->base + i, &key))
			return given->base + i;
	}
	return 0;
}

/* --- The last descriptor ------------------------------------------------------- */

static gboolean process_has(pid_t process, const struct unbroken_file *file)
{
	struct file_key key;

	for (guint i = 0; i < file->numbers->len; i++) {
		if (key_of(process, g_array_index(file->numbers, guint32, i), &key) &&
		    key.device == file->key.device && key.inode == file->key.inode)
			return TRUE;
	}
	return FALSE;
}

/* Clients fork without telling, so all processes are asked that may be asked. */
static gboolean is_held(const struct unbroken_file *file)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	gboolean held = !processes;

	while (!held && (entry = readdir(processes))) {
		pid_t process = (pid_t)g_ascii_strtoull(entry->d_name, NULL, 10);

		held = process > 0 && process != getpid() && process_has(process, file);
	}
	if (processes)
		closedir(processes);
	return held;
}

void file_doubt(struct unbroken_file *file)
{
	struct host *host = file->device->host;

	file->doubt = DOUBT_FIRST;
	if (!g_ptr_array_find(host->doubtful, file, NULL))
		g_ptr_array_add(host->doubtful, file);
}

void files_doubt_all(struct host *host)
{
	GHashTableIter files;
	gpointer file;

	g_hash_table_iter_init(&files, host->files);
	while (g_hash_table_iter_next(&files, NULL, &file))
		file_doubt(file);
}

static void settle_again(void *data)
{
	struct host *host = data;

	host->doubt = 0;
	files_settle(host);
}

/* Whether @file is still in doubt. */
static gboolean settle(struct unbroken_file *file)
{
	if (!is_held(file)) {
		file_close(file);
		return FALSE;
	}
	/* Who closed it may not have come to do so yet. */
	file->doubt *= 2;
	if (file->doubt <= DOUBT_LAST)
		return TRUE;
	g_ptr_array_remove(file->device->host->doubtful, file);
	return FALSE;
}

void files_settle_later(struct host *host)
{
	if (host->doubtful->len && !host->doubt)
		host->doubt = loop_after(host->loop, DOUBT_FIRST, settle_again, host);
}

void files_settle(struct host *host)
{
	guint32 wait = DOUBT_LAST;

	for (guint i = 0; i < host->doubtful->len;) {
		struct unbroken_file *file = host->doubtful->pdata[i];

		if (!settle(file)) {
			i = 0; /* closing one may have closed others */
			continue;
		}
		wait = MIN(wait, file->doubt);
		i++;
	}
	loop_cancel(host->loop, host->doubt);
	host->doubt = host->doubtful->len ? loop_after(host->loop, wait, settle_again, host) : 0;
}

/* --- For models ------------------------------------------------------------------ */

void *unbroken_file_data(const struct unbroken_file *file)
{
	return file->data;
}

void unbroken_file_set_device_number(struct unbroken_file *file, uint32_t major, uint32_t minor)
{
	file->major = major;
	file->minor = minor;
}

/* Clients change it by themselves: it belongs to what we share with them. */
int unbroken_file_is_nonblocking(const struct unbroken_file *file)
{
	return (fcntl(file->backing, F_GETFL) & O_NONBLOCK) != 0;
}

static void set_readable(struct unbroken_file *file, gboolean readable)
{
	char byte = 0;

	/* A socket is readable while there is something in it. */
	if (readable)
		file->ready |= send(file->peer, &byte, 1, MSG_NOSIGNAL) == 1 ? POLLIN : 0;
	else if (recv(file->backing, &byte, 1, MSG_DONTWAIT) == 1)
		file->ready &= ~(guint32)POLLIN;
}

void unbroken_file_set_ready(struct unbroken_file *file, uint32_t events)
{
	if (file->peer < 0)
		return;
	if ((events ^ file->ready) & POLLIN)
		set_readable(file, (events & POLLIN) != 0);
	if (events & ~file->ready & (POLLRDHUP | POLLHUP)) {
		shutdown(file->peer, SHUT_WR);
		file->ready |= POLLRDHUP;
	}
}
