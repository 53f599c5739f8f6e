/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Macros with parameters, inline functions and typedefs: code and types that
 * programs compile in.
 */
#include <string.h>

#include "rules/judging.h"

static gboolean added(struct judging *judging, const struct change *change, struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "%s '%s' is new", change->item_kind, change->item_name);
	return TRUE;
}

static gboolean removed(struct judging *judging, const struct change *change,
			struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion->message = opinion_say(judging,
				       change->new_constant ? "%s '%s' takes no arguments any more"
							    : "%s '%s' is gone",
				       change->item_kind, change->item_name);
	if (opinion_left_to_arch(judging, change, change->item_name, opinion))
		opinion->verdict = VERDICT_SAFE;
	else
		opinion_settle(judging, change, TOPIC_REMOVAL, opinion);
	return TRUE;
}

const struct rule rule_macro_added = {
	.id = "macro/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_MACRO_ADDED,
	.summary = "a macro with parameters is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = added,
};

const struct rule rule_macro_removed = {
	.id = "macro/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_MACRO_REMOVED,
	.summary = "a macro with parameters is gone",
	.why = "sources that call it do not compile; programs already built have its code in them",
	.fix = "keep the macro",
	.judge = removed,
};

/* Type and number of a command, wherever the architecture has its other bits. */
#define COMMAND_NUMBER_BITS 0xffff

static gboolean has_other_number(const struct change *change)
{
	const struct function_macro *old = change->old_macro, *now = change->new_macro;

	for (guint i = 0; i < FUNCTION_MACRO_SAMPLES && old->is_command && now->is_command; i++) {
		if (old->has_sample[i] && now->has_sample[i] &&
		    ((old->sample[i] ^ now->sample[i]) & COMMAND_NUMBER_BITS))
			return TRUE;
	}
	return FALSE;
}

