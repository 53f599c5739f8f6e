/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names that have others, header by header: what is one change to whoever made it should not
 * be told as forty.
 */
#include <string.h>

#include "diff/internal.h"

/* Fewer are told one by one. */
#define LEAST_RENAMED  3
#define LEAST_REPLACED 2 /* outdated ones */

void replacement_free(gpointer data)
{
	struct replacement *replacement = data;

	g_array_unref(replacement->renamings);
	g_ptr_array_unref(replacement->followers);
	g_free(replacement);
}

/* Whether @change is that a name has another one now. */
static gboolean is_renaming(const struct change *change)
{
	if (!change->successor)
		return FALSE;
	switch (change->kind) {
	case CHANGE_CONSTANT_REMOVED:
		return TRUE;
	case CHANGE_CONSTANT_VALUE:
	case CHANGE_ENUMERATORS_SHIFTED:
		return name_is_outdated_form(change->successor, change->item_name);
	case CHANGE_RECORD_REUSED:
		return TRUE;
	case CHANGE_RECORD_REMOVED:
		/* A bare successor is a typedef, whose record stays where it was. */
		return strchr(change->successor, ' ') != NULL;
	default:
		return FALSE;
	}
}

static const char *bare_name(const char *name)
{
	const char *space = strchr(name, ' ');

	return space ? space + 1 : name;
}

/* Whether a renaming is one of those that @replacement is about. */
static gboolean belongs(const struct replacement *replacement, const char *old_name,
			const char *new_name)
{
	return name_is_outdated_form(bare_name(new_name), old_name) == replacement->is_revision;
}

static void add_renaming(struct replacement *replacement, struct renaming renaming)
{
	if (!belongs(replacement, renaming.old_name, renaming.new_name))
		return;
	replacement->n_reused += renaming.is_reused;
	g_array_append_val(replacement->renamings, renaming);
}

/* A name that is still there, and whose old meaning has got an outdated form of it. */
static void add_if_reused(const struct diff *diff, struct replacement *replacement,
			  const struct constant *old, const struct constant *now)
{
	struct renaming renaming = {
		.old_name = old->name,
		.constant = old,
		.is_reused = TRUE,
		.now = now,
	};

	if (old->value_kind != VALUE_INTEGER || (same_value(old, now) && old->kind == now->kind))
		return;
	renaming.new_name = constant_old_meaning(diff, old);
	if (renaming.new_name)
		add_renaming(replacement, renaming);
}

static void collect_constants(const struct diff *diff, struct replacement *replacement,
			      GHashTable *successors)
{
	const struct model *model = diff->old_model;

	for (guint32 i = 0; i < model->n_constants; i++) {
		const struct constant *old = &model->constants[i];
		const char *successor;

		if (old->place.header != replacement->header)
			continue;
		successor = g_hash_table_lookup(successors, old->name);
		if (diff->twins[i])
			add_if_reused(diff, replacement, old, diff->twins[i]);
		else if (successor)
			add_renaming(replacement, (struct renaming){ .old_name = old->name,
								     .new_name = successor,
								     .constant = old });
	}
}

static void collect_records(const struct diff *diff, struct replacement *replacement)
{
	for (guint i = 0; i < diff->changes->len; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);

		const gboolean is_reused = change->kind == CHANGE_RECORD_REUSED;

		if (change->old_place.header == replacement->header && is_renaming(change) &&
		    (is_reused || change->kind == CHANGE_RECORD_REMOVED))
			add_renaming(replacement, (struct renaming){
							  .old_name = change->item_name,
							  .new_name = bare_name(change->successor),
							  .is_reused = is_reused,
						  });
	}
}

/* Constants by their lines, then records. */
static gint by_place(gconstpointer left, gconstpointer right)
{
	const struct renaming *a = left, *b = right;

	if (!a->constant || !b->constant)
		return !a->constant - !b->constant;
	if (a->constant->place.line != b->constant->place.line)
		return a->constant->place.line < b->constant->place.line ? -1 : 1;
	return strcmp(a->old_name, b->old_name);
}

/* --- What came in their place, and what went with them ---------------------- */

static void find_arrival(const struct diff *diff, struct replacement *replacement)
{
	for (guint i = 0; i < replacement->renamings->len; i++) {
		const struct renaming *renaming =
			&g_array_index(replacement->renamings, struct renaming, i);

		if (renaming->now && renaming->now->enumeration != MODEL_NONE) {
			replacement->arrival =
				&diff->new_model->enumerations[renaming->now->enumeration];
			return;
		}
	}
}

