/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/range.h"

#include <errno.h>
#include <sys/resource.h>

#include "host/error.h"

/* As many as a client has open at a time, of all devices. */
#define RANGE_SIZE 1024

/* Numbers beyond are possible, and would make the kernel's table large. */
#define HIGHEST (1 << 20)

gboolean range_choose(struct descriptor_range *range, GError **error)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return host_fail(error, errno, "cannot get the limit of open files");
	if (limit.rlim_max < 2 * RANGE_SIZE) {
		g_set_error(error, HOST_ERROR, HOST_ERROR_MACHINE,
			    "the hard limit of open files (ulimit -Hn) is %" G_GUINT64_FORMAT
			    "; hosting needs %d",
			    (guint64)limit.rlim_max, 2 * RANGE_SIZE);
		return FALSE;
	}
	range->size = RANGE_SIZE;
	range->base = (guint32)(MIN(limit.rlim_max, HIGHEST) / RANGE_SIZE - 1) * RANGE_SIZE;
	return TRUE;
}
