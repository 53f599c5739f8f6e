/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two layouts of one record.
 *
 * Named members are paired by name first, then by place.  What is left over is
 * looked at through the bytes it covers on the other side: reserved ones, a
 * hole, those of a member that went, or none.
 */
#include <string.h>

#include "diff/internal.h"

/* A named member with bytes of its own, and what became of it. */
struct leaf {
	const struct member *member;
	struct leaf *twin; /* the same name on the other side */
	gboolean is_reserved;
	gboolean is_told; /* some change speaks of it already */
};

struct sides {
	struct diff *diff;
	const struct record *old_record, *new_record;
	GArray *old_leaves, *new_leaves; /* struct leaf */
	struct leaf *first_moved;        /* by old offset, reserved ones aside */
	guint n_moved;
	gboolean has_shape_change; /* something but growth at the tail */
	gboolean has_resized;
};

static struct leaf *leaf_at(GArray *leaves, guint i)
{
	return &g_array_index(leaves, struct leaf, i);
}

static guint64 end_of(const struct member *member)
{
	return member->bit_offset + member->bit_size;
}

static gboolean overlap(const struct member *one, const struct member *other)
{
	if (!one->bit_size || !other->bit_size)
		return one->bit_offset == other->bit_offset;
	return one->bit_offset < end_of(other) && other->bit_offset < end_of(one);
}

static void add_leaf(GArray *leaves, const struct member *member)
{
	struct leaf leaf = {
		.member = member,
		.is_reserved = member->kind == MEMBER_UNNAMED || name_is_reserved(member->name),
	};

	if (member->kind != MEMBER_STRUCT && member->kind != MEMBER_UNION)
		g_array_append_val(leaves, leaf);
}

/* The members of @outer's record, as if it had been written inline. */
static void add_inlined(struct diff *diff, const struct model *model, const struct member *outer,
			GArray *leaves)
{
	const struct record *record = &model->records[outer->type.record];

	for (guint32 i = 0; i < record->n_members; i++) {
		struct member *copy = g_memdup2(&record->members[i], sizeof(*copy));
		g_autofree char *name = g_strconcat(outer->name, ".", copy->name, NULL);
		copy->name = diff_text(diff, name);
		copy->bit_offset += outer->bit_offset;
		copy->place = outer->place;
		g_ptr_array_add(diff->copies, copy);
		add_leaf(leaves, copy);
	}
}

/* Whether @other has an inline struct or union where @member names a record:
 * the definition was moved out, or in, and means the same. */
static gboolean is_inline_in(const struct record *other, const struct member *member)
{
	const struct member *same = record_member(other, member->name);

	return same && member->kind == MEMBER_FIELD && member->type.record != MODEL_NONE &&
	       (same->kind == MEMBER_STRUCT || same->kind == MEMBER_UNION) &&
	       same->array == member->array;
}

static GArray *leaves_of(struct diff *diff, const struct model *model, const struct record *record,
			 const struct record *other)
{
	GArray *leaves = g_array_new(FALSE, TRUE, sizeof(struct leaf));

	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		if (is_inline_in(other, member))
			add_inlined(diff, model, member, leaves);
		else
			add_leaf(leaves, member);
	}
	return leaves;
}

static void pair_by_name(struct sides *sides)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		g_hash_table_insert(names, (gpointer)leaf->member->name, leaf);
	}
	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *old_leaf = leaf_at(sides->old_leaves, i);
		struct leaf *new_leaf = g_hash_table_lookup(names, old_leaf->member->name);
		if (!new_leaf || new_leaf->twin || !*old_leaf->member->name)
			continue;
		old_leaf->twin = new_leaf;
		new_leaf->twin = old_leaf;
	}
}

static gboolean has_moved(const struct leaf *old_leaf)
{
	return old_leaf->twin && !old_leaf->is_reserved &&
	       old_leaf->member->bit_offset != old_leaf->twin->member->bit_offset;
}

