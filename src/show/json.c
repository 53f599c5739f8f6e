/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --format=json: data/schema/unbroken-show-1.json describes it.  Keys are only ever
 * added at the end of their object: people compare such files.
 */
#include <jansson.h>
#include <string.h>

#include "model/number.h"
#include "report/json-parts.h"
#include "model/map.h"
#include "show/show.h"
#include "show/users.h"
#include "show/words.h"

static void set_place(json_t *object, const struct model *model, const struct place *place)
{
	json_t *value = json_object();

	json_set_text(value, "file", model->headers[place->header].shown);
	json_set_count(value, "line", place->line);
	json_set_count(value, "column", place->column);
	json_object_set_new(object, "place", value);
}

/* A value of 64 bits does not fit a number of JSON. */
static void set_hex(json_t *object, const char *key, guint64 value)
{
	g_autofree char *text = g_strdup_printf("0x%" G_GINT64_MODIFIER "x", value);

	json_set_text(object, key, text);
}

static void set_value(json_t *object, const struct constant *constant)
{
	g_autofree char *text = NULL;

	if (constant->value_kind == VALUE_INTEGER)
		text = constant->is_negative
			       ? g_strdup_printf("%" G_GINT64_FORMAT, (gint64)constant->value)
			       : g_strdup_printf("%" G_GUINT64_FORMAT, constant->value);
	json_set_text(object, "value", text);
}

static json_t *values_json(const GPtrArray *constants)
{
	json_t *list = json_array();

	for (guint i = 0; i < constants->len; i++) {
		json_t *object = json_object();

		json_set_text(object, "name", ((const struct constant *)constants->pdata[i])->name);
		set_value(object, constants->pdata[i]);
		json_array_append_new(list, object);
	}
	return list;
}

static const char *member_kind(const struct member *member)
{
	static const char *const names[] = {
		[MEMBER_FIELD] = "field",      [MEMBER_STRUCT] = "struct",
		[MEMBER_UNION] = "union",      [MEMBER_BITFIELD] = "bitfield",
		[MEMBER_UNNAMED] = "bitfield",
	};

	return names[member->kind];
}

static json_t *gap_json(const struct map_row *row)
{
	json_t *object = json_object();

	json_set_text(object, "kind", row->kind == MAP_HOLE ? "hole" : "padding");
	json_set_count(object, "bit_offset", row->bit_offset);
	json_set_count(object, "bit_size", row->bit_size);
	json_set_count(object, "depth", row->depth);
	return object;
}

static json_t *member_json(const struct model *model, const struct record *record,
			   const struct map_row *row)
{
	const struct member *member = &record->members[row->member];
	g_autoptr(GPtrArray) values = member_values(model, record, row->member);
	json_t *object = json_object();

	json_set_text(object, "kind", member_kind(member));
	json_set_count(object, "bit_offset", row->bit_offset);
	json_set_count(object, "bit_size", row->bit_size);
	json_set_count(object, "depth", row->depth);
	json_set_text(object, "name", member->name);
	json_set_text(object, "type", member->type.spelled);
	json_set_text(object, "canonical", member->type.canonical);
	json_set_text(object, "bounds", member->bounds);
	json_object_set_new(object, "values", values_json(values));
	return object;
}

static json_t *map_json(const struct model *model, const struct record *record)
{
	g_autoptr(GArray) rows = map_record(record, MODEL_NONE);
	json_t *list = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const struct map_row *row = &g_array_index(rows, struct map_row, i);

		if (row->kind == MAP_HOLE || row->kind == MAP_PADDING)
			json_array_append_new(list, gap_json(row));
		else if (row->kind != MAP_CLOSE)
			json_array_append_new(list, member_json(model, record, row));
	}
	return list;
}

static void fill_record(json_t *object, const struct model *model, const struct record *record)
{
	json_set_count(object, "size", record->size);
	json_set_count(object, "alignment", record->alignment);
	json_object_set_new(object, "packed", json_boolean(record->is_packed));
	json_object_set_new(object, "map", map_json(model, record));
}

static void fill_member(json_t *object, const struct model *model, const struct record *record,
			const char *path)
{
	struct found_member found;
	struct map_row row = { .kind = MAP_MEMBER };

	if (!find_member(model, record, path, &found))
		return;
	row.member = found.index;
	row.bit_offset = found.bit_offset;
	row.bit_size = found.record->members[found.index].bit_size;
	json_set_count(object, "size", record->size);
	json_object_set_new(object, "member", member_json(model, found.record, &row));
}

