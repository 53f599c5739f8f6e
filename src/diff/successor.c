/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What became of a constant that is gone: another name with its value and its
 * meaning, or another meaning with its number.
 */
#include <string.h>

#include "diff/internal.h"

/* How much of the longer name two names share at their ends, in percent. */
static guint likeness(const char *one, const char *other)
{
	gsize a = strlen(one), b = strlen(other), prefix = 0, suffix = 0;

	while (one[prefix] && one[prefix] == other[prefix])
		prefix++;
	while (suffix < a - prefix && suffix < b - prefix &&
	       one[a - 1 - suffix] == other[b - 1 - suffix])
		suffix++;
	return (guint)((prefix + suffix) * 100 / MAX(MAX(a, b), 1));
}

const char *constant_successor(const struct diff *diff, const struct constant *gone)
{
	const char *path = diff->old_model->headers[gone->place.header].path;
	const char *best = NULL;
	guint best_likeness = 59;

	if (gone->value_kind != VALUE_INTEGER)
		return NULL;
	gboolean bound = name_is_bound(gone->name);
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind != VALUE_INTEGER || !same_value(gone, now) ||
		    strcmp(path, diff->new_model->headers[now->place.header].path) ||
		    name_is_bound(now->name) != bound) /* the dearest question last */
			continue;
		guint alike = name_is_outdated_form(now->name, gone->name)
				      ? 100
				      : likeness(now->name, gone->name);
		if (alike > best_likeness) {
			best_likeness = alike;
			best = now->name;
		}
	}
	return best;
}

const char *constant_old_meaning(const struct diff *diff, const struct constant *old)
{
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind == VALUE_INTEGER && same_value(old, now) &&
		    name_is_outdated_form(now->name, old->name))
			return now->name;
	}
	return NULL;
}

/* Constants that stand side by side in their header, in the same model. */
static gboolean are_neighbours(const struct constant *one, const struct constant *other)
{
	return one->place.header == other->place.header && one->kind == other->kind &&
	       (one->ordinal + 1 == other->ordinal || other->ordinal + 1 == one->ordinal);
}

/* Whether a macro that stood beside @old stands beside @now. */
static gboolean share_neighbour(const struct diff *diff, const struct constant *old,
				const struct constant *now)
{
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *beside = &diff->old_model->constants[i];
		if (!are_neighbours(beside, old))
			continue;
		beside = model_constant(diff->new_model, beside->name);
		if (beside && are_neighbours(beside, now))
			return TRUE;
	}
	return FALSE;
}

/* Whether @now is where @old was: in its enumeration, or among the same macros. */
static gboolean took_its_place(const struct diff *diff, const struct constant *old,
			       const struct constant *now)
{
	if (old->kind != now->kind)
		return FALSE;
	if (old->enumeration == MODEL_NONE || now->enumeration == MODEL_NONE)
		return share_neighbour(diff, old, now);
	return !strcmp(diff->old_model->enumerations[old->enumeration].name,
		       diff->new_model->enumerations[now->enumeration].name);
}

/* One command that has another name takes the same argument. */
static gboolean is_same_command(const struct diff *diff, const struct constant *old,
				const struct constant *now)
{
	if (old->command == MODEL_NONE || now->command == MODEL_NONE)
		return FALSE;
	return !g_strcmp0(diff->old_model->commands[old->command].argument,
			  diff->new_model->commands[now->command].argument);
}

const char *constant_heir(const struct diff *diff, const struct constant *gone)
{
	const char *path = diff->old_model->headers[gone->place.header].path;

	if (gone->value_kind != VALUE_INTEGER || name_is_bound(gone->name) ||
	    name_is_reserved(gone->name))
		return NULL;
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind == VALUE_INTEGER && same_value(gone, now) &&
		    !strcmp(path, diff->new_model->headers[now->place.header].path) &&
		    !name_is_bound(now->name) && name_is_other(now->name, gone->name) &&
		    !is_same_command(diff, gone, now) && took_its_place(diff, gone, now))
			return now->name;
	}
	return NULL;
}
