/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words and pictures for opinions.
 */
#include <string.h>

#include "rules/judging.h"
#include "util/words.h"

static const char *keep(struct judging *judging, char *text)
{
	const char *kept = g_string_chunk_insert_const(judging->strings, text);

	g_free(text);
	return kept;
}

const char *opinion_say(struct judging *judging, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return keep(judging, text);
}

void opinion_know(struct judging *judging, struct opinion *opinion, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	const char *line = keep(judging, text);
	for (guint i = 0; i < opinion->evidence->len; i++) {
		if (opinion->evidence->pdata[i] == line) /* kept once, so the same pointer */
			return;
	}
	g_ptr_array_add(opinion->evidence, (gpointer)line);
}

gboolean opinion_left_to_arch(struct judging *judging, const struct change *change,
			      const char *item, struct opinion *opinion)
{
	const char *path = change_header(judging, change);
	const char *name = strrchr(path, '/');
	g_autofree char *own = g_strconcat("asm", name ? name : "/", NULL);
	target_set target = TARGET_BIT(judging->diff->new_model->target);

	for (gsize i = 0; i < judging->new_tree->n_files; i++) {
		const struct tree_file *file = &judging->new_tree->files[i];
		const char *text = file->text ? file->text : file->words;
		if ((file->targets & target) || strcmp(file->path, own) || !text ||
		    !words_contain(text, item))
			continue;
		opinion_know(judging, opinion, "'%s' is in %s, for the architectures that serve it",
			     item, file->shown);
		return TRUE;
	}
	return FALSE;
}

void opinion_depends(struct opinion *opinion, const char *fact)
{
	opinion->verdict = VERDICT_DEPENDS;
	opinion->fact = fact;
}

const char *change_header(const struct judging *judging, const struct change *change)
{
	if (change->old_place.header != MODEL_NONE)
		return judging->diff->old_model->headers[change->old_place.header].path;
	return judging->diff->new_model->headers[change->new_place.header].path;
}

const char *change_subject(const struct change *change)
{
	static const char *const subjects[][2] = {
		{ "struct", "record" },     { "union", "record" }, { "typedef", "record" },
		{ "command", "command" },   { "macro", "macro" },  { "function", "macro" },
		{ "constant", "constant" }, { "enum", "enum" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		if (!strcmp(subjects[i][0], change->item_kind))
			return subjects[i][1];
	}
	return NULL;
}

gboolean opinion_settle(struct judging *judging, const struct change *change, enum topic topic,
			struct opinion *opinion)
{
	const char *subject = change_subject(change);
	const struct convention *convention =
		subject ? policy_convention(judging->policy, topic, change_header(judging, change),
					    subject, change->item_name)
			: NULL;

	if (!convention)
		return FALSE;
	opinion_know(judging, opinion, "%s: %s (%s)", convention->id, convention->summary,
		     convention->cite);
	opinion->verdict = convention->verdict;
	opinion->fact = convention->verdict == VERDICT_DEPENDS
				? opinion_say(judging, "how the case at hand stands to this: %s",
					      convention->summary)
				: NULL;
	return TRUE;
}

const char *member_offset(struct judging *judging, const struct member *member)
{
	if (member->kind == MEMBER_BITFIELD)
		return opinion_say(judging, "bit %u of offset %" G_GUINT64_FORMAT,
				   (guint)(member->bit_offset % 8), member->bit_offset / 8);
	return opinion_say(judging, "offset %" G_GUINT64_FORMAT, member->bit_offset / 8);
}

const char *member_size(struct judging *judging, const struct member *member)
{
	if (member->kind == MEMBER_BITFIELD)
		return opinion_say(judging, "%" G_GUINT64_FORMAT " bit%s", member->bit_size,
				   member->bit_size == 1 ? "" : "s");
	return opinion_say(judging, "%" G_GUINT64_FORMAT " byte%s", member->bit_size / 8,
			   member->bit_size == 8 ? "" : "s");
}

/* The most members that a map shows, so that it stays one glance. */
#define MAP_BEFORE 2
#define MAP_AFTER  4

static gboolean is_shown(const struct member *member)
{
	return member->kind == MEMBER_FIELD || member->kind == MEMBER_BITFIELD;
}

static void append_member(GString *map, const struct member *member)
{
	if (map->len)
		g_string_append(map, " | ");
	g_string_append_printf(map, "%" G_GUINT64_FORMAT, member->bit_offset / 8);
	if (member->kind == MEMBER_BITFIELD)
		g_string_append_printf(map, ".%u", (guint)(member->bit_offset % 8));
	g_string_append_printf(map, " %s:%s%s", member->name, member->type.spelled, member->bounds);
	if (member->kind == MEMBER_BITFIELD)
		g_string_append_printf(map, ":%" G_GUINT64_FORMAT, member->bit_size);
}

const char *byte_map(struct judging *judging, const struct record *record,
		     const struct member *around)
{
	g_autoptr(GString) map = g_string_new(NULL);
	guint32 centre = around ? (guint32)(around - record->members) : 0;
	guint32 shown = 0, seen = 0, rank = 0;

	for (guint32 i = 0; i < record->n_members && i < centre; i++)
		rank += is_shown(&record->members[i]);
	guint32 first = rank > MAP_BEFORE ? rank - MAP_BEFORE : 0;
	if (first)
		g_string_append(map, "...");
	for (guint32 i = 0; i < record->n_members; i++) {
		if (!is_shown(&record->members[i]) || seen++ < first)
			continue;
		if (shown++ == MAP_BEFORE + 1 + MAP_AFTER) {
			g_string_append(map, " | ...");
			break;
		}
		append_member(map, &record->members[i]);
	}
	g_string_append_printf(map, "     size %" G_GUINT64_FORMAT, record->size);
	return g_string_chunk_insert_const(judging->strings, map->str);
}

static const struct member *namesake(const struct record *record, const struct member *member)
{
	return record && member ? record_member(record, member->name) : NULL;
}

void opinion_maps(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	const struct member *old_member = change->old_member, *new_member = change->new_member;

	if (!old_member)
		old_member = namesake(change->old_record, new_member);
	if (!new_member)
		new_member = namesake(change->new_record, old_member);
	if (!old_member && change->old_record && change->old_record->n_members) /* its end */
		old_member = &change->old_record->members[change->old_record->n_members - 1];
	if (!new_member && change->new_record && change->new_record->n_members)
		new_member = &change->new_record->members[change->new_record->n_members - 1];
	if (change->old_record)
		opinion->old_map = byte_map(judging, change->old_record, old_member);
	if (change->new_record)
		opinion->new_map = byte_map(judging, change->new_record, new_member);
}

static gboolean is_back(const struct model *before, const struct change *change)
{
	if (change->new_record) {
		const struct record *was = model_record(before, change->new_record->name);
		if (was && records_alike(was, change->new_record))
			return TRUE;
	}
	if (change->new_constant) {
		const struct constant *was = model_constant(before, change->new_constant->name);
		return was && was->value_kind == change->new_constant->value_kind &&
		       was->value == change->new_constant->value;
	}
	return FALSE;
}

void opinion_note_repair(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion->is_repair = judging->before && change->kind != CHANGE_ITEM_RELOCATED &&
			     is_back(judging->before, change);
	if (opinion->is_repair)
		opinion_know(judging, opinion,
			     "it is what %s had: a repair, which breaks only what was built for "
			     "the releases between",
			     judging->before_tree->name);
}
