/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A model of headers with the kernel's records and enumerations in it.
 */
#include <string.h>

#include <gio/gio.h>

#include "btf/internal.h"

/* Ten times what comparing with a kernel takes. */
#define BUDGET (1024 * 1024)

gboolean reading_spend(struct reading *reading, guint64 n)
{
	gboolean enough = reading->budget > n;

	reading->budget -= MIN(n, reading->budget);
	return enough;
}

void reading_unjudged(struct reading *reading, const struct place *place, const char *item,
		      const char *reason, gboolean expected)
{
	const struct unjudged unjudged = {
		.header = place->header,
		.path = reading->like->headers[place->header].path,
		.item = item,
		.reason = builder_text(reading->builder, reason),
		.expected = expected,
	};

	g_array_append_val(reading->unjudged, unjudged);
}

static void note_id(GHashTable *table, const char *name, guint32 id)
{
	GArray *ids = g_hash_table_lookup(table, name);

	if (!ids) {
		ids = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_hash_table_insert(table, (gpointer)name, ids);
	}
	if (!ids->len || g_array_index(ids, guint32, ids->len - 1) != id)
		g_array_append_val(ids, id);
}

static void note_enumerators(struct reading *reading, const struct btf_type *type, guint32 id)
{
	for (guint i = 0; i < btf_vlen(type); i++) {
		guint32 offset = btf_is_enum64(type) ? btf_enum64(type)[i].name_off
						     : btf_enum(type)[i].name_off;
		const char *name = type_name_at(reading, offset);
		const struct constant *constant = name ? model_constant(reading->like, name) : NULL;
		if (constant && constant->enumeration != MODEL_NONE)
			note_id(reading->ids_of_enumerator, constant->name, id);
	}
}

/* Only what @like defines is noted, under its own strings. */
static void note_name(struct reading *reading, const char *tag, guint32 id)
{
	const struct record *record = model_record(reading->like, tag);
	const struct enumeration *enumeration = model_enumeration(reading->like, tag);

	if (record || enumeration)
		note_id(reading->ids_of_tag, record ? record->name : enumeration->name, id);
}

static void note_tag(struct reading *reading, const struct btf_type *type, guint32 id)
{
	const char *name = type_name_at(reading, type->name_off);

	if (!name || !*name)
		return;
	g_autofree char *tag = g_strdup_printf("%s %s", type_word(type), name);
	note_name(reading, tag, id);
}

/* The one untagged record or enumeration that a typedef gives its name to. */
static void note_typedef(struct reading *reading, guint32 id)
{
	const char *typedef_name;
	const struct btf_type *type = type_resolve(reading, &id, &typedef_name);

	if (type && id && typedef_name && !type->name_off &&
	    (btf_is_composite(type) || btf_is_any_enum(type)))
		note_name(reading, typedef_name, id);
}

static void note_types(struct reading *reading)
{
	guint32 count = btf__type_cnt(reading->btf);

	for (guint32 id = 1; id < count; id++) {
		const struct btf_type *type = btf__type_by_id(reading->btf, id);
		if (btf_is_typedef(type))
			note_typedef(reading, id);
		/* An enumeration without names is only declared. */
		if (btf_is_any_enum(type) && !btf_vlen(type))
			continue;
		if (btf_is_any_enum(type))
			note_enumerators(reading, type, id);
		if (btf_is_composite(type) || btf_is_any_enum(type))
			note_tag(reading, type, id);
	}
}

/* What the builder writes into has to be its own. */
static const guint32 *copy_indices(struct reading *reading, const guint32 *indices, guint32 n)
{
	return n ? arena_memdup(reading->builder->arena, indices, n * sizeof(*indices)) : NULL;
}

static void take_over_headers(struct reading *reading, const char *shown)
{
	for (guint32 i = 0; i < reading->like->n_headers; i++) {
		struct header header = reading->like->headers[i];
		header.shown = builder_text(reading->builder, shown);
		header.includes = copy_indices(reading, header.includes, header.n_includes);
		g_array_append_val(reading->builder->headers, header);
	}
}

static void take_over_constants(struct reading *reading)
{
	for (guint32 i = 0; i < reading->like->n_constants; i++) {
		struct constant constant = reading->like->constants[i];
		constant.also_in = copy_indices(reading, constant.also_in, constant.n_also_in);
		g_array_append_val(reading->builder->constants, constant);
	}
}

