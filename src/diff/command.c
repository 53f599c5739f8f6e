/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands, and the flags that go with them.
 */
#include <string.h>

#include "diff/internal.h"

/* What a command takes: its record's name, or its type. */
static const char *argument_of(const struct model *model, const struct command *command)
{
	return command->record != MODEL_NONE ? model->records[command->record].name
					     : command->argument;
}

static gboolean is_same_scalar(const struct command *old, const struct command *now)
{
	return old->record == MODEL_NONE && now->record == MODEL_NONE && old->size == now->size;
}

/* "_IO(FROB_MAGIC, 1)", where FROB_MAGIC is what changed. */
static gboolean follows_constant(const struct diff *diff, const struct constant *old,
				 const struct constant *now)
{
	return old->text && now->text && texts_alike(old->text, now->text) &&
	       text_mentions(old->text, diff->changed_values);
}

static void compare_command(struct diff *diff, const struct command *old, const struct command *now)
{
	const struct constant *old_constant = &diff->old_model->constants[old->constant];
	const struct constant *new_constant = &diff->new_model->constants[now->constant];
	const char *old_argument = argument_of(diff->old_model, old);
	const char *new_argument = argument_of(diff->new_model, now);
	struct change change = constant_change(CHANGE_COMMAND_NUMBER, old_constant, new_constant);
	gboolean same_record = old->record != MODEL_NONE && now->record != MODEL_NONE &&
			       !strcmp(old_argument, new_argument);

	change.old_command = old;
	change.new_command = now;
	change.old_record =
		old->record == MODEL_NONE ? NULL : &diff->old_model->records[old->record];
	change.new_record =
		now->record == MODEL_NONE ? NULL : &diff->new_model->records[now->record];
	/* The old number is there under another name, and this name means something else. */
	change.successor = old_constant->value != new_constant->value
				   ? command_old_number(diff, old_constant)
				   : NULL;
	if (change.successor) {
		diff_add(diff, change);
		change.kind = CHANGE_CONSTANT_VALUE;
		diff_add(diff, change);
		return;
	}
	if (old->type != now->type || old->number != now->number) {
		if (!follows_constant(diff, old_constant, new_constant))
			diff_add(diff, change);
		return;
	}
	if (old->direction != now->direction) {
		change.kind = CHANGE_COMMAND_DIRECTION;
		diff_add(diff, change);
	}
	change.kind = old->size != now->size ? CHANGE_COMMAND_SIZE : CHANGE_COMMAND_ARGUMENT;
	/* With the same record, its own change tells it. */
	if (same_record || is_same_scalar(old, now) ||
	    (old->size == now->size &&
	     (!old_argument || !new_argument || !strcmp(old_argument, new_argument))))
		return;
	diff_add(diff, change);
}

/* A new command with the number of another one of its header. */
static void check_shared(struct diff *diff, const struct command *now)
{
	const struct constant *constant = &diff->new_model->constants[now->constant];

	if (model_constant(diff->old_model, constant->name))
		return;
	for (guint32 i = 0; i < diff->new_model->n_commands; i++) {
		const struct command *other = &diff->new_model->commands[i];
		const struct constant *its = &diff->new_model->constants[other->constant];
		/* Of two new ones the second, by name, has the number of the first. */
		if (its->value != constant->value ||
		    (!model_constant(diff->old_model, its->name) && other >= now) ||
		    its->place.header != constant->place.header ||
		    (constant->text && strstr(constant->text, its->name)) ||
		    (its->text && strstr(its->text, constant->name)))
			continue;
		struct change change = constant_change(CHANGE_COMMAND_SHARED, NULL, constant);
		change.new_command = now;
		change.successor = its->name;
		diff_add(diff, change);
		return;
	}
}

/* Only where bits are combined two equal ones collide. */
static gboolean is_flags_member(const struct record *record, guint32 member)
{
	return strstr(record->members[member].name, "flags") != NULL;
}

/* A flag that is new and has the bit of another one of the same member. */
static void check_flags(struct diff *diff)
{
	const struct model *model = diff->new_model;

	for (guint32 i = 0; i < model->n_flags; i++) {
		const struct constant *one = &model->constants[model->flags[i].constant];
		for (guint32 j = i + 1;
		     j < model->n_flags && model->flags[j].record == model->flags[i].record &&
		     model->flags[j].member == model->flags[i].member;
		     j++) {
			const struct constant *other = &model->constants[model->flags[j].constant];
			gboolean one_new = !model_constant(diff->old_model, one->name);
			gboolean other_new = !model_constant(diff->old_model, other->name);
			gboolean one_bit = one->value && !(one->value & (one->value - 1));
			if (one->value != other->value || !one_bit || one_new == other_new ||
			    !is_flags_member(&model->records[model->flags[i].record],
					     model->flags[i].member))
				continue;
			struct change change =
				constant_change(CHANGE_FLAG_COLLISION, NULL, one_new ? one : other);
			change.new_record = &model->records[model->flags[i].record];
			change.new_member = &change.new_record->members[model->flags[i].member];
			change.successor = one_new ? other->name : one->name;
			diff_add(diff, change);
		}
	}
}

void diff_commands(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_commands; i++) {
		const struct command *old = &diff->old_model->commands[i];
		const struct constant *constant = &diff->old_model->constants[old->constant];
		const struct constant *now = model_constant(diff->new_model, constant->name);
		if (now && now->command != MODEL_NONE &&
		    place_is_judged(diff->old_model, &constant->place))
			compare_command(diff, old, &diff->new_model->commands[now->command]);
	}
	for (guint32 i = 0; i < diff->new_model->n_commands; i++)
		check_shared(diff, &diff->new_model->commands[i]);
	check_flags(diff);
}