static json_t *parts_json(const struct command *command)
{
	json_t *object = json_object();

	json_set_text(object, "macro", command_macro(command->direction));
	json_set_count(object, "type", command->type);
	json_set_count(object, "nr", command->number);
	json_set_count(object, "size", command->size);
	return object;
}

static void fill_constant(json_t *object, const struct model *model,
			  const struct constant *constant)
{
	set_value(object, constant);
	json_set_text(object, "text", constant_definition(constant));
	json_set_text(object, "enumeration",
		      constant->enumeration == MODEL_NONE
			      ? NULL
			      : model->enumerations[constant->enumeration].name);
}

static void fill_command(json_t *object, const struct model *model, const struct constant *constant)
{
	const struct command *command = &model->commands[constant->command];

	set_hex(object, "number", (guint32)constant->value);
	json_object_set_new(object, "parts", parts_json(command));
	json_set_text(object, "argument", command->argument);
	json_set_text(object, "text", constant_definition(constant));
}

static void fill_enumeration(json_t *object, const struct model *model,
			     const struct enumeration *enumeration)
{
	g_autoptr(GPtrArray) constants = g_ptr_array_new();

	for (guint32 i = 0; i < enumeration->n_enumerators; i++)
		g_ptr_array_add(constants,
				(gpointer)&model->constants[enumeration->enumerators[i]]);
	json_set_count(object, "size", enumeration->size);
	json_object_set_new(object, "values", values_json(constants));
}

static void fill(json_t *object, const struct model *model, const struct item *item)
{
	gconstpointer in = item->in[model->target];
	const struct type_name *type_name = in;
	const struct function_macro *macro = in;
	const struct function *function = in;

	switch (item->kind) {
	case ITEM_RECORD:
		fill_record(object, model, in);
		break;
	case ITEM_MEMBER:
		fill_member(object, model, in, item->member);
		break;
	case ITEM_ENUMERATION:
		fill_enumeration(object, model, in);
		break;
	case ITEM_TYPEDEF:
		json_set_text(object, "canonical", type_name->canonical);
		json_set_count(object, "size", type_name->size);
		json_set_count(object, "alignment", type_name->alignment);
		break;
	case ITEM_COMMAND:
		fill_command(object, model, in);
		break;
	case ITEM_CONSTANT:
		fill_constant(object, model, in);
		break;
	case ITEM_MACRO:
		json_set_text(object, "parameters", macro->parameters);
		json_set_text(object, "text", macro->text);
		break;
	case ITEM_FUNCTION:
		json_set_text(object, "type", function->type);
		json_set_text(object, "body", function->body);
		break;
	}
}

static json_t *variant_json(const struct model *model, const struct item *item)
{
	const struct place place = item_place(item, model->target);
	json_t *object = json_object();

	set_place(object, model, &place);
	fill(object, model, item);
	return object;
}

/* Targets that have the same share a variant, places included. */
static json_t *variants_json(const struct shown *shown, const struct item *item)
{
	json_t *variants = json_array();
	target_set sets[TARGET_COUNT] = { 0 };

	for (guint id = 0; id < TARGET_COUNT; id++) {
		json_t *variant;
		gsize at = 0;

		if (!item->in[id])
			continue;
		variant = variant_json(shown->models->of[id], item);
		while (at < json_array_size(variants) &&
		       !json_equal(json_array_get(variants, at), variant))
			at++;
		if (at == json_array_size(variants))
			json_array_append(variants, variant);
		sets[at] |= TARGET_BIT(id);
		json_decref(variant);
	}
	for (gsize i = 0; i < json_array_size(variants); i++)
		json_object_set_new(json_array_get(variants, i), "targets",
				    json_target_names(sets[i]));
	return variants;
}

