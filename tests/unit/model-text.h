/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All that is in a model as text, one thing a line: what differs nowhere here
 * differs nowhere.
 */
#ifndef UNBROKEN_TEST_MODEL_TEXT_H
#define UNBROKEN_TEST_MODEL_TEXT_H

#include "model/model.h"

static inline void add_place(GString *out, const struct place *place)
{
	g_string_append_printf(out, " @%u:%u:%u\n", place->header, place->line, place->column);
}

static inline void add_numbers(GString *out, const guint32 *numbers, guint32 n)
{
	g_string_append_c(out, '[');
	for (guint32 i = 0; i < n; i++)
		g_string_append_printf(out, " %u", numbers[i]);
	g_string_append_c(out, ']');
}

/* NULL and "(null)" are two things. */
static inline void add_text(GString *out, const char *text)
{
	g_string_append_printf(out, text ? " '%s'" : " NULL", text);
}

static inline void add_headers(GString *out, const struct model *model)
{
	for (guint32 i = 0; i < model->n_headers; i++) {
		const struct header *header = &model->headers[i];
		g_string_append_printf(out, "header %d", header->judged);
		add_text(out, header->path);
		add_text(out, header->shown);
		add_numbers(out, header->includes, header->n_includes);
		g_string_append_c(out, '\n');
	}
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];
		g_string_append_printf(out, "unjudged %u %d", unjudged->header, unjudged->expected);
		add_text(out, unjudged->path);
		add_text(out, unjudged->item);
		add_text(out, unjudged->reason);
		g_string_append_c(out, '\n');
	}
}

static inline void add_type(GString *out, const struct type *type)
{
	add_text(out, type->spelled);
	add_text(out, type->canonical);
	g_string_append_printf(out, " %d %d %" G_GUINT64_FORMAT " %u", (int)type->type_class,
			       type->is_signed, type->size, type->record);
}

static inline void add_members(GString *out, const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		g_string_append_printf(out,
				       "member %d %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
				       " %" G_GINT64_FORMAT,
				       (int)member->kind, member->parent, member->bit_offset,
				       member->bit_size, member->array);
		add_text(out, member->name);
		add_text(out, member->bounds);
		add_type(out, &member->type);
		add_place(out, &member->place);
	}
}

static inline void add_types(GString *out, const struct model *model)
{
	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *record = &model->records[i];
		g_string_append_printf(out, "record %d %d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
				       record->is_union, record->is_packed, record->size,
				       record->alignment);
		add_text(out, record->name);
		add_text(out, record->libc_conditions);
		add_place(out, &record->place);
		add_members(out, record);
	}
	for (guint32 i = 0; i < model->n_enumerations; i++) {
		const struct enumeration *enumeration = &model->enumerations[i];
		g_string_append_printf(out, "enum %d %" G_GUINT64_FORMAT, enumeration->is_anonymous,
				       enumeration->size);
		add_text(out, enumeration->name);
		add_numbers(out, enumeration->enumerators, enumeration->n_enumerators);
		add_place(out, &enumeration->place);
	}
	for (guint32 i = 0; i < model->n_type_names; i++) {
		const struct type_name *type_name = &model->type_names[i];
		g_string_append_printf(out,
				       "typedef %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %u",
				       type_name->size, type_name->alignment, type_name->record);
		add_text(out, type_name->name);
		add_text(out, type_name->canonical);
		add_place(out, &type_name->place);
	}
}

static inline void add_constants(GString *out, const struct model *model)
{
	for (guint32 i = 0; i < model->n_constants; i++) {
		const struct constant *constant = &model->constants[i];
		g_string_append_printf(out, "constant %d %d %" G_GUINT64_FORMAT " %d %u %u %u %d",
				       (int)constant->kind, (int)constant->value_kind,
				       constant->value, constant->is_negative,
				       constant->enumeration, constant->ordinal, constant->command,
				       constant->is_probe);
		add_text(out, constant->name);
		add_text(out, constant->text);
		add_numbers(out, constant->also_in, constant->n_also_in);
		add_place(out, &constant->place);
	}
	for (guint32 i = 0; i < model->n_commands; i++) {
		const struct command *command = &model->commands[i];
		g_string_append_printf(out, "command %u %u %u %u %u %u %d", command->constant,
				       command->direction, command->type, command->number,
				       command->size, command->record, (int)command->source);
		add_text(out, command->argument);
		g_string_append_c(out, '\n');
	}
	for (guint32 i = 0; i < model->n_flags; i++)
		g_string_append_printf(out, "flag %u %u %u %d\n", model->flags[i].constant,
				       model->flags[i].record, model->flags[i].member,
				       (int)model->flags[i].evidence);
}

static inline void add_functions(GString *out, const struct model *model)
{
	for (guint32 i = 0; i < model->n_function_macros; i++) {
		const struct function_macro *macro = &model->function_macros[i];
		g_string_append_printf(out, "macro %d", macro->is_command);
		for (guint j = 0; j < FUNCTION_MACRO_SAMPLES; j++)
			g_string_append_printf(out, " %d:%" G_GUINT64_FORMAT, macro->has_sample[j],
					       macro->sample[j]);
		add_text(out, macro->name);
		add_text(out, macro->parameters);
		add_text(out, macro->text);
		add_place(out, &macro->place);
	}
	for (guint32 i = 0; i < model->n_functions; i++) {
		const struct function *function = &model->functions[i];
		g_string_append_printf(out, "function %d", function->is_inline);
		add_text(out, function->name);
		add_text(out, function->type);
		add_text(out, function->body);
		add_place(out, &function->place);
	}
}

/* Free with g_free(). */
static inline char *model_text(const struct model *model)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "target %d\n", (int)model->target);
	add_headers(out, model);
	add_types(out, model);
	add_constants(out, model);
	add_functions(out, model);
	return g_string_free(out, FALSE);
}

#endif
