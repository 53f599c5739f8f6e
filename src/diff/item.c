/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers, records and typedefs: which are new, gone, elsewhere, or different.
 */
#include <string.h>

#include "diff/internal.h"

static const struct place nowhere = { .header = MODEL_NONE };

gboolean compare_presence(struct diff *diff, const struct item *item, enum change_kind added,
			  enum change_kind removed, struct change **ret)
{
	struct change change = {
		.item_kind = item->kind,
		.item_name = item->name,
		.old_place = item->old_place ? *item->old_place : nowhere,
		.new_place = item->new_place ? *item->new_place : nowhere,
	};

	*ret = NULL;
	if (!item->old_place) {
		const char *path = diff->new_model->headers[item->new_place->header].path;
		change.kind = added;
		if (place_is_judged(diff->new_model, item->new_place) &&
		    !model_unjudged(diff->old_model, item->full_name, path))
			*ret = diff_add(diff, change);
		return FALSE;
	}
	if (!item->new_place) {
		change.kind = removed;
		if (may_be_gone(diff, item->full_name, item->old_place) &&
		    !header_is_gone(diff, item->old_place))
			*ret = diff_add(diff, change);
		return FALSE;
	}
	return TRUE;
}

gboolean are_judged(const struct diff *diff, const struct item *item)
{
	return place_is_judged(diff->old_model, item->old_place) &&
	       place_is_judged(diff->new_model, item->new_place);
}

static const char *path_of(const struct model *model, const struct place *place)
{
	return model->headers[place->header].path;
}

void compare_home(struct diff *diff, const struct item *item)
{
	const char *old_path = path_of(diff->old_model, item->old_place);
	const char *new_path = path_of(diff->new_model, item->new_place);

	if (!strcmp(old_path, new_path) || !place_is_judged(diff->old_model, item->old_place) ||
	    header_is_gone(diff, item->old_place) ||
	    model_unjudged(diff->new_model, NULL, old_path))
		return;
	struct change change = {
		.kind = CHANGE_ITEM_RELOCATED,
		.item_kind = item->kind,
		.item_name = item->name,
		.old_place = *item->old_place,
		.new_place = *item->new_place,
		.reach = diff_reach(diff, item->old_place, item->new_place),
		.successor = new_path,
	};
	diff_add(diff, change);
}

/* How many items were defined in a header. */
static guint count_items(const struct model *model, guint32 header)
{
	guint n = 0;

	for (guint32 i = 0; i < model->n_constants; i++)
		n += model->constants[i].place.header == header;
	for (guint32 i = 0; i < model->n_records; i++)
		n += model->records[i].place.header == header;
	for (guint32 i = 0; i < model->n_type_names; i++)
		n += model->type_names[i].place.header == header;
	for (guint32 i = 0; i < model->n_function_macros; i++)
		n += model->function_macros[i].place.header == header;
	return n;
}

/* Where most of what header @old had is defined now; NULL if nowhere. */
static const char *new_home(const struct diff *diff, guint32 old)
{
	g_autofree guint *votes = g_new0(guint, diff->new_model->n_headers + 1);
	guint32 best = MODEL_NONE;

	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *constant = &diff->old_model->constants[i];
		const struct constant *now =
			constant->place.header == old
				? model_constant(diff->new_model, constant->name)
				: NULL;
		if (now)
			votes[now->place.header]++;
	}
	for (guint32 i = 0; i < diff->old_model->n_records; i++) {
		const struct record *record = &diff->old_model->records[i];
		const struct record *now = record->place.header == old
						   ? model_record(diff->new_model, record->name)
						   : NULL;
		if (now)
			votes[now->place.header]++;
	}
	for (guint32 i = 0; i < diff->new_model->n_headers; i++) {
		if (votes[i] && (best == MODEL_NONE || votes[i] > votes[best]))
			best = i;
	}
	return best == MODEL_NONE ? NULL : diff->new_model->headers[best].path;
}

static void header_gone(struct diff *diff, guint32 index)
{
	const struct header *header = &diff->old_model->headers[index];
	struct change change = {
		.kind = CHANGE_HEADER_REMOVED,
		.item_kind = "header",
		.item_name = header->path,
		.old_place = { .header = index, .line = 1, .column = 1 },
		.new_place = nowhere,
		.others = count_items(diff->old_model, index),
		.successor = new_home(diff, index),
	};

	if (header->judged && !model_unjudged(diff->new_model, NULL, header->path))
		diff_add(diff, change);
}

