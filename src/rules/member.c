/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Members of records: where programs look for what.
 */
#include <string.h>

#include "rules/judging.h"

static gboolean moved(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	const struct member *old_member = change->old_member, *new_member = change->new_member;
	const char *more =
		change->others ? opinion_say(judging, ", and %u more with it", change->others) : "";

	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s'%s moved from %s to %s%s",
			    change->item_kind, change->item_name, old_member->name,
			    strcmp(old_member->name, new_member->name)
				    ? opinion_say(judging, " (now '%s')", new_member->name)
				    : "",
			    member_offset(judging, old_member), member_offset(judging, new_member),
			    more);
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_member_moved = {
	.id = "member/moved",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_MOVED,
	.summary = "a member stands at another offset",
	.why = "programs already built read and write the member where it used to be, and find "
	       "something else there",
	.fix = "leave every member where it is; put what is new into reserved bytes or behind the "
	       "end, or make a new struct",
	.judge = moved,
};

static gboolean inserted(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging,
			    "'%s %s': member '%s' was inserted, and '%s'%s moved from %s to %s",
			    change->item_kind, change->item_name, change->new_member->name,
			    change->old_member->name,
			    change->others ? opinion_say(judging, " and %u more", change->others)
					   : "",
			    member_offset(judging, change->old_member),
			    member_offset(judging, change->moved_member));
	/* If only a flexible tail gave way, the fixed part grew at its end. */
	if (change->moved_member->array == MEMBER_FLEXIBLE_TAIL && !change->others &&
	    opinion_settle(judging, change, TOPIC_TAIL_GROWTH, opinion))
		return TRUE;
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_member_inserted = {
	.id = "member/inserted",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_INSERTED,
	.summary = "a new member pushes others to another offset",
	.why = "programs already built look for everything behind the new member at its old "
	       "offset",
	.fix = "append the member at the end, or take reserved bytes for it",
	.judge = inserted,
};

/* An array that gave its last elements away. */
static gboolean is_shortened(const struct change *change)
{
	const struct member *old = change->old_member, *now = change->new_member;

	return !change->others && old->array > now->array && old->array > 1 &&
	       old->type.size == now->type.size && old->bit_offset == now->bit_offset;
}

static gboolean resized(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' was resized from %s to %s%s",
			    change->item_kind, change->item_name, change->old_member->name,
			    member_size(judging, change->old_member),
			    member_size(judging, change->new_member),
			    change->others
				    ? opinion_say(judging, ", and %u member%s behind it moved",
						  change->others, change->others == 1 ? "" : "s")
				    : "");
	if (is_shortened(change))
		opinion_depends(opinion, "whether programs use the elements that are gone");
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_member_resized = {
	.id = "member/resized",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_RESIZED,
	.summary = "a member has another size",
	.why = "programs already built fill or read only part of it, or more than it",
	.fix = "keep the member and add a wider one beside it, with a flag that says which one "
	       "counts",
	.judge = resized,
};

/* Little-endian bytes that are declared big-endian now, or the reverse. */
static gboolean swaps_bytes(const struct type *one, const struct type *other)
{
	gboolean to_big =
		g_str_has_prefix(one->spelled, "__le") && g_str_has_prefix(other->spelled, "__be");
	gboolean to_little =
		g_str_has_prefix(one->spelled, "__be") && g_str_has_prefix(other->spelled, "__le");

	return to_big || to_little;
}

static gboolean is_number(const struct type *type)
{
	return type->type_class == TYPE_INTEGER || type->type_class == TYPE_ENUM ||
	       type->type_class == TYPE_BOOL;
}

static gboolean retyped(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	const struct type *one = &change->old_member->type, *other = &change->new_member->type;
	gboolean swapped = swaps_bytes(one, other);
	gboolean classes_differ =
		one->type_class != other->type_class && !(is_number(one) && is_number(other));
	gboolean floats = one->type_class == TYPE_FLOAT || other->type_class == TYPE_FLOAT;

	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' changed its type from %s%s to %s%s",
			    change->item_kind, change->item_name, change->old_member->name,
			    one->spelled, change->old_member->bounds, other->spelled,
			    change->new_member->bounds);
	if (swapped || (classes_differ && floats)) {
		opinion->verdict = VERDICT_BREAKS;
		opinion_maps(judging, change, opinion);
		opinion->why =
			swapped ? "programs already built give the bytes in the other order" : NULL;
	}
	return TRUE;
}

const struct rule rule_member_retyped = {
	.id = "member/retyped",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_RETYPED,
	.summary = "a member of the same size has another type",
	.why = "the same bytes are there; only a change of their meaning, such as the byte order, "
	       "reaches programs already built",
	.fix = "keep the meaning of the bytes, or give the new meaning a member of its own",
	.judge = retyped,
};

