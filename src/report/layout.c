/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/layout.h"

#include <string.h>

guint layout_marks(const struct finding_layout *layout, guint32 index,
		   const struct finding_layout *other, gboolean is_new)
{
	const struct layout_part *part = &layout->parts[index];
	const struct layout_part *twin;
	guint marks = 0;

	if (part->kind == LAYOUT_HOLE || part->kind == LAYOUT_PADDING ||
	    part->twin == LAYOUT_TWIN_OUTSIDE)
		return 0;
	if (part->twin == LAYOUT_NO_TWIN)
		return is_new ? LAYOUT_ADDED : LAYOUT_REMOVED;
	twin = &other->parts[part->twin];
	if (part->is_reserved != twin->is_reserved)
		return part->is_reserved ? 0 : (is_new ? LAYOUT_ADDED : LAYOUT_REMOVED);
	if (part->bit_offset != twin->bit_offset)
		marks |= LAYOUT_MOVED;
	if (part->bit_size != twin->bit_size)
		marks |= LAYOUT_RESIZED;
	if (strcmp(part->type, twin->type) != 0)
		marks |= LAYOUT_RETYPED;
	if (strcmp(part->name, twin->name) != 0)
		marks |= LAYOUT_RENAMED;
	return marks;
}
