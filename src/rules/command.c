/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands: ioctl numbers, and the flags that go with them.
 */
#include "rules/judging.h"

static const char *number_of(struct judging *judging, const struct constant *constant)
{
	return opinion_say(judging, "0x%" G_GINT64_MODIFIER "x", constant->value);
}

static const char *direction_of(const struct command *command)
{
	static const char *const names[] = { "_IO", "_IOW", "_IOR", "_IOWR" };

	return names[command->direction & 3];
}

static void say_change(struct judging *judging, const struct change *change,
		       struct opinion *opinion, const char *what)
{
	opinion->message =
		opinion_say(judging, "'%s' changed %s: %s instead of %s", change->item_name, what,
			    number_of(judging, change->new_constant),
			    number_of(judging, change->old_constant));
}

static gboolean number(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	say_change(judging, change, opinion, "its number");
	if (change->successor) {
		opinion->message = opinion_say(judging, "%s, which is called '%s' now",
					       opinion->message, change->successor);
		opinion->why = "programs already built send the old number, and rebuilt ones send "
			       "one that older kernels do not know";
		opinion_depends(opinion, "whether the kernel still serves the old number, and "
					 "rebuilt programs can do with a kernel that only knows "
					 "that");
	}
	opinion_settle(judging, change, TOPIC_COMMAND_NUMBER, opinion);
	return TRUE;
}

const struct rule rule_command_number = {
	.id = "command/number-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_COMMAND_NUMBER,
	.summary = "an ioctl command has another type or number",
	.why = "programs already built send the old number, which now is another command or none",
	.fix = "leave the number as it is; give a new command a new name and number",
	.judge = number,
};

static gboolean direction(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	say_change(judging, change, opinion,
		   opinion_say(judging, "from %s to %s", direction_of(change->old_command),
			       direction_of(change->new_command)));
	opinion_depends(opinion, "whether the kernel still accepts the number with the old "
				 "direction bits");
	opinion_settle(judging, change, TOPIC_COMMAND_DIRECTION, opinion);
	return TRUE;
}

const struct rule rule_command_direction = {
	.id = "command/direction-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_COMMAND_DIRECTION,
	.summary = "an ioctl command has another direction",
	.why = "the direction is part of the number: programs already built send another one, and "
	       "rebuilt programs send one that older kernels do not know",
	.fix = "keep accepting the old number, under a name like FOO_WRONG_DIR in the kernel",
	.judge = direction,
};

static gboolean size(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	say_change(judging, change, opinion,
		   opinion_say(judging, "the size of its argument from %u to %u bytes",
			       change->old_command->size, change->new_command->size));
	opinion_depends(opinion, "whether the kernel still accepts the number with the old size");
	opinion_settle(judging, change, TOPIC_COMMAND_SIZE, opinion);
	return TRUE;
}

const struct rule rule_command_size = {
	.id = "command/size-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_COMMAND_SIZE,
	.summary = "an ioctl command takes an argument of another size",
	.why = "the size is part of the number: programs already built send another one",
	.fix = "give the larger argument a command of its own, or accept every size that was ever "
	       "released",
	.judge = size,
};

static gboolean argument(struct judging *judging, const struct change *change,
			 struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'%s' takes %s instead of %s, with the same number",
				       change->item_name, change->new_command->argument,
				       change->old_command->argument);
	if (change->old_record && change->new_record) {
		opinion_maps(judging, change, opinion);
		if (change->old_record->size == change->new_record->size &&
		    change->old_record->n_members == change->new_record->n_members)
			return TRUE;
	}
	opinion_depends(opinion, "whether both arguments mean the same, byte for byte");
	opinion_settle(judging, change, TOPIC_MEMBER_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_command_argument = {
	.id = "command/argument-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_COMMAND_ARGUMENT,
	.summary = "an ioctl command takes an argument of another type",
	.why = "programs already built hand over the old type under the same number",
	.fix = "give the new argument a new command",
	.judge = argument,
};

static gboolean shared(struct judging *judging, const struct change *change,
		       struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "'%s' has the number %s of '%s'", change->item_name,
				       number_of(judging, change->new_constant), change->successor);
	opinion_depends(opinion, "whether the two are ever sent to one file descriptor");
	return TRUE;
}

const struct rule rule_command_shared = {
	.id = "command/number-shared",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_COMMAND_SHARED,
	.summary = "a new ioctl command has the number of another one",
	.why = "tracers cannot tell them apart, and a descriptor that serves both cannot either",
	.fix = "take the next free number",
	.judge = shared,
};

static gboolean collision(struct judging *judging, const struct change *change,
			  struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "'%s' has the bit %s of '%s', in member '%s' of '%s'",
			    change->item_name, number_of(judging, change->new_constant),
			    change->successor, change->new_member->name, change->new_record->name);
	opinion_depends(opinion, "whether the two are alternatives that are never meant together");
	return TRUE;
}

const struct rule rule_flag_collision = {
	.id = "flag/bit-shared",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_FLAG_COLLISION,
	.summary = "a new flag has the bit of another one of the same member",
	.why = "neither the kernel nor a program can tell which of the two is meant",
	.fix = "take the next free bit",
	.judge = collision,
};
