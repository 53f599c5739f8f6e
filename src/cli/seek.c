/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way from what is asked for to models that tell it, in as few headers as can be.
 */
#include "cli/seek.h"

#include <string.h>

#include "cli/options.h"

static void forget_findings(struct seek *seek)
{
	g_clear_pointer(&seek->items, g_array_unref);
	g_clear_pointer(&seek->missing, g_array_unref);
	g_clear_pointer(&seek->number, number_answer_free);
	g_clear_pointer(&seek->contents, g_ptr_array_unref);
	g_clear_pointer(&seek->included_by, g_ptr_array_unref);
}

void seek_clear(struct seek *seek)
{
	forget_findings(seek);
	g_clear_pointer(&seek->paths, g_ptr_array_unref);
	selection_free(seek->selection);
	look_up_clear(&seek->look_up);
	query_free(seek->query);
}

static target_set found_targets(const GArray *items)
{
	target_set set = 0;

	for (guint i = 0; i < items->len; i++)
		set |= item_targets(&g_array_index(items, struct item, i));
	return set;
}

/* Reads the models for what was asked for. */
static void find(struct seek *seek)
{
	const struct models *models = &seek->look_up.models;
	const struct query *query = seek->query;

	forget_findings(seek);
	seek->items = find_items(models, query);
	seek->missing = find_missing(models, query, seek->paths, found_targets(seek->items));
	if (query->kind == QUERY_NUMBER)
		seek->number = number_look_up(models, query);
	if (query->kind != QUERY_HEADER)
		return;
	seek->contents = g_ptr_array_new_with_free_func((GDestroyNotify)contents_free);
	seek->included_by = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < seek->paths->len; i++) {
		GPtrArray *included_by =
			headers_including(seek->look_up.whole, seek->paths->pdata[i]);
		struct contents *contents = contents_of(models, seek->paths->pdata[i], included_by);

		g_ptr_array_add(seek->included_by, included_by);
		if (contents)
			g_ptr_array_add(seek->contents, contents);
	}
}

static gboolean parse_and_find(struct seek *seek, target_set set, GError **error)
{
	/* When all are read, those that may tell stay the same. */
	if (seek->query->kind == QUERY_SYMBOL && !seek->selection->everything) {
		g_ptr_array_unref(seek->paths);
		seek->paths = selection_paths(seek->selection, seek->look_up.whole);
	}
	if (!look_up_parse(&seek->look_up, seek->selection, set, error))
		return FALSE;
	find(seek);
	return TRUE;
}

gboolean seek_is_incomplete(const struct seek *seek)
{
	for (guint i = 0; i < seek->missing->len; i++) {
		if (!g_array_index(seek->missing, struct missing, i).expected)
			return TRUE;
	}
	return FALSE;
}

/* Targets that lack what the header of @part includes: nothing helps there. */
static target_set hopeless_targets(const GArray *all, const struct missing *part)
{
	target_set set = 0;

	for (guint i = 0; i < all->len; i++) {
		const struct missing *other = &g_array_index(all, struct missing, i);

		if (strcmp(other->path, part->path) == 0 &&
		    g_str_has_suffix(other->reason, "file not found"))
			set |= other->targets;
	}
	return set;
}

/* Whether a part of the selected headers could not be judged: it may be what was asked
 * for, or use it. */
static gboolean has_doubtful_part(const struct seek *seek)
{
	const struct query every_part = { .kind = QUERY_HEADER };
	g_autoptr(GArray) all = find_missing(&seek->look_up.models, &every_part, seek->paths, 0);

	for (guint i = 0; i < all->len; i++) {
		const struct missing *part = &g_array_index(all, struct missing, i);

		if (!part->expected && (part->targets & ~hopeless_targets(all, part)))
			return TRUE;
	}
	return FALSE;
}

/* Some commands pass what only one machine has. */
static gboolean is_constant_somewhere(const struct seek *seek, const char *name)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = seek->look_up.models.of[id];
		const struct constant *constant = model ? model_constant(model, name) : NULL;

		if (constant && constant->value_kind != VALUE_NOT_CONSTANT)
			return TRUE;
	}
	return FALSE;
}

/* Whether the value of a macro that was asked for, or of a command in a header that
 * may tell, could not be had. */
