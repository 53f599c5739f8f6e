/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Constants.
 *
 * Most values that differ follow from another one: "(__FOO_MAX - 1)" from the
 * enumerator before it, a command's number from the size of its argument, all
 * enumerators behind an inserted one from that one.  Only the root is told.
 */
#include <string.h>

#include "diff/internal.h"

gboolean same_value(const struct constant *one, const struct constant *other)
{
	return one->value == other->value && one->is_negative == other->is_negative;
}

gboolean same_word(const struct constant *one, const struct constant *other)
{
	const struct constant *negative = one->is_negative ? one : other;
	const struct constant *positive = one->is_negative ? other : one;

	return negative->is_negative && !positive->is_negative &&
	       (gint64)negative->value >= G_MININT32 && positive->value <= G_MAXUINT32 &&
	       (guint32)negative->value == (guint32)positive->value;
}

struct change constant_change(enum change_kind kind, const struct constant *old,
			      const struct constant *now)
{
	static const struct place nowhere = { .header = MODEL_NONE };
	const struct constant *any = now ? now : old;

	return (struct change){
		.kind = kind,
		.item_kind = any->command != MODEL_NONE ? "command" : "constant",
		.item_name = any->name,
		.old_place = old ? old->place : nowhere,
		.new_place = now ? now->place : nowhere,
		.old_constant = old,
		.new_constant = now,
	};
}

/* Whether the macro is still defined in a header with the old path. */
static gboolean is_still_in(const struct diff *diff, const struct constant *old,
			    const struct constant *now)
{
	const char *path = diff->old_model->headers[old->place.header].path;

	if (!strcmp(path, diff->new_model->headers[now->place.header].path))
		return TRUE;
	for (guint32 i = 0; i < now->n_also_in; i++) {
		if (!strcmp(path, diff->new_model->headers[now->also_in[i]].path))
			return TRUE;
	}
	return FALSE;
}

static void compare_constant_home(struct diff *diff, const struct constant *old,
				  const struct constant *now)
{
	if (is_still_in(diff, old, now) || !place_is_judged(diff->old_model, &old->place) ||
	    header_is_gone(diff, &old->place) || !may_be_gone(diff, NULL, &old->place))
		return;
	struct change change = constant_change(CHANGE_ITEM_RELOCATED, old, now);
	change.reach = diff_reach(diff, &old->place, &now->place);
	change.successor = diff->new_model->headers[now->place.header].path;
	diff_add(diff, change);
}

/* A macro whose text is the same and speaks of something that changed. */
static gboolean follows(const struct diff *diff, const struct constant *old,
			const struct constant *now)
{
	return old->text && now->text && texts_alike(old->text, now->text) &&
	       (text_mentions(old->text, diff->changed_constants) || strstr(old->text, "sizeof"));
}

/* The array whose length a constant is, if it changed with it. */
static void find_bounded_array(const struct diff *diff, struct change *change)
{
	gint64 old_length = (gint64)change->old_constant->value;
	gint64 new_length = (gint64)change->new_constant->value;

	for (guint32 i = 0; i < diff->old_model->n_records && old_length > 0; i++) {
		const struct record *old = &diff->old_model->records[i];
		const struct record *now = model_record(diff->new_model, old->name);
		if (!now || old->place.header != change->old_place.header)
			continue;
		for (guint32 j = 0; j < old->n_members; j++) {
			const struct member *member = &old->members[j];
			const struct member *same = member->array == old_length
							    ? record_member(now, member->name)
							    : NULL;
			if (same && same->array == new_length) {
				change->old_record = old;
				change->old_member = member;
				return;
			}
		}
	}
}

