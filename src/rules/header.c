/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers, and what is found where.
 */
#include "rules/judging.h"

static gboolean added(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "<%s> is new", change->item_name);
	return TRUE;
}

const struct rule rule_header_added = {
	.id = "header/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_HEADER_ADDED,
	.summary = "a header is new",
	.why = "no program includes it yet",
	.fix = "none is needed",
	.judge = added,
};

static gboolean removed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion->message = change->others
				   ? opinion_say(judging, "<%s> is gone, with %u definitions",
						 change->item_name, change->others)
				   : opinion_say(judging, "<%s> is gone", change->item_name);
	if (change->successor)
		opinion_know(judging, opinion, "<%s> has definitions of it now", change->successor);
	opinion_settle(judging, change, TOPIC_REMOVAL, opinion);
	return TRUE;
}

const struct rule rule_header_removed = {
	.id = "header/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_HEADER_REMOVED,
	.summary = "a header is gone",
	.why = "sources that include it do not compile; programs already built are not affected "
	       "by the file",
	.fix = "keep a header that includes the new one, or is empty but for a comment",
	.judge = removed,
};

static gboolean include_dropped(struct judging *judging, const struct change *change,
				struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "<%s> no longer includes <%s>", change->item_name,
				       change->successor);
	opinion_depends(opinion, opinion_say(judging,
					     "whether sources include only <%s> and use what <%s> "
					     "defines",
					     change->item_name, change->successor));
	return TRUE;
}

const struct rule rule_header_include_dropped = {
	.id = "header/include-dropped",
	.dimension = DIMENSION_API,
	.change = CHANGE_INCLUDE_DROPPED,
	.summary = "a header no longer brings another one with it",
	.why = "sources that got the other header by including this one do not compile",
	.fix = "keep the include, with a comment that it is for programs",
	.judge = include_dropped,
};

static gboolean relocated(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	if (change->reach == REACH_INCLUDED) {
		opinion->message = opinion_say(judging,
					       "'%s' is defined in <%s> now, which <%s> "
					       "includes",
					       change->item_name, change->successor,
					       change_header(judging, change));
		return TRUE;
	}
	opinion->verdict = VERDICT_BREAKS;
	opinion->message =
		opinion_say(judging,
			    "'%s' is defined in <%s> now, which <%s> does not "
			    "include",
			    change->item_name, change->successor, change_header(judging, change));
	return TRUE;
}

const struct rule rule_header_item_moved = {
	.id = "header/item-moved",
	.dimension = DIMENSION_API,
	.change = CHANGE_ITEM_RELOCATED,
	.summary = "something is defined in another header",
	.why = "sources that include only the old header do not compile, unless it includes the "
	       "new one",
	.fix = "include the new header from the old one",
	.judge = relocated,
};
