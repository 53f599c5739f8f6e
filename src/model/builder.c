/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

void builder_init(struct builder *builder, struct arena *arena, enum target_id target)
{
	*builder = (struct builder){
		.arena = arena,
		.target = target,
		.texts = g_hash_table_new(g_str_hash, g_str_equal),
		.headers = g_array_new(FALSE, FALSE, sizeof(struct header)),
		.records = g_array_new(FALSE, FALSE, sizeof(struct record)),
		.enumerations = g_array_new(FALSE, FALSE, sizeof(struct enumeration)),
		.type_names = g_array_new(FALSE, FALSE, sizeof(struct type_name)),
		.constants = g_array_new(FALSE, FALSE, sizeof(struct constant)),
		.function_macros = g_array_new(FALSE, FALSE, sizeof(struct function_macro)),
		.functions = g_array_new(FALSE, FALSE, sizeof(struct function)),
		.commands = g_array_new(FALSE, FALSE, sizeof(struct command)),
		.flags = g_array_new(FALSE, FALSE, sizeof(struct flag)),
		.unjudged = g_array_new(FALSE, FALSE, sizeof(struct unjudged)),
	};
}

void builder_finish_free(struct builder *builder)
{
	g_hash_table_destroy(builder->texts);
	g_array_free(builder->headers, TRUE);
	g_array_free(builder->records, TRUE);
	g_array_free(builder->enumerations, TRUE);
	g_array_free(builder->type_names, TRUE);
	g_array_free(builder->constants, TRUE);
	g_array_free(builder->function_macros, TRUE);
	g_array_free(builder->functions, TRUE);
	g_array_free(builder->commands, TRUE);
	g_array_free(builder->flags, TRUE);
	g_array_free(builder->unjudged, TRUE);
}

const char *builder_text(struct builder *builder, const char *text)
{
	if (!text)
		return NULL;
	const char *known = g_hash_table_lookup(builder->texts, text);
	if (!known) {
		known = arena_strdup(builder->arena, text);
		g_hash_table_add(builder->texts, (gpointer)known);
	}
	return known;
}

/* How an array is brought into its final order. */
struct order {
	guint32 *place_of; /* old index -> new index */
	guint32 *sorted;   /* new index -> old index */
	guint n;           /* old length */
	guint kept;        /* new length */
};

typedef int (*comparison)(const GArray *array, guint32 a, guint32 b);

struct sorting {
	const GArray *array;
	comparison compare;
};

static int compare_indices(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct sorting *sorting = data;
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
	int result = sorting->compare(sorting->array, x, y);

	return result ? result : (x > y) - (x < y);
}

/* Sorts @array in place; with @unique only the first of equals stays, and the
 * others are sent to its place. */
static struct order sort_array(GArray *array, comparison compare, gboolean unique)
{
	struct order order = {
		.n = array->len,
		.place_of = g_new(guint32, array->len + 1),
		.sorted = g_new(guint32, array->len + 1),
	};
	struct sorting sorting = { array, compare };
	gsize size = g_array_get_element_size(array);

	for (guint i = 0; i < order.n; i++)
		order.sorted[i] = i;
	qsort_r(order.sorted, order.n, sizeof(guint32), compare_indices, &sorting);
	for (guint i = 0; i < order.n; i++) {
		guint32 old = order.sorted[i];
		gboolean same =
			unique && order.kept && !compare(array, order.sorted[order.kept - 1], old);
		if (!same)
			order.sorted[order.kept++] = old;
		order.place_of[old] = order.kept - 1;
	}
	g_autofree char *copy = g_memdup2(array->data, size * order.n);
	for (guint i = 0; i < order.kept; i++)
		memcpy(array->data + i * size, copy + order.sorted[i] * size, size);
	g_array_set_size(array, order.kept);
	return order;
}

static void order_clear(struct order *order)
{
	g_free(order->place_of);
	g_free(order->sorted);
}

static void follow(const struct order *order, guint32 *index)
{
	if (*index != MODEL_NONE)
		*index = order->place_of[*index];
}

#define COMPARE_NAMES(type)                                                  \
	static int compare_##type(const GArray *array, guint32 a, guint32 b) \
	{                                                                    \
		return strcmp(g_array_index(array, struct type, a).name,     \
			      g_array_index(array, struct type, b).name);    \
	}
COMPARE_NAMES(record)
COMPARE_NAMES(enumeration)
COMPARE_NAMES(type_name)
COMPARE_NAMES(constant)
COMPARE_NAMES(function_macro)
COMPARE_NAMES(function)