static gboolean is_doubtful_macro(const struct seek *seek, const struct model *model,
				  const struct constant *constant)
{
	const char *path = model->headers[constant->place.header].path;

	if (constant->value_kind != VALUE_NOT_CONSTANT ||
	    is_constant_somewhere(seek, constant->name))
		return FALSE;
	if (seek->query->kind == QUERY_SYMBOL && strcmp(constant->name, seek->query->name) == 0)
		return TRUE;
	if (!strstr(constant->text, "_IO"))
		return FALSE;
	return seek->query->kind == QUERY_NUMBER ||
	       g_ptr_array_find_with_equal_func(seek->paths, path, g_str_equal, NULL);
}

/* What the value of @text needs: tags, and macros. */
static void add_needed(struct selection *selection, const char *text)
{
	g_auto(GStrv) words = g_regex_split_simple("\\W+", text, 0, 0);
	gboolean is_tag = FALSE;

	for (guint i = 0; words[i]; i++) {
		g_autofree char *upper = g_ascii_strup(words[i], -1);
		const gboolean is_macro = strlen(words[i]) > 2 && strcmp(words[i], upper) == 0 &&
					  !g_ascii_isdigit(words[i][0]) &&
					  !g_str_has_prefix(words[i], "_IO");

		if (is_tag || is_macro)
			selection_add_word(selection, words[i]);
		is_tag = strcmp(words[i], "struct") == 0 || strcmp(words[i], "union") == 0;
	}
}

/* Headers leave it to programs to include what their macros need. */
static gboolean complete_macros(struct seek *seek, target_set set, GError **error)
{
	const struct tree *whole = seek->look_up.whole;
	target_set ignored;
	const gsize before = selection_count(seek->selection, whole, &ignored);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = seek->look_up.models.of[id];

		for (guint32 i = 0; model && i < model->n_constants; i++) {
			if (is_doubtful_macro(seek, model, &model->constants[i]))
				add_needed(seek->selection, model->constants[i].text);
		}
	}
	if (selection_count(seek->selection, whole, &ignored) == before)
		return TRUE;
	return parse_and_find(seek, set, error);
}

/* The last resort of every look-up: all headers, as a comparison reads them. */
static gboolean settle_doubts(struct seek *seek, GError **error)
{
	/* A header may need what others that come before it define. */
	if (!has_doubtful_part(seek) || seek->selection->everything)
		return TRUE;
	seek->selection->everything = TRUE;
	return parse_and_find(seek, seek->look_up.targets, error);
}

/* Headers that use what was found by another name of it. */
static gboolean follow_aliases(struct seek *seek, GError **error)
{
	const struct tree *whole = seek->look_up.whole;
	g_autoptr(GPtrArray) aliases = find_aliases(&seek->look_up.models, seek->items);
	target_set ignored;
	const gsize before = selection_count(seek->selection, whole, &ignored);

	for (guint i = 0; i < aliases->len; i++)
		selection_add_word(seek->selection, aliases->pdata[i]);
	if (selection_count(seek->selection, whole, &ignored) == before)
		return TRUE;
	return parse_and_find(seek, seek->look_up.targets, error);
}

/* The headers in which @items are. */
static void select_places(struct seek *seek, const GArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const enum target_id id = item_first(item);
		const struct place place = item_place(item, id);

		selection_add_path(seek->selection,
				   seek->look_up.models.of[id]->headers[place.header].path);
	}
}

/* Names that no header spells: they are pasted together by macros. */
static gboolean find_unspelled(struct seek *seek, GError **error)
{
	const struct look_up *look_up = &seek->look_up;
	const target_set first = look_up->targets & -look_up->targets;

	seek->selection->everything = TRUE;
	if (!parse_and_find(seek, first, error))
		return FALSE;
	if (!seek->items->len)
		return TRUE;
	seek->selection->everything = FALSE;
	select_places(seek, seek->items);
	return parse_and_find(seek, look_up->targets, error);
}