/* Two records that are one under two names. */
static gboolean have_same_layout(const struct judging *judging, const struct type *one,
				 const struct type *other)
{
	return one->record != MODEL_NONE && other->record != MODEL_NONE &&
	       records_alike(&judging->diff->old_model->records[one->record],
			     &judging->diff->new_model->records[other->record]);
}

static gboolean retyped_source(struct judging *judging, const struct change *change,
			       struct opinion *opinion)
{
	const struct type *one = &change->old_member->type, *other = &change->new_member->type;

	gboolean was_array = change->old_member->array != MEMBER_NO_ARRAY;
	gboolean same_shape = was_array == (change->new_member->array != MEMBER_NO_ARRAY);
	gboolean anonymous = name_is_reserved(change->old_member->name);

	if (same_shape && is_number(one) && is_number(other))
		return FALSE;
	if (same_shape && one->type_class == other->type_class && one->type_class != TYPE_RECORD)
		return FALSE;
	if (anonymous)
		return FALSE;
	if (same_shape &&
	    (!strcmp(one->canonical, other->canonical) || !strcmp(one->spelled, other->spelled) ||
	     have_same_layout(judging, one, other)))
		return FALSE;
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' was %s%s and is %s%s", change->item_kind,
			    change->item_name, change->old_member->name, one->spelled,
			    change->old_member->bounds, other->spelled, change->new_member->bounds);
	opinion_depends(opinion, "whether programs assign the member in a way that the new type "
				 "does not allow");
	return TRUE;
}

const struct rule rule_member_retyped_source = {
	.id = "member/retyped-source",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_RETYPED,
	.summary = "a member became a pointer, a number or another struct",
	.why = "sources that assign the old type need a cast or another expression",
	.fix = "keep the type, or offer both in an anonymous union",
	.judge = retyped_source,
};

static gboolean removed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' (%s at %s) was removed",
			    change->item_kind, change->item_name, change->old_member->name,
			    member_size(judging, change->old_member),
			    member_offset(judging, change->old_member));
	if (change->new_member || !change->old_member->bit_size) /* another name for the bytes */
		return FALSE;
	opinion->verdict = VERDICT_BREAKS;
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_member_removed = {
	.id = "member/removed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_REMOVED,
	.summary = "a member and its bytes are gone",
	.why = "programs already built still write or read the bytes that the member had",
	.fix = "keep the bytes under a reserved name, and accept what programs put there",
	.judge = removed,
};

/* "#define old_name new_name": sources do not notice. */
static gboolean has_alias(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	const char *dot = strrchr(change->old_member->name, '.');
	const char *name = dot ? dot + 1 : change->old_member->name;
	const struct constant *alias = model_constant(judging->diff->new_model, name);

	if (!alias || alias->kind != CONSTANT_MACRO || alias->value_kind != VALUE_NOT_CONSTANT)
		return FALSE;
	opinion_know(judging, opinion, "'%s' is a macro for '%s' now", name, alias->text);
	opinion->verdict = VERDICT_SAFE;
	return TRUE;
}

static gboolean name_gone(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': there is no member '%s' any more", change->item_kind,
			    change->item_name, change->old_member->name);
	if (!has_alias(judging, change, opinion))
		opinion_settle(judging, change, TOPIC_REMOVAL, opinion);
	return TRUE;
}

const struct rule rule_member_name_removed = {
	.id = "member/name-removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_REMOVED,
	.summary = "sources cannot name a member any more",
	.why = "sources that use the member do not compile",
	.fix = "keep the old name in an anonymous union with the new one",
	.judge = name_gone,
};

static gboolean renamed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' was renamed to '%s'", change->item_kind,
			    change->item_name, change->old_member->name, change->new_member->name);
	if (!has_alias(judging, change, opinion))
		opinion_settle(judging, change, TOPIC_RENAME, opinion);
	return TRUE;
}

const struct rule rule_member_renamed = {
	.id = "member/renamed",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_RENAMED,
	.summary = "a member has another name, at the same place",
	.why = "programs already built are not affected; sources that use the old name do not "
	       "compile",
	.fix = "put both names in an anonymous union: union { __u32 old; __u32 better; };",
	.judge = renamed,
};

/* Constants of the header, all with their values, followed the member to its new name: it is
 * the same thing. */
static gboolean took_its_flags(struct judging *judging, const struct change *change,
			       struct opinion *opinion)
{
	const struct diff *diff = judging->diff;