static int compare_header(const GArray *array, guint32 a, guint32 b)
{
	return strcmp(g_array_index(array, struct header, a).path,
		      g_array_index(array, struct header, b).path);
}

static int compare_command(const GArray *array, guint32 a, guint32 b)
{
	guint32 x = g_array_index(array, struct command, a).constant;
	guint32 y = g_array_index(array, struct command, b).constant;

	return (x > y) - (x < y);
}

static int compare_flag(const GArray *array, guint32 a, guint32 b)
{
	const struct flag *x = &g_array_index(array, struct flag, a);
	const struct flag *y = &g_array_index(array, struct flag, b);

	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	return (x->constant > y->constant) - (x->constant < y->constant);
}

static int compare_unjudged(const GArray *array, guint32 a, guint32 b)
{
	const struct unjudged *x = &g_array_index(array, struct unjudged, a);
	const struct unjudged *y = &g_array_index(array, struct unjudged, b);
	int result = strcmp(x->path, y->path);

	if (!result)
		result = g_strcmp0(x->item, y->item);
	return result;
}

static void follow_header(struct builder *builder, const struct order *headers)
{
	for (guint i = 0; i < builder->headers->len; i++) {
		struct header *header = &g_array_index(builder->headers, struct header, i);
		guint32 *includes = (guint32 *)header->includes;
		for (guint j = 0; j < header->n_includes; j++)
			follow(headers, &includes[j]);
	}
	for (guint i = 0; i < builder->records->len; i++) {
		struct record *record = &g_array_index(builder->records, struct record, i);
		struct member *members = (struct member *)record->members;
		follow(headers, &record->place.header);
		for (guint j = 0; j < record->n_members; j++)
			follow(headers, &members[j].place.header);
	}
	for (guint i = 0; i < builder->enumerations->len; i++)
		follow(headers,
		       &g_array_index(builder->enumerations, struct enumeration, i).place.header);
	for (guint i = 0; i < builder->type_names->len; i++)
		follow(headers,
		       &g_array_index(builder->type_names, struct type_name, i).place.header);
	for (guint i = 0; i < builder->constants->len; i++) {
		struct constant *constant = &g_array_index(builder->constants, struct constant, i);
		guint32 *also_in = (guint32 *)constant->also_in;
		follow(headers, &constant->place.header);
		for (guint j = 0; j < constant->n_also_in; j++)
			follow(headers, &also_in[j]);
	}
	for (guint i = 0; i < builder->function_macros->len; i++)
		follow(headers, &g_array_index(builder->function_macros, struct function_macro, i)
					 .place.header);
	for (guint i = 0; i < builder->functions->len; i++)
		follow(headers,
		       &g_array_index(builder->functions, struct function, i).place.header);
	for (guint i = 0; i < builder->unjudged->len; i++)
		follow(headers, &g_array_index(builder->unjudged, struct unjudged, i).header);
}

static void follow_record(struct builder *builder, const struct order *records)
{
	for (guint i = 0; i < builder->records->len; i++) {
		struct record *record = &g_array_index(builder->records, struct record, i);
		struct member *members = (struct member *)record->members;
		for (guint j = 0; j < record->n_members; j++)
			follow(records, &members[j].type.record);
	}
	for (guint i = 0; i < builder->type_names->len; i++)
		follow(records, &g_array_index(builder->type_names, struct type_name, i).record);
	for (guint i = 0; i < builder->commands->len; i++)
		follow(records, &g_array_index(builder->commands, struct command, i).record);
	for (guint i = 0; i < builder->flags->len; i++)
		follow(records, &g_array_index(builder->flags, struct flag, i).record);
}

static void follow_constant(struct builder *builder, const struct order *constants)
{
	for (guint i = 0; i < builder->enumerations->len; i++) {
		struct enumeration *e =
			&g_array_index(builder->enumerations, struct enumeration, i);
		guint32 *enumerators = (guint32 *)e->enumerators;
		for (guint j = 0; j < e->n_enumerators; j++)
			follow(constants, &enumerators[j]);
	}
	for (guint i = 0; i < builder->commands->len; i++)
		follow(constants, &g_array_index(builder->commands, struct command, i).constant);
	for (guint i = 0; i < builder->flags->len; i++)
		follow(constants, &g_array_index(builder->flags, struct flag, i).constant);
}

