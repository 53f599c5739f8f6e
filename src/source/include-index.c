/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/include-index.h"

#include <string.h>

#include "source/include.h"

/* The headers of a dozen releases; beyond that a new index is begun. */
#define BYTES_MAX ((gsize)8 << 20)

struct include_index {
	GHashTable *lists; /* blob -> list, both in strings */
	GStringChunk *strings;
	gsize bytes;
	gboolean is_new;
};

struct include_index *include_index_new(void)
{
	struct include_index *index = g_new0(struct include_index, 1);

	index->lists = g_hash_table_new(g_str_hash, g_str_equal);
	index->strings = g_string_chunk_new(1 << 16);
	return index;
}

void include_index_free(struct include_index *index)
{
	if (!index)
		return;
	g_hash_table_unref(index->lists);
	g_string_chunk_free(index->strings);
	g_free(index);
}

gboolean include_index_is_new(const struct include_index *index)
{
	return index->is_new;
}

const char *include_index_find(const struct include_index *index, const char *blob)
{
	return g_hash_table_lookup(index->lists, blob);
}

const char *include_index_add(struct include_index *index, const char *blob, const char *list)
{
	const char *kept = g_string_chunk_insert_const(index->strings, list);

	g_hash_table_insert(index->lists, g_string_chunk_insert(index->strings, blob),
			    (gpointer)kept);
	index->bytes += strlen(blob) + strlen(list) + 2;
	index->is_new = TRUE;
	return kept;
}

char *include_list_of(const char *text, gsize size)
{
	struct include_scan scan = { .at = text, .end = text + size };
	struct include_name name;
	GString *list = g_string_new(NULL);

	while (include_next(&scan, &name)) {
		/* What cannot be told apart in the list is no name of a header. */
		if (memchr(name.text, '\t', name.length) || memchr(name.text, '\0', name.length))
			continue;
		g_string_append_c(list, name.quoted ? '"' : '<');
		g_string_append_len(list, name.text, (gssize)name.length);
		g_string_append_c(list, '\t');
	}
	return g_string_free(list, FALSE);
}

gboolean include_list_next(const char **at, struct include_name *name)
{
	const char *end = strchr(*at, '\t');

	if (!end)
		return FALSE;
	name->quoted = **at == '"';
	name->text = *at + 1;
	name->length = (gsize)(end - name->text);
	*at = end + 1;
	return TRUE;
}

/* Names behind how they are written, each with a tab behind it. */
static gboolean is_list(const char *text)
{
	while (*text) {
		gsize length = strcspn(text, "\t");

		if ((*text != '<' && *text != '"') || length < 2 || !text[length])
			return FALSE;
		text += length + 1;
	}
	return TRUE;
}

/* "<blob>\n<list>\n" */
void include_index_read(struct include_index *index, const char *text, gsize size)
{
	const char *end = text + size;
	gboolean is_new = index->is_new;

	if (size > BYTES_MAX)
		return;
	while (text < end) {
		const char *blob_end = memchr(text, '\n', (gsize)(end - text));
		const char *list = blob_end ? blob_end + 1 : NULL;
		const char *list_end = list ? memchr(list, '\n', (gsize)(end - list)) : NULL;

		if (!list_end)
			break;
		g_autofree char *key = g_strndup(text, (gsize)(blob_end - text));
		g_autofree char *value = g_strndup(list, (gsize)(list_end - list));

		if (is_list(value))
			include_index_add(index, key, value);
		text = list_end + 1;
	}
	index->is_new = is_new;
}

void include_index_write(const struct include_index *index, GString *out)
{
	GHashTableIter iter;
	gpointer blob, list;

	if (index->bytes > BYTES_MAX)
		return;
	g_hash_table_iter_init(&iter, index->lists);
	while (g_hash_table_iter_next(&iter, &blob, &list))
		g_string_append_printf(out, "%s\n%s\n", (const char *)blob, (const char *)list);
}
