/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/model.h"

#include <string.h>

/* Index of @name in an array sorted by the string at the start of its elements. */
static gssize find(gconstpointer array, gsize n, gsize size, const char *name)
{
	gsize low = 0, high = n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;
		const char *other = *(const char *const *)((const char *)array + middle * size);
		int order = strcmp(name, other);
		if (!order)
			return (gssize)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

/* find() relies on the name being the first member of each kind. */
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct header, path) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct record, name) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct enumeration, name) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct type_name, name) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct constant, name) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct function_macro, name) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct function, name) == 0);

#define DEFINE_LOOKUP(function_name, type, array)                                            \
	const struct type *function_name(const struct model *model, const char *name)        \
	{                                                                                    \
		gssize at = find(model->array, model->n_##array, sizeof(struct type), name); \
		return at < 0 ? NULL : &model->array[at];                                    \
	}

DEFINE_LOOKUP(model_header, header, headers)
DEFINE_LOOKUP(model_record, record, records)
DEFINE_LOOKUP(model_enumeration, enumeration, enumerations)
DEFINE_LOOKUP(model_type_name, type_name, type_names)
DEFINE_LOOKUP(model_constant, constant, constants)
DEFINE_LOOKUP(model_function_macro, function_macro, function_macros)
DEFINE_LOOKUP(model_function, function, functions)

const struct member *record_member(const struct record *record, const char *name)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		if (!strcmp(record->members[i].name, name))
			return &record->members[i];
	}
	return NULL;
}

/* A path that ends in "/" stands for all below it. */
static gboolean path_covers(const char *covering, const char *path)
{
	gsize length = strlen(covering);

	if (length && covering[length - 1] == '/')
		return !strncmp(covering, path, length);
	return !strcmp(covering, path);
}

const struct unjudged *model_unjudged(const struct model *model, const char *item, const char *path)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];
		if (unjudged->item && item && !strcmp(unjudged->item, item))
			return unjudged;
		if (!unjudged->item && path && path_covers(unjudged->path, path))
			return unjudged;
	}
	return NULL;
}

reach_set model_reach(const struct model *model, guint32 from)
{
	reach_set reach = g_new0(guint64, model->n_headers / 64 + 1);
	g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint32));

	g_array_append_val(todo, from);
	reach[from / 64] |= G_GUINT64_CONSTANT(1) << (from % 64);
	while (todo->len) {
		guint32 at = g_array_index(todo, guint32, todo->len - 1);
		g_array_set_size(todo, todo->len - 1);
		for (guint32 i = 0; i < model->headers[at].n_includes; i++) {
			guint32 next = model->headers[at].includes[i];
			if (reach_has(reach, next))
				continue;
			reach[next / 64] |= G_GUINT64_CONSTANT(1) << (next % 64);
			g_array_append_val(todo, next);
		}
	}
	return reach;
}
