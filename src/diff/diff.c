/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "diff/diff.h"

#include <string.h>

#include "diff/internal.h"

const char *diff_text(struct diff *diff, const char *text)
{
	return g_string_chunk_insert_const(diff->strings, text);
}

struct change *diff_add(struct diff *diff, struct change change)
{
	g_array_append_val(diff->changes, change);
	return &g_array_index(diff->changes, struct change, diff->changes->len - 1);
}

void record_names(const struct record *record, const char **kind, const char **name)
{
	const char *space = strchr(record->name, ' ');

	*kind = record->is_union ? "union" : "struct";
	*name = space ? space + 1 : record->name;
}

gboolean place_is_judged(const struct model *model, const struct place *place)
{
	return place->header != MODEL_NONE && model->headers[place->header].judged;
}

gboolean header_is_gone(struct diff *diff, const struct place *place)
{
	const char *path = diff->old_model->headers[place->header].path;

	return !model_header(diff->new_model, path) && !model_unjudged(diff->new_model, NULL, path);
}

/* Headers that one got through @now before, where what it brings today is partly unknown. */
static void note_unsure(struct diff *diff, const struct header *now)
{
	const struct header *old = model_header(diff->old_model, now->path);
	g_autofree guint64 *old_reach = NULL;
	g_autofree guint64 *new_reach = NULL;

	if (!old || !now->misses_includes)
		return;
	old_reach = model_reach(diff->old_model, (guint32)(old - diff->old_model->headers));
	new_reach = model_reach(diff->new_model, (guint32)(now - diff->new_model->headers));
	for (guint32 i = 0; i < diff->old_model->n_headers; i++) {
		const struct header *still =
			model_header(diff->new_model, diff->old_model->headers[i].path);

		if (reach_has(old_reach, i) &&
		    (!still || !reach_has(new_reach, (guint32)(still - diff->new_model->headers))))
			diff->unsure[i] = TRUE;
	}
}

/* What was defined there may come from a header now whose content is not known, as those are
 * that only a build generates. */
static gboolean is_unsure(struct diff *diff, const struct place *place)
{
	if (!diff->unsure) {
		diff->unsure = g_new0(gboolean, diff->old_model->n_headers + 1);
		for (guint32 i = 0; i < diff->new_model->n_headers; i++)
			note_unsure(diff, &diff->new_model->headers[i]);
	}
	return diff->unsure[place->header];
}

gboolean may_be_gone(struct diff *diff, const char *item, const struct place *place)
{
	return place_is_judged(diff->old_model, place) && !is_unsure(diff, place) &&
	       !model_unjudged(diff->new_model, item, diff->old_model->headers[place->header].path);
}

enum reachability diff_reach(struct diff *diff, const struct place *old_place,
			     const struct place *new_place)
{
	const struct header *old_header = &diff->old_model->headers[old_place->header];
	const struct header *now = model_header(diff->new_model, old_header->path);

	if (!now)
		return REACH_NOWHERE;
	guint32 from = (guint32)(now - diff->new_model->headers);
	if (!diff->new_reach[from])
		diff->new_reach[from] = model_reach(diff->new_model, from);
	return reach_has(diff->new_reach[from], new_place->header) ? REACH_INCLUDED
								   : REACH_ELSEWHERE;
}

gboolean texts_alike(const char *one, const char *other)
{
	if (!one || !other)
		return one == other;
	for (;;) {
		while (*one == ' ')
			one++;
		while (*other == ' ')
			other++;
		if (*one != *other)
			return FALSE;
		if (!*one)
			return TRUE;
		one++;
		other++;
	}
}

gboolean text_mentions(const char *text, GHashTable *names)
{
	g_autoptr(GString) word = g_string_new(NULL);

	for (; text && *text; text++) {
		if (!g_ascii_isalpha(*text) && *text != '_')
			continue;
		g_string_truncate(word, 0);
		for (; g_ascii_isalnum(*text) || *text == '_'; text++)
			g_string_append_c(word, *text);
		if (g_hash_table_contains(names, word->str))
			return TRUE;
		if (!*text)
			break;
	}
	return FALSE;
}

gboolean text_is_kernel_only(const struct model *model, const char *text)
{
	static const char *const words[] = {
		"u8",          "u16",        "u32",           "u64",
		"s8",          "s16",        "s32",           "s64",
		"BIT",         "BIT_ULL",    "BIT_MASK",      "GENMASK",
		"GENMASK_ULL", "ARRAY_SIZE", "upper_32_bits", "lower_32_bits",
		NULL
	};
	g_auto(GStrv) parts = g_strsplit_set(text, " ()|+-*/,<>~&!=?:;", -1);

	for (gsize i = 0; parts[i]; i++) {
		if (g_strv_contains(words, parts[i]) && !model_type_name(model, parts[i]) &&
		    !model_function_macro(model, parts[i]))
			return TRUE;
	}
	return FALSE;
}

