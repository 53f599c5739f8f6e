/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Layouts for reports: the byte maps of a record before and after a change, with
 * what is the same member on both sides.
 */
#include <string.h>

#include "model/map.h"
#include "rules/judging.h"

/* Of a layout that is too long, what is kept before the first part that changed. */
#define PARTS_BEFORE (LAYOUT_PARTS_MAX / 4)

/* An inline struct or union, or the record itself. */
struct enclosure {
	gboolean is_union;
	guint lane;      /* of the first member */
	guint last_lane; /* that any member inside has */
	gboolean has_arm;
};

struct laying {
	struct judging *judging;
	const struct record *record;
	GArray *parts;      /* struct layout_part */
	GArray *enclosures; /* struct enclosure, the innermost last */
};

static struct enclosure *innermost(struct laying *laying)
{
	return &g_array_index(laying->enclosures, struct enclosure, laying->enclosures->len - 1);
}

/* The lane of what comes next. */
static guint next_lane(struct laying *laying)
{
	struct enclosure *around = innermost(laying);
	guint lane = around->lane;

	if (around->is_union && around->has_arm)
		lane = around->last_lane + 1;
	around->has_arm = TRUE;
	around->last_lane = MAX(around->last_lane, lane);
	return lane;
}

static void enter(struct laying *laying, gboolean is_union, guint lane)
{
	const struct enclosure enclosure = {
		.is_union = is_union,
		.lane = lane,
		.last_lane = lane,
	};

	g_array_append_val(laying->enclosures, enclosure);
}

static void leave(struct laying *laying)
{
	guint last_lane = innermost(laying)->last_lane;
	struct enclosure *around;

	g_array_set_size(laying->enclosures, laying->enclosures->len - 1);
	around = innermost(laying);
	around->last_lane = MAX(around->last_lane, last_lane);
}

static struct layout_part *add_part(struct laying *laying, enum layout_kind kind, guint64 offset,
				    guint64 size, guint lane)
{
	const struct layout_part part = {
		.kind = kind,
		.name = "",
		.type = "",
		.bit_offset = offset,
		.bit_size = size,
		.lane = lane,
		.twin = LAYOUT_NO_TWIN,
	};

	g_array_append_val(laying->parts, part);
	return &g_array_index(laying->parts, struct layout_part, laying->parts->len - 1);
}

static void add_member(struct laying *laying, const struct member *member)
{
	gboolean is_bits = member->kind == MEMBER_BITFIELD || member->kind == MEMBER_UNNAMED;
	struct layout_part *part =
		add_part(laying, is_bits ? LAYOUT_BITFIELD : LAYOUT_MEMBER, member->bit_offset,
			 member->bit_size, next_lane(laying));

	part->name = g_string_chunk_insert_const(laying->judging->strings, member->name);
	part->type = opinion_say(laying->judging, "%s%s", member->type.spelled, member->bounds);
	part->is_reserved = member->kind == MEMBER_UNNAMED || name_is_reserved(member->name);
}

/* A map tells the members of the first element only. */
static void add_elements(struct laying *laying, const struct member *member)
{
	guint64 first = member->type.size * 8;
	struct layout_part *part;

	if (member->bit_size <= first)
		return;
	part = add_part(laying, LAYOUT_ELEMENTS, member->bit_offset + first,
			member->bit_size - first, innermost(laying)->lane);
	part->name = g_string_chunk_insert_const(laying->judging->strings, member->name);
	part->type = g_string_chunk_insert_const(laying->judging->strings, member->bounds);
}

static void add_row(struct laying *laying, const struct map_row *row)
{
	const struct member *member =
		row->member == MODEL_NONE ? NULL : &laying->record->members[row->member];

	switch (row->kind) {
	case MAP_MEMBER:
		add_member(laying, member);
		break;
	case MAP_OPEN:
		enter(laying, member->kind == MEMBER_UNION, next_lane(laying));
		break;
	case MAP_CLOSE:
		add_elements(laying, member);
		leave(laying);
		break;
	case MAP_HOLE:
		add_part(laying, LAYOUT_HOLE, row->bit_offset, row->bit_size,
			 innermost(laying)->lane);
		break;
	case MAP_PADDING:
		add_part(laying, LAYOUT_PADDING, row->bit_offset, row->bit_size,
			 innermost(laying)->lane);
		break;
	}
}

static GArray *lay(struct judging *judging, const struct record *record)
{
	g_autoptr(GArray) rows = map_record(record, MODEL_NONE);
	g_autoptr(GArray) enclosures = g_array_new(FALSE, FALSE, sizeof(struct enclosure));
	struct laying laying = {
		.judging = judging,
		.record = record,
		.parts = g_array_new(FALSE, FALSE, sizeof(struct layout_part)),
		.enclosures = enclosures,
	};

	enter(&laying, record->is_union, 0);
	for (guint i = 0; i < rows->len; i++)
		add_row(&laying, &g_array_index(rows, struct map_row, i));
	return laying.parts;
}

/* --- What is the same on both sides ------------------------------------------ */

static void join(GArray *old_parts, guint old_index, GArray *new_parts, guint new_index)
{
	g_array_index(old_parts, struct layout_part, old_index).twin = new_index;
	g_array_index(new_parts, struct layout_part, new_index).twin = old_index;
}

/* NULL: it has none. */
static char *name_key(const struct layout_part *part)
{
	return *part->name ? g_strdup_printf("%d%s", part->kind == LAYOUT_ELEMENTS, part->name)
			   : NULL;
}

/* Of another name, but in the very same bytes of the same union arm. */
static char *place_key(const struct layout_part *part)
{
	int kind = part->kind == LAYOUT_BITFIELD ? LAYOUT_MEMBER : (int)part->kind;

	return g_strdup_printf("%d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %u", kind,
			       part->bit_offset, part->bit_size, part->lane);
}

