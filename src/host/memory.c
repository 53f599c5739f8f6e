/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/internal.h"

/* No page is smaller: whether the end of a string can be read is asked page by page. */
#define PAGE 4096

/*
 * Containers forbid the calls that are made for this, and leave the file.  It also writes where a
 * client itself may only read; that is memory of its own.
 */
static gssize through_file(const struct unbroken_client *client, guint64 address, void *bytes,
			   gsize size, gboolean writes)
{
	char path[64];
	gssize n;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/mem", client->process);
	file = open(path, (writes ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
	if (file < 0)
		return -1;
	n = writes ? pwrite(file, bytes, size, (off_t)address)
		   : pread(file, bytes, size, (off_t)address);
	close(file);
	return n;
}

static gboolean is_forbidden(gssize n)
{
	return n < 0 && (errno == EPERM || errno == ENOSYS);
}

gsize memory_read_some(const struct unbroken_client *client, guint64 address, void *to, gsize size)
{
	const struct iovec here = { to, size };
	const struct iovec there = { (void *)(uintptr_t)address, size };
	gssize n = size ? process_vm_readv(client->process, &here, 1, &there, 1, 0) : 0;

	if (is_forbidden(n))
		n = through_file(client, address, to, size, FALSE);
	return n < 0 ? 0 : (gsize)n;
}

gboolean memory_read(const struct unbroken_client *client, guint64 address, void *to, gsize size)
{
	return memory_read_some(client, address, to, size) == size;
}

gboolean memory_write(const struct unbroken_client *client, guint64 address, const void *from,
		      gsize size)
{
	const struct iovec here = { (void *)(uintptr_t)from, size };
	const struct iovec there = { (void *)(uintptr_t)address, size };
	gssize n = size ? process_vm_writev(client->process, &here, 1, &there, 1, 0) : 0;

	if (is_forbidden(n))
		n = through_file(client, address, (void *)(uintptr_t)from, size, TRUE);
	return n == (gssize)size;
}

gboolean memory_read_string(const struct unbroken_client *client, guint64 address, char *to,
			    gsize size)
{
	for (gsize done = 0; done < size;) {
		gsize n = MIN(PAGE - (address + done) % PAGE, size - done);

		if (!memory_read(client, address + done, to + done, n))
			return FALSE;
		if (memchr(to + done, '\0', n))
			return TRUE;
		done += n;
	}
	return FALSE;
}

int unbroken_client_read(struct unbroken_client *client, uint64_t address, void *to, size_t size)
{
	return client->pidfd >= 0 && memory_read(client, address, to, size) ? 0 : -EFAULT;
}

int unbroken_client_write(struct unbroken_client *client, uint64_t address, const void *from,
			  size_t size)
{
	return client->pidfd >= 0 && memory_write(client, address, from, size) ? 0 : -EFAULT;
}

int unbroken_call_read(struct unbroken_call *call, uint64_t address, void *to, size_t size)
{
	return unbroken_client_read(call->client, address, to, size);
}

/* What the caller is now must not be written to in its name. */
int unbroken_call_write(struct unbroken_call *call, uint64_t address, const void *from, size_t size)
{
	if (!notifier_is_valid(&call->host->notifier, call->id))
		return -EFAULT;
	return unbroken_client_write(call->client, address, from, size);
}
