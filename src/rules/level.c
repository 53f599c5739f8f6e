/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Levels themselves: what became of a promise.
 */
#include "rules/level.h"

#include <string.h>

const struct rule rule_level_leak = {
	.id = "level/leak",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "a part of something stable is testing or unreleased",
	.why = "whoever relies on the whole relies on the part: either it can no longer change, or "
	       "the whole is not stable",
	.fix = "keep a stable copy of the part under a name of its own, or state the level that "
	       "the "
	       "whole has with 'unbroken level set'",
};

const struct rule rule_level_lowered = {
	.id = "level/lowered",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "what was promised is promised less firmly, or no longer",
	.why = "programs were built on the promise that was made, and cannot be told that it is "
	       "withdrawn",
	.fix = "leave the level as it was; make it obsolete with 'unbroken level set obsolete "
	       "--removal VERSION', which gives programs time, if it is to go",
};

const struct rule rule_level_overdue = {
	.id = "level/overdue",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "something obsolete is still there after its announced removal",
	.why = "programs may go on using it, and the announcement is believed less each time",
	.fix = "remove it, or announce another release with 'unbroken level set obsolete --removal "
	       "VERSION'",
};

const struct rule rule_level_raised = {
	.id = "level/raised",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "something is promised more firmly than before",
	.why = "from here on it is kept for programs; there is no way back without an announcement",
	.fix = "see that it can be kept before it is released",
};

const struct rule rule_level_unused = {
	.id = "level/unused",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "an entry states the level of something that there is not",
	.why = "what it was meant for has another name, or has gone: nothing is promised as it "
	       "says",
	.fix = "correct its patterns, or remove it",
};

/* --- From one level to another ---------------------------------------------- */

/* One thing that levels speak of, on both sides. */
struct move {
	const char *header, *item, *what; /* patterns; NULL: not asked for */
	const struct level_entry *old_entry, *new_entry;
	enum level old_level, new_level;
	const char *kind; /* "entry" or "set" */
};

static char *name_of(const struct move *move)
{
	if (move->what)
		return g_strdup(move->what);
	if (!move->item)
		return g_strdup(move->header);
	return g_strdup_printf("%s%s%s", move->item, move->header ? " of " : "",
			       move->header ? move->header : "");
}

static struct finding_place place_of(const struct level_entry *entry)
{
	return entry ? (struct finding_place){ .file = entry->file, .line = entry->line }
		     : (struct finding_place){ 0 };
}

/* Whether it goes no sooner than was announced. */
static enum verdict judge_end(const struct level_entry *entry, const char *release,
			      const char **ret_fact)
{
	if (!entry || !entry->removal || !release_is_version(entry->removal)) {
		*ret_fact = "whether the removal was announced, and for when";
		return VERDICT_DEPENDS;
	}
	if (!release) {
		*ret_fact = "which release this will be; name it with --release";
		return VERDICT_DEPENDS;
	}
	return release_compare(release, entry->removal) < 0 ? VERDICT_BREAKS : VERDICT_SAFE;
}

static gboolean is_sooner(const struct level_entry *old_entry, const struct level_entry *new_entry)
{
	return old_entry && new_entry && old_entry->removal && new_entry->removal &&
	       release_is_version(old_entry->removal) && release_is_version(new_entry->removal) &&
	       release_compare(new_entry->removal, old_entry->removal) < 0;
}

/* The kernel's own rules: Documentation/ABI/README. */
static enum verdict judge_move(const struct move *move, const char *release, const char **ret_fact)
{
	switch (move->new_level) {
	case LEVEL_OBSOLETE:
		return move->old_level == LEVEL_OBSOLETE ? VERDICT_BREAKS : VERDICT_SAFE;
	case LEVEL_REMOVED:
		if (move->old_level == LEVEL_OBSOLETE)
			return judge_end(move->old_entry, release, ret_fact);
		return move->old_level == LEVEL_UNRELEASED ? VERDICT_SAFE : VERDICT_BREAKS;
	default:
		return VERDICT_BREAKS;
	}
}

