/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/range.h"

#include <errno.h>
#include <sys/resource.h>

#include "host/error.h"

/* As many as a client has open at a time, of all devices. */
#define RANGE_SIZE 1024

/* Numbers beyond are possible, and would make the kernel's table large, or our own. */
#define HIGHEST     (1 << 20)
#define HIGHEST_ALL (1 << 16)

/* The largest power of two that is not more. */
static guint32 power_below(guint64 number)
{
	return 1U << (g_bit_storage((gulong)number) - 1);
}

gboolean range_choose(gboolean all, struct descriptor_range *given,
		      struct descriptor_range *watched, GError **error)
{
	guint32 end;
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
	end = all ? power_below(MIN(limit.rlim_max, HIGHEST_ALL))
		  : (guint32)MIN(limit.rlim_max, HIGHEST) / RANGE_SIZE * RANGE_SIZE;
	*given = (struct descriptor_range){ end - RANGE_SIZE, RANGE_SIZE };
	*watched = all ? (struct descriptor_range){ 0, end } : *given;
	return TRUE;
}