static void compare_values(struct diff *diff, const struct constant *old,
			   const struct constant *now)
{
	if (old->value == now->value && old->is_negative == now->is_negative)
		return;
	if (old->value == now->value || same_word(old, now)) { /* -1 and 0xffffffffffffffff */
		diff_add(diff, constant_change(CHANGE_CONSTANT_KIND, old, now));
		return;
	}
	if (old->command != MODEL_NONE && now->command != MODEL_NONE)
		return; /* diff_commands() */
	if (old->enumeration != MODEL_NONE && now->enumeration != MODEL_NONE)
		return; /* diff_enumerations() */
	if (follows(diff, old, now))
		return;
	struct change change = constant_change(CHANGE_CONSTANT_VALUE, old, now);
	change.successor = constant_old_meaning(diff, old);
	find_bounded_array(diff, &change);
	diff_add(diff, change);
}

static gboolean is_gone_or_other(const struct diff *diff, const char *name)
{
	g_autofree char *tag = g_strconcat("struct ", name, NULL);
	const struct constant *old = model_constant(diff->old_model, name);
	const struct constant *now = model_constant(diff->new_model, name);
	const struct function_macro *old_macro = model_function_macro(diff->old_model, name);
	const struct function_macro *new_macro = model_function_macro(diff->new_model, name);

	if (old && old->value_kind == VALUE_INTEGER)
		return !now || now->value_kind != VALUE_INTEGER;
	if (old_macro)
		return !new_macro || (text_is_kernel_only(diff->new_model, new_macro->text) &&
				      !texts_alike(old_macro->text, new_macro->text));
	return model_record(diff->old_model, tag) && !model_record(diff->new_model, tag);
}

/* The same text, which names something that is gone or no longer usable: that is
 * told already. */
static gboolean broke_with_another(const struct diff *diff, const struct constant *old,
				   const struct constant *now)
{
	if (!old->text || !now->text || !texts_alike(old->text, now->text))
		return FALSE;
	g_auto(GStrv) words = g_strsplit_set(old->text, " ()|+-*/,<>~&", -1);
	for (gsize i = 0; words[i]; i++) {
		if (is_gone_or_other(diff, words[i]))
			return TRUE;
	}
	return FALSE;
}

static void compare_kinds(struct diff *diff, const struct constant *old, const struct constant *now)
{
	if (now->value_kind == VALUE_NOT_CONSTANT && old->value_kind == VALUE_INTEGER) {
		if (!broke_with_another(diff, old, now))
			diff_add(diff, constant_change(CHANGE_CONSTANT_BROKEN, old, now));
	} else if (old->value_kind == VALUE_NOT_CONSTANT && now->value_kind == VALUE_INTEGER)
		diff_add(diff, constant_change(CHANGE_CONSTANT_REPAIRED, old, now));
	else
		diff_add(diff, constant_change(CHANGE_CONSTANT_TEXT, old, now));
}

static void compare_constant(struct diff *diff, const struct constant *old,
			     const struct constant *now)
{
	compare_constant_home(diff, old, now);
	if (!place_is_judged(diff->old_model, &old->place) ||
	    !place_is_judged(diff->new_model, &now->place))
		return;
	if (old->value_kind != now->value_kind) {
		compare_kinds(diff, old, now);
		return;
	}
	if (old->value_kind == VALUE_STRING && strcmp(old->text, now->text))
		diff_add(diff, constant_change(CHANGE_CONSTANT_STRING, old, now));
	else if (old->value_kind == VALUE_NOT_CONSTANT &&
		 !macro_texts_alike(diff, old->text, NULL, now->text, NULL))
		diff_add(diff, constant_change(CHANGE_CONSTANT_TEXT, old, now));
	else if (old->value_kind == VALUE_INTEGER)
		compare_values(diff, old, now);
	if (old->kind == CONSTANT_MACRO && now->kind == CONSTANT_ENUMERATOR && !now->is_probe &&
	    same_value(old, now) && old->value_kind == VALUE_INTEGER)
		diff_add(diff, constant_change(CHANGE_CONSTANT_KIND, old, now));
}

/* Another kind of item may have taken the name. */
static gboolean is_other_item(const struct model *model, const char *name)
{
	return model_function_macro(model, name) || model_function(model, name);
}

