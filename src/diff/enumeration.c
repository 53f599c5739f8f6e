/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enumerations: which values shifted, and which only count the others.
 */
#include <string.h>

#include "diff/internal.h"

/* The word behind the last underscore is a plural and its neighbours' is not:
 * SK_MEMINFO_VARS, which counts what stands before it. */
static gboolean is_plural_among(const struct model *model, const struct enumeration *enumeration,
				const char *name)
{
	guint plurals = 0;

	if (!g_str_has_suffix(name, "S") || g_str_has_suffix(name, "SS"))
		return FALSE;
	for (guint32 i = 0; i + 1 < enumeration->n_enumerators; i++) {
		const char *other = model->constants[enumeration->enumerators[i]].name;
		plurals += g_str_has_suffix(other, "S") && !g_str_has_suffix(other, "SS");
	}
	return plurals * 4 < enumeration->n_enumerators;
}

/* What stands behind __FOO_NUM or __FOO_MAX is not sent: FOO_MAX = __FOO_NUM - 1. */
static gboolean follows_bound(const struct model *model, const struct constant *constant)
{
	const struct enumeration *enumeration = &model->enumerations[constant->enumeration];

	for (guint32 i = 0; i < constant->ordinal; i++) {
		const char *name = model->constants[enumeration->enumerators[i]].name;
		if (g_str_has_prefix(name, "__") && name_is_bound(name))
			return TRUE;
	}
	return FALSE;
}

/* Called like a bound, and one of the values: the next one counts on from it. */
static gboolean is_counted_on(const struct model *model, const struct constant *constant)
{
	const struct enumeration *enumeration = &model->enumerations[constant->enumeration];

	if (!name_is_doubtful_bound(constant->name) ||
	    constant->ordinal + 1 >= enumeration->n_enumerators)
		return FALSE;
	const struct constant *next =
		&model->constants[enumeration->enumerators[constant->ordinal + 1]];
	return !next->text && next->value == constant->value + 1;
}

/* A bound of the others: by its name, or because it is the last one, counts
 * them, and has moved by as many as were put in front of it. */
static gboolean enumerator_is_bound(const struct diff *diff, const struct constant *old,
				    const struct constant *now)
{
	if ((name_is_bound(old->name) && !is_counted_on(diff->old_model, old)) ||
	    g_str_has_prefix(old->name, "__") || follows_bound(diff->new_model, now))
		return TRUE;
	const struct enumeration *before = &diff->old_model->enumerations[old->enumeration];
	const struct enumeration *after = &diff->new_model->enumerations[now->enumeration];
	return old->ordinal + 1 == before->n_enumerators &&
	       now->ordinal + 1 == after->n_enumerators &&
	       now->value - old->value == after->n_enumerators - before->n_enumerators &&
	       (is_plural_among(diff->new_model, after, now->name) ||
		g_str_has_suffix(now->name, "_SIZE") || strstr(now->name + 1, "__"));
}

/* The new enumerator before @now that took the value @now had. */
static const char *inserted_before(const struct diff *diff, const struct constant *old,
				   const struct constant *now)
{
	const struct enumeration *enumeration = &diff->new_model->enumerations[now->enumeration];

	for (guint32 i = now->ordinal; i-- > 0;) {
		const struct constant *other =
			&diff->new_model->constants[enumeration->enumerators[i]];
		if (other->value == old->value && !model_constant(diff->old_model, other->name))
			return other->name;
	}
	return NULL;
}

static struct change shift_change(const struct diff *diff, const struct enumeration *before,
				  const struct constant *old, const struct constant *now)
{
	struct change change = constant_change(CHANGE_ENUMERATORS_SHIFTED, old, now);

	change.old_enumeration = before;
	change.new_enumeration = &diff->new_model->enumerations[now->enumeration];
	change.successor = constant_old_meaning(diff, old);
	if (!change.successor)
		change.successor = inserted_before(diff, old, now);
	return change;
}

/* One change speaks for all that shifted; at @index, unless this is the first.
 * A placeholder speaks for itself only. */
static guint add_shift(struct diff *diff, guint index, struct change shift)
{
	struct change *first = NULL;

	if (index == G_MAXUINT) {
		diff_add(diff, shift);
		return diff->changes->len - 1;
	}
	first = &g_array_index(diff->changes, struct change, index);
	shift.others = first->others + 1;
	if (name_is_placeholder(first->item_name) && !name_is_placeholder(shift.item_name))
		*first = shift;
	else
		first->others = shift.others;
	return index;
}

static gboolean is_reused(const struct change *shift)
{
	return shift->successor && name_is_outdated_form(shift->successor, shift->item_name);
}

static void compare_enumerators(struct diff *diff, const struct enumeration *before)
{
	/* Whose old value has another name now, and whose has none: the former are told otherwise.
	 */
	guint reused = G_MAXUINT, shifted = G_MAXUINT;

	for (guint32 i = 0; i < before->n_enumerators; i++) {
		const struct constant *old = &diff->old_model->constants[before->enumerators[i]];
		const struct constant *now = model_constant(diff->new_model, old->name);
		if (!now || old->enumeration == MODEL_NONE || now->enumeration == MODEL_NONE ||
		    old->value == now->value || same_word(old, now) || now->command != MODEL_NONE ||
		    diff->old_model->enumerations[old->enumeration].name != before->name)
			continue;
		if (enumerator_is_bound(diff, old, now))
			diff_add(diff, constant_change(CHANGE_CONSTANT_VALUE, old, now))->is_bound =
				TRUE;
		else {
			struct change shift = shift_change(diff, before, old, now);
			guint *chain = is_reused(&shift) ? &reused : &shifted;

			*chain = add_shift(diff, *chain, shift);
		}
	}
}

static struct change enumeration_change(enum change_kind kind, const struct enumeration *old,
					const struct enumeration *now)
{
	static const struct place nowhere = { .header = MODEL_NONE };
	const struct enumeration *any = now ? now : old;
	const char *space = strchr(any->name, ' ');

	return (struct change){
		.kind = kind,
		.item_kind = "enum",
		.item_name = space ? space + 1 : any->name,
		.old_place = old ? old->place : nowhere,
		.new_place = now ? now->place : nowhere,
		.old_enumeration = old,
		.new_enumeration = now,
	};
}

void diff_enumerations(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_enumerations; i++) {
		const struct enumeration *old = &diff->old_model->enumerations[i];
		if (!place_is_judged(diff->old_model, &old->place))
			continue;
		compare_enumerators(diff, old);
		const struct enumeration *now = model_enumeration(diff->new_model, old->name);
		if (old->is_anonymous)
			continue;
		if (!now && may_be_gone(diff, old->name, &old->place) &&
		    !header_is_gone(diff, &old->place))
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_REMOVED, old, NULL));
		else if (now && now->size != old->size)
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_RESIZED, old, now));
	}
	for (guint32 i = 0; i < diff->new_model->n_enumerations; i++) {
		const struct enumeration *now = &diff->new_model->enumerations[i];
		const char *path = diff->new_model->headers[now->place.header].path;
		if (!now->is_anonymous && place_is_judged(diff->new_model, &now->place) &&
		    !model_enumeration(diff->old_model, now->name) &&
		    !model_unjudged(diff->old_model, now->name, path))
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_ADDED, NULL, now));
	}
}
