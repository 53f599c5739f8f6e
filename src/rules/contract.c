/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A record may grow at its end if the kernel knows how long the caller's is.
 *
 * Headers show some of these agreements: a first member that carries the size,
 * a version that is stepped, a command whose number encodes no size.  The rest
 * are conventions of subsystems.  Where neither speaks, it depends.
 */
#include <string.h>

#include "rules/judging.h"

/* Where a header begins that tells its own length: magic, version, hdr_len. */
#define HEADER_START_BITS 64

static gboolean is_size_member(const struct member *member)
{
	static const char *const own[] = { "hdr_len", "hdr_size", "header_len", "header_size",
					   NULL };
	static const char *const names[] = { "argsz", "size", "struct_size", "sz", NULL };

	return member->kind == MEMBER_FIELD && member->type.type_class == TYPE_INTEGER &&
	       member->array == MEMBER_NO_ARRAY &&
	       ((member->bit_offset == 0 && g_strv_contains(names, member->name)) ||
		(member->bit_offset < HEADER_START_BITS && g_strv_contains(own, member->name)));
}

/* Whether every command that takes @record leaves the size out of its number;
 * *any is whether there are some. */
static gboolean commands_without_size(const struct model *model, const struct record *record,
				      gboolean *any)
{
	guint32 index = (guint32)(record - model->records);
	gboolean without = TRUE;

	*any = FALSE;
	for (guint32 i = 0; i < model->n_commands; i++) {
		if (model->commands[i].record != index)
			continue;
		*any = TRUE;
		without = without && model->commands[i].size == 0;
	}
	return without;
}

static gboolean carries_size(struct judging *judging, const struct record *record,
			     struct opinion *opinion)
{
	const struct member *member = NULL;
	gboolean any;

	for (guint32 i = 0; i < record->n_members && !member; i++)
		member = is_size_member(&record->members[i]) ? &record->members[i] : NULL;
	if (!member || !commands_without_size(judging->diff->old_model, record, &any))
		return FALSE;
	opinion_know(judging, opinion, "its member '%s' tells the other side how long it is",
		     member->name);
	return TRUE;
}

static const struct member *version_member(const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		if (member->bit_offset < 64 && member->kind == MEMBER_FIELD &&
		    name_is_version(member->name))
			return member;
	}
	return NULL;
}

/* A *_VERSION macro of the same header that was stepped in this change. */
static const struct constant *stepped_version(const struct judging *judging,
					      const struct record *record)
{
	const struct model *old_model = judging->diff->old_model;

	for (guint32 i = 0; i < old_model->n_constants; i++) {
		const struct constant *old = &old_model->constants[i];
		if (old->place.header != record->place.header || old->value_kind != VALUE_INTEGER ||
		    !name_is_version(old->name))
			continue;
		const struct constant *now = model_constant(judging->diff->new_model, old->name);
		if (now && now->value_kind == VALUE_INTEGER && now->value > old->value)
			return now;
	}
	return NULL;
}

static gboolean is_versioned(struct judging *judging, const struct change *change,
			     struct opinion *opinion)
{
	const struct member *member = version_member(change->old_record);
	const struct constant *version =
		member ? stepped_version(judging, change->old_record) : NULL;

	if (!version)
		return FALSE;
	opinion_know(judging, opinion, "it carries its '%s', and %s was stepped with this change",
		     member->name, version->name);
	return TRUE;
}

/*
 * What the commands that take @record say: safe if a convention covers all,
 * depends if some number changes with the size.
 */
static gboolean judge_commands(struct judging *judging, const struct record *record,
			       struct opinion *opinion, struct contract *contract)
{
	const struct model *model = judging->diff->old_model;
	guint32 index = (guint32)(record - model->records);
	gboolean any = FALSE, settled = TRUE;

	for (guint32 i = 0; i < model->n_commands; i++) {
		const struct command *command = &model->commands[i];
		const struct constant *constant = &model->constants[command->constant];
		if (command->record != index)
			continue;
		any = TRUE;
		const struct convention *convention =
			policy_convention(judging->policy, TOPIC_COMMAND_SIZE,
					  model->headers[constant->place.header].path, "command",
					  constant->name);
		if (convention && convention->verdict == VERDICT_SAFE) {
			opinion_know(judging, opinion, "%s: %s (%s)", convention->id,
				     convention->summary, convention->cite);
			continue;
		}
		settled = FALSE;
		const struct constant *now =
			model_constant(judging->diff->new_model, constant->name);
		if (command->size && now && now->value != constant->value)
			opinion_know(judging, opinion,
				     "%s changes its number from 0x%" G_GINT64_MODIFIER
				     "x to 0x%" G_GINT64_MODIFIER "x with the size",
				     constant->name, constant->value, now->value);
	}
	if (!any)
		return FALSE;
	contract->verdict = settled ? VERDICT_SAFE : VERDICT_DEPENDS;
	contract->fact = settled ? NULL
				 : "whether the kernel still accepts the command number that "
				   "deployed programs were built with, and fills or reads only "
				   "the bytes that they know";
	return TRUE;
}