static void header_new(struct diff *diff, guint32 index)
{
	const struct header *header = &diff->new_model->headers[index];
	struct change change = {
		.kind = CHANGE_HEADER_ADDED,
		.item_kind = "header",
		.item_name = header->path,
		.old_place = nowhere,
		.new_place = { .header = index, .line = 1, .column = 1 },
	};

	if (header->judged && !model_unjudged(diff->old_model, NULL, header->path))
		diff_add(diff, change);
}

/* Headers that a program gets by including @old, and no longer by including @now. */
static void compare_includes(struct diff *diff, guint32 index, const struct header *now)
{
	const struct header *old = &diff->old_model->headers[index];
	const struct place here = { .header = index, .line = 1, .column = 1 };
	guint32 new_index = (guint32)(now - diff->new_model->headers);

	for (guint32 i = 0; old->judged && now->judged && i < old->n_includes; i++) {
		const struct header *included = &diff->old_model->headers[old->includes[i]];
		const struct header *still = model_header(diff->new_model, included->path);
		if (!still || !still->judged || !included->judged ||
		    model_unjudged(diff->new_model, NULL, old->path))
			continue;
		const struct place there = { .header =
						     (guint32)(still - diff->new_model->headers) };
		if (diff_reach(diff, &here, &there) != REACH_ELSEWHERE)
			continue;
		diff_add(diff, (struct change){ .kind = CHANGE_INCLUDE_DROPPED,
						.item_kind = "header",
						.item_name = old->path,
						.old_place = here,
						.new_place = { new_index, 1, 1 },
						.successor = included->path });
	}
}

void diff_headers(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_headers; i++) {
		const struct header *now =
			model_header(diff->new_model, diff->old_model->headers[i].path);
		if (now)
			compare_includes(diff, i, now);
		else
			header_gone(diff, i);
	}
	for (guint32 i = 0; i < diff->new_model->n_headers; i++) {
		if (!model_header(diff->old_model, diff->new_model->headers[i].path))
			header_new(diff, i);
	}
}

static struct item record_item(const struct record *record)
{
	struct item item = { .full_name = record->name };

	record_names(record, &item.kind, &item.name);
	return item;
}

/* "#define old_name new_name": what sources say about the old one means the new one. */
static const struct record *macro_counterpart(const struct diff *diff, const char *kind,
					      const char *name)
{
	const struct constant *alias = model_constant(diff->new_model, name);

	if (!alias || alias->kind != CONSTANT_MACRO || !alias->text)
		return NULL;
	g_autofree char *full_name = g_strdup_printf("%s %s", kind, alias->text);
	return model_record(diff->new_model, full_name);
}

/* "typedef struct { ... } foo" got a tag, or lost it. */
static const struct record *typedef_counterpart(const struct diff *diff, const struct record *old)
{
	const struct type_name *now = model_type_name(diff->new_model, old->name);
	guint32 index = (guint32)(old - diff->old_model->records);

	if (now && now->record != MODEL_NONE)
		return &diff->new_model->records[now->record];
	for (guint32 i = 0; i < diff->old_model->n_type_names; i++) {
		const struct type_name *type_name = &diff->old_model->type_names[i];
		if (type_name->record == index && model_record(diff->new_model, type_name->name))
			return model_record(diff->new_model, type_name->name);
	}
	return NULL;
}

const struct record *diff_counterpart(const struct diff *diff, const struct record *old)
{
	const struct record *now = model_record(diff->new_model, old->name);
	const char *kind, *name;

	if (now)
		return now;
	record_names(old, &kind, &name);
	now = macro_counterpart(diff, kind, name);
	return now ? now : typedef_counterpart(diff, old);
}

/* Whether sources can still say the name of @old. */
static gboolean name_is_kept(const struct diff *diff, const struct record *old,
			     const struct record *now)
{
	const char *kind, *name;

	record_names(old, &kind, &name);
	return name == old->name || !strcmp(old->name, now->name) ||
	       model_constant(diff->new_model, name);
}

/* A new record with the layout of one that is gone. */
static const char *same_layout(const struct diff *diff, const struct record *gone)
{
	for (guint32 i = 0; i < diff->new_model->n_records; i++) {
		const struct record *record = &diff->new_model->records[i];
		if (gone->n_members > 1 && records_alike(gone, record) &&
		    !model_record(diff->old_model, record->name) &&
		    name_is_similar(gone->name, record->name))
			return record->name;
	}
	return NULL;
}