static gboolean is_raised(const struct move *move)
{
	if (move->old_level == LEVEL_OBSOLETE)
		return move->new_level == LEVEL_STABLE || move->new_level == LEVEL_TESTING;
	return level_rank(move->new_level) > level_rank(move->old_level) &&
	       move->new_level != LEVEL_OBSOLETE;
}

static char *describe(const struct move *move, const char *name)
{
	const char *removal = move->new_entry ? move->new_entry->removal : NULL;

	if (move->old_level == move->new_level)
		return g_strdup_printf("the removal of '%s' was announced for %s and is now for "
				       "%s",
				       name, move->old_entry->removal, removal);
	return g_strdup_printf("'%s' was %s and is now %s%s%s", name, level_names[move->old_level],
			       level_names[move->new_level], removal ? ", to be removed in " : "",
			       removal ? removal : "");
}

static void tell(struct remarks *remarks, const struct move *move, const char *release)
{
	gboolean raised = is_raised(move);
	const struct level_entry *at = move->new_entry ? move->new_entry : move->old_entry;
	g_autofree char *name = name_of(move);
	g_autofree char *message = describe(move, name);
	g_autofree char *known =
		at->reason ? g_strdup_printf("%s:%u: %s", at->file, at->line, at->reason) : NULL;
	const char *const evidence[] = { known, NULL };
	const char *fact = NULL;
	struct remark remark = {
		.rule = raised ? &rule_level_raised : &rule_level_lowered,
		.verdict = raised ? VERDICT_SAFE : judge_move(move, release, &fact),
		.level = move->old_level,
		.item_kind = move->kind,
		.item_name = name,
		.header = at->file,
		.key = level_names[move->new_level],
		.old_place = place_of(move->old_entry),
		.new_place = place_of(move->new_entry),
		.message = message,
		.evidence = evidence,
	};

	remark.fact = remark.verdict == VERDICT_DEPENDS ? fact : NULL;
	remarks_add(remarks, &remark);
}

/* Without a statement everything is as its set, and so as firm as can be. */
static void look(struct remarks *remarks, const struct standing *standing,
		 const struct level_past *past, struct move *move)
{
	if (move->old_entry == move->new_entry || (!move->new_entry && move->what) ||
	    (!move->old_entry && move->what))
		return;
	move->old_level = move->old_entry ? move->old_entry->level : LEVEL_STABLE;
	move->new_level = move->new_entry ? move->new_entry->level : LEVEL_STABLE;
	if (move->old_level == move->new_level && !is_sooner(move->old_entry, move->new_entry))
		return;
	/* What is new was never promised otherwise. */
	if (!move->old_entry && !past->had(past->data, move->header, move->item))
		return;
	tell(remarks, move, standing->release);
}

/* Each pattern once, whichever side has it. */
struct looking {
	struct remarks *remarks;
	const struct standing *standing;
	const struct level_past *past;
	GHashTable *seen;
	GHashTable *whats[2]; /* text -> entry, old and new */
};

static void look_at(struct looking *looking, const char *header, const char *item)
{
	const struct standing *standing = looking->standing;
	struct move move = { .header = header, .item = item, .kind = "entry" };
	char *key = g_strdup_printf("%s\n%s", header ? header : "", item ? item : "");

	if (!g_hash_table_add(looking->seen, key))
		return;
	if (standing->old_levels)
		move.old_entry = levels_find(standing->old_levels, header, item);
	if (standing->new_levels)
		move.new_entry = levels_find(standing->new_levels, header, item);
	look(looking->remarks, standing, looking->past, &move);
}

static void look_at_what(struct looking *looking, const char *what)
{
	struct move move = {
		.what = what,
		.kind = "entry",
		.old_entry = g_hash_table_lookup(looking->whats[0], what),
		.new_entry = g_hash_table_lookup(looking->whats[1], what),
	};

	if (g_hash_table_add(looking->seen, g_strdup(what)))
		look(looking->remarks, looking->standing, looking->past, &move);
}