/* A record that moved or grew with another one, which it embeds: successor. */
static gboolean is_follow_up(const struct change *change)
{
	return (change->kind == CHANGE_MEMBER_MOVED || change->kind == CHANGE_RECORD_GREW) &&
	       change->successor;
}

/* What the records around a changed one are to it. */
struct attribution {
	GHashTable *causes;    /* record name -> the change that made its size another */
	GHashTable *followers; /* record name -> name of the record that it follows */
};

static void collect_causes(struct diff *diff, struct attribution *attribution)
{
	for (guint i = 0; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);
		if (!change->old_record || !change->new_record ||
		    change->old_record->size == change->new_record->size)
			continue;
		if (is_follow_up(change))
			g_hash_table_insert(attribution->followers,
					    (gpointer)change->new_record->name,
					    (gpointer)change->successor);
		else if (!g_hash_table_contains(attribution->causes, change->new_record->name))
			g_hash_table_insert(attribution->causes, (gpointer)change->new_record->name,
					    change);
	}
}

/* The change behind @change, through however many records; NULL if none is told. */
static struct change *find_cause(const struct attribution *attribution, const struct change *change)
{
	const char *name = is_follow_up(change) ? change->successor : NULL;
	struct change *cause = NULL;

	for (guint depth = 0; name && !cause && depth < 16; depth++) {
		cause = g_hash_table_lookup(attribution->causes, name);
		name = g_hash_table_lookup(attribution->followers, name);
	}
	return cause;
}

/*
 * A record whose members moved, or that grew, because another one that it embeds
 * grew is no change of its own: the other one's change names it.  Where the other
 * one has no change of its own (it is not judged), this one stays.
 */
static void attribute_embedded_moves(struct diff *diff)
{
	g_autoptr(GHashTable) causes = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) followers = g_hash_table_new(g_str_hash, g_str_equal);
	struct attribution attribution = { causes, followers };
	g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct change));

	collect_causes(diff, &attribution);
	for (guint i = 0; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);
		struct change *cause = find_cause(&attribution, change);
		if (cause && change->kind == CHANGE_MEMBER_MOVED && !cause->moved_container) {
			cause->moved_container = change->new_record;
			cause->container_member = change->new_member;
		}
	}
	for (guint i = 0; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);
		if (!find_cause(&attribution, change))
			g_array_append_val(kept, *change);
	}
	g_array_set_size(diff->changes, 0);
	g_array_append_vals(diff->changes, kept->data, kept->len);
}

struct diff *diff_models(const struct model *old_model, const struct model *new_model)
{
	struct diff *diff = g_new0(struct diff, 1);

	diff->old_model = old_model;
	diff->new_model = new_model;
	diff->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	diff->strings = g_string_chunk_new(4096);
	diff->changed_constants = g_hash_table_new(g_str_hash, g_str_equal);
	diff->changed_values = g_hash_table_new(g_str_hash, g_str_equal);
	diff->copies = g_ptr_array_new_with_free_func(g_free);
	diff->added_constants = g_ptr_array_new();
	diff->replacements = g_ptr_array_new_with_free_func(replacement_free);
	diff->new_reach = g_new0(guint64 *, new_model->n_headers + 1);
	diff_headers(diff);
	diff_records(diff);
	attribute_embedded_moves(diff);
	diff_constants(diff);
	diff_enumerations(diff);
	diff_commands(diff);
	diff_type_names(diff);
	diff_macros(diff);
	diff_functions(diff);
	diff_replacements(diff);
	return diff;
}

void diff_free(struct diff *diff)
{
	if (!diff)
		return;
	for (guint32 i = 0; i < diff->new_model->n_headers; i++)
		g_free(diff->new_reach[i]);
	g_free(diff->new_reach);
	g_free(diff->unsure);
	g_free(diff->twins);
	g_ptr_array_free(diff->copies, TRUE);
	g_ptr_array_free(diff->added_constants, TRUE);
	g_ptr_array_free(diff->replacements, TRUE);
	g_hash_table_destroy(diff->changed_constants);
	g_hash_table_destroy(diff->changed_values);
	g_array_free(diff->changes, TRUE);
	g_string_chunk_free(diff->strings);
	g_free(diff);
}
