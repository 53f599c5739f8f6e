/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What headers show to programs only, and what to the kernel only.
 *
 * The kernel is built with __KERNEL__, which installed headers no longer show.  What
 * stood behind it leaves traces: the same bytes under another name, a union of one arm,
 * an array that got its room.  Such a draft is brought to what programs see.
 */
#include <string.h>

#include "btf/internal.h"
#include "diff/diff.h"

static gboolean in_union(const struct member *members, guint32 parent)
{
	for (; parent != MODEL_NONE; parent = members[parent].parent) {
		if (members[parent].kind == MEMBER_UNION)
			return TRUE;
	}
	return FALSE;
}

/* A name for the bytes of another one, which is at the same place. */
static gboolean is_renamed(const struct draft *draft, const struct member *member,
			   const struct record *like, const struct member *other)
{
	return is_leaf(other) && !draft_find(draft, other->name) &&
	       member->bit_offset == other->bit_offset && member->bit_size == other->bit_size &&
	       arrays_alike(member, other) && type_alike(&member->type, &other->type) &&
	       name_is_reserved(member->name) == name_is_reserved(other->name) &&
	       !in_union(like->members, other->parent);
}

/* In a union it could be another arm as well. */
static void mend_name(const struct draft *draft, struct member *member, const struct record *like)
{
	if (!is_leaf(member) || record_member(like, member->name) ||
	    in_union(draft_member(draft, 0), member->parent))
		return;
	for (guint32 i = 0; i < like->n_members; i++) {
		if (is_renamed(draft, member, like, &like->members[i])) {
			member->name = like->members[i].name;
			return;
		}
	}
}

static gboolean is_last(const struct draft *draft, const struct member *member)
{
	return member->parent == MODEL_NONE &&
	       member == draft_member(draft, draft->members->len - 1);
}

/* "name[]" for programs, "name[48]" for the kernel, which has it in arrays. */
static void mend_tail(struct draft *draft, struct member *member, const struct member *same)
{
	if (same->bit_size || member->array < 1 || member->bit_offset != same->bit_offset ||
	    !type_alike(&member->type, &same->type) || !is_last(draft, member))
		return;
	draft->size -= MIN(draft->size, member->bit_size / 8);
	member->array = same->array;
	member->bit_size = 0;
}

static void mend_member(struct reading *reading, struct draft *draft, guint i,
			const struct record *like)
{
	struct member *member = draft_member(draft, i);
	const struct member *same;

	mend_name(draft, member, like);
	same = *member->name ? record_member(like, member->name) : NULL;
	if (!same || !is_leaf(same) || !is_leaf(member))
		return;
	if (type_bytes_alike(reading, member, g_array_index(draft->type_ids, guint32, i), same))
		member->type = same->type;
	mend_tail(draft, member, same);
}

static void insert(struct draft *draft, guint at, guint32 parent, const struct member *member)
{
	struct member copy = *member;
	const guint32 no_type = 0;

	for (guint i = 0; i < draft->members->len; i++) {
		struct member *other = draft_member(draft, i);
		if (other->parent != MODEL_NONE && other->parent >= at)
			other->parent++;
	}
	copy.parent = parent;
	g_array_insert_val(draft->members, at, copy);
	g_array_insert_val(draft->type_ids, at, no_type);
}

/* Behind all that is inside of member @outer. */
static guint end_of(const struct draft *draft, guint outer)
{
	guint at = outer + 1;

	while (at < draft->members->len && draft_member(draft, at)->parent != MODEL_NONE &&
	       draft_member(draft, at)->parent >= outer)
		at++;
	return at;
}

/* The only arm of the union @outer; NULL if there are more, or none that has a name. */
static const struct member *only_arm(const struct draft *draft, guint outer)
{
	const struct member *found = NULL;

	for (guint i = outer + 1; i < end_of(draft, outer); i++) {
		const struct member *member = draft_member(draft, i);
		if (member->parent != outer)
			continue;
		if (found || !*member->name)
			return NULL;
		found = member;
	}
	return found;
}

/* Whether both stand in the same named struct or union: "hypercall.". */
static gboolean share_path(const char *one, const char *other)
{
	const char *dot = strrchr(one, '.');
	gsize length = dot ? (gsize)(dot + 1 - one) : 0;

	return !strncmp(one, other, length) && !strchr(other + length, '.');
}

/* The union over the bytes of @member in which the kernel has a single arm: nobody writes
 * such a one but with a condition inside.  MODEL_NONE if there is none. */
static guint32 find_torn_union(const struct draft *draft, const struct member *member)
{
	guint64 end = member->bit_offset + member->bit_size;

	for (guint i = 0; i < draft->members->len; i++) {
		const struct member *outer = draft_member(draft, i);
		const struct member *arm;
		if (outer->kind != MEMBER_UNION || outer->bit_offset > member->bit_offset ||
		    outer->bit_offset + outer->bit_size < end)
			continue;
		arm = only_arm(draft, i);
		if (arm && share_path(arm->name, member->name))
			return i;
	}
	return MODEL_NONE;
}

/* A member of the headers that belongs into a union of the draft. */
struct missing_arm {
	guint32 outer;
	const struct member *member;
};

/* Finds the arms that torn unions miss, and puts back what has no bytes to miss. */
static void mend_missing(struct draft *draft, const struct record *like, GArray *arms)
{
	for (guint32 i = 0; i < like->n_members; i++) {
		struct missing_arm arm = { MODEL_NONE, &like->members[i] };
		if (!is_leaf(arm.member) || draft_find(draft, arm.member->name))
			continue;
		arm.outer = find_torn_union(draft, arm.member);
		if (arm.outer != MODEL_NONE)
			g_array_append_val(arms, arm);
		else if (!arm.member->bit_size && arm.member->parent == MODEL_NONE &&
			 arm.member->bit_offset <= 8 * draft->size)
			insert(draft, draft->members->len, MODEL_NONE, arm.member);
	}
}

/* From the back, so that no index of a union changes before its turn. */
static void mend_unions(struct draft *draft, const GArray *arms)
{
	for (guint outer = arms->len ? draft->members->len : 0; outer-- > 0;) {
		for (guint i = 0; i < arms->len; i++) {
			const struct missing_arm *arm = &g_array_index(arms, struct missing_arm, i);
			if (arm->outer == outer)
				insert(draft, end_of(draft, outer), outer, arm->member);
		}
	}
}

void draft_mend(struct reading *reading, struct draft *draft, const struct record *like)
{
	g_autoptr(GArray) arms = g_array_new(FALSE, FALSE, sizeof(struct missing_arm));

	for (guint i = 0; i < draft->members->len; i++)
		mend_member(reading, draft, i, like);
	mend_missing(draft, like, arms);
	mend_unions(draft, arms);
}
