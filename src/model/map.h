/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The byte map of a record: its members in order, and what is between them.
 */
#ifndef UNBROKEN_MODEL_MAP_H
#define UNBROKEN_MODEL_MAP_H

#include "model/model.h"

enum map_kind {
	MAP_MEMBER,  /* a field or a bit-field, also an unnamed one */
	MAP_OPEN,    /* an inline struct or union begins */
	MAP_CLOSE,   /* and ends */
	MAP_HOLE,    /* between members of a struct */
	MAP_PADDING, /* behind the last member */
};

struct map_row {
	enum map_kind kind;
	guint depth;    /* of inline structs and unions around it */
	guint32 member; /* index; MODEL_NONE for MAP_HOLE and MAP_PADDING */
	guint64 bit_offset, bit_size;
	/* Bits that are counted together: those of a bit-field's type, else 8. */
	guint64 unit;
};

/*
 * The rows of @record, or only of what its inline struct or union @within (an index,
 * or MODEL_NONE) holds.  struct map_row; free with g_array_unref().
 */
GArray *map_record(const struct record *record, guint32 within);

/* Whether a row cannot be told in whole bytes. */
gboolean map_row_has_bits(const struct map_row *row);

/* "__u32 flags[4]" of a member; "__u32 :3" of one without a name.  Free with g_free(). */
char *member_declaration(const struct member *member);

/* The last part of the member's name. */
const char *member_last_name(const struct member *member);

#endif
