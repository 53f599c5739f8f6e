/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/fd.h"

#include <errno.h>
#include <unistd.h>

gboolean fd_write_all(int fd, gconstpointer bytes, gsize size)
{
	for (gsize done = 0; done < size;) {
		gssize n = write(fd, (const char *)bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		done += (gsize)n;
	}
	return TRUE;
}

gssize fd_read_most(int fd, gpointer bytes, gsize size)
{
	gsize done = 0;

	while (done < size) {
		gssize n = read(fd, (char *)bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (gsize)n;
	}
	return (gssize)done;
}

gboolean fd_read_all(int fd, gpointer bytes, gsize size)
{
	return fd_read_most(fd, bytes, size) == (gssize)size;
}