static void find_moved(struct sides *sides)
{
	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->old_leaves, i);
		if (!has_moved(leaf))
			continue;
		sides->n_moved++;
		if (!sides->first_moved ||
		    leaf->member->bit_offset < sides->first_moved->member->bit_offset)
			sides->first_moved = leaf;
	}
}

static struct change record_change(const struct sides *sides, enum change_kind kind)
{
	struct change change = {
		.kind = kind,
		.old_record = sides->old_record,
		.new_record = sides->new_record,
		.old_place = sides->old_record->place,
		.new_place = sides->new_record->place,
	};

	record_names(sides->old_record, &change.item_kind, &change.item_name);
	return change;
}

static struct change *tell(struct sides *sides, enum change_kind kind, struct leaf *old_leaf,
			   struct leaf *new_leaf)
{
	struct change change = record_change(sides, kind);

	if (old_leaf) {
		change.old_member = old_leaf->member;
		change.old_place = old_leaf->member->place;
		old_leaf->is_told = TRUE;
	}
	if (new_leaf) {
		change.new_member = new_leaf->member;
		change.new_place = new_leaf->member->place;
		new_leaf->is_told = TRUE;
	}
	if (kind != CHANGE_MEMBER_RETYPED && kind != CHANGE_MEMBER_FLEXIBLE)
		sides->has_shape_change = TRUE;
	return diff_add(sides->diff, change);
}

/* A member whose record has another size without being declared otherwise. */
static gboolean embeds_changed_record(const struct leaf *old_leaf)
{
	const struct type *old_type = &old_leaf->member->type;
	const struct type *new_type = &old_leaf->twin->member->type;

	return old_type->type_class == TYPE_RECORD && new_type->type_class == TYPE_RECORD &&
	       (!strcmp(old_type->canonical, new_type->canonical) ||
		!strcmp(old_type->spelled, new_type->spelled)) &&
	       old_type->size != new_type->size;
}

static gboolean is_last(const struct leaf *leaf, GArray *leaves)
{
	for (guint i = 0; i < leaves->len; i++) {
		if (leaf_at(leaves, i)->member->bit_offset > leaf->member->bit_offset)
			return FALSE;
	}
	return TRUE;
}

/* An array at the end that has more elements now. */
static gboolean is_longer_tail(const struct sides *sides, const struct leaf *old_leaf)
{
	const struct member *one = old_leaf->member, *other = old_leaf->twin->member;

	return one->array >= MEMBER_NO_ARRAY && other->array > MAX(one->array, 1) &&
	       one->type.size == other->type.size && one->bit_offset == other->bit_offset &&
	       is_last(old_leaf, sides->old_leaves);
}

static gboolean became_flexible(const struct member *one, const struct member *other)
{
	return (one->array == 0 || one->array == 1) && other->array == MEMBER_FLEXIBLE_TAIL;
}

/* Annotations that the compiler does not see and that say how bytes are read. */
static const char *byte_order_of(const struct type *type)
{
	if (g_str_has_prefix(type->spelled, "__le"))
		return "le";
	if (g_str_has_prefix(type->spelled, "__be"))
		return "be";
	return NULL;
}

/* One record under two names. */
static gboolean name_one_record(const struct diff *diff, const struct type *one,
				const struct type *other)
{
	return one->record != MODEL_NONE && other->record != MODEL_NONE &&
	       diff_counterpart(diff, &diff->old_model->records[one->record]) ==
		       &diff->new_model->records[other->record];
}

static gboolean is_retyped(const struct diff *diff, const struct type *one,
			   const struct type *other)
{
	const char *old_order = byte_order_of(one), *new_order = byte_order_of(other);

	return (strcmp(one->canonical, other->canonical) && !name_one_record(diff, one, other)) ||
	       g_strcmp0(old_order, new_order);
}

