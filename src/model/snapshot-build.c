/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The model of one target, from the lines of a snapshot.
 */
#include <string.h>

#include "model/snapshot-build.h"

/* Gives those items of @kind that the target has their indices; the array for @n of
 * them, NULL with an error. */
static gpointer number_items(struct build *build, enum item_kind kind, gsize size, guint32 *n)
{
	const GArray *sorted = build->reader->sorted[kind];

	*n = 0;
	for (guint i = 0; i < sorted->len; i++) {
		guint32 item = g_array_index(sorted, guint32, i);
		if (build_has(build, reader_item(build->reader, item)->targets))
			build->index_of[item] = (*n)++;
	}
	return reader_alloc(build->reader, *n + 1, size);
}

static gboolean make_arrays(struct build *build)
{
	struct model *model = build->model;

	if (!(build->constants = number_items(build, ITEM_CONSTANT, sizeof(*build->constants),
					      &model->n_constants)) ||
	    !(build->macros = number_items(build, ITEM_MACRO, sizeof(*build->macros),
					   &model->n_function_macros)) ||
	    !(build->type_names = number_items(build, ITEM_TYPE, sizeof(*build->type_names),
					       &model->n_type_names)) ||
	    !(build->functions = number_items(build, ITEM_FUNCTION, sizeof(*build->functions),
					      &model->n_functions)) ||
	    !(build->records = number_items(build, ITEM_RECORD, sizeof(*build->records),
					    &model->n_records)) ||
	    !(build->enumerations =
		      number_items(build, ITEM_ENUMERATION, sizeof(*build->enumerations),
				   &model->n_enumerations)))
		return FALSE;
	model->constants = build->constants;
	model->function_macros = build->macros;
	model->type_names = build->type_names;
	model->functions = build->functions;
	model->records = build->records;
	model->enumerations = build->enumerations;
	return TRUE;
}

/* The index of that item of @found which this target has; MODEL_NONE if none. */
static guint32 pick(const struct build *build, enum item_kind kind, const struct span *found)
{
	for (guint32 i = found->first; i < found->first + found->n; i++) {
		guint32 item = g_array_index(build->reader->sorted[kind], guint32, i);
		if (build_has(build, reader_item(build->reader, item)->targets))
			return build->index_of[item];
	}
	return MODEL_NONE;
}

gboolean build_find_record(struct build *build, const struct record_ref *ref, guint32 *ret)
{
	*ret = ref->name ? pick(build, ITEM_RECORD, &ref->found) : MODEL_NONE;
	if (*ret != MODEL_NONE || !ref->is_required)
		return TRUE;
	return lex_fail_at(&build->reader->lex, ref->line, "a target has no '%s'", ref->name);
}

static gboolean resolve_types(struct build *build)
{
	const GArray *lines = build->reader->types;

	build->types = g_new0(struct type, lines->len + 1);
	for (guint i = 0; i < lines->len; i++) {
		const struct type_line *line = &g_array_index(lines, struct type_line, i);
		if (!build_has(build, line->targets))
			continue;
		build->types[i] = line->type;
		if (!build_find_record(build, &line->record, &build->types[i].record))
			return FALSE;
	}
	return TRUE;
}

static gboolean make_headers(struct build *build)
{
	struct reader *reader = build->reader;

	build->headers = reader_alloc(reader, reader->paths->len + 1, sizeof(struct header));
	if (!build->headers)
		return FALSE;
	build->model->headers = build->headers;
	for (guint32 path = 0; path < reader->paths->len; path++) {
		const struct span *files = &reader_path(reader, path)->files;
		build->header_of[path] = MODEL_NONE;
		for (guint32 i = files->first; i < files->first + files->n; i++) {
			const struct snapshot_header *file =
				&g_array_index(reader->files, struct snapshot_header, i);
			if (!build_has(build, file->targets))
				continue;
			struct header *header = &build->headers[build->model->n_headers];
			header->path = file->path;
			header->shown = file->shown;
			header->judged = file->judged;
			build->header_of[path] = build->model->n_headers++;
		}
	}
	return TRUE;
}