static json_t *users_json(const struct shown *shown, const struct item *item)
{
	g_autoptr(GArray) users = NULL;
	json_t *list = json_array();

	if (item->kind != ITEM_RECORD && item->kind != ITEM_ENUMERATION)
		return list;
	users = find_users(shown->models, item);
	for (guint i = 0; i < users->len; i++) {
		const struct user *user = &g_array_index(users, struct user, i);
		json_t *object = json_object();

		json_set_text(object, "kind", user_kind_names[user->kind]);
		json_set_text(object, "name", user->name);
		json_set_text(object, "member", user->member);
		json_set_text(object, "header", user->header);
		json_object_set_new(object, "targets", json_target_names(user->targets));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *item_json(const struct shown *shown, const struct item *item)
{
	json_t *object = json_object();

	json_set_text(object, "kind", item_kind_name(item));
	json_set_text(object, "name", item->name);
	json_object_set_new(object, "variants", variants_json(shown, item));
	json_object_set_new(object, "used_by", users_json(shown, item));
	return object;
}

static json_t *items_json(const struct shown *shown, const GArray *items)
{
	json_t *list = json_array();

	for (guint i = 0; items && i < items->len; i++)
		json_array_append_new(list,
				      item_json(shown, &g_array_index(items, struct item, i)));
	return list;
}

static json_t *decoded_json(const struct shown *shown)
{
	json_t *list = json_array();

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const guint32 number = (guint32)query_number(shown->query, id);
		struct command parts = { 0 };
		json_t *object;

		if (!(shown->targets & TARGET_BIT(id)))
			continue;
		command_decode(id, number, &parts);
		object = json_object();
		json_set_text(object, "target", targets[id].name);
		set_hex(object, "number", number);
		json_object_set_new(object, "parts", parts_json(&parts));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *number_json(const struct shown *shown)
{
	const struct number_answer *answer = shown->number;
	json_t *object;

	if (!answer)
		return json_null();
	object = json_object();
	json_object_set_new(object, "decoded",
			    answer->is_command ? decoded_json(shown) : json_array());
	json_object_set_new(object, "exact", items_json(shown, answer->exact));
	json_object_set_new(object, "near", items_json(shown, answer->near));
	json_object_set_new(object, "same_type", items_json(shown, answer->same_type));
	json_object_set_new(object, "constants", items_json(shown, answer->values));
	json_object_set_new(object, "bits", items_json(shown, answer->bits));
	json_set_count(object, "more_constants", answer->n_more_values);
	return object;
}

static json_t *paths_json(const GPtrArray *paths)
{
	json_t *list = json_array();

	for (guint i = 0; i < paths->len; i++)
		json_array_append_new(list, json_text_or_null(paths->pdata[i]));
	return list;
}

static json_t *contents_json(const struct shown *shown, const struct contents *contents)
{
	json_t *object = json_object();

	json_set_text(object, "path", contents->path);
	json_set_text(object, "file", contents->shown);
	json_object_set_new(object, "targets", json_target_names(contents->targets));
	json_object_set_new(object, "includes", paths_json(contents->includes));
	json_object_set_new(object, "included_by", paths_json(contents->included_by));
	json_set_count(object, "macros", contents->n_macros);
	json_set_count(object, "enumerators", contents->n_enumerators);
	json_object_set_new(object, "items", items_json(shown, contents->items));
	return object;
}

static json_t *headers_json(const struct shown *shown)
{
	json_t *list = json_array();

	for (guint i = 0; shown->contents && i < shown->contents->len; i++)
		json_array_append_new(list, contents_json(shown, shown->contents->pdata[i]));
	return list;
}

static json_t *missing_json(const GArray *missing)
{
	json_t *list = json_array();

	for (guint i = 0; i < missing->len; i++) {
		const struct missing *part = &g_array_index(missing, struct missing, i);
		json_t *object = json_object();

		json_set_text(object, "header", part->path);
		json_set_text(object, "item", part->item);
		json_set_text(object, "reason", part->reason);
		json_object_set_new(object, "expected", json_boolean(part->expected));
		json_object_set_new(object, "targets", json_target_names(part->targets));
		json_array_append_new(list, object);
	}
	return list;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

static json_t *since_json(const GArray *all)
{
	json_t *list = json_array();

	for (guint i = 0; i < all->len; i++) {
		const struct since *since = &g_array_index(all, struct since, i);
		json_t *object = json_object();
		json_t *parts = json_array();

		for (guint j = 0; j < since->parts->len; j++)
			json_array_append_new(parts, json_text_or_null(since->parts->pdata[j]));
		json_set_text(object, "revision", since->revision);
		json_object_set_new(object, "or_before", json_boolean(since->is_first));
		json_object_set_new(object, "parts", parts);
		json_array_append_new(list, object);
	}
	return list;
}

void show_json(const struct shown *shown, GString *out)
{
	json_t *root = json_object();

	json_set_text(root, "schema", "unbroken-show/1");
	json_set_text(root, "what", shown->query->text);
	json_set_text(root, "input", shown->input);
	json_object_set_new(root, "targets", json_target_names(shown->targets));
	json_object_set_new(root, "items", items_json(shown, shown->items));
	json_object_set_new(root, "number", number_json(shown));
	json_object_set_new(root, "headers", headers_json(shown));
	json_object_set_new(root, "not_judged", missing_json(shown->missing));
	if (shown->since)
		json_object_set_new(root, "since", since_json(shown->since));
	json_dump_callback(root, append_bytes, out, JSON_INDENT(2));
	g_string_append_c(out, '\n');
	json_decref(root);
}