static void compare_twins(struct sides *sides, struct leaf *old_leaf)
{
	const struct member *one = old_leaf->member, *other = old_leaf->twin->member;

	if (one->bit_size == other->bit_size && one->array == other->array) {
		if (is_retyped(sides->diff, &one->type, &other->type))
			tell(sides, CHANGE_MEMBER_RETYPED, old_leaf, old_leaf->twin);
		return;
	}
	if (became_flexible(one, other)) {
		tell(sides, CHANGE_MEMBER_FLEXIBLE, old_leaf, old_leaf->twin);
		return;
	}
	if (old_leaf->is_reserved || embeds_changed_record(old_leaf) ||
	    is_longer_tail(sides, old_leaf))
		return;
	if (one->bit_size == other->bit_size) {
		tell(sides, CHANGE_MEMBER_RETYPED, old_leaf, old_leaf->twin);
		return;
	}
	struct change *change = tell(sides, CHANGE_MEMBER_RESIZED, old_leaf, old_leaf->twin);
	sides->has_resized = TRUE;
	if (sides->first_moved && sides->first_moved->member->bit_offset > one->bit_offset) {
		change->others = sides->n_moved;
		sides->n_moved = 0;
	}
}

/* The best partner on the other side for an old leaf without twin: @similar
 * names only, and with @there only members that share bytes with it. */
static struct leaf *find_partner(struct sides *sides, const struct leaf *old_leaf, gboolean similar,
				 gboolean there)
{
	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		if (leaf->twin || leaf->is_told)
			continue;
		if (there != overlap(old_leaf->member, leaf->member))
			continue;
		if (!there && (old_leaf->member->bit_size != leaf->member->bit_size))
			continue;
		if (!similar ? !leaf->is_reserved
			     : name_is_similar(old_leaf->member->name, leaf->member->name))
			return leaf;
	}
	return NULL;
}

/* A new leaf over the bytes of @old_leaf for which @reserved holds. */
static struct leaf *find_cover(struct sides *sides, const struct leaf *old_leaf, gboolean reserved)
{
	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		if (leaf->is_reserved == reserved && overlap(old_leaf->member, leaf->member))
			return leaf;
	}
	return NULL;
}

/* A member of the old record that nothing is called by any more. */
static void explain_gone(struct sides *sides, struct leaf *old_leaf)
{
	struct leaf *partner = find_partner(sides, old_leaf, TRUE, TRUE);

	if (partner) {
		tell(sides, CHANGE_MEMBER_RENAMED, old_leaf, partner);
		return;
	}
	partner = find_partner(sides, old_leaf, TRUE, FALSE);
	if (partner) {
		sides->n_moved++;
		if (!sides->first_moved)
			sides->first_moved = old_leaf;
		old_leaf->twin = partner;
		partner->twin = old_leaf;
		return;
	}
	partner = find_partner(sides, old_leaf, FALSE, TRUE);
	if (partner) {
		tell(sides, CHANGE_MEMBER_REPLACED, old_leaf, partner);
		return;
	}
	struct leaf *cover = find_cover(sides, old_leaf, FALSE);
	if (!cover && (cover = find_cover(sides, old_leaf, TRUE))) {
		tell(sides, CHANGE_MEMBER_RETIRED, old_leaf, cover);
		return;
	}
	struct change *change = tell(sides, CHANGE_MEMBER_REMOVED, old_leaf, NULL);
	/* Another arm of its union is still where it was. */
	if (cover && cover->twin && cover->twin->member->bit_offset == cover->member->bit_offset)
		change->new_member = cover->member;
}

static void explain_gone_reserved(struct sides *sides, struct leaf *old_leaf)
{
	struct leaf *cover = find_cover(sides, old_leaf, TRUE);

	if (cover && !cover->twin && !cover->is_told)
		tell(sides, CHANGE_RESERVED_RENAMED, old_leaf, cover);
}

enum cover { COVER_NOTHING, COVER_RESERVED, COVER_STAYING, COVER_OTHER };

/* What stood where @new_leaf stands now. */
static enum cover old_cover(struct sides *sides, const struct leaf *new_leaf,
			    struct leaf **reserved)
{
	enum cover found = COVER_NOTHING;

	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->old_leaves, i);
		if (!overlap(leaf->member, new_leaf->member))
			continue;
		if (leaf->is_reserved) {
			*reserved = *reserved ? *reserved : leaf;
			found = MAX(found, COVER_RESERVED);
		} else if (leaf->twin &&
			   leaf->twin->member->bit_offset == leaf->member->bit_offset) {
			found = MAX(found, COVER_STAYING);
		} else {
			found = COVER_OTHER;
		}
	}
	return found;
}

