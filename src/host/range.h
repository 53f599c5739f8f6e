/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The numbers of the descriptors that clients get from us.
 *
 * They are high ones, so that a filter can tell them from all others by two bit operations, and
 * so that nothing else comes to be there: the kernel gives out the lowest free number.  A client
 * may also ask for a low one, as shells do: such are watched only if the user wants it, since the
 * client has to wait for us then whenever it uses any descriptor.
 */
#ifndef UNBROKEN_HOST_RANGE_H
#define UNBROKEN_HOST_RANGE_H

#include <glib.h>

struct descriptor_range {
	guint32 base; /* a multiple of @size */
	guint32 size; /* a power of two */
};

/*
 * Chooses those that are given, below the hard limit of this process, which its children inherit,
 * and those that are watched: the same, or, with @all, every number up to them.  FALSE with
 * @error set if the limit is too low.
 */
gboolean range_choose(gboolean all, struct descriptor_range *given,
		      struct descriptor_range *watched, GError **error);

static inline gboolean range_has(const struct descriptor_range *range, guint64 descriptor)
{
	return ((guint32)descriptor & ~(range->size - 1)) == range->base;
}

#endif
