/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The filter that makes the calls of a client on our descriptors, and those that name files,
 * notifications.  All others stay as fast as they are.
 */
#ifndef UNBROKEN_HOST_FILTER_H
#define UNBROKEN_HOST_FILTER_H

#include <linux/filter.h>

#include "host/range.h"
#include "util/auto.h"

struct filter {
	struct sock_fprog program;
};

/*
 * Free with filter_free().  @makes_events: clients get their eventfds from us.  NULL with @error
 * set if libseccomp cannot make it.
 */
struct filter *filter_new(const struct descriptor_range *range, gboolean makes_events,
			  GError **error);
void filter_free(struct filter *filter);
DEFINE_AUTO(filter, filter_free)

/*
 * Puts the calling process, which must be about to become a client, under the filter.  The
 * listener's descriptor, or a negative errno.
 */
int filter_load(const struct filter *filter);

#endif