	for (guint i = 0; i < diff->changes->len; i++) {
		const struct change *other = &g_array_index(diff->changes, struct change, i);

		if (other->kind != CHANGE_CONSTANT_REMOVED || !other->successor ||
		    other->old_place.header != change->old_place.header ||
		    !name_follows(other->item_name, other->successor, change->old_member->name,
				  change->new_member->name))
			continue;
		opinion_know(judging, opinion,
			     "'%s' is called '%s' now and has its value: the member is another "
			     "name for the same",
			     other->item_name, other->successor);
		return TRUE;
	}
	return FALSE;
}

static gboolean replaced(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' at %s made room for '%s'",
			    change->item_kind, change->item_name, change->old_member->name,
			    member_offset(judging, change->old_member), change->new_member->name);
	opinion_depends(opinion, opinion_say(judging,
					     "whether '%s' means to the kernel what '%s' "
					     "meant, or is only used when asked for",
					     change->new_member->name, change->old_member->name));
	if (has_alias(judging, change, opinion) ||
	    opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion))
		return TRUE;
	if (took_its_flags(judging, change, opinion)) {
		opinion->verdict = VERDICT_SAFE;
		opinion->fact = NULL;
	}
	return TRUE;
}

const struct rule rule_member_replaced = {
	.id = "member/replaced",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_REPLACED,
	.summary = "another member stands in the bytes of an old one",
	.why = "programs already built put the old member's value there; if it is not a new name "
	       "for the same thing, they are misunderstood",
	.fix = "give the new member bytes of its own",
	.judge = replaced,
};

static gboolean replaced_name(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "'%s %s': '%s' stands where '%s' was", change->item_kind,
			    change->item_name, change->new_member->name, change->old_member->name);
	opinion->verdict = VERDICT_BREAKS;
	if (!has_alias(judging, change, opinion))
		opinion_settle(judging, change, TOPIC_RENAME, opinion);
	return TRUE;
}

const struct rule rule_member_replaced_name = {
	.id = "member/replaced-name",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_REPLACED,
	.summary = "the name of a member went to make room for another",
	.why = "sources that use the old name do not compile",
	.fix = "keep the old name in an anonymous union with the new one",
	.judge = replaced_name,
};

static gboolean retired(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': the bytes of member '%s' are reserved now",
			    change->item_kind, change->item_name, change->old_member->name);
	opinion_depends(opinion, opinion_say(judging,
					     "whether the kernel still accepts what "
					     "programs put into '%s', and what they read "
					     "from it",
					     change->old_member->name));
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_member_retired = {
	.id = "member/retired",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MEMBER_RETIRED,
	.summary = "a member became reserved bytes",
	.why = "the layout is kept, the meaning is gone; a kernel that now wants zero there "
	       "refuses "
	       "programs that still use it",
	.fix = "ignore the bytes rather than refuse them, and keep the name as deprecated",
	.judge = retired,
};

const struct rule rule_member_retired_name = {
	.id = "member/retired-name",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_RETIRED,
	.summary = "sources cannot name a member that became reserved",
	.why = "sources that use the member do not compile",
	.fix = "keep the name, marked as deprecated in its comment",
	.judge = name_gone,
};

static gboolean became_flexible(struct judging *judging, const struct change *change,
				struct opinion *opinion)
{
	gboolean shrank = change->new_record->size < change->old_record->size;

	opinion->message =
		opinion_say(judging, "'%s %s': array '%s' became flexible, %s[] instead of %s%s",
			    change->item_kind, change->item_name, change->old_member->name,
			    change->old_member->type.spelled, change->old_member->type.spelled,
			    change->old_member->bounds);
	if (!shrank)
		return TRUE;
	opinion_maps(judging, change, opinion);
	opinion_depends(opinion, "whether programs compute lengths with sizeof(): it is smaller by "
				 "one element after a rebuild");
	return TRUE;
}

const struct rule rule_member_flexible = {
	.id = "member/flexible",
	.dimension = DIMENSION_API,
	.change = CHANGE_MEMBER_FLEXIBLE,
	.summary = "an array of [0] or [1] became a flexible []",
	.why = "the bytes stay where they are; from [1], sizeof() of the struct shrinks when "
	       "sources are rebuilt",
	.fix = "keep sizeof() with a union arm of the old size beside the flexible array",
	.judge = became_flexible,
};

/* Whether sources can still name the reserved member. */
static gboolean keeps_name(const struct change *change)
{
	return !change->old_member ||
	       record_member(change->new_record, change->old_member->name) != NULL;
}

/* "reserved 'spare'", or what has no name. */
static const char *reserved_words(struct judging *judging, const struct member *member)
{
	return *member->name ? opinion_say(judging, "reserved '%s'", member->name)
			     : "unnamed padding";
}