static void explain_new(struct sides *sides, struct leaf *new_leaf)
{
	guint64 old_end = sides->old_record->size * 8;
	struct leaf *reserved = NULL;

	if (!new_leaf->member->bit_size) {
		if (new_leaf->member->bit_offset <= old_end)
			tell(sides, CHANGE_TAIL_APPENDED, NULL, new_leaf);
		return;
	}
	if (end_of(new_leaf->member) > old_end)
		return; /* growth, see explain_size() */
	switch (old_cover(sides, new_leaf, &reserved)) {
	case COVER_NOTHING:
		if (!new_leaf->is_reserved)
			tell(sides, CHANGE_HOLE_USED, NULL, new_leaf);
		break;
	case COVER_RESERVED:
		if (!new_leaf->is_reserved) {
			guint others = reserved->is_told;
			tell(sides, CHANGE_RESERVED_USED, reserved, new_leaf)->others = others;
		}
		break;
	case COVER_STAYING:
		tell(sides, CHANGE_UNION_ARM_ADDED, NULL, new_leaf);
		break;
	case COVER_OTHER:
		break; /* told with what it displaced */
	}
}

/* Whether both stand in the same named struct or union: "wr.ud.". */
static gboolean share_path(const char *one, const char *other)
{
	const char *dot = strrchr(other, '.');
	gsize length = dot ? (gsize)(dot + 1 - other) : 0;

	return !strncmp(one, other, length) && !strchr(one + length, '.');
}

/* How likely @member pushed @moved: one of the same struct, then the nearest. */
static guint64 nearness(const struct member *member, const struct member *moved)
{
	return (share_path(member->name, moved->name) ? G_GUINT64_CONSTANT(1) << 40 : 0) +
	       member->bit_offset;
}

/* The new member right before the first one that moved. */
static struct leaf *find_inserted(struct sides *sides)
{
	const struct member *moved = sides->first_moved->twin->member;
	struct leaf *found = NULL;

	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		if (leaf->twin || leaf->is_told || leaf->member->bit_offset >= moved->bit_offset)
			continue;
		/* Another arm of a union pushes nothing here. */
		if (!found || nearness(leaf->member, moved) > nearness(found->member, moved))
			found = leaf;
	}
	return found;
}

static const struct member *embedded_before(struct sides *sides)
{
	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->old_leaves, i);
		if (leaf->twin && embeds_changed_record(leaf) &&
		    leaf->member->bit_offset < sides->first_moved->member->bit_offset)
			return leaf->twin->member;
	}
	return NULL;
}

static void explain_moves(struct sides *sides)
{
	if (!sides->n_moved)
		return;
	struct leaf *inserted = find_inserted(sides);
	struct change *change;
	if (inserted) {
		change = tell(sides, CHANGE_MEMBER_INSERTED, sides->first_moved, inserted);
		change->moved_member = sides->first_moved->twin->member;
	} else {
		change = tell(sides, CHANGE_MEMBER_MOVED, sides->first_moved,
			      sides->first_moved->twin);
		/* If so, the change belongs to what is embedded: see diff.c. */
		const struct member *embedded = embedded_before(sides);
		change->successor = embedded ? embedded->type.canonical : NULL;
	}
	change->others = sides->n_moved - 1;
}

static struct leaf *first_beyond(struct sides *sides)
{
	struct leaf *found = NULL;

	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		gboolean own = !leaf->twin ||
			       (leaf->member->array != leaf->twin->member->array && !leaf->is_told);
		if (own && end_of(leaf->member) > sides->old_record->size * 8 &&
		    (!found || leaf->member->bit_offset < found->member->bit_offset))
			found = leaf;
	}
	return found;
}

