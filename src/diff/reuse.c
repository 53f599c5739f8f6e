/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of records and commands that went to a new revision, while what they stood for is kept
 * under an outdated form of them: programs already built meet what they know.
 */
#include <string.h>

#include "diff/internal.h"

static gboolean is_embedded(const struct model *model, const struct record *record)
{
	guint32 index = (guint32)(record - model->records);

	for (guint32 i = 0; i < model->n_records; i++) {
		for (guint32 j = 0; j < model->records[i].n_members; j++) {
			if (model->records[i].members[j].type.type_class == TYPE_RECORD &&
			    model->records[i].members[j].type.record == index)
				return TRUE;
		}
	}
	return FALSE;
}

/* Whether the number of @command, where it is still there, takes @record. */
static gboolean number_takes(const struct diff *diff, const struct command *command,
			     const struct record *record, guint *n_kept)
{
	const struct model *model = diff->new_model;
	guint64 number = diff->old_model->constants[command->constant].value;

	for (guint32 i = 0; i < model->n_commands; i++) {
		const struct command *now = &model->commands[i];

		if (model->constants[now->constant].value != number)
			continue;
		if (now->record == MODEL_NONE || &model->records[now->record] != record)
			return FALSE;
		(*n_kept)++;
	}
	return TRUE;
}

/* Whether all numbers by which programs handed over @old take @now today, and there are some. */
static gboolean numbers_take(const struct diff *diff, const struct record *old,
			     const struct record *now)
{
	const struct model *model = diff->old_model;
	guint32 index = (guint32)(old - model->records);
	guint n_kept = 0;

	for (guint32 i = 0; i < model->n_commands; i++) {
		if (model->commands[i].record == index &&
		    !number_takes(diff, &model->commands[i], now, &n_kept))
			return FALSE;
	}
	return n_kept > 0;
}

const struct record *record_old_layout(const struct diff *diff, const struct record *old,
				       const struct record *now)
{
	if (records_alike(old, now))
		return NULL;
	for (guint32 i = 0; i < diff->new_model->n_records; i++) {
		const struct record *candidate = &diff->new_model->records[i];

		if (candidate->size == old->size && records_alike(old, candidate) &&
		    name_is_outdated_form(candidate->name, old->name) &&
		    !model_record(diff->old_model, candidate->name) &&
		    numbers_take(diff, old, candidate) && !is_embedded(diff->old_model, old))
			return candidate;
	}
	return NULL;
}

const char *command_old_number(const struct diff *diff, const struct constant *old)
{
	const char *name = constant_old_meaning(diff, old);
	const struct constant *now = name ? model_constant(diff->new_model, name) : NULL;

	return now && now->command != MODEL_NONE ? name : NULL;
}