/* The records that hold @record by value. */
static gboolean is_embedded_in(const struct record *container, guint32 index)
{
	for (guint32 i = 0; i < container->n_members; i++) {
		if (container->members[i].type.record == index)
			return TRUE;
	}
	return FALSE;
}

static gboolean container_grew(const struct judging *judging, const struct record *container)
{
	const struct record *now = model_record(judging->diff->new_model, container->name);

	return now && now->size != container->size;
}

/* What is agreed on a record that embeds the one of @change at its end: by a
 * convention, its own size member, or the commands that take it. */
static gboolean settled_by_container(struct judging *judging, const struct change *change,
				     struct opinion *opinion, struct contract *contract)
{
	const struct model *model = judging->diff->old_model;
	guint32 index = (guint32)(change->old_record - model->records);

	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *container = &model->records[i];
		struct change as_container = *change;
		gboolean any;
		if (!is_embedded_in(container, index))
			continue;
		record_names(container, &as_container.item_kind, &as_container.item_name);
		as_container.old_record = container;
		as_container.old_place = container->place;
		as_container.new_place.header = MODEL_NONE;
		if (opinion_settle(judging, &as_container, TOPIC_TAIL_GROWTH, opinion)) {
			contract->verdict = opinion->verdict;
			contract->fact = opinion->fact;
			return TRUE;
		}
		if (carries_size(judging, container, opinion) &&
		    commands_without_size(model, container, &any)) {
			contract->verdict = VERDICT_SAFE;
			return TRUE;
		}
		if (container_grew(judging, container) &&
		    judge_commands(judging, container, opinion, contract))
			return TRUE;
	}
	return FALSE;
}

/* Whether a union has @record among its arms, at any depth of @container. */
static gboolean is_arm_in(const struct record *container, guint32 index)
{
	for (guint32 i = 0; i < container->n_members; i++) {
		const struct member *member = &container->members[i];
		guint32 parent = member->parent;
		if (member->type.record != index)
			continue;
		while (parent != MODEL_NONE && container->members[parent].kind != MEMBER_UNION)
			parent = container->members[parent].parent;
		if (!container->is_union && parent == MODEL_NONE)
			return FALSE;
	}
	return TRUE;
}

/* Whether programs meet @change only in unions of other records that were large
 * enough: an arm then has bytes of its reserve. */
static gboolean has_room_around(struct judging *judging, const struct change *change,
				struct opinion *opinion)
{
	const struct model *model = judging->diff->old_model;
	guint32 index = (guint32)(change->old_record - model->records);
	const struct record *around = NULL;

	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *container = &model->records[i];
		if (!is_embedded_in(container, index))
			continue;
		if (container_grew(judging, container) || !is_arm_in(container, index))
			return FALSE;
		around = container;
	}
	if (around)
		opinion_know(judging, opinion,
			     "it is an arm of a union in '%s', which is as large as it was",
			     around->name);
	return around != NULL;
}

/* A constant of its header that keeps the length which programs already built know. */
static gboolean keeps_old_length(struct judging *judging, const struct change *change,
				 struct opinion *opinion)
{
	const struct model *model = judging->diff->new_model;

	for (guint32 i = 0; change->new_record && i < model->n_constants; i++) {
		const struct constant *constant = &model->constants[i];

		if (constant->place.header != change->new_record->place.header ||
		    constant->value_kind != VALUE_INTEGER ||
		    constant->value != change->old_record->size ||
		    !name_is_old_size(constant->name, change->item_name))
			continue;
		opinion_know(judging, opinion, "'%s' keeps the length of programs already built",
			     constant->name);
		return TRUE;
	}
	return FALSE;
}

struct contract growth_contract(struct judging *judging, const struct change *change,
				struct opinion *opinion)
{
	struct contract contract = { .verdict = VERDICT_SAFE };

	if (keeps_old_length(judging, change, opinion))
		return contract;
	if (opinion_settle(judging, change, TOPIC_TAIL_GROWTH, opinion)) {
		contract.verdict = opinion->verdict;
		contract.fact = opinion->fact;
		return contract;
	}
	if (carries_size(judging, change->old_record, opinion) ||
	    is_versioned(judging, change, opinion) ||
	    judge_commands(judging, change->old_record, opinion, &contract) ||
	    settled_by_container(judging, change, opinion, &contract) ||
	    has_room_around(judging, change, opinion))
		return contract;
	contract.verdict = VERDICT_DEPENDS;
	contract.fact = "whether the kernel learns how long the program's struct is, and stays "
			"within it";
	return contract;
}
