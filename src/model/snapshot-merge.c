/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The models of all targets, side by side.
 */
#include <string.h>

#include "model/snapshot-writer.h"

void tally_init(struct tally *tally)
{
	tally->by_text = g_hash_table_new(g_str_hash, g_str_equal);
	tally->lines = g_ptr_array_new();
}

void tally_clear(struct tally *tally)
{
	for (guint i = 0; i < tally->lines->len; i++) {
		struct tally_line *line = tally->lines->pdata[i];
		g_free(line->text);
		g_free(line);
	}
	g_ptr_array_free(tally->lines, TRUE);
	g_hash_table_destroy(tally->by_text);
}

struct tally_line *tally_add(struct tally *tally, const char *first, const char *second,
			     const char *text, enum target_id target)
{
	struct tally_line *line = g_hash_table_lookup(tally->by_text, text);

	if (!line) {
		line = g_new0(struct tally_line, 1);
		line->first = first;
		line->second = second;
		line->text = g_strdup(text);
		g_ptr_array_add(tally->lines, line);
		g_hash_table_insert(tally->by_text, line->text, line);
	}
	line->targets |= TARGET_BIT(target);
	return line;
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
	const struct tally_line *x = *(struct tally_line *const *)a;
	const struct tally_line *y = *(struct tally_line *const *)b;
	int order = strcmp(x->first, y->first);

	if (!order)
		order = g_strcmp0(x->second, y->second);
	return order ? order : strcmp(x->text, y->text);
}

void tally_sort(struct tally *tally)
{
	g_ptr_array_sort(tally->lines, compare_lines);
}

gboolean constant_is_listed(const struct model *model, guint32 constant)
{
	guint32 ordinal = model->constants[constant].ordinal;
	guint32 number = model->constants[constant].enumeration;
	const struct enumeration *enumeration =
		number == MODEL_NONE ? NULL : &model->enumerations[number];

	return enumeration && ordinal < enumeration->n_enumerators &&
	       enumeration->enumerators[ordinal] == constant;
}

/* A sorted array of a model, whatever is in it. */
struct column {
	const char *items; /* each begins with its name */
	gsize size, place; /* of an item; of its struct place in it */
	guint32 n;
	guint32 at; /* the next one to merge */
};

#define COLUMN(model, array, type)                                                    \
	(struct column)                                                               \
	{                                                                             \
		.items = (const char *)(model)->array, .size = sizeof(struct type),   \
		.place = G_STRUCT_OFFSET(struct type, place), .n = (model)->n_##array \
	}

static struct column column_of(const struct model *model, enum named_kind kind)
{
	switch (kind) {
	case NAMED_CONSTANT:
		return COLUMN(model, constants, constant);
	case NAMED_MACRO:
		return COLUMN(model, function_macros, function_macro);
	case NAMED_TYPE:
		return COLUMN(model, type_names, type_name);
	case NAMED_FUNCTION:
		return COLUMN(model, functions, function);
	case NAMED_RECORD:
		return COLUMN(model, records, record);
	default:
		return COLUMN(model, enumerations, enumeration);
	}
}

static const char *name_at(const struct column *column)
{
	return *(const char *const *)(const void *)(column->items + column->at * column->size);
}

static const struct place *place_at(const struct column *column)
{
	return (const void *)(column->items + column->at * column->size + column->place);
}

static void skip_listed(const struct model *model, struct column *column)
{
	while (column->at < column->n && constant_is_listed(model, column->at))
		column->at++;
}

/* One item of @target, to the others of its name that were found from @first on. */
static void add_named(GArray *array, guint first, const char *name, guint32 path,
		      enum target_id target, guint32 index)
{
	struct named *found = NULL;

	for (guint i = first; i < array->len && !found; i++) {
		struct named *named = &g_array_index(array, struct named, i);
		found = named->path == path ? named : NULL;
	}
	if (!found) {
		struct named named = { .name = name, .path = path };
		g_array_append_val(array, named);
		found = &g_array_index(array, struct named, array->len - 1);
	}
	found->targets |= TARGET_BIT(target);
	found->of[target] = index;
}

/* The lowest name that comes next in any of @columns, NULL at their end. */
static const char *next_name(const struct writer *writer, enum named_kind kind,
			     struct column *columns)
{
	const char *lowest = NULL;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (kind == NAMED_CONSTANT && writer->models[id])
			skip_listed(writer->models[id], &columns[id]);
		if (columns[id].at == columns[id].n)
			continue;
		const char *name = name_at(&columns[id]);
		if (!lowest || strcmp(name, lowest) < 0)
			lowest = name;
	}
	return lowest;
}

static GArray *merge_columns(const struct writer *writer, enum named_kind kind)
{
	GArray *array = g_array_new(FALSE, FALSE, sizeof(struct named));
	struct column columns[TARGET_COUNT] = { 0 };
	const char *name;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (writer->models[id])
			columns[id] = column_of(writer->models[id], kind);
	}
	while ((name = next_name(writer, kind, columns))) {
		guint first = array->len;
		for (guint id = 0; id < TARGET_COUNT; id++) {
			struct column *column = &columns[id];
			if (column->at == column->n || strcmp(name_at(column), name))
				continue;
			guint32 header = place_at(column)->header;
			add_named(array, first, name, writer->path_of[id][header], id, column->at);
			column->at++;
		}
	}
	return array;
}

/* Brings @by_name into the order of paths, and leaves it in that of names below. */
static GArray *group_by_path(GArray *by_name, guint n_paths)
{
	GArray *array = g_array_new(FALSE, FALSE, sizeof(struct named));
	g_autofree guint *next = g_new0(guint, n_paths + 1);

	g_array_set_size(array, by_name->len);
	for (guint i = 0; i < by_name->len; i++)
		next[g_array_index(by_name, struct named, i).path + 1]++;
	for (guint i = 1; i <= n_paths; i++)
		next[i] += next[i - 1];
	for (guint i = 0; i < by_name->len; i++) {
		const struct named *named = &g_array_index(by_name, struct named, i);
		g_array_index(array, struct named, next[named->path]++) = *named;
	}
	g_array_free(by_name, TRUE);
	return array;
}

void writer_merge(struct writer *writer)
{
	for (guint kind = 0; kind < NAMED_KINDS; kind++)
		writer->named[kind] =
			group_by_path(merge_columns(writer, kind), writer->paths->len);
}