/* The headers that @span of path_refs names; FALSE with an error. */
static gboolean take_headers(struct build *build, const struct span *span, const guint32 **ret,
			     guint32 *n)
{
	struct reader *reader = build->reader;
	guint32 *headers = NULL;

	*n = span->n;
	if (!span->n)
		return TRUE;
	headers = reader_alloc(reader, span->n, sizeof(guint32));
	if (!headers)
		return FALSE;
	for (guint32 i = 0; i < span->n; i++) {
		const struct path_ref *ref =
			&g_array_index(reader->path_refs, struct path_ref, span->first + i);
		headers[i] = build->header_of[ref->path];
		if (headers[i] == MODEL_NONE)
			return lex_fail_at(&reader->lex, ref->line, "a target has no header '%s'",
					   ref->name);
	}
	*ret = headers;
	return TRUE;
}

static gboolean fill_includes(struct build *build, const struct path_block *block)
{
	struct header *header = &build->headers[build->header_of[build->path]];
	const struct span *lines = &block->includes;

	for (guint32 i = lines->first; i < lines->first + lines->n; i++) {
		const struct include_line *line =
			&g_array_index(build->reader->includes, struct include_line, i);
		if (!build_has(build, line->targets))
			continue;
		header->misses_includes = line->misses;
		return take_headers(build, &line->refs, &header->includes, &header->n_includes);
	}
	return TRUE;
}

static gboolean is_listed(const struct item *item)
{
	return item->constant.enumeration != MODEL_NONE;
}

static gboolean fill_constant(struct build *build, const struct item *item, guint32 index,
			      const struct place *place, guint32 ordinal)
{
	struct reader *reader = build->reader;
	struct constant *constant = &build->constants[index];

	*constant = item->constant;
	constant->place = *place;
	constant->command = MODEL_NONE;
	if (is_listed(item)) {
		constant->enumeration = build->enumeration;
		*build->enumerators++ = index;
	} else {
		constant->ordinal = ordinal;
	}
	if (!item->more)
		return TRUE;
	const struct constant_extra *extra =
		&g_array_index(reader->extras, struct constant_extra, item->more - 1);
	return take_headers(build, &extra->also, &constant->also_in, &constant->n_also_in);
}

static gboolean fill_reference(struct build *build, const struct item *item)
{
	guint32 index = pick(build, ITEM_CONSTANT, &item->reference.found);

	if (index == MODEL_NONE)
		return lex_fail_at(&build->reader->lex, item->line, "a target has no '%s'",
				   item->name);
	*build->enumerators++ = index;
	return TRUE;
}

static gboolean fill_member(struct build *build, const struct item *item, const struct place *place)
{
	struct member *member = build->members++;

	*member = item->member;
	member->place = *place;
	if (item->more == MODEL_NONE)
		return TRUE;
	const GArray *lines = build->reader->types;
	const struct type_line *first = &g_array_index(lines, struct type_line, item->more);
	for (guint i = item->more; i < lines->len; i++) {
		const struct type_line *line = &g_array_index(lines, struct type_line, i);
		if (line->variant != first->variant ||
		    (line != first && strcmp(line->type.spelled, first->type.spelled)))
			break;
		if (!build_has(build, line->targets))
			continue;
		member->type = build->types[i];
		return TRUE;
	}
	return lex_fail_at(&build->reader->lex, item->line, "a target has no type '%s'",
			   first->type.spelled);
}

static gboolean fill_record(struct build *build, const struct item *item, guint32 index,
			    const struct place *place)
{
	struct record *record = &build->records[index];

	*record = item->record;
	record->place = *place;
	record->n_members = item->more;
	build->members = reader_alloc(build->reader, item->more + 1, sizeof(struct member));
	record->members = build->members;
	return build->members != NULL;
}

static gboolean fill_enumeration(struct build *build, const struct item *item, guint32 index,
				 const struct place *place)
{
	struct enumeration *enumeration = &build->enumerations[index];

	*enumeration = item->enumeration;
	enumeration->place = *place;
	enumeration->n_enumerators = item->more;
	build->enumeration = index;
	build->enumerators = reader_alloc(build->reader, item->more + 1, sizeof(guint32));
	enumeration->enumerators = build->enumerators;
	return build->enumerators != NULL;
}

static gboolean fill_type_name(struct build *build, const struct item *item, guint32 index,
			       const struct place *place)
{
	struct type_name *type_name = &build->type_names[index];

	*type_name = item->type_name;
	type_name->place = *place;
	return build_find_record(build,
				 &g_array_index(build->reader->records, struct record_ref,
						item->more),
				 &type_name->record);
}