static gboolean unknown_symbol(struct seek *seek, GError **error)
{
	const struct query *query = seek->query;
	g_autoptr(GPtrArray) names = NULL;
	g_autofree char *meant = NULL;

	names = find_member_names(&seek->look_up.models, query);
	if (names->len > 1) {
		meant = suggest(query->member, (const char *const *)names->pdata);
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "'%s' has no member '%s' in '%s'%s", query->name, query->member,
			    seek->look_up.whole->name, meant);
		return FALSE;
	}
	g_ptr_array_unref(names);
	names = find_names(&seek->look_up.models);
	meant = suggest(query->name, (const char *const *)names->pdata);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no '%s' in '%s'%s",
		    query->text, seek->look_up.whole->name, meant);
	return FALSE;
}

static gboolean seek_symbol(struct seek *seek, GError **error)
{
	const struct tree *whole = seek->look_up.whole;

	if (!parse_and_find(seek, seek->look_up.targets, error))
		return FALSE;
	if (!seek->items->len && seek->selection->is_system) {
		seek->selection->libc_too = TRUE;
		if (!parse_and_find(seek, seek->look_up.targets, error))
			return FALSE;
	}
	if (!follow_aliases(seek, error) || !complete_macros(seek, seek->look_up.targets, error) ||
	    !settle_doubts(seek, error))
		return FALSE;
	if (seek->items->len)
		return TRUE;
	if (seek_is_incomplete(seek)) {
		warn("no '%s' in what could be judged of '%s'", seek->query->text, whole->name);
		return TRUE;
	}
	if (!find_unspelled(seek, error))
		return FALSE;
	return seek->items->len ? TRUE : unknown_symbol(seek, error);
}

/* One target tells which headers are concerned; on others numbers may differ. */
static gboolean narrow_number(struct seek *seek, GError **error)
{
	const target_set all = seek->look_up.targets;
	const target_set first = all & -all;

	if (seek->query->family || first == all)
		return TRUE;
	if (!parse_and_find(seek, first, error) || !complete_macros(seek, first, error))
		return FALSE;
	select_places(seek, seek->number->exact);
	select_places(seek, seek->number->near);
	select_places(seek, seek->number->same_type);
	select_places(seek, seek->number->values);
	seek->selection->commands = FALSE;
	seek->selection->own_commands = TRUE;
	g_hash_table_remove_all(seek->selection->words);
	return TRUE;
}

static gboolean seek_number(struct seek *seek, GError **error)
{
	const struct query *query = seek->query;

	if (!narrow_number(seek, error) || !parse_and_find(seek, seek->look_up.targets, error) ||
	    !complete_macros(seek, seek->look_up.targets, error))
		return FALSE;
	if (!query->family || seek->number->values->len || seek->number->bits->len)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "no constant of '%s' in '%s' has the value %s", query->family,
		    seek->look_up.whole->name, query->text);
	return FALSE;
}

static gboolean unknown_header(struct seek *seek, GError **error)
{
	const struct tree *whole = seek->look_up.whole;
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_autofree char *meant = NULL;

	/* Sorted: machines have headers of one path. */
	for (gsize i = 0; i < whole->n_files; i++) {
		if (i == 0 || strcmp(whole->files[i].path, whole->files[i - 1].path) != 0)
			g_ptr_array_add(paths, (gpointer)whole->files[i].path);
	}
	g_ptr_array_add(paths, NULL);
	meant = suggest(seek->query->name, (const char *const *)paths->pdata);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no header '%s' in '%s'%s",
		    seek->query->name, whole->name, meant);
	return FALSE;
}

static gboolean seek_header(struct seek *seek, GError **error)
{
	g_ptr_array_unref(seek->paths);
	seek->paths = headers_named(seek->look_up.whole, seek->query->name);
	if (!seek->paths->len)
		return unknown_header(seek, error);
	for (guint i = 0; i < seek->paths->len; i++)
		selection_add_path(seek->selection, seek->paths->pdata[i]);
	return parse_and_find(seek, seek->look_up.targets, error) &&
	       complete_macros(seek, seek->look_up.targets, error) && settle_doubts(seek, error);
}

gboolean seek(struct seek *seek, GError **error)
{
	seek->selection = selection_new(seek->query, seek->look_up.whole);
	seek->paths = g_ptr_array_new();
	switch (seek->query->kind) {
	case QUERY_SYMBOL:
		return seek_symbol(seek, error);
	case QUERY_NUMBER:
		return seek_number(seek, error);
	case QUERY_HEADER:
		break;
	}
	return seek_header(seek, error);
}
