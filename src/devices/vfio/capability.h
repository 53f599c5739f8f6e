/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers that carry a chain of capabilities behind a struct: the program tells how much room it
 * has, and asks again with as much as it was told.
 */
#ifndef UNBROKEN_DEVICES_VFIO_CAPABILITY_H
#define UNBROKEN_DEVICES_VFIO_CAPABILITY_H

#include <glib.h>
#include <unbroken/device.h>

#include "devices/vfio/uapi.h"

/* An empty chain; free with g_byte_array_unref(). */
GByteArray *vfio_capabilities_new(void);

/*
 * Appends a capability of @size bytes, whose header the chain fills in.  @start: how many bytes of
 * the answer are before the chain.
 */
void vfio_capabilities_add(GByteArray *chain, guint start, guint16 id, void *capability,
			   gsize size);

/* Where a struct that can have a chain keeps what it says about it. */
struct vfio_answer {
	void *bytes; /* argsz is its first word, as the program told it, and flags its second */
	guint size;  /* of the whole struct, behind which the chain begins */
	guint minimum;
	guint cap_offset;   /* where in it cap_offset is */
	guint32 flags_caps; /* what flags has if there are capabilities */
};

/*
 * Writes an answer to the argument of @call: at most argsz bytes of the struct, and @chain where
 * it fits; where it does not, the program gets how much it needs.  0 or -EFAULT; the result of an
 * argsz below the minimum is -EINVAL.
 */
long vfio_answer_give(struct unbroken_call *call, struct vfio_answer *answer,
		      const GByteArray *chain);

#endif
