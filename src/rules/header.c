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

static const char *meaning_now(struct judging *judging, const struct replacement *replacement,
			       const struct renaming *renaming)
{
	const struct model *model = judging->diff->new_model;
	const struct constant *now = renaming->now;

	if (!renaming->is_reused)
		return NULL;
	if (!now)
		return "another layout";
	if (now->value_kind != VALUE_INTEGER)
		return "something else";
	if (now->enumeration == MODEL_NONE ||
	    &model->enumerations[now->enumeration] == replacement->arrival)
		return constant_number(judging, now);
	return opinion_say(judging, "%s (%s)", constant_number(judging, now),
			   model->enumerations[now->enumeration].name);
}

static void list_renamings(struct judging *judging, const struct replacement *replacement,
			   struct opinion *opinion)
{
	for (guint i = 0; i < replacement->renamings->len; i++) {
		const struct renaming *renaming =
			&g_array_index(replacement->renamings, struct renaming, i);
		const struct finding_renaming row = {
			.old_name = opinion_say(judging, "%s", renaming->old_name),
			.value = renaming->constant ? constant_number(judging, renaming->constant)
						    : NULL,
			.new_name = opinion_say(judging, "%s", renaming->new_name),
			.now = meaning_now(judging, replacement, renaming),
		};

		g_array_append_val(opinion->renamings, row);
	}
}

/* What the new revision has beside the names that it took. */
static void know_arrival(struct judging *judging, const struct replacement *replacement,
			 struct opinion *opinion)
{
	const struct model *model = judging->diff->new_model;
	const struct enumeration *arrival = replacement->arrival;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint32 i = 0; arrival && i < arrival->n_enumerators; i++) {
		const char *name = model->constants[arrival->enumerators[i]].name;

		if (!model_constant(judging->diff->old_model, name))
			g_string_append_printf(names, "%s'%s'", names->len ? ", " : "", name);
	}
	if (names->len)
		opinion_know(judging, opinion, "'%s' is the new revision; new in it: %s",
			     arrival->name, names->str);
}

static void know_followers(struct judging *judging, const struct replacement *replacement,
			   struct opinion *opinion)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < replacement->followers->len; i++)
		g_string_append_printf(names, "%s'%s'", i ? ", " : "",
				       (const char *)replacement->followers->pdata[i]);
	if (names->len)
		opinion_know(judging, opinion, "kept, and still for the old revision: %s",
			     names->str);
}

static const char *replacement_message(struct judging *judging,
				       const struct replacement *replacement, const char *path)
{
	const guint n = replacement->renamings->len, n_reused = replacement->n_reused;

	if (!replacement->is_revision)
		return opinion_say(judging, "<%s>: %u names have other names now", path, n);
	if (!n_reused)
		return opinion_say(judging,
				   "<%s>: %u names are marked as those of an old revision now",
				   path, n);
	return opinion_say(judging,
			   "<%s>: a revision of the interface was replaced: %u of its names have "
			   "other names now, and %u of the old ones %s of the new revision",
			   path, n, n_reused, n_reused == 1 ? "is" : "are");
}

static gboolean names_replaced(struct judging *judging, const struct change *change,
			       struct opinion *opinion)
{
	const struct replacement *replacement = change->replacement;

	opinion->verdict = VERDICT_BREAKS; /* at most; the gravest of its parts decides */
	opinion->message = replacement_message(judging, replacement, change->item_name);
	list_renamings(judging, replacement, opinion);
	know_arrival(judging, replacement, opinion);
	know_followers(judging, replacement, opinion);
	if (replacement->n_reused)
		return TRUE;
	opinion->why = "programs already built are not affected; sources that use the old names "
		       "do not compile";
	opinion->fix = "keep the old names as aliases: #define OLD_NAME NEW_NAME";
	return TRUE;
}

const struct rule rule_header_names_replaced = {
	.id = "header/names-replaced",
	.dimension = DIMENSION_API,
	.change = CHANGE_NAMES_REPLACED,
	.since = 2,
	.summary = "several names have others, as when a revision of an interface is replaced",
	.why = "programs already built are not affected; of sources written for the old revision "
	       "those that use a name which is gone do not compile, and those that use one which "
	       "means something else compile and are wrong",
	.fix = "in the header: keep the old names for the old revision, and give the new one names "
	       "of its own; in old sources: write the new name for each old one before taking the "
	       "header",
	.judge = names_replaced,
};