static gboolean fill_item(struct build *build, guint32 number, const struct place *place,
			  guint32 ordinal)
{
	const struct item *item = reader_item(build->reader, number);
	guint32 index = build->index_of[number];

	switch (item->kind) {
	case ITEM_CONSTANT:
		return fill_constant(build, item, index, place, ordinal);
	case ITEM_MACRO:
		build->macros[index] = item->macro;
		build->macros[index].place = *place;
		return TRUE;
	case ITEM_TYPE:
		return fill_type_name(build, item, index, place);
	case ITEM_FUNCTION:
		build->functions[index] = item->function;
		build->functions[index].place = *place;
		return TRUE;
	case ITEM_RECORD:
		return fill_record(build, item, index, place);
	case ITEM_ENUMERATION:
		return fill_enumeration(build, item, index, place);
	case ITEM_MEMBER:
		return fill_member(build, item, place);
	default:
		return fill_reference(build, item);
	}
}

/* The header that @item is in, which need not be the one it stands below. */
static gboolean find_home(struct build *build, const struct item *item, guint32 *ret)
{
	guint32 path = build->path;
	const struct path_ref *ref = NULL;

	if (item->home) {
		ref = &g_array_index(build->reader->path_refs, struct path_ref, item->home - 1);
		path = ref->path;
	}
	*ret = build->header_of[path];
	return *ret != MODEL_NONE ? TRUE
				  : lex_fail_at(&build->reader->lex, item->line,
						"a target has no header '%s'", ref->name);
}

/* The places for this target; NULL if there are none. */
static const struct places_line *find_places(const struct build *build,
					     const struct path_block *block)
{
	const struct span *lines = &block->places;

	for (guint32 i = lines->first; i < lines->first + lines->n; i++) {
		const struct places_line *line =
			&g_array_index(build->reader->places, struct places_line, i);
		if (build_has(build, line->targets))
			return line;
	}
	return NULL;
}

/* @spot: of what has a place. */
static gboolean place_item(struct build *build, guint32 number, const struct spot *spot)
{
	const struct item *item = reader_item(build->reader, number);
	struct place place = { .line = spot->line, .column = spot->column };

	return find_home(build, item, &place.header) &&
	       fill_item(build, number, &place, spot->ordinal);
}

static gboolean fill_path(struct build *build, const struct path_block *block)
{
	static const struct spot nowhere = { 0 };
	const struct places_line *line = find_places(build, block);
	guint32 next = line ? line->spots.first : 0;

	if (!fill_includes(build, block))
		return FALSE;
	for (guint32 i = block->items.first; i < block->items.first + block->items.n; i++) {
		const struct item *item = reader_item(build->reader, i);
		const struct spot *spot = &nowhere;
		if (line && item_has_place(item) && (item->targets & line->targets))
			spot = &g_array_index(build->reader->spots, struct spot, next++);
		if (!build_has(build, item->targets))
			continue;
		if (!line && item_has_place(item))
			return lex_fail_at(&build->reader->lex, item->line, "it has no place");
		if (!place_item(build, i, spot))
			return FALSE;
	}
	return TRUE;
}

static gboolean fill_paths(struct build *build)
{
	struct reader *reader = build->reader;

	for (build->path = 0; build->path < reader->paths->len; build->path++) {
		if (build->header_of[build->path] != MODEL_NONE &&
		    !fill_path(build, reader_path(reader, build->path)))
			return FALSE;
	}
	return TRUE;
}

static gboolean fill_model(struct build *build)
{
	return make_headers(build) && make_arrays(build) && resolve_types(build) &&
	       fill_paths(build) && build_take_extras(build) && build_take_unjudged(build) &&
	       build_check_cycles(build);
}

const struct model *reader_build(struct reader *reader, enum target_id target)
{
	struct build build = { .reader = reader, .bit = TARGET_BIT(target) };
	gboolean filled;

	build.model = reader_alloc(reader, 1, sizeof(struct model));
	if (!build.model)
		return NULL;
	build.model->target = target;
	build.header_of = g_new(guint32, reader->paths->len + 1);
	build.index_of = g_new(guint32, reader->items->len + 1);
	build.flags = g_array_new(FALSE, FALSE, sizeof(struct flag));
	build.member_orders = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	filled = fill_model(&build);
	g_free(build.header_of);
	g_free(build.index_of);
	g_free(build.types);
	g_array_free(build.flags, TRUE);
	g_hash_table_destroy(build.member_orders);
	return filled ? build.model : NULL;
}
