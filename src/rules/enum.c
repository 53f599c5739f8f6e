/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enumerations: numbers that count on.
 */
#include <string.h>

#include "rules/judging.h"

static gboolean shifted(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	const struct constant *old = change->old_constant, *now = change->new_constant;
	gboolean reused =
		change->successor && name_is_outdated_form(change->successor, change->item_name);

	if (reused) /* see enum/name-reused */
		return FALSE;
	opinion->verdict = name_is_placeholder(old->name) ? VERDICT_SAFE : VERDICT_BREAKS;
	opinion->message =
		opinion_say(judging, "'%s' changed its value from %s to %s%s%s", change->item_name,
			    constant_number(judging, old), constant_number(judging, now),
			    change->others ? opinion_say(judging,
							 ", and %u more enumerators changed theirs",
							 change->others)
					   : "",
			    change->successor ? opinion_say(judging, ": '%s' was put before it",
							    change->successor)
					      : "");
	struct change as_enum = *change;
	const char *space = strchr(change->old_enumeration->name, ' ');
	as_enum.item_kind = "enum";
	as_enum.item_name = space ? space + 1 : change->old_enumeration->name;
	if (!opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion))
		opinion_settle(judging, &as_enum, TOPIC_VALUE_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_enum_value_changed = {
	.id = "enum/value-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_ENUMERATORS_SHIFTED,
	.summary = "enumerators have other values",
	.why = "programs already built use the old numbers, which now mean other things: other "
	       "attributes, other commands, other states",
	.fix = "append new enumerators before the last bound only, and leave a placeholder where "
	       "one was removed",
	.judge = shifted,
};

static gboolean enum_name_reused(struct judging *judging, const struct change *change,
				 struct opinion *opinion)
{
	if (!change->successor || !name_is_outdated_form(change->successor, change->item_name))
		return FALSE;
	return constant_judge_reuse(judging, change, opinion);
}

const struct rule rule_enum_name_reused = {
	.id = "enum/name-reused",
	.dimension = DIMENSION_API,
	.change = CHANGE_ENUMERATORS_SHIFTED,
	.summary = "an enumerator's name was given to something else",
	.why = "sources compile as before and silently mean something else",
	.fix = "never give a name that programs use to something else; find a new one",
	.judge = enum_name_reused,
};

static gboolean enum_value_removed(struct judging *judging, const struct change *change,
				   struct opinion *opinion)
{
	if (change->successor || change->old_constant->kind != CONSTANT_ENUMERATOR)
		return FALSE;
	constant_judge_removal(judging, change, opinion);
	return TRUE;
}

const struct rule rule_enum_value_removed = {
	.id = "enum/value-removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_CONSTANT_REMOVED,
	.summary = "an enumerator is gone",
	.why = "sources that use it do not compile; programs already built keep the number, and "
	       "only the kernel can say what it does with it now",
	.fix = "keep the enumerator, with a comment that nothing provides it any more",
	.judge = enum_value_removed,
};

static gboolean enum_added(struct judging *judging, const struct change *change,
			   struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'enum %s' is new", change->item_name);
	return TRUE;
}

const struct rule rule_enum_added = {
	.id = "enum/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_ENUMERATION_ADDED,
	.summary = "an enumeration is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = enum_added,
};

static gboolean enum_removed(struct judging *judging, const struct change *change,
			     struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion->message = opinion_say(judging, "'enum %s' is gone", change->item_name);
	if (opinion_left_to_arch(judging, change, change->item_name, opinion))
		opinion->verdict = VERDICT_SAFE;
	else
		opinion_settle(judging, change, TOPIC_REMOVAL, opinion);
	return TRUE;
}

const struct rule rule_enum_removed = {
	.id = "enum/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_ENUMERATION_REMOVED,
	.summary = "the tag of an enumeration is gone",
	.why = "sources that declare variables of it do not compile",
	.fix = "keep the tag",
	.judge = enum_removed,
};

static gboolean enum_resized(struct judging *judging, const struct change *change,
			     struct opinion *opinion)
{
	opinion->message = opinion_say(judging,
				       "'enum %s' takes %" G_GUINT64_FORMAT
				       " bytes instead of %" G_GUINT64_FORMAT,
				       change->item_name, change->new_enumeration->size,
				       change->old_enumeration->size);
	return TRUE;
}

const struct rule rule_enum_resized = {
	.id = "enum/resized",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_ENUMERATION_RESIZED,
	.summary = "an enumeration needs more bytes for its values",
	.why = "the compiler chooses the size by the values; members and arguments of the "
	       "enumeration are told where they changed",
	.fix = "define wide values as macros, and use fixed-width integers in structs",
	.judge = enum_resized,
};