static gboolean reserved_used(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': %s became member '%s' at %s", change->item_kind,
			    change->item_name, reserved_words(judging, change->old_member),
			    change->new_member->name, member_offset(judging, change->new_member));
	opinion_settle(judging, change, TOPIC_RESERVED_USE, opinion);
	return TRUE;
}

const struct rule rule_member_reserved_used = {
	.id = "member/reserved-used",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RESERVED_USED,
	.summary = "reserved bytes became a member",
	.why = "that is what they were reserved for, as long as the kernel refused anything but "
	       "zero in them, and zero means what it always meant",
	.fix = "check that every kernel since the struct exists refused non-zero reserved bytes; "
	       "else add a flag that says the member is valid",
	.judge = reserved_used,
};

static gboolean reserved_name_gone(struct judging *judging, const struct change *change,
				   struct opinion *opinion)
{
	const struct member *gone = change->old_member;

	/* Arrays are cleared as a whole, and padding not at all; a name that made
	 * room for several members goes once. */
	if (keeps_name(change) || name_is_private(gone->name) || gone->array != MEMBER_NO_ARRAY ||
	    change->others)
		return FALSE;
	opinion_depends(opinion, opinion_say(judging, "whether programs clear '%s' by its name",
					     gone->name));
	opinion->message =
		opinion_say(judging, "'%s %s': the name '%s' of reserved bytes is gone",
			    change->item_kind, change->item_name, change->old_member->name);
	opinion_settle(judging, change, TOPIC_RENAME, opinion);
	return TRUE;
}

const struct rule rule_member_reserved_name = {
	.id = "member/reserved-name",
	.dimension = DIMENSION_API,
	.change = CHANGE_RESERVED_USED,
	.summary = "sources that clear reserved bytes by name do not compile",
	.why = "programs have to set reserved bytes to zero, and many do so by their name",
	.fix = "keep the reserved name in an anonymous union with the new member",
	.judge = reserved_name_gone,
};

static gboolean reserved_renamed(struct judging *judging, const struct change *change,
				 struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "'%s %s': reserved '%s' is called '%s' now", change->item_kind,
			    change->item_name, change->old_member->name, change->new_member->name);
	return TRUE;
}

const struct rule rule_member_reserved_renamed = {
	.id = "member/reserved-renamed",
	.dimension = DIMENSION_API,
	.change = CHANGE_RESERVED_RENAMED,
	.summary = "reserved bytes have another reserved name",
	.why = "the bytes mean nothing before and after",
	.fix = "none is needed",
	.judge = reserved_renamed,
};

static gboolean hole_used(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "'%s %s': member '%s' fills a hole at %s", change->item_kind,
			    change->item_name, change->new_member->name,
			    member_offset(judging, change->new_member));
	if (opinion_settle(judging, change, TOPIC_RESERVED_USE, opinion))
		return TRUE;
	struct contract contract = growth_contract(judging, change, opinion);
	opinion->verdict = contract.verdict;
	opinion->fact =
		contract.verdict == VERDICT_DEPENDS
			? "whether the kernel reads the member: nothing makes programs clear "
			  "bytes that have no name"
			: NULL;
	return TRUE;
}

const struct rule rule_member_hole_used = {
	.id = "member/hole-used",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_HOLE_USED,
	.summary = "a new member stands where the compiler had left a hole",
	.why = "programs already built leave whatever was on their stack in a hole, and a kernel "
	       "that reads it takes that for a value",
	.fix = "read the member only when a new flag says that it is there; declare padding as a "
	       "reserved member in new structs",
	.judge = hole_used,
};

static gboolean appended(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'%s %s': '%s%s' was added; the size stays",
				       change->item_kind, change->item_name,
				       change->new_member->name, change->new_member->bounds);
	return TRUE;
}

const struct rule rule_member_tail_appended = {
	.id = "member/tail-appended",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_TAIL_APPENDED,
	.summary = "a flexible array was added behind the end",
	.why = "no byte of the struct changes",
	.fix = "none is needed",
	.judge = appended,
};

static gboolean arm_added(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "'%s %s': '%s' was added to a union at %s", change->item_kind,
			    change->item_name, change->new_member->name,
			    member_offset(judging, change->new_member));
	return TRUE;
}

const struct rule rule_member_arm_added = {
	.id = "member/arm-added",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_UNION_ARM_ADDED,
	.summary = "a union has one more arm, and is not larger",
	.why = "what selects the arm decides; programs already built never select the new one",
	.fix = "none is needed",
	.judge = arm_added,
};