/* An embedded record by which this one grew. */
static const struct member *grown_inside(struct sides *sides)
{
	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->old_leaves, i);
		if (leaf->twin && embeds_changed_record(leaf) &&
		    leaf->twin->member->bit_size > leaf->member->bit_size)
			return leaf->twin->member;
	}
	return NULL;
}

static void explain_growth(struct sides *sides)
{
	struct leaf *beyond = first_beyond(sides);
	const struct member *inside = beyond ? NULL : grown_inside(sides);

	if ((!beyond || beyond->is_reserved) && !inside && sides->has_resized)
		return; /* told by that */
	struct change *change = tell(sides, CHANGE_RECORD_GREW, NULL, beyond);
	if (!beyond)
		change->new_place = sides->new_record->place;
	/* If so, the change belongs to what is embedded: see diff.c. */
	change->successor = inside ? inside->type.canonical : NULL;
}

static void explain_size(struct sides *sides)
{
	gboolean moved = sides->n_moved > 0;
	guint64 old_size = sides->old_record->size, new_size = sides->new_record->size;

	if (new_size > old_size && !moved) {
		explain_growth(sides);
	} else if (new_size < old_size && !sides->has_shape_change) {
		tell(sides, CHANGE_RECORD_SHRANK, NULL, NULL);
	} else if (new_size == old_size && !moved &&
		   sides->new_record->alignment != sides->old_record->alignment) {
		gboolean packing = sides->new_record->is_packed != sides->old_record->is_packed;
		tell(sides, packing ? CHANGE_RECORD_PACKED : CHANGE_RECORD_REALIGNED, NULL, NULL);
	}
	if (sides->new_record->libc_conditions &&
	    g_strcmp0(sides->old_record->libc_conditions, sides->new_record->libc_conditions))
		tell(sides, CHANGE_RECORD_CONDITION, NULL, NULL);
}

static void compare_sides(struct sides *sides)
{
	pair_by_name(sides);
	find_moved(sides);
	for (guint i = 0; i < sides->old_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->old_leaves, i);
		if (leaf->twin)
			compare_twins(sides, leaf);
		else if (!leaf->is_reserved)
			explain_gone(sides, leaf);
		else
			explain_gone_reserved(sides, leaf);
	}
	explain_moves(sides);
	for (guint i = 0; i < sides->new_leaves->len; i++) {
		struct leaf *leaf = leaf_at(sides->new_leaves, i);
		if (!leaf->twin && !leaf->is_told)
			explain_new(sides, leaf);
	}
	explain_size(sides);
}

gboolean records_alike(const struct record *one, const struct record *other)
{
	if (one->size != other->size || one->n_members != other->n_members ||
	    one->is_union != other->is_union)
		return FALSE;
	for (guint32 i = 0; i < one->n_members; i++) {
		const struct member *a = &one->members[i], *b = &other->members[i];
		if (a->bit_offset != b->bit_offset || a->bit_size != b->bit_size ||
		    a->array != b->array || strcmp(a->name, b->name) ||
		    strcmp(a->type.canonical, b->type.canonical))
			return FALSE;
	}
	return TRUE;
}

void diff_record(struct diff *diff, const struct record *old_record,
		 const struct record *new_record)
{
	struct sides sides = { .diff = diff, .old_record = old_record, .new_record = new_record };

	if (records_alike(old_record, new_record) &&
	    old_record->alignment == new_record->alignment && !new_record->libc_conditions) {
		/* Byte-order annotations are all that can still differ. */
		gboolean same = TRUE;
		for (guint32 i = 0; same && i < old_record->n_members; i++)
			same = !is_retyped(diff, &old_record->members[i].type,
					   &new_record->members[i].type);
		if (same)
			return;
	}
	sides.old_leaves = leaves_of(diff, diff->old_model, old_record, new_record);
	sides.new_leaves = leaves_of(diff, diff->new_model, new_record, old_record);
	compare_sides(&sides);
	g_array_free(sides.old_leaves, TRUE);
	g_array_free(sides.new_leaves, TRUE);
}
