/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What models have that levels speak of: leaks, and matches.
 */
#include <string.h>

#include "rules/level.h"

struct leaking {
	const struct model *model;
	const struct levels *levels;
	enum level set_level;
	void (*tell)(gpointer data, const struct level_leak *leak);
	gpointer data;
};

static const char *bare_name(const struct record *record)
{
	const char *kind, *name;

	record_names(record, &kind, &name);
	return name;
}

static enum level level_at(const struct leaking *leaking, const struct place *place,
			   const char *name, const struct level_entry **ret_entry)
{
	const char *header = leaking->model->headers[place->header].path;

	*ret_entry = levels_find(leaking->levels, header, name);
	return *ret_entry ? (*ret_entry)->level : leaking->set_level;
}

/* Whether what is promised as @leak says has the less promised record @inner in it. */
static gboolean find_inner(const struct leaking *leaking, struct level_leak *leak, guint32 inner)
{
	const struct record *record;

	if (inner == MODEL_NONE)
		return FALSE;
	record = &leaking->model->records[inner];
	leak->inner_name = bare_name(record);
	leak->inner_level = level_at(leaking, &record->place, leak->inner_name, &leak->inner_entry);
	return level_rank(leak->inner_level) < level_rank(leak->outer_level);
}

static struct level_leak begin(const struct leaking *leaking, const struct place *place,
			       const char *kind, const char *name)
{
	const struct header *header = &leaking->model->headers[place->header];
	struct level_leak leak = {
		.outer_kind = kind,
		.outer_name = name,
		.header = header->path,
		.place = { header->shown, place->line, place->column },
	};

	leak.outer_level = level_at(leaking, place, name, &leak.outer_entry);
	return leak;
}

static gboolean is_judged(const struct leaking *leaking, const struct place *place)
{
	return place->header != MODEL_NONE && leaking->model->headers[place->header].judged;
}

static void search_record(const struct leaking *leaking, const struct record *record)
{
	const char *kind, *name;
	struct level_leak leak;

	if (!is_judged(leaking, &record->place))
		return;
	record_names(record, &kind, &name);
	leak = begin(leaking, &record->place, kind, name);
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];

		leak.member = member->name;
		if (member->type.type_class == TYPE_RECORD &&
		    find_inner(leaking, &leak, member->type.record))
			leaking->tell(leaking->data, &leak);
	}
}

static void search_command(const struct leaking *leaking, const struct command *command)
{
	const struct constant *constant = &leaking->model->constants[command->constant];
	struct level_leak leak;

	if (!is_judged(leaking, &constant->place))
		return;
	leak = begin(leaking, &constant->place, "command", constant->name);
	if (find_inner(leaking, &leak, command->record))
		leaking->tell(leaking->data, &leak);
}

void level_find_leaks(const struct model *model, const struct levels *levels, enum level set_level,
		      void (*tell)(gpointer data, const struct level_leak *leak), gpointer data)
{
	const struct leaking leaking = { model, levels, set_level, tell, data };

	if (!levels || !levels_count(levels))
		return;
	for (guint32 i = 0; i < model->n_records; i++)
		search_record(&leaking, &model->records[i]);
	for (guint32 i = 0; i < model->n_commands; i++)
		search_command(&leaking, &model->commands[i]);
}

struct remark level_leak_remark(const struct level_leak *leak, target_set set)
{
	const char *how = leak->member ? "has it in it" : "passes it";
	char *message =
		g_strdup_printf("'%s' is %s, and %s%s'%s', which %s%s%s%s, is %s", leak->inner_name,
				level_names[leak->inner_level], leak->member ? "" : "the ",
				leak->member ? "" : "command ", leak->outer_name, how,
				leak->member ? " as '" : "", leak->member ? leak->member : "",
				leak->member ? "'" : "", level_names[leak->outer_level]);

	return (struct remark){
		.rule = rule_find("level/leak"),
		.verdict = VERDICT_BREAKS,
		.level = leak->outer_level,
		.item_kind = leak->outer_kind,
		.item_name = leak->outer_name,
		.header = leak->header,
		.key = leak->inner_name,
		.new_place = leak->place,
		.targets = set,
		.message = message,
	};
}

/* --- Matches ---------------------------------------------------------------- */

static void match_item(const struct model *model, const struct levels *levels, GHashTable *matched,
		       const struct place *place, const char *name)
{
	const char *header = place->header == MODEL_NONE ? "" : model->headers[place->header].path;

	for (guint i = 0; i < levels_count(levels); i++) {
		const struct level_entry *entry = levels_entry(levels, i);

		if (!entry->items[0] || g_hash_table_contains(matched, entry) ||
		    (entry->headers[0] && !level_globs_match(entry->headers, header)) ||
		    !level_items_match(entry->items, name))
			continue;
		g_hash_table_add(matched, (gpointer)entry);
	}
}

static void match_headers(const struct model *model, const struct levels *levels,
			  GHashTable *matched)
{
	for (guint i = 0; i < levels_count(levels); i++) {
		const struct level_entry *entry = levels_entry(levels, i);

		for (guint32 j = 0; !entry->items[0] && j < model->n_headers; j++) {
			if (level_globs_match(entry->headers, model->headers[j].path))
				g_hash_table_add(matched, (gpointer)entry);
		}
	}
}

/* What could not be judged is there. */
static void match_unjudged(const struct model *model, const struct levels *levels,
			   GHashTable *matched)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];
		const struct place place = { .header = unjudged->header };

		if (unjudged->item)
			match_item(model, levels, matched, &place, unjudged->item);
	}
}

#define MATCH_ALL(items, n)                    \
	for (guint32 i = 0; i < model->n; i++) \
	match_item(model, levels, matched, &model->items[i].place, model->items[i].name)

void level_match(const struct model *model, const struct levels *levels, GHashTable *matched)
{
	if (!levels)
		return;
	match_headers(model, levels, matched);
	match_unjudged(model, levels, matched);
	MATCH_ALL(records, n_records);
	MATCH_ALL(enumerations, n_enumerations);
	MATCH_ALL(type_names, n_type_names);
	MATCH_ALL(constants, n_constants);
	MATCH_ALL(function_macros, n_function_macros);
	MATCH_ALL(functions, n_functions);
}
