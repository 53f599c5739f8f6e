/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finds what the lines of a snapshot name, for all targets at once.
 */
#include <stdlib.h>
#include <string.h>

#include "model/snapshot-reader.h"

/* An item to be sorted: most names differ in their first bytes. */
struct sort_entry {
	guint64 start;
	const char *name;
	guint32 item;
};

static guint64 start_of(const char *name)
{
	guint64 start = 0;

	for (guint i = 0; i < 8; i++) {
		start = start << 8 | (guchar)*name;
		name += *name != '\0';
	}
	return start;
}

static int compare_entries(const void *a, const void *b)
{
	const struct sort_entry *x = a, *y = b;
	int order = (x->start > y->start) - (x->start < y->start);

	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : (x->item > y->item) - (x->item < y->item);
}

static void sort_items(struct reader *reader)
{
	GArray *entries[ITEM_SORTED];

	for (guint kind = 0; kind < ITEM_SORTED; kind++)
		entries[kind] = g_array_new(FALSE, FALSE, sizeof(struct sort_entry));
	for (guint32 i = 0; i < reader->items->len; i++) {
		const struct item *item = reader_item(reader, i);
		const struct sort_entry entry = { start_of(item->name), item->name, i };
		if (item->kind < ITEM_SORTED)
			g_array_append_val(entries[item->kind], entry);
	}
	for (guint kind = 0; kind < ITEM_SORTED; kind++) {
		GArray *array = entries[kind];
		if (array->len)
			qsort(array->data, array->len, sizeof(struct sort_entry), compare_entries);
		for (guint i = 0; i < array->len; i++)
			g_array_append_val(reader->sorted[kind],
					   g_array_index(array, struct sort_entry, i).item);
		g_array_free(array, TRUE);
	}
}

/* The first of the sorted items whose name is not before @name. */
static guint32 lower_bound(const struct reader *reader, enum item_kind kind, const char *name)
{
	const GArray *sorted = reader->sorted[kind];
	guint32 low = 0, high = sorted->len;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		guint32 item = g_array_index(sorted, guint32, middle);
		if (strcmp(reader_item(reader, item)->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct span find_items(const struct reader *reader, enum item_kind kind, const char *name)
{
	const GArray *sorted = reader->sorted[kind];
	struct span found = { .first = lower_bound(reader, kind, name) };

	while (found.first + found.n < sorted->len) {
		guint32 item = g_array_index(sorted, guint32, found.first + found.n);
		if (strcmp(reader_item(reader, item)->name, name))
			break;
		found.n++;
	}
	return found;
}

/* No target has two items of a kind and a name. */
static gboolean check_names(struct reader *reader, enum item_kind kind)
{
	const GArray *sorted = reader->sorted[kind];
	target_set taken = 0;

	for (guint i = 0; i < sorted->len; i++) {
		const struct item *item = reader_item(reader, g_array_index(sorted, guint32, i));
		const struct item *last =
			i ? reader_item(reader, g_array_index(sorted, guint32, i - 1)) : NULL;
		if (!last || strcmp(last->name, item->name))
			taken = 0;
		if (taken & item->targets)
			return lex_fail_at(&reader->lex, item->line,
					   "'%s' is there twice for a target", item->name);
		taken |= item->targets;
	}
	return TRUE;
}

static void link_record(struct reader *reader, struct record_ref *ref)
{
	if (ref->name)
		ref->found = find_items(reader, ITEM_RECORD, ref->name);
}

static void link_records(struct reader *reader)
{
	for (guint i = 0; i < reader->types->len; i++)
		link_record(reader, &g_array_index(reader->types, struct type_line, i).record);
	for (guint i = 0; i < reader->commands->len; i++)
		link_record(reader,
			    &g_array_index(reader->commands, struct command_line, i).record);
	for (guint i = 0; i < reader->flags->len; i++)
		link_record(reader, &g_array_index(reader->flags, struct flag_line, i).record);
	for (guint i = 0; i < reader->records->len; i++)
		link_record(reader, &g_array_index(reader->records, struct record_ref, i));
}

static void link_references(struct reader *reader)
{
	for (guint32 i = 0; i < reader->items->len; i++) {
		struct item *item = reader_item(reader, i);
		if (item->kind == ITEM_REFERENCE)
			item->reference.found = find_items(reader, ITEM_CONSTANT, item->name);
	}
}

static gboolean link_paths(struct reader *reader)
{
	for (guint i = 0; i < reader->path_refs->len; i++) {
		struct path_ref *ref = &g_array_index(reader->path_refs, struct path_ref, i);
		ref->path = reader_find_path(reader, ref->name);
		if (ref->path == MODEL_NONE)
			return lex_fail_at(&reader->lex, ref->line, "there is no header '%s'",
					   ref->name);
	}
	return TRUE;
}

gboolean reader_link(struct reader *reader)
{
	sort_items(reader);
	for (guint kind = 0; kind < ITEM_SORTED; kind++) {
		if (!check_names(reader, kind))
			return FALSE;
	}
	link_records(reader);
	link_references(reader);
	return link_paths(reader);
}
