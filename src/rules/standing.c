/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Levels: what was promised about what changed.
 */
#include "rules/standing.h"

#include <string.h>

#include "rules/confession.h"

/* Where an entry is: ".unbroken/levels:12". */
static const char *entry_place(struct judging *judging, const struct level_entry *entry)
{
	return opinion_say(judging, "%s:%u", entry->file, entry->line);
}

static void know_entry(struct judging *judging, const struct level_entry *entry,
		       struct opinion *opinion)
{
	opinion_know(judging, opinion, "%s says %s%s%s%s%s", entry_place(judging, entry),
		     level_names[entry->level], entry->since ? " since " : "",
		     entry->since ? entry->since : "", entry->reason ? ": " : "",
		     entry->reason ? entry->reason : "");
}

/* The statement that counts: of the old side, for what that had. */
static const struct level_entry *find_entry(const struct standing *standing,
					    const struct change *change, const char *header)
{
	gboolean is_new = change->old_place.header == MODEL_NONE;
	const struct levels *levels =
		!is_new && standing->old_levels ? standing->old_levels : standing->new_levels;
	gboolean is_header = strcmp(change->item_kind, "header") == 0;

	return levels ? levels_find(levels, header, is_header ? NULL : change->item_name) : NULL;
}

static gboolean is_removal(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_HEADER_REMOVED:
	case CHANGE_RECORD_REMOVED:
	case CHANGE_ENUMERATION_REMOVED:
	case CHANGE_TYPE_NAME_REMOVED:
	case CHANGE_CONSTANT_REMOVED:
	case CHANGE_MACRO_REMOVED:
	case CHANGE_FUNCTION_REMOVED:
		return TRUE;
	default:
		return FALSE;
	}
}

/* What was announced may happen from then on, and not before. */
static void judge_removal(struct judging *judging, const struct standing *standing,
			  const struct level_entry *entry, struct opinion *opinion)
{
	const char *place = entry_place(judging, entry);

	if (!release_is_version(entry->removal)) {
		opinion_depends(opinion, opinion_say(judging,
						     "whether the time has come that %s announces: "
						     "%s",
						     place, entry->removal));
		return;
	}
	if (!standing->release) {
		opinion_depends(opinion, opinion_say(judging,
						     "which release this will be: %s announces the "
						     "removal for %s; name it with --release",
						     place, entry->removal));
		return;
	}
	if (release_compare(standing->release, entry->removal) < 0) {
		opinion_know(judging, opinion,
			     "%s announces the removal for %s, and this is %s: too early", place,
			     entry->removal, standing->release);
		return;
	}
	opinion->verdict = VERDICT_SAFE;
	opinion->fact = NULL;
	opinion_know(judging, opinion, "%s announced the removal for %s, and this is %s", place,
		     entry->removal, standing->release);
}

/* Words alone promise nothing and lower nothing, but who reads the finding should know. */
static void know_confession(struct judging *judging, const struct change *change,
			    const char *header, struct opinion *opinion)
{
	const struct model *model = judging->diff->old_model;
	const struct tree_file *file = tree_find(judging->old_tree, header, model->target);
	struct confession confession;

	if (change->old_place.header == MODEL_NONE || !file || !file->text ||
	    !find_confession(file->text, change->old_place.line, &confession))
		return;
	opinion_know(judging, opinion, "%s:%u says \"%s\"; nothing enforces it", header,
		     confession.line, confession.words);
	g_free(confession.words);
}

static enum level judge_unstated(struct judging *judging, const struct standing *standing,
				 enum level set_level, const struct change *change,
				 const char *header, struct opinion *opinion)
{
	g_autofree char *bar = NULL;

	if (change->old_place.header == MODEL_NONE || level_rank(set_level) < 3)
		return set_level;
	if (standing && standing->bar)
		bar = standing->bar(standing->bar_data, header);
	if (bar) {
		opinion_know(judging, opinion, "%s", bar);
		return LEVEL_UNRELEASED;
	}
	know_confession(judging, change, header, opinion);
	return set_level;
}

enum level standing_apply(struct judging *judging, const struct standing *standing,
			  enum level set_level, const struct change *change,
			  struct opinion *opinion)
{
	const char *header = change_header(judging, change);
	const struct level_entry *entry = standing ? find_entry(standing, change, header) : NULL;

	if (!entry && opinion->verdict == VERDICT_SAFE)
		return set_level;
	if (!entry)
		return judge_unstated(judging, standing, set_level, change, header, opinion);
	if (opinion->verdict == VERDICT_SAFE)
		return entry->level;
	know_entry(judging, entry, opinion);
	if (entry->level == LEVEL_OBSOLETE && entry->removal && is_removal(change))
		judge_removal(judging, standing, entry, opinion);
	return entry->level;
}
