/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chains of capabilities. */
#include "devices/vfio/capability.h"

#include <errno.h>
#include <string.h>

#define ALIGN_8(size) (((size) + 7) & ~(gsize)7)

GByteArray *vfio_capabilities_new(void)
{
	return g_byte_array_new();
}

/* Makes the last capability of @chain point to the one that is about to come. */
static void link_last(GByteArray *chain, guint start)
{
	guint32 next = start + chain->len;
	guint at = 0;

	for (;;) {
		struct vfio_info_cap_header header;

		memcpy(&header, chain->data + at, sizeof(header));
		if (!header.next) {
			header.next = next;
			memcpy(chain->data + at, &header, sizeof(header));
			return;
		}
		at = header.next - start;
	}
}

void vfio_capabilities_add(GByteArray *chain, guint start, guint16 id, void *capability, gsize size)
{
	const struct vfio_info_cap_header header = { .id = id, .version = 1 };
	static const guint8 padding[8];

	memcpy(capability, &header, sizeof(header));
	if (chain->len)
		link_last(chain, start);
	g_byte_array_append(chain, capability, size);
	g_byte_array_append(chain, padding, ALIGN_8(size) - size);
}

long vfio_answer_give(struct unbroken_call *call, struct vfio_answer *answer,
		      const GByteArray *chain)
{
	const guint64 address = unbroken_call_value(call);
	guint32 *words = answer->bytes; /* argsz, flags */
	guint32 given = words[0], offset = 0;

	if (given < answer->minimum)
		return -EINVAL;
	if (chain && chain->len) {
		words[1] |= answer->flags_caps;
		if (given >= answer->size + chain->len) {
			offset = answer->size;
			if (unbroken_call_write(call, address + offset, chain->data, chain->len))
				return -EFAULT;
		} else {
			words[0] = answer->size + chain->len;
		}
	}
	memcpy((char *)answer->bytes + answer->cap_offset, &offset, sizeof(offset));
	return unbroken_call_write(call, address, answer->bytes, MIN(given, answer->size));
}
