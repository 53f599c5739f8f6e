/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records as a whole: there or not, larger or smaller.
 */
#include <string.h>

#include "rules/judging.h"

static const char *whole(struct judging *judging, const struct change *change)
{
	return opinion_say(judging, "'%s %s'", change->item_kind, change->item_name);
}

static gboolean added(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "%s is new", whole(judging, change));
	return TRUE;
}

const struct rule rule_record_added = {
	.id = "record/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_RECORD_ADDED,
	.summary = "a struct or union is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = added,
};

static gboolean name_reused(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging, "%s has another layout now; its old one is called '%s'",
			    whole(judging, change), change->successor);
	opinion_know(judging, opinion,
		     "every number by which programs already built hand it over takes '%s' now",
		     change->successor);
	return TRUE;
}

const struct rule rule_record_name_reused = {
	.id = "record/name-reused",
	.dimension = DIMENSION_API,
	.change = CHANGE_RECORD_REUSED,
	.summary = "a record's name was given to another one, its old layout has a new name",
	.why = "programs already built are not affected; sources compile as before and hand over "
	       "another layout, or fail where members are gone",
	.fix = "never give a name that programs use to something else; find a new one",
	.judge = name_reused,
};

static gboolean removed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	if (change->successor && strchr(change->successor, ' '))
		opinion->message = opinion_say(judging, "%s is gone; '%s' has the same layout",
					       whole(judging, change), change->successor);
	else if (change->successor)
		opinion->message =
			opinion_say(judging, "%s is gone; its typedef '%s' is still there",
				    whole(judging, change), change->successor);
	else
		opinion->message = opinion_say(judging, "%s is gone", whole(judging, change));
	if (opinion_left_to_arch(judging, change, change->item_name, opinion))
		opinion->verdict = VERDICT_SAFE;
	else
		opinion_settle(judging, change, TOPIC_REMOVAL, opinion);
	return TRUE;
}

const struct rule rule_record_removed = {
	.id = "record/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_RECORD_REMOVED,
	.summary = "a struct or union is gone",
	.why = "sources that use it do not compile; whether the kernel still serves programs "
	       "already built, headers do not say",
	.fix = "keep the definition with a comment that nothing provides it any more",
	.judge = removed,
};

/* What happens to records around the one that grew: the verdict of growth is
 * the worst of its own and theirs. */
static void judge_container(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	struct change container = *change;

	record_names(change->moved_container, &container.item_kind, &container.item_name);
	if (opinion_settle(judging, &container, TOPIC_EMBEDDED_GROWTH, opinion))
		return;
	opinion->verdict = VERDICT_BREAKS;
	opinion->fact = NULL;
	opinion->why = opinion_say(judging,
				   "'%s' embeds it, so '%s' and what follows there moved; programs "
				   "already built look for them at the old offset",
				   change->moved_container->name, change->container_member->name);
	opinion->fix = "append nothing to a struct that others embed: make a new one";
}

/* An array of the record somewhere: its elements have another stride. */
static const struct record *array_holder(const struct judging *judging, const struct change *change,
					 const struct member **member)
{
	const struct model *model = judging->diff->old_model;
	guint32 index = (guint32)(change->old_record - model->records);

	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *record = &model->records[i];
		for (guint32 j = 0; j < record->n_members; j++) {
			*member = &record->members[j];
			gboolean is_array = (*member)->array > 1 ||
					    (*member)->array == MEMBER_FLEXIBLE_TAIL ||
					    (*member)->array == 0;
			if ((*member)->type.record == index && is_array)
				return record;
		}
	}
	return NULL;
}

static void judge_array(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	const struct member *member;
	const struct record *holder = array_holder(judging, change, &member);
	struct change container = *change;

	if (!holder)
		return;
	record_names(holder, &container.item_kind, &container.item_name);
	if (opinion_settle(judging, &container, TOPIC_EMBEDDED_GROWTH, opinion) ||
	    opinion_settle(judging, change, TOPIC_EMBEDDED_GROWTH, opinion))
		return;
	opinion->verdict = VERDICT_BREAKS;
	opinion->fact = NULL;
	opinion->why = opinion_say(judging,
				   "'%s' has an array of it ('%s%s'): programs already built step "
				   "through it in elements of the old size",
				   holder->name, member->name, member->bounds);
	opinion->fix = "make a new struct for the longer element, or tell the element's size in "
		       "the container";
}

