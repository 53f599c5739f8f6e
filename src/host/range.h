/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The numbers of the descriptors that clients get from us.
 *
 * They are high ones, so that a filter can tell them from all others by two bit operations, and
 * so that nothing else comes to be there: the kernel gives out the lowest free number.
 */
#ifndef UNBROKEN_HOST_RANGE_H
#define UNBROKEN_HOST_RANGE_H

#include <glib.h>

struct descriptor_range {
	guint32 base; /* a multiple of @size */
	guint32 size; /* a power of two */
};

/*
 * Chooses the range below the hard limit of this process, which its children inherit.  FALSE with
 * @error set if that is too low for one.
 */
gboolean range_choose(struct descriptor_range *range, GError **error);

static inline gboolean range_has(const struct descriptor_range *range, guint64 descriptor)
{
	return ((guint32)descriptor & ~(range->size - 1)) == range->base;
}

#endif
