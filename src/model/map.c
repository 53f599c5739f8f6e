/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/map.h"

#include <string.h>

struct mapping {
	const struct record *record;
	GArray *rows; /* struct map_row */
	guint depth;
	guint32 next; /* the member to be laid next; what an inline one holds follows it */
};

/* An inline struct or union, or the record itself, of which members are laid. */
struct span {
	guint32 owner; /* MODEL_NONE: the record */
	gboolean is_union;
	guint64 start, end; /* bits */
	guint64 unit;       /* of the member that was laid last */
};

static gboolean is_inline(const struct member *member)
{
	return member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION;
}

static gboolean is_bitfield(const struct member *member)
{
	return member->kind == MEMBER_BITFIELD || member->kind == MEMBER_UNNAMED;
}

static void add_row(struct mapping *mapping, enum map_kind kind, guint32 member, guint64 from,
		    guint64 size, guint64 unit)
{
	const struct map_row row = {
		.kind = kind,
		.depth = mapping->depth,
		.member = member,
		.bit_offset = from,
		.bit_size = size,
		.unit = unit ? unit : 8,
	};

	g_array_append_val(mapping->rows, row);
}

static void lay(struct mapping *mapping, struct span *span);

static void lay_inline(struct mapping *mapping, guint32 index)
{
	const struct member *member = &mapping->record->members[index];
	struct span span = {
		.owner = index,
		.is_union = member->kind == MEMBER_UNION,
		.start = member->bit_offset,
		/* Of an array, the first element. */
		.end = member->bit_offset + member->type.size * 8,
	};

	add_row(mapping, MAP_OPEN, index, member->bit_offset, member->bit_size, 8);
	mapping->depth++;
	lay(mapping, &span);
	mapping->depth--;
	add_row(mapping, MAP_CLOSE, index, member->bit_offset, member->bit_size, 8);
}

static void lay_member(struct mapping *mapping, struct span *span, guint32 index)
{
	const struct member *member = &mapping->record->members[index];

	mapping->next = index + 1;
	span->unit = is_bitfield(member) ? member->type.size * 8 : 8;
	if (is_inline(member))
		lay_inline(mapping, index);
	else
		add_row(mapping, MAP_MEMBER, index, member->bit_offset, member->bit_size,
			span->unit);
}

static void lay(struct mapping *mapping, struct span *span)
{
	const struct record *record = mapping->record;
	guint64 reached = span->start;

	while (mapping->next < record->n_members &&
	       record->members[mapping->next].parent == span->owner) {
		const guint32 index = mapping->next;
		const struct member *member = &record->members[index];
		const guint64 end = member->bit_offset + member->bit_size;

		if (!span->is_union && member->bit_offset > reached)
			add_row(mapping, MAP_HOLE, MODEL_NONE, reached,
				member->bit_offset - reached, span->unit);
		lay_member(mapping, span, index);
		reached = MAX(reached, end);
	}
	if (reached < span->end)
		add_row(mapping, MAP_PADDING, MODEL_NONE, reached, span->end - reached, span->unit);
}

GArray *map_record(const struct record *record, guint32 within)
{
	struct mapping mapping = {
		.record = record,
		.rows = g_array_new(FALSE, FALSE, sizeof(struct map_row)),
	};
	struct span span = {
		.owner = MODEL_NONE,
		.is_union = record->is_union,
		.end = record->size * 8,
	};

	if (within != MODEL_NONE) {
		mapping.next = within;
		lay_inline(&mapping, within);
	} else {
		lay(&mapping, &span);
	}
	return mapping.rows;
}

gboolean map_row_has_bits(const struct map_row *row)
{
	return row->unit != 8 || row->bit_offset % 8 || row->bit_size % 8;
}

const char *member_last_name(const struct member *member)
{
	const char *dot = strrchr(member->name, '.');

	return dot ? dot + 1 : member->name;
}

char *member_declaration(const struct member *member)
{
	const char *name = member_last_name(member);
	const char *spelled = member->type.spelled;
	const char *star = strstr(spelled, "(*)");
	const char *blank = g_str_has_suffix(spelled, "*") ? "" : " ";

	if (is_bitfield(member))
		return g_strdup_printf("%s %s:%" G_GUINT64_FORMAT, spelled, name, member->bit_size);
	/* A pointer to a function has its name inside. */
	if (star)
		return g_strdup_printf("%.*s%s%s%s", (int)(star + 2 - spelled), spelled, name,
				       member->bounds, star + 2);
	return g_strconcat(spelled, blank, name, member->bounds, NULL);
}