static void pair_by(char *(*key_of)(const struct layout_part *), GArray *old_parts,
		    GArray *new_parts)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < new_parts->len; i++) {
		const struct layout_part *part = &g_array_index(new_parts, struct layout_part, i);
		char *key = part->twin == LAYOUT_NO_TWIN ? key_of(part) : NULL;

		if (key)
			g_hash_table_insert(known, key, GUINT_TO_POINTER(i + 1));
	}
	for (guint i = 0; i < old_parts->len; i++) {
		const struct layout_part *part = &g_array_index(old_parts, struct layout_part, i);
		g_autofree char *key = part->twin == LAYOUT_NO_TWIN ? key_of(part) : NULL;
		gpointer found = key ? g_hash_table_lookup(known, key) : NULL;

		if (!found)
			continue;
		join(old_parts, i, new_parts, GPOINTER_TO_UINT(found) - 1);
		g_hash_table_remove(known, key);
	}
}

/* --- The pair ---------------------------------------------------------------- */

/* The first part that is not the same on the other side; @n_parts if there is none. */
static guint32 first_mark(const struct finding_layout *layout, const struct finding_layout *other,
			  gboolean is_new)
{
	guint32 i = 0;

	while (i < layout->n_parts && !layout_marks(layout, i, other, is_new))
		i++;
	return i;
}

/* Keeps a window of a layout that is too long; [*from, *end) is what stays. */
static void choose_window(const struct finding_layout *layout, guint32 centre, guint32 *from,
			  guint32 *end)
{
	*from = 0;
	*end = layout->n_parts;
	if (layout->n_parts <= LAYOUT_PARTS_MAX)
		return;
	*from = centre > PARTS_BEFORE ? centre - PARTS_BEFORE : 0;
	*from = MIN(*from, layout->n_parts - LAYOUT_PARTS_MAX);
	*end = *from + LAYOUT_PARTS_MAX;
}

static void crop(struct finding_layout *layout, guint32 from, guint32 end, guint32 other_from,
		 guint32 other_end)
{
	struct layout_part *parts = g_new(struct layout_part, end - from);

	for (guint32 i = from; i < end; i++) {
		struct layout_part *part = &parts[i - from];

		*part = layout->parts[i];
		if (part->twin >= other_from && part->twin < other_end)
			part->twin -= other_from;
		else if (part->twin != LAYOUT_NO_TWIN)
			part->twin = LAYOUT_TWIN_OUTSIDE;
	}
	layout->is_partial = end - from < layout->n_parts;
	layout->parts = parts;
	layout->n_parts = end - from;
}

static struct finding_layout *make_layout(struct judging *judging, const struct record *record,
					  const GArray *parts)
{
	struct finding_layout *layout = g_new0(struct finding_layout, 1);

	layout->record = g_string_chunk_insert_const(judging->strings, record->name);
	layout->target = judging->diff->new_model->target;
	layout->size = record->size;
	layout->parts = (const struct layout_part *)(void *)parts->data;
	layout->n_parts = parts->len;
	return layout;
}

static void keep_layout(struct judging *judging, struct finding_layout *layout)
{
	g_ptr_array_add(judging->layouts, (gpointer)layout->parts);
	g_ptr_array_add(judging->layouts, layout);
}

static struct layout_pair *make_pair(struct judging *judging, const struct record *old_record,
				     const struct record *new_record)
{
	struct layout_pair *pair = g_new0(struct layout_pair, 1);
	g_autoptr(GArray) old_parts = lay(judging, old_record);
	g_autoptr(GArray) new_parts = lay(judging, new_record);
	struct finding_layout *old_layout, *new_layout;
	guint32 old_mark, new_mark, old_from, old_end, new_from, new_end;

	pair_by(name_key, old_parts, new_parts);
	pair_by(place_key, old_parts, new_parts);
	old_layout = make_layout(judging, old_record, old_parts);
	new_layout = make_layout(judging, new_record, new_parts);
	old_mark = first_mark(old_layout, new_layout, FALSE);
	new_mark = first_mark(new_layout, old_layout, TRUE);
	pair->differs = old_mark < old_layout->n_parts || new_mark < new_layout->n_parts ||
			old_record->size != new_record->size;
	choose_window(old_layout, MIN(old_mark, new_mark), &old_from, &old_end);
	choose_window(new_layout, MIN(old_mark, new_mark), &new_from, &new_end);
	crop(old_layout, old_from, old_end, new_from, new_end);
	crop(new_layout, new_from, new_end, old_from, old_end);
	keep_layout(judging, old_layout);
	keep_layout(judging, new_layout);
	pair->new_record = new_record;
	pair->old_layout = old_layout;
	pair->new_layout = new_layout;
	return pair;
}

/* The changes of a record that move, add or take members. */
static gboolean has_layouts(const struct change *change)
{
	return change->old_record && change->new_record &&
	       ((change->kind >= CHANGE_RECORD_GREW && change->kind <= CHANGE_UNION_ARM_ADDED) ||
		change->kind == CHANGE_COMMAND_SIZE || change->kind == CHANGE_COMMAND_ARGUMENT);
}

const struct layout_pair *change_layouts(struct judging *judging, const struct change *change)
{
	struct layout_pair *pair;

	if (!has_layouts(change))
		return NULL;
	pair = g_hash_table_lookup(judging->layout_pairs, change->old_record);
	if (!pair || pair->new_record != change->new_record) {
		pair = make_pair(judging, change->old_record, change->new_record);
		g_hash_table_insert(judging->layout_pairs, (gpointer)change->old_record, pair);
	}
	return pair->differs ? pair : NULL;
}