static void sort_all(struct builder *builder)
{
	struct order order = sort_array(builder->headers, compare_header, TRUE);
	follow_header(builder, &order);
	order_clear(&order);

	order = sort_array(builder->records, compare_record, TRUE);
	follow_record(builder, &order);
	order_clear(&order);

	order = sort_array(builder->constants, compare_constant, TRUE);
	follow_constant(builder, &order);
	order_clear(&order);

	order = sort_array(builder->enumerations, compare_enumeration, TRUE);
	for (guint i = 0; i < builder->constants->len; i++)
		follow(&order, &g_array_index(builder->constants, struct constant, i).enumeration);
	order_clear(&order);

	order = sort_array(builder->commands, compare_command, TRUE);
	for (guint i = 0; i < builder->constants->len; i++)
		follow(&order, &g_array_index(builder->constants, struct constant, i).command);
	order_clear(&order);

	order = sort_array(builder->type_names, compare_type_name, TRUE);
	order_clear(&order);
	order = sort_array(builder->function_macros, compare_function_macro, TRUE);
	order_clear(&order);
	order = sort_array(builder->functions, compare_function, TRUE);
	order_clear(&order);
	order = sort_array(builder->flags, compare_flag, TRUE);
	order_clear(&order);
	order = sort_array(builder->unjudged, compare_unjudged, TRUE);
	order_clear(&order);
}

static gboolean has_name(const GArray *array, const char *name)
{
	gsize size = g_array_get_element_size((GArray *)array);
	guint low = 0, high = array->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		int order = strcmp(name, *(const char *const *)(array->data + middle * size));
		if (!order)
			return TRUE;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return FALSE;
}

/* What failed in one unit and succeeded in another has been judged. */
static void forget_judged(struct builder *builder)
{
	guint kept = 0;

	for (guint i = 0; i < builder->unjudged->len; i++) {
		struct unjudged unjudged = g_array_index(builder->unjudged, struct unjudged, i);
		if (unjudged.item && (has_name(builder->records, unjudged.item) ||
				      has_name(builder->enumerations, unjudged.item) ||
				      has_name(builder->type_names, unjudged.item) ||
				      has_name(builder->functions, unjudged.item)))
			continue;
		g_array_index(builder->unjudged, struct unjudged, kept++) = unjudged;
	}
	g_array_set_size(builder->unjudged, kept);
}

/*
 * Where two enumerations or records share a name, what belonged to the one that
 * went points into the other: enumerators that are not where they say belong to
 * none, and flags of members that are not there are no flags.
 */
static void drop_strays(struct builder *builder)
{
	guint kept = 0;

	for (guint32 i = 0; i < builder->constants->len; i++) {
		struct constant *constant = &g_array_index(builder->constants, struct constant, i);
		if (constant->enumeration == MODEL_NONE)
			continue;
		const struct enumeration *enumeration =
			&g_array_index(builder->enumerations, struct enumeration,
				       constant->enumeration);
		if (constant->ordinal >= enumeration->n_enumerators ||
		    enumeration->enumerators[constant->ordinal] != i)
			constant->enumeration = MODEL_NONE;
	}
	for (guint i = 0; i < builder->flags->len; i++) {
		struct flag flag = g_array_index(builder->flags, struct flag, i);
		const struct record *record =
			&g_array_index(builder->records, struct record, flag.record);
		if (flag.member < record->n_members)
			g_array_index(builder->flags, struct flag, kept++) = flag;
	}
	g_array_set_size(builder->flags, kept);
}

const struct model *builder_finish(struct builder *builder)
{
	struct model *model = arena_alloc(builder->arena, sizeof(*model));

	sort_all(builder);
	drop_strays(builder);
	forget_judged(builder);
	model->target = builder->target;
	model->headers = arena_take_array(builder->arena, builder->headers);
	model->n_headers = builder->headers->len;
	model->records = arena_take_array(builder->arena, builder->records);
	model->n_records = builder->records->len;
	model->enumerations = arena_take_array(builder->arena, builder->enumerations);
	model->n_enumerations = builder->enumerations->len;
	model->type_names = arena_take_array(builder->arena, builder->type_names);
	model->n_type_names = builder->type_names->len;
	model->constants = arena_take_array(builder->arena, builder->constants);
	model->n_constants = builder->constants->len;
	model->function_macros = arena_take_array(builder->arena, builder->function_macros);
	model->n_function_macros = builder->function_macros->len;
	model->functions = arena_take_array(builder->arena, builder->functions);
	model->n_functions = builder->functions->len;
	model->commands = arena_take_array(builder->arena, builder->commands);
	model->n_commands = builder->commands->len;
	model->flags = arena_take_array(builder->arena, builder->flags);
	model->n_flags = builder->flags->len;
	model->unjudged = arena_take_array(builder->arena, builder->unjudged);
	model->n_unjudged = builder->unjudged->len;
	return model;
}
