/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records as bytes that have no names.
 */
#include <string.h>

#include "btf/internal.h"

/* A scalar, or how often what follows is there. */
struct slot {
	guint64 bit_offset, bit_size;
	gint64 array;
	gboolean is_group; /* an array of records */
};

static gboolean slot_alike(const struct slot *one, const struct slot *other)
{
	return one->bit_offset == other->bit_offset && one->bit_size == other->bit_size &&
	       one->array == other->array && one->is_group == other->is_group;
}

/* An array of one is as good as none, and [] as [0]. */
static gint64 plain_array(const struct member *member)
{
	if (member->array == 1)
		return MEMBER_NO_ARRAY;
	return member->array ? member->array : MEMBER_FLEXIBLE_TAIL;
}

static void add_slot(GArray *slots, guint64 base, const struct member *member, gboolean is_group)
{
	const struct slot slot = {
		.bit_offset = base + member->bit_offset,
		.bit_size = member->bit_size,
		.array = plain_array(member),
		.is_group = is_group,
	};

	if (is_group && slot.array == MEMBER_NO_ARRAY)
		return;
	/* Another name in a union for the same piece cuts nothing. */
	if (!slots->len || !slot_alike(&g_array_index(slots, struct slot, slots->len - 1), &slot))
		g_array_append_val(slots, slot);
}

/* FALSE if some of it is not known. */
static gboolean flatten_record(struct reading *reading, const struct record *record, guint64 base,
			       GArray *slots, guint depth)
{
	if (!reading_spend(reading, record->n_members))
		return FALSE;
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		gboolean is_record = member->type.type_class == TYPE_RECORD;
		if (member->kind == MEMBER_UNNAMED)
			continue;
		add_slot(slots, base, member, is_record);
		if (member->kind != MEMBER_FIELD || !is_record)
			continue;
		if (member->type.record == MODEL_NONE || depth > DEPTH_LIMIT ||
		    !flatten_record(reading, &reading->like->records[member->type.record],
				    base + member->bit_offset, slots, depth + 1))
			return FALSE;
	}
	return TRUE;
}

static gboolean flatten_draft(struct reading *reading, const struct draft *draft, guint64 base,
			      GArray *slots, guint depth)
{
	for (guint i = 0; i < draft->members->len; i++) {
		const struct member *member = draft_member(draft, i);
		gboolean is_record = member->type.type_class == TYPE_RECORD;
		guint32 id = g_array_index(draft->type_ids, guint32, i);
		add_slot(slots, base, member, is_record);
		if (member->kind != MEMBER_FIELD || !is_record)
			continue;
		type_resolve(reading, &id, NULL);
		AUTO(draft) inner = draft_new(reading, id, NULL, depth);
		if (inner->flaw || depth > DEPTH_LIMIT ||
		    !flatten_draft(reading, inner, base + member->bit_offset, slots, depth + 1))
			return FALSE;
	}
	return TRUE;
}

static gboolean slots_alike(const GArray *one, const GArray *other)
{
	gboolean alike = one->len == other->len;

	for (guint i = 0; alike && i < one->len; i++)
		alike = slot_alike(&g_array_index(one, struct slot, i),
				   &g_array_index(other, struct slot, i));
	return alike;
}

gboolean bytes_alike(struct reading *reading, const struct draft *draft, const struct record *like)
{
	g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(struct slot));
	g_autoptr(GArray) theirs = g_array_new(FALSE, FALSE, sizeof(struct slot));

	return draft->size == like->size && draft->is_union == like->is_union &&
	       flatten_draft(reading, draft, 0, ours, 0) &&
	       flatten_record(reading, like, 0, theirs, 0) && slots_alike(ours, theirs);
}

static const struct record *record_of(const struct reading *reading, const struct type *type)
{
	return type->record == MODEL_NONE ? NULL : &reading->like->records[type->record];
}

/* One thing as the kernel has it and as headers have it: a record of one member is as good
 * as what is in it. */
static gboolean alike_inside(struct reading *reading, guint32 id, const struct member *like)
{
	g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(struct slot));
	g_autoptr(GArray) theirs = g_array_new(FALSE, FALSE, sizeof(struct slot));
	const struct record *record = record_of(reading, &like->type);
	struct member scalar = *like;

	AUTO(draft) draft = draft_new(reading, id, NULL, 0);
	if (draft->flaw || !flatten_draft(reading, draft, 0, ours, 0))
		return FALSE;
	/* As long as it is: which arms a union has is a matter of names. */
	if (record && record->is_union && draft->is_union)
		return TRUE;
	if (record)
		return flatten_record(reading, record, 0, theirs, 0) && slots_alike(ours, theirs);
	scalar.bit_offset = 0;
	scalar.bit_size = 8 * like->type.size;
	scalar.array = MEMBER_NO_ARRAY;
	add_slot(theirs, 0, &scalar, FALSE);
	return slots_alike(ours, theirs);
}

gboolean type_bytes_alike(struct reading *reading, const struct member *member, guint32 id,
			  const struct member *like)
{
	const struct type *one = &member->type, *other = &like->type;

	if (type_alike(one, other))
		return TRUE;
	if (one->size != other->size || one->type_class != TYPE_RECORD ||
	    !strcmp(one->canonical, other->canonical))
		return FALSE;
	/* What headers take from the C library they have by its size alone. */
	if (other->type_class == TYPE_RECORD && other->record == MODEL_NONE)
		return TRUE;
	type_resolve(reading, &id, NULL);
	return alike_inside(reading, id, like);
}