static gboolean grew(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	opinion_maps(judging, change, opinion);
	if (change->new_member)
		opinion->message = opinion_say(judging,
					       "%s grew from %" G_GUINT64_FORMAT
					       " to %" G_GUINT64_FORMAT " bytes: '%s%s' at its end",
					       whole(judging, change), change->old_record->size,
					       change->new_record->size, change->new_member->name,
					       change->new_member->bounds);
	else
		opinion->message = opinion_say(judging,
					       "%s grew from %" G_GUINT64_FORMAT
					       " to %" G_GUINT64_FORMAT " bytes",
					       whole(judging, change), change->old_record->size,
					       change->new_record->size);
	struct contract contract = growth_contract(judging, change, opinion);
	opinion->verdict = contract.verdict;
	opinion->fact = contract.fact;
	judge_array(judging, change, opinion);
	if (change->moved_container)
		judge_container(judging, change, opinion);
	return TRUE;
}

const struct rule rule_record_grew = {
	.id = "record/grew",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RECORD_GREW,
	.summary = "a struct has more bytes at its end",
	.why = "programs already built hand over the shorter struct: a kernel that does not know "
	       "its length reads or writes behind it",
	.fix = "let the caller tell the length (a size member, argsz, the command's size bits) and "
	       "say so in data/conventions or your own --conventions file",
	.judge = grew,
};

static gboolean shrank(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion_maps(judging, change, opinion);
	opinion->message =
		opinion_say(judging,
			    "%s shrank from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " bytes",
			    whole(judging, change), change->old_record->size,
			    change->new_record->size);
	opinion_depends(opinion, "whether programs read the bytes that are gone, and whether the "
				 "kernel accepts the longer struct of programs already built");
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_record_shrank = {
	.id = "record/shrank",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RECORD_SHRANK,
	.summary = "a struct has fewer bytes",
	.why = "programs already built hand over more than the kernel knows, and arrays of it have "
	       "another stride",
	.fix = "keep the size with reserved bytes at the end",
	.judge = shrank,
};

static gboolean realigned(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	opinion->message = opinion_say(judging,
				       "the alignment of %s changed from %" G_GUINT64_FORMAT
				       " to %" G_GUINT64_FORMAT,
				       whole(judging, change), change->old_record->alignment,
				       change->new_record->alignment);
	return TRUE;
}

const struct rule rule_record_realigned = {
	.id = "record/realigned",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RECORD_REALIGNED,
	.summary = "a struct has another alignment and the same layout",
	.why = "no byte moves in the struct itself; where another one embeds it and moves, that is "
	       "told there",
	.fix = "none is needed",
	.judge = realigned,
};

static gboolean packed(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	opinion->message = opinion_say(judging,
				       change->new_record->is_packed ? "%s is packed now"
								     : "%s is packed no longer",
				       whole(judging, change));
	return TRUE;
}

const struct rule rule_record_packed = {
	.id = "record/packed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RECORD_PACKED,
	.summary = "a struct became packed, or is packed no longer",
	.why = "where its members moved for that, it is told of them; where none did, only the "
	       "alignment of the struct is another",
	.fix = "none is needed as long as no member moves",
	.judge = packed,
};

static gboolean conditional(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging,
			    "%s: its layout now depends on what the C library defines (%s)",
			    whole(judging, change), change->new_record->libc_conditions);
	opinion_depends(opinion,
			"whether programs and the kernel agree on the layout in every mode "
			"of the C library, such as 64-bit time on 32-bit machines");
	return TRUE;
}

const struct rule rule_record_conditional = {
	.id = "record/conditional",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_RECORD_CONDITION,
	.summary = "the layout came to depend on a mode of the C library",
	.why = "one struct now has several layouts; two parts of a program that were built in "
	       "different modes disagree about it",
	.fix = "use a type of one size in every mode, under a new name",
	.judge = conditional,
};
