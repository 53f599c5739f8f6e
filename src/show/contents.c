/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/contents.h"

#include <string.h>

/* Items by kind and name: a header may have thousands. */
struct collecting {
	struct contents *contents;
	GHashTable *index; /* "KIND NAME" -> index into items + 1 */
	GHashTable *constants[2];
	const struct model *model;
	guint32 header;
};

static void collect(struct collecting *collecting, enum item_kind kind, const char *name,
		    const struct place *place, gconstpointer of)
{
	GArray *items = collecting->contents->items;
	struct item item = { .kind = kind, .name = name };
	char *key;
	guint number;

	if (place->header != collecting->header)
		return;
	key = g_strdup_printf("%d %s", (int)kind, name);
	number = GPOINTER_TO_UINT(g_hash_table_lookup(collecting->index, key));
	if (!number) {
		g_array_append_val(items, item);
		number = items->len;
	}
	g_array_index(items, struct item, number - 1).in[collecting->model->target] = of;
	g_hash_table_replace(collecting->index, key, GUINT_TO_POINTER(number));
}

static void collect_constant(struct collecting *collecting, const struct constant *constant)
{
	if (constant->place.header != collecting->header)
		return;
	if (constant->command != MODEL_NONE)
		collect(collecting, ITEM_COMMAND, constant->name, &constant->place, constant);
	else
		g_hash_table_add(collecting->constants[constant->kind], (gpointer)constant->name);
}

static void collect_includes(struct collecting *collecting)
{
	const struct model *model = collecting->model;
	const struct header *header = &model->headers[collecting->header];
	GPtrArray *includes = collecting->contents->includes;

	for (guint32 i = 0; i < header->n_includes; i++) {
		const char *path = model->headers[header->includes[i]].path;

		if (!g_ptr_array_find_with_equal_func(includes, path, g_str_equal, NULL))
			g_ptr_array_add(includes, (gpointer)path);
	}
}

static void collect_model(struct collecting *collecting)
{
	const struct model *m = collecting->model;

	for (guint32 i = 0; i < m->n_records; i++)
		collect(collecting, ITEM_RECORD, m->records[i].name, &m->records[i].place,
			&m->records[i]);
	for (guint32 i = 0; i < m->n_enumerations; i++)
		collect(collecting, ITEM_ENUMERATION, m->enumerations[i].name,
			&m->enumerations[i].place, &m->enumerations[i]);
	for (guint32 i = 0; i < m->n_type_names; i++)
		collect(collecting, ITEM_TYPEDEF, m->type_names[i].name, &m->type_names[i].place,
			&m->type_names[i]);
	for (guint32 i = 0; i < m->n_constants; i++)
		collect_constant(collecting, &m->constants[i]);
	for (guint32 i = 0; i < m->n_function_macros; i++)
		collect(collecting, ITEM_MACRO, m->function_macros[i].name,
			&m->function_macros[i].place, &m->function_macros[i]);
	for (guint32 i = 0; i < m->n_functions; i++)
		collect(collecting, ITEM_FUNCTION, m->functions[i].name, &m->functions[i].place,
			&m->functions[i]);
	collect_includes(collecting);
}

static gint compare_items(gconstpointer left, gconstpointer right)
{
	const struct item *a = left, *b = right;
	const struct place one = item_place(a, item_first(a));
	const struct place other = item_place(b, item_first(b));

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (one.line != other.line)
		return one.line < other.line ? -1 : 1;
	return strcmp(a->name, b->name);
}

static gint compare_paths(gconstpointer left, gconstpointer right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void collect_all(struct contents *contents, const struct models *models)
{
	struct collecting collecting = { .contents = contents };

	collecting.index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	collecting.constants[CONSTANT_MACRO] = g_hash_table_new(g_str_hash, g_str_equal);
	collecting.constants[CONSTANT_ENUMERATOR] = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = models->of[id];
		const struct header *header = model ? model_header(model, contents->path) : NULL;

		if (!header)
			continue;
		collecting.model = model;
		collecting.header = (guint32)(header - model->headers);
		contents->shown = contents->shown ? contents->shown : header->shown;
		contents->targets |= TARGET_BIT(id);
		collect_model(&collecting);
	}
	contents->n_macros = g_hash_table_size(collecting.constants[CONSTANT_MACRO]);
	contents->n_enumerators = g_hash_table_size(collecting.constants[CONSTANT_ENUMERATOR]);
	g_hash_table_unref(collecting.index);
	g_hash_table_unref(collecting.constants[CONSTANT_MACRO]);
	g_hash_table_unref(collecting.constants[CONSTANT_ENUMERATOR]);
}

struct contents *contents_of(const struct models *models, const char *path,
			     const GPtrArray *included_by)
{
	struct contents *contents = g_new0(struct contents, 1);

	contents->path = path;
	contents->included_by = included_by;
	contents->items = g_array_new(FALSE, FALSE, sizeof(struct item));
	contents->includes = g_ptr_array_new();
	collect_all(contents, models);
	g_array_sort(contents->items, compare_items);
	g_ptr_array_sort(contents->includes, compare_paths);
	if (!contents->targets)
		g_clear_pointer(&contents, contents_free);
	return contents;
}

void contents_free(struct contents *contents)
{
	if (!contents)
		return;
	g_array_unref(contents->items);
	g_ptr_array_unref(contents->includes);
	g_free(contents);
}