static void record_reused(struct diff *diff, const struct record *old, const struct record *now,
			  const struct record *outdated)
{
	struct change change = {
		.kind = CHANGE_RECORD_REUSED,
		.old_place = old->place,
		.new_place = now->place,
		.old_record = old,
		.new_record = now,
		.successor = outdated->name,
	};

	record_names(old, &change.item_kind, &change.item_name);
	diff_add(diff, change);
}

static void compare_old_record(struct diff *diff, const struct record *record)
{
	const struct record *now = diff_counterpart(diff, record), *outdated;
	struct item item = record_item(record);
	struct change *change;

	item.old_place = &record->place;
	item.new_place = now ? &now->place : NULL;
	if (!place_is_judged(diff->old_model, &record->place) &&
	    !(now && place_is_judged(diff->new_model, &now->place)))
		return;
	if (now && !name_is_kept(diff, record, now))
		item.new_place = NULL;
	if (compare_presence(diff, &item, CHANGE_RECORD_ADDED, CHANGE_RECORD_REMOVED, &change)) {
		compare_home(diff, &item);
	} else if (change) {
		change->old_record = record;
		change->successor = now ? now->name : same_layout(diff, record);
	}
	item.new_place = now ? &now->place : NULL;
	if (!now || !are_judged(diff, &item))
		return;
	outdated = record_old_layout(diff, record, now);
	if (outdated)
		record_reused(diff, record, now, outdated);
	else
		diff_record(diff, record, now);
}

void diff_records(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_records; i++)
		compare_old_record(diff, &diff->old_model->records[i]);
	for (guint32 i = 0; i < diff->new_model->n_records; i++) {
		const struct record *record = &diff->new_model->records[i];
		struct item item = record_item(record);
		struct change *change;
		item.new_place = &record->place;
		if (model_record(diff->old_model, record->name))
			continue;
		compare_presence(diff, &item, CHANGE_RECORD_ADDED, CHANGE_RECORD_REMOVED, &change);
		if (change)
			change->new_record = record;
	}
}

/* typedef struct { ... } foo_t: the record speaks for both. */
static gboolean names_own_record(const struct model *model, const struct type_name *type_name)
{
	return type_name->record != MODEL_NONE &&
	       !strcmp(model->records[type_name->record].name, type_name->name);
}

/* The same type, or the same record under another name, which speaks for itself. */
static gboolean name_the_same(const struct diff *diff, const struct type_name *old,
			      const struct type_name *now)
{
	if (!strcmp(old->canonical, now->canonical) && old->size == now->size)
		return TRUE;
	return old->record != MODEL_NONE && now->record != MODEL_NONE &&
	       diff_counterpart(diff, &diff->old_model->records[old->record]) ==
		       &diff->new_model->records[now->record];
}

void diff_type_names(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_type_names; i++) {
		const struct type_name *old = &diff->old_model->type_names[i];
		const struct type_name *now = model_type_name(diff->new_model, old->name);
		struct item item = { "typedef", old->name, old->name, &old->place,
				     now ? &now->place : NULL };
		struct change *change = NULL;
		if (names_own_record(diff->old_model, old) ||
		    (!now && model_constant(diff->new_model, old->name)))
			continue; /* a record or a macro of that name does as well */
		if (compare_presence(diff, &item, CHANGE_TYPE_NAME_ADDED, CHANGE_TYPE_NAME_REMOVED,
				     &change)) {
			compare_home(diff, &item);
			if (!are_judged(diff, &item) || name_the_same(diff, old, now))
				continue;
			change = diff_add(diff, (struct change){ .kind = CHANGE_TYPE_NAME_RETYPED,
								 .item_kind = "typedef",
								 .item_name = old->name,
								 .old_place = old->place,
								 .new_place = now->place });
		}
		if (change) {
			change->old_type_name = old;
			change->new_type_name = now;
		}
	}
	for (guint32 i = 0; i < diff->new_model->n_type_names; i++) {
		const struct type_name *now = &diff->new_model->type_names[i];
		struct item item = { "typedef", now->name, now->name, NULL, &now->place };
		struct change *change;
		if (names_own_record(diff->new_model, now) ||
		    model_type_name(diff->old_model, now->name))
			continue;
		compare_presence(diff, &item, CHANGE_TYPE_NAME_ADDED, CHANGE_TYPE_NAME_REMOVED,
				 &change);
		if (change)
			change->new_type_name = now;
	}
}