static void collect_names(const struct replacement *replacement, GHashTable *old_names,
			  GHashTable *new_names)
{
	for (guint i = 0; i < replacement->renamings->len; i++) {
		const struct renaming *renaming =
			&g_array_index(replacement->renamings, struct renaming, i);

		g_hash_table_add(old_names, (gpointer)renaming->old_name);
		g_hash_table_add(new_names, (gpointer)renaming->new_name);
	}
}

static void find_followers(const struct diff *diff, struct replacement *replacement)
{
	g_autoptr(GHashTable) old_names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) new_names = g_hash_table_new(g_str_hash, g_str_equal);
	const struct model *model = diff->old_model;

	collect_names(replacement, old_names, new_names);
	for (guint32 i = 0; i < model->n_constants; i++) {
		const struct constant *old = &model->constants[i], *now = diff->twins[i];

		if (old->place.header == replacement->header && now &&
		    text_mentions(old->text, old_names) && text_mentions(now->text, new_names))
			g_ptr_array_add(replacement->followers, (gpointer)old->name);
	}
	for (guint32 i = 0; i < model->n_function_macros; i++) {
		const struct function_macro *old = &model->function_macros[i];
		const struct function_macro *now =
			old->place.header == replacement->header
				? model_function_macro(diff->new_model, old->name)
				: NULL;

		if (now && text_mentions(old->text, old_names) &&
		    text_mentions(now->text, new_names))
			g_ptr_array_add(replacement->followers, (gpointer)old->name);
	}
}

/* --- The change -------------------------------------------------------------- */

static gboolean is_worth_telling(const struct replacement *replacement)
{
	return replacement->renamings->len >=
	       (replacement->is_revision ? LEAST_REPLACED : LEAST_RENAMED);
}

/* The name that makes it this one: the first by name, wherever in the header it stands. */
static const char *first_name(const struct replacement *replacement)
{
	const char *first = NULL;

	for (guint i = 0; i < replacement->renamings->len; i++) {
		const char *name =
			g_array_index(replacement->renamings, struct renaming, i).old_name;

		if (!first || strcmp(name, first) < 0)
			first = name;
	}
	return first;
}

static void tell(struct diff *diff, struct replacement *replacement)
{
	const char *path = diff->old_model->headers[replacement->header].path;
	const struct renaming *first = &g_array_index(replacement->renamings, struct renaming, 0);
	const struct constant *now = model_constant(diff->new_model, first->new_name);
	struct change change = {
		.kind = CHANGE_NAMES_REPLACED,
		.item_kind = "header",
		.item_name = path,
		.old_place = { replacement->header, 1, 1 },
		.new_place = { .header = MODEL_NONE },
		.successor = first_name(replacement),
		.replacement = replacement,
	};

	if (first->constant)
		change.old_place = first->constant->place;
	if (replacement->arrival)
		change.new_place = replacement->arrival->place;
	else if (now)
		change.new_place = now->place;
	replacement->change = diff->changes->len;
	diff_add(diff, change);
}

/* What @replacement tells is told there only. */
static void mark_told(struct diff *diff, const struct replacement *replacement)
{
	for (guint i = 0; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);

		if (is_renaming(change) && change->old_place.header == replacement->header &&
		    belongs(replacement, change->item_name, change->successor))
			change->replacement = replacement;
	}
}

static void look_at_header(struct diff *diff, guint32 header, GHashTable *successors,
			   gboolean is_revision)
{
	struct replacement *replacement = g_new0(struct replacement, 1);

	replacement->header = header;
	replacement->is_revision = is_revision;
	replacement->renamings = g_array_new(FALSE, FALSE, sizeof(struct renaming));
	replacement->followers = g_ptr_array_new();
	g_ptr_array_add(diff->replacements, replacement);
	collect_constants(diff, replacement, successors);
	collect_records(diff, replacement);
	if (!is_worth_telling(replacement))
		return;
	g_array_sort(replacement->renamings, by_place);
	find_arrival(diff, replacement);
	find_followers(diff, replacement);
	mark_told(diff, replacement);
	tell(diff, replacement);
}

void diff_replacements(struct diff *diff)
{
	g_autofree gboolean *seen = g_new0(gboolean, diff->old_model->n_headers + 1);
	g_autoptr(GHashTable) successors = g_hash_table_new(g_str_hash, g_str_equal);
	const guint n = diff->changes->len;

	for (guint i = 0; i < n; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);

		if (!is_renaming(change))
			continue;
		seen[change->old_place.header] = TRUE;
		if (change->kind == CHANGE_CONSTANT_REMOVED)
			g_hash_table_insert(successors, (gpointer)change->item_name,
					    (gpointer)change->successor);
	}
	for (guint32 header = 0; header < diff->old_model->n_headers; header++) {
		if (!seen[header])
			continue;
		look_at_header(diff, header, successors, TRUE);
		look_at_header(diff, header, successors, FALSE);
	}
}