/* A number or string whose name wants arguments now. */
static void constant_takes_arguments(struct diff *diff, const struct constant *old)
{
	const struct function_macro *macro = model_function_macro(diff->new_model, old->name);
	struct change change = constant_change(CHANGE_CONSTANT_BROKEN, old, NULL);

	if (!macro || (old->value_kind != VALUE_INTEGER && old->value_kind != VALUE_STRING) ||
	    !place_is_judged(diff->old_model, &old->place))
		return;
	change.new_macro = macro;
	change.new_place = macro->place;
	diff_add(diff, change);
}

static void constant_gone(struct diff *diff, const struct constant *old)
{
	if (is_other_item(diff->new_model, old->name)) {
		constant_takes_arguments(diff, old);
		return;
	}
	if (!may_be_gone(diff, old->name, &old->place) || header_is_gone(diff, &old->place))
		return;
	struct change change = constant_change(CHANGE_CONSTANT_REMOVED, old, NULL);
	change.successor = constant_successor(diff, old);
	change.heir = constant_heir(diff, old);
	diff_add(diff, change);
}

static void constant_new(struct diff *diff, const struct constant *now)
{
	const char *path = diff->new_model->headers[now->place.header].path;

	if (place_is_judged(diff->new_model, &now->place) &&
	    !is_other_item(diff->old_model, now->name) &&
	    !model_unjudged(diff->old_model, now->name, path))
		diff_add(diff, constant_change(CHANGE_CONSTANT_ADDED, NULL, now));
}

/* Pairs the two sorted lists: diff->twins[i] is what old constant i is now. */
static void pair_constants(struct diff *diff)
{
	const struct model *old_model = diff->old_model, *new_model = diff->new_model;
	guint32 i = 0, j = 0;

	diff->twins = g_new0(const struct constant *, old_model->n_constants + 1);
	while (i < old_model->n_constants || j < new_model->n_constants) {
		int order = i == old_model->n_constants   ? 1
			    : j == new_model->n_constants ? -1
							  : strcmp(old_model->constants[i].name,
								   new_model->constants[j].name);
		if (order > 0) {
			g_ptr_array_add(diff->added_constants,
					(gpointer)&new_model->constants[j++]);
		} else if (order < 0) {
			i++;
		} else {
			diff->twins[i++] = &new_model->constants[j++];
		}
	}
}

static void collect_changed(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *old = &diff->old_model->constants[i];
		const struct constant *now = diff->twins[i];
		if (now && old->value_kind == VALUE_INTEGER && now->value_kind == VALUE_INTEGER &&
		    old->value != now->value && !same_word(old, now)) {
			g_hash_table_add(diff->changed_constants, (gpointer)old->name);
			if (!name_is_bound(old->name) && !name_is_version(old->name))
				g_hash_table_add(diff->changed_values, (gpointer)old->name);
		}
	}
}

/* What several constants would be renamed to is the new name of none of them. */
static void drop_shared_successors(struct diff *diff, guint from)
{
	g_autoptr(GHashTable) claims = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = from; i < diff->changes->len; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);
		if (change->kind != CHANGE_CONSTANT_REMOVED || !change->successor)
			continue;
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(claims, change->successor));
		g_hash_table_insert(claims, (gpointer)change->successor, GUINT_TO_POINTER(n + 1));
	}
	for (guint i = from; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);
		if (change->kind == CHANGE_CONSTANT_REMOVED && change->successor &&
		    GPOINTER_TO_UINT(g_hash_table_lookup(claims, change->successor)) > 1)
			change->successor = NULL;
	}
}

void diff_constants(struct diff *diff)
{
	guint first = diff->changes->len;

	pair_constants(diff);
	collect_changed(diff);
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *old = &diff->old_model->constants[i];
		const struct constant *now = diff->twins[i];
		if (!place_is_judged(diff->old_model, &old->place) &&
		    !(now && place_is_judged(diff->new_model, &now->place)))
			continue;
		if (now)
			compare_constant(diff, old, now);
		else
			constant_gone(diff, old);
	}
	drop_shared_successors(diff, first);
	for (guint i = 0; i < diff->added_constants->len; i++)
		constant_new(diff, diff->added_constants->pdata[i]);
}