#define TAKE_OVER(reading, what)                                                             \
	do {                                                                                 \
		if ((reading)->like->n_##what)                                               \
			g_array_append_vals((reading)->builder->what, (reading)->like->what, \
					    (reading)->like->n_##what);                      \
	} while (0)

static void take_over(struct reading *reading, const char *shown)
{
	take_over_headers(reading, shown);
	take_over_constants(reading);
	TAKE_OVER(reading, records);
	TAKE_OVER(reading, enumerations);
	TAKE_OVER(reading, type_names);
	TAKE_OVER(reading, function_macros);
	TAKE_OVER(reading, functions);
}

static gboolean is_judged(const struct reading *reading, const struct place *place)
{
	return place->header != MODEL_NONE && reading->like->headers[place->header].judged;
}

static void take_types(struct reading *reading)
{
	for (guint32 i = 0; i < reading->like->n_records; i++) {
		const struct record *like = &reading->like->records[i];
		struct record *taken = &g_array_index(reading->builder->records, struct record, i);
		if (is_judged(reading, &like->place))
			reading_take_record(reading, i);
		if (taken->members == like->members && like->n_members)
			taken->members = arena_memdup(reading->builder->arena, like->members,
						      like->n_members * sizeof(*like->members));
	}
	for (guint32 i = 0; i < reading->like->n_enumerations; i++) {
		const struct enumeration *like = &reading->like->enumerations[i];
		struct enumeration *taken =
			&g_array_index(reading->builder->enumerations, struct enumeration, i);
		if (is_judged(reading, &like->place))
			reading_take_enumeration(reading, i);
		if (taken->enumerators == like->enumerators)
			taken->enumerators =
				copy_indices(reading, like->enumerators, like->n_enumerators);
	}
}

/* Takes the dropped constants out; the result maps old indices to new ones, or to
 * MODEL_NONE. */
static guint32 *drop_constants(struct reading *reading)
{
	GArray *constants = reading->builder->constants;
	guint32 *places = g_new(guint32, constants->len + 1);
	guint kept = 0;

	for (guint i = 0; i < constants->len; i++) {
		struct constant constant = g_array_index(constants, struct constant, i);
		gboolean drop = g_hash_table_contains(reading->dropped, constant.name);
		places[i] = drop ? MODEL_NONE : kept;
		if (!drop)
			g_array_index(constants, struct constant, kept++) = constant;
	}
	g_array_set_size(constants, kept);
	return places;
}

static void follow_enumerators(struct reading *reading, const guint32 *places)
{
	for (guint i = 0; i < reading->builder->enumerations->len; i++) {
		struct enumeration *enumeration =
			&g_array_index(reading->builder->enumerations, struct enumeration, i);
		guint32 *enumerators = (guint32 *)enumeration->enumerators;
		guint32 kept = 0;
		for (guint32 j = 0; j < enumeration->n_enumerators; j++) {
			if (places[enumerators[j]] != MODEL_NONE)
				enumerators[kept++] = places[enumerators[j]];
		}
		enumeration->n_enumerators = kept;
	}
}

static void take_over_commands(struct reading *reading, const guint32 *places)
{
	GArray *constants = reading->builder->constants;
	GArray *commands = reading->builder->commands;

	for (guint32 i = 0; i < reading->like->n_commands; i++) {
		struct command command = reading->like->commands[i];
		command.constant = places[command.constant];
		if (command.constant == MODEL_NONE)
			continue;
		struct constant *constant =
			&g_array_index(constants, struct constant, command.constant);
		/* With another value it is another command, or none. */
		if (constant->command == MODEL_NONE)
			continue;
		constant->command = commands->len;
		g_array_append_val(commands, command);
	}
}

static void take_over_flags(struct reading *reading, const guint32 *places)
{
	for (guint32 i = 0; i < reading->like->n_flags; i++) {
		struct flag flag = reading->like->flags[i];
		const struct record *like = &reading->like->records[flag.record];
		const struct record *taken =
			&g_array_index(reading->builder->records, struct record, flag.record);
		const struct member *member = record_member(taken, like->members[flag.member].name);
		flag.constant = places[flag.constant];
		if (!member || flag.constant == MODEL_NONE)
			continue;
		flag.member = (guint32)(member - taken->members);
		g_array_append_val(reading->builder->flags, flag);
	}
}

static void take_over_uses(struct reading *reading)
{
	g_autofree guint32 *places = drop_constants(reading);

	follow_enumerators(reading, places);
	take_over_commands(reading, places);
	take_over_flags(reading, places);
}

/* The builder forgets what is not judged once it has the item; here what is not judged
 * is there, taken over so that nothing refers to nothing. */
static const struct model *finish(struct reading *reading)
{
	const struct model *built = builder_finish(reading->builder);
	struct model *model = arena_memdup(reading->builder->arena, built, sizeof(*built));

	model->n_unjudged = reading->unjudged->len;
	model->unjudged = arena_take_array(reading->builder->arena, reading->unjudged);
	return model;
}

static gboolean check_target(const struct btf_types *types, enum target_id target, GError **error)
{
	if (types->targets & TARGET_BIT(target))
		return TRUE;
	g_autofree char *known = target_set_format(types->targets);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "'%s' is of a kernel for %s, and the headers are read for %s", types->shown,
		    types->targets ? known : "a machine that is not known here",
		    targets[target].name);
	return FALSE;
}

static GHashTable *new_id_table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
}

const struct model *btf_model(const struct btf_types *types, const struct model *like,
			      struct arena *arena, GError **error)
{
	g_autoptr(GHashTable) tags = new_id_table(), enumerators = new_id_table();
	g_autoptr(GHashTable) dropped = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) unjudged = g_array_new(FALSE, FALSE, sizeof(struct unjudged));
	struct builder builder;
	struct reading reading = {
		.btf = types->btf,
		.like = like,
		.builder = &builder,
		.ids_of_tag = tags,
		.ids_of_enumerator = enumerators,
		.dropped = dropped,
		.unjudged = unjudged,
		.budget = BUDGET,
	};

	if (!check_target(types, like->target, error))
		return NULL;
	builder_init(&builder, arena, like->target);
	note_types(&reading);
	take_over(&reading, types->shown);
	take_types(&reading);
	take_over_uses(&reading);
	const struct model *model = finish(&reading);
	builder_finish_free(&builder);
	return model;
}