static void look_at_entry(struct looking *looking, const struct level_entry *entry)
{
	static const char *const any[] = { NULL, NULL };
	const char *const *headers = entry->headers[0] ? entry->headers : any;

	for (const char *const *header = headers; header == headers || *header; header++) {
		for (const char *const *item = entry->items; *item; item++)
			look_at(looking, *header, *item);
		if (!entry->items[0] && *header)
			look_at(looking, *header, NULL);
		if (!*header)
			break;
	}
	for (const char *const *what = entry->whats; *what; what++)
		look_at_what(looking, *what);
}

static void collect_whats(GHashTable *whats, const struct levels *levels)
{
	for (guint i = 0; levels && i < levels_count(levels); i++) {
		const struct level_entry *entry = levels_entry(levels, i);

		for (const char *const *what = entry->whats; *what; what++)
			g_hash_table_insert(whats, (gpointer)*what, (gpointer)entry);
	}
}

void level_compare(struct remarks *remarks, const struct standing *standing,
		   const struct level_past *past)
{
	const struct levels *const sides[] = { standing->old_levels, standing->new_levels };
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) old_whats = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) new_whats = g_hash_table_new(g_str_hash, g_str_equal);
	struct looking looking = {
		.remarks = remarks,
		.standing = standing,
		.past = past,
		.seen = seen,
		.whats = { old_whats, new_whats },
	};

	if (sides[0] == sides[1])
		return;
	collect_whats(old_whats, sides[0]);
	collect_whats(new_whats, sides[1]);
	for (guint side = 0; side < 2; side++) {
		for (guint i = 0; sides[side] && i < levels_count(sides[side]); i++)
			look_at_entry(&looking, levels_entry(sides[side], i));
	}
}

void level_compare_sets(struct remarks *remarks, const char *name, enum level old_level,
			enum level new_level, const struct finding_place *place)
{
	g_autofree char *shown = g_strdup_printf("set \"%s\"", name);
	const struct level_entry at = { .file = place->file, .line = place->line };
	const struct move move = {
		.what = shown,
		.kind = "set",
		.new_entry = &at,
		.old_level = old_level,
		.new_level = new_level,
	};

	if (old_level != new_level)
		tell(remarks, &move, NULL);
}

/* --- What is stated now ----------------------------------------------------- */

static void tell_unused(struct remarks *remarks, const struct level_entry *entry)
{
	g_autofree char *message =
		g_strdup_printf("no header or item matches the entry \"%s\"", entry->name);
	const struct remark remark = {
		.rule = &rule_level_unused,
		.verdict = VERDICT_BREAKS,
		.level = entry->level,
		.item_kind = "entry",
		.item_name = entry->name,
		.header = entry->file,
		.new_place = place_of(entry),
		.message = message,
	};

	remarks_add(remarks, &remark);
}

static void tell_overdue(struct remarks *remarks, const struct level_entry *entry,
			 const char *release)
{
	g_autofree char *message = g_strdup_printf("\"%s\" was to be removed in %s, and this is %s",
						   entry->name, entry->removal, release);
	const struct remark remark = {
		.rule = &rule_level_overdue,
		.verdict = VERDICT_DEPENDS,
		.level = entry->level,
		.item_kind = "entry",
		.item_name = entry->name,
		.header = entry->file,
		.new_place = place_of(entry),
		.message = message,
		.fact = "whether anybody still uses it",
	};

	remarks_add(remarks, &remark);
}

void level_review(struct remarks *remarks, const struct standing *standing)
{
	const struct levels *levels = standing->new_levels;

	for (guint i = 0; levels && i < levels_count(levels); i++) {
		const struct level_entry *entry = levels_entry(levels, i);
		gboolean is_there = g_hash_table_contains(standing->matched, entry);

		if (!entry->headers[0] && !entry->items[0])
			continue;
		if (!is_there && entry->level != LEVEL_REMOVED)
			tell_unused(remarks, entry);
		else if (is_there && entry->level == LEVEL_OBSOLETE && entry->removal &&
			 release_is_version(entry->removal) && standing->release &&
			 release_compare(standing->release, entry->removal) >= 0)
			tell_overdue(remarks, entry, standing->release);
	}
}
