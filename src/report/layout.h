/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the members of a record stand, before and after a change: what a report
 * draws.  Plain text and numbers, as all in a report.
 */
#ifndef UNBROKEN_REPORT_LAYOUT_H
#define UNBROKEN_REPORT_LAYOUT_H

#include <glib.h>

#include "util/target.h"

#define LAYOUT_NO_TWIN      G_MAXUINT32
#define LAYOUT_TWIN_OUTSIDE (G_MAXUINT32 - 1) /* in what a partial layout leaves out */

/* The most parts that a layout has; of a longer one those around what changed. */
#define LAYOUT_PARTS_MAX 400

enum layout_kind {
	LAYOUT_MEMBER,
	LAYOUT_BITFIELD,
	LAYOUT_HOLE,     /* between members */
	LAYOUT_PADDING,  /* behind the last one */
	LAYOUT_ELEMENTS, /* what follows the first element of an array of inline structs */
};

struct layout_part {
	enum layout_kind kind;
	const char *name; /* path inside the record, "in.addr"; "" if there is none */
	const char *type; /* as written, with array bounds: "__u8[4]"; "" if there is none */
	guint64 bit_offset;
	guint64 bit_size; /* 0 for a flexible tail */
	/* Arms of a union cover each other: each stands in a lane of its own.  0 where
	 * nothing else has the bytes. */
	guint lane;
	gboolean is_reserved; /* its bytes have no meaning yet, as its name says */
	guint32 twin;         /* index in the other layout, or one of the above */
};

struct finding_layout {
	const char *record; /* "struct vfio_device_info" */
	enum target_id target;
	guint64 size; /* bytes */
	const struct layout_part *parts;
	guint32 n_parts;
	gboolean is_partial; /* there are more before or behind */
};

/* What became of a part, or where it comes from. */
enum layout_mark {
	LAYOUT_ADDED = 1 << 0,   /* it has no twin, or one that was reserved */
	LAYOUT_REMOVED = 1 << 1, /* it has no twin, or one that is reserved now */
	LAYOUT_MOVED = 1 << 2,
	LAYOUT_RESIZED = 1 << 3,
	LAYOUT_RETYPED = 1 << 4,
	LAYOUT_RENAMED = 1 << 5,
};

/* The marks of part @index of @layout; 0 for one that is the same in @other, and for
 * holes. */
guint layout_marks(const struct finding_layout *layout, guint32 index,
		   const struct finding_layout *other, gboolean is_new);

#endif