static gboolean macro_value(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	opinion->message = opinion_say(judging,
				       "macro '%s%s' gives another number for the same "
				       "arguments",
				       change->item_name, change->new_macro->parameters);
	opinion->verdict = VERDICT_BREAKS;
	if (!has_other_number(change))
		opinion_depends(opinion, "whether the kernel understands the number of programs "
					 "already built as it did");
	opinion_know(judging, opinion, "it was: %s", change->old_macro->text);
	opinion_know(judging, opinion, "it is: %s", change->new_macro->text);
	opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_macro_value = {
	.id = "macro/value-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MACRO_VALUE,
	.summary = "a macro with parameters computes another number",
	.why = "programs already built have the old computation compiled in",
	.fix = "leave the macro as it is, and make another one",
	.judge = macro_value,
};

/* It could be used, and now needs what programs do not have. */
static gboolean became_kernel_only(struct judging *judging, const struct change *change)
{
	return text_is_kernel_only(judging->diff->new_model, change->new_macro->text) &&
	       !text_is_kernel_only(judging->diff->old_model, change->old_macro->text);
}

static gboolean kernel_only(struct judging *judging, const struct change *change,
			    struct opinion *opinion)
{
	if (!became_kernel_only(judging, change))
		return FALSE;
	opinion->verdict = VERDICT_BREAKS;
	opinion->message = opinion_say(judging, "macro '%s%s' uses what only the kernel has: %s",
				       change->item_name, change->new_macro->parameters,
				       change->new_macro->text);
	opinion_know(judging, opinion, "it was: %s", change->old_macro->text);
	return TRUE;
}

const struct rule rule_macro_kernel_only = {
	.id = "macro/kernel-only",
	.dimension = DIMENSION_API,
	.change = CHANGE_MACRO_TEXT,
	.summary = "a macro with parameters came to need a type or helper of the kernel",
	.why = "sources that call it, or a constant that is made with it, do not compile",
	.fix = "use only what UAPI headers export: __u32 for u32, (1U << n) for BIT(n), _BITULL(n)",
	.judge = kernel_only,
};

static gboolean macro_parameters(struct judging *judging, const struct change *change,
				 struct opinion *opinion)
{
	opinion->verdict = VERDICT_BREAKS;
	opinion->message =
		opinion_say(judging, "macro '%s' takes %s instead of %s", change->item_name,
			    change->new_macro->parameters, change->old_macro->parameters);
	return TRUE;
}

const struct rule rule_macro_parameters = {
	.id = "macro/parameters-changed",
	.dimension = DIMENSION_API,
	.change = CHANGE_MACRO_PARAMETERS,
	.summary = "a macro takes another number of parameters",
	.why = "sources that call it do not compile; programs already built have its code in them",
	.fix = "keep the macro, and make another one",
	.judge = macro_parameters,
};

static gboolean macro_text(struct judging *judging, const struct change *change,
			   struct opinion *opinion)
{
	opinion->message = opinion_say(judging, "macro '%s%s' expands to something else",
				       change->item_name, change->new_macro->parameters);
	if (became_kernel_only(judging, change)) /* see macro/kernel-only */
		return FALSE;
	if (!g_str_has_prefix(change->item_name, "__")) /* a helper of headers */
		opinion_depends(opinion, "whether both expansions do the same to the kernel");
	opinion_know(judging, opinion, "it was: %s", change->old_macro->text);
	opinion_know(judging, opinion, "it is: %s", change->new_macro->text);
	opinion_settle(judging, change, TOPIC_VALUE_CHANGE, opinion);
	return TRUE;
}

const struct rule rule_macro_text = {
	.id = "macro/text-changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_MACRO_TEXT,
	.summary = "a macro with parameters expands to another text",
	.why = "programs already built have the old text compiled in, rebuilt ones the new text",
	.fix = "leave the macro as it is, and make another one",
	.judge = macro_text,
};

const struct rule rule_function_added = {
	.id = "function/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_FUNCTION_ADDED,
	.summary = "a function is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = added,
};

const struct rule rule_function_removed = {
	.id = "function/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_FUNCTION_REMOVED,
	.summary = "a function is gone",
	.why = "sources that call it do not compile; an inline one lives on in programs already "
	       "built",
	.fix = "keep the function",
	.judge = removed,
};

/* One less than there are parameters, unless there are none. */
static guint count_commas(const char *type)
{
	guint n = 0;

	for (; *type; type++)
		n += *type == ',';
	return n;
}

static gboolean function_type(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	const char *old = change->old_function->type, *now = change->new_function->type;

	opinion->verdict = VERDICT_BREAKS;
	opinion->message = opinion_say(judging, "function '%s' is '%s' instead of '%s'",
				       change->item_name, now, old);
	if (count_commas(old) == count_commas(now))
		opinion_depends(opinion,
				"whether the calls that programs make convert to the new type");
	return TRUE;
}

const struct rule rule_function_type = {
	.id = "function/type-changed",
	.dimension = DIMENSION_API,
	.change = CHANGE_FUNCTION_TYPE,
	.summary = "a function has another type",
	.why = "sources that call it may not compile",
	.fix = "keep the function, and make another one",
	.judge = function_type,
};

static gboolean function_body(struct judging *judging, const struct change *change,
			      struct opinion *opinion)
{
	opinion->message =
		opinion_say(judging, "inline function '%s' does something else", change->item_name);
	return TRUE;
}

const struct rule rule_function_body = {
	.id = "function/body-changed",
	.dimension = DIMENSION_API,
	.change = CHANGE_FUNCTION_BODY,
	.summary = "an inline function has another body",
	.why = "programs already built keep the old code, rebuilt ones get the new; both must work "
	       "with every kernel",
	.fix = "none is needed as long as both do the same",
	.judge = function_body,
};

const struct rule rule_typedef_added = {
	.id = "typedef/added",
	.dimension = DIMENSION_API,
	.change = CHANGE_TYPE_NAME_ADDED,
	.summary = "a typedef is new",
	.why = "no program knows it yet",
	.fix = "none is needed",
	.judge = added,
};

const struct rule rule_typedef_removed = {
	.id = "typedef/removed",
	.dimension = DIMENSION_API,
	.change = CHANGE_TYPE_NAME_REMOVED,
	.summary = "a typedef is gone",
	.why = "sources that use it do not compile",
	.fix = "keep the typedef",
	.judge = removed,
};

/* What contains the typedef tells where it moved, and whether that matters. */
static const struct record *user_of(const struct model *model, const char *name)
{
	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *record = &model->records[i];
		for (guint32 j = 0; j < record->n_members; j++) {
			if (!strcmp(record->members[j].type.spelled, name))
				return record;
		}
	}
	return NULL;
}

static gboolean typedef_changed(struct judging *judging, const struct change *change,
				struct opinion *opinion)
{
	const struct type_name *old = change->old_type_name, *now = change->new_type_name;

	opinion->message = opinion_say(judging, "typedef '%s' is %s instead of %s",
				       change->item_name, now->canonical, old->canonical);
	const struct record *user = user_of(judging->diff->old_model, old->name);
	if (user)
		opinion_know(judging, opinion, "'%s' has a member of it, where the change is told",
			     user->name);
	else if (old->size != now->size)
		opinion_depends(opinion, "whether programs hand values of the typedef to the "
					 "kernel: no struct has it");
	return TRUE;
}

const struct rule rule_typedef_changed = {
	.id = "typedef/changed",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_TYPE_NAME_RETYPED,
	.summary = "a typedef names another type",
	.why = "with another size, what programs and the kernel exchange has another layout",
	.fix = "keep the typedef, and make another one",
	.judge = typedef_changed,
};
