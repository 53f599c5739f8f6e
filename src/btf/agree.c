/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel has against what headers say.
 */
#include <string.h>

#include "btf/internal.h"
#include "diff/diff.h"

/* A bit-field of all the bits of its type may have been written without. */
static gboolean kinds_alike(const struct member *one, const struct member *other)
{
	return one->kind == other->kind || (is_leaf(one) && is_leaf(other));
}

static gboolean members_alike(const struct member *one, const struct member *other)
{
	return kinds_alike(one, other) && one->bit_offset == other->bit_offset &&
	       one->bit_size == other->bit_size && arrays_alike(one, other) &&
	       !strcmp(one->name, other->name) && type_alike(&one->type, &other->type);
}

/* The same members in the same order; BTF has no unnamed bit-fields. */
static gboolean is_same(const struct draft *draft, const struct record *like)
{
	guint at = 0;

	if (draft->size != like->size || draft->is_union != like->is_union)
		return FALSE;
	for (guint32 i = 0; i < like->n_members; i++) {
		if (like->members[i].kind == MEMBER_UNNAMED)
			continue;
		if (at == draft->members->len ||
		    !members_alike(draft_member(draft, at), &like->members[i]))
			return FALSE;
		at++;
	}
	return at == draft->members->len;
}

static gboolean overlap(const struct member *one, const struct member *other)
{
	return one->bit_offset < other->bit_offset + other->bit_size &&
	       other->bit_offset < one->bit_offset + one->bit_size;
}

/* Whether what @member covers is called reserved on one side only. */
static gboolean meaning_differs(const struct draft *draft, const struct member *member)
{
	for (guint i = 0; i < draft->members->len; i++) {
		const struct member *other = draft_member(draft, i);
		if (is_leaf(other) && overlap(member, other) &&
		    name_is_reserved(member->name) != name_is_reserved(other->name))
			return TRUE;
	}
	return FALSE;
}

/* What has a name on both sides is at one place there, and as good as one type. */
static gboolean keeps_names(const struct draft *draft, const struct record *like)
{
	for (guint32 i = 0; i < like->n_members; i++) {
		const struct member *member = &like->members[i];
		const struct member *same = draft_find(draft, member->name);
		if (!is_leaf(member))
			continue;
		if (!same && meaning_differs(draft, member))
			return FALSE;
		if (same && is_leaf(same) &&
		    (same->bit_offset != member->bit_offset ||
		     !type_alike(&same->type, &member->type)))
			return FALSE;
	}
	return TRUE;
}

/* Half of the names of the smaller one at least are in both of one thing. */
static gboolean shares_names(const struct draft *draft, const struct record *like)
{
	guint shared = 0, ours = 0, theirs = 0;

	for (guint i = 0; i < draft->members->len; i++)
		ours += is_leaf(draft_member(draft, i));
	for (guint32 i = 0; i < like->n_members; i++) {
		theirs += is_leaf(&like->members[i]);
		shared += is_leaf(&like->members[i]) &&
			  draft_find(draft, like->members[i].name) != NULL;
	}
	return 2 * shared >= MIN(ours, theirs);
}

/* Whether a member is of a type that no header for programs has.  Where the headers have
 * a like one, only its name can tell: __u32 and u32 are one type. */
static gboolean is_internal(struct reading *reading, guint32 id, const struct member *same)
{
	struct type type;

	if (!same || !type_describe(reading, id, &type) || !type_alike(&type, &same->type))
		return type_is_internal(reading, id, 0);
	return strcmp(type.spelled, same->type.spelled) && type_name_is_internal(reading, id);
}

/* Whether it has what no header for programs has: it comes from no such header then. */
static gboolean has_internals(struct reading *reading, const struct draft *draft,
			      const struct record *like)
{
	for (guint i = 0; i < draft->members->len; i++) {
		const struct member *member = draft_member(draft, i);
		guint32 id = g_array_index(draft->type_ids, guint32, i);
		if (id && is_leaf(member) &&
		    is_internal(reading, id, record_member(like, member->name)))
			return TRUE;
	}
	return FALSE;
}

enum agreement draft_compare(struct reading *reading, struct draft *draft,
			     const struct record *like)
{
	gboolean foreign = !shares_names(draft, like);

	draft_mend(reading, draft, like);
	if (is_same(draft, like) || (bytes_alike(reading, draft, like) && keeps_names(draft, like)))
		return AGREE_SAME;
	return foreign || has_internals(reading, draft, like) ? AGREE_FOREIGN : AGREE_NOT;
}

/* BTF tells alignment only through places: that of the headers stands as long as it can. */
static guint64 alignment_of(struct reading *reading, guint32 id, const struct record *like)
{
	guint64 size = btf__type_by_id(reading->btf, id)->size;

	if (like->alignment && size % like->alignment == 0)
		return like->alignment;
	return MAX(1, type_alignment(reading, id, 0));
}

struct record draft_to_record(struct reading *reading, guint32 id, const struct draft *draft,
			      const struct record *like)
{
	struct record record = *like;

	for (guint i = 0; i < draft->members->len; i++) {
		struct member *member = &g_array_index(draft->members, struct member, i);
		const struct member *same =
			*member->name ? record_member(like, member->name) : NULL;
		member->place = like->place;
		if (!same)
			continue;
		member->place = same->place;
		if (type_alike(&member->type, &same->type))
			member->type = same->type;
		if (arrays_alike(member, same)) {
			member->array = same->array;
			member->bounds = same->bounds;
		}
	}
	record.size = draft->size;
	record.alignment = alignment_of(reading, id, like);
	record.is_packed = like->is_packed;
	record.n_members = draft->members->len;
	record.members = arena_take_array(reading->builder->arena, draft->members);
	return record;
}
