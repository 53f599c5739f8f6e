/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/item-sheet.h"

#include <string.h>

#include "show/words.h"

static void command_direction(struct sheet *sheet, const struct command *command)
{
	static const char *const meanings[] = {
		[COMMAND_NONE] = "none is stated",
		[COMMAND_WRITE] = "the kernel reads",
		[COMMAND_READ] = "the kernel writes",
		[COMMAND_WRITE | COMMAND_READ] = "the kernel reads and writes",
	};

	sheet_label(sheet, "direction", "%s (%s)", meanings[command->direction & 3],
		    command_macro(command->direction));
}

static void command_argument(struct sheet *sheet, const struct model *model,
			     const struct command *command)
{
	static const char *const sources[] = {
		[COMMAND_TYPE_UNKNOWN] = "",           [COMMAND_TYPE_MACRO] = "",
		[COMMAND_TYPE_SIZEOF] = ", by sizeof", [COMMAND_TYPE_COMMENT] = ", says a comment",
		[COMMAND_TYPE_NAME] = ", by its name",
	};
	const char *source = sources[command->source];

	if (!command->argument)
		sheet_label(sheet, "argument", "%s",
			    command->size ? "of a type that is not known" : "none is stated");
	else if (command->record != MODEL_NONE)
		sheet_label(sheet, "argument", "%s, %" G_GUINT64_FORMAT " bytes%s",
			    command->argument, model->records[command->record].size, source);
	else
		sheet_label(sheet, "argument", "%s%s", command->argument, source);
}

static void definition_row(struct sheet *sheet, const struct constant *constant)
{
	const char *text = constant_definition(constant);

	if (text)
		sheet_label(sheet, "defined as", "%s", text);
}

static void command_rows(struct sheet *sheet, const struct model *model,
			 const struct constant *constant)
{
	const struct command *command = &model->commands[constant->command];
	g_autofree char *type = command_type_words(command->type);
	g_autofree char *text = command_words(command, TRUE);

	sheet->summary = g_strdup_printf("0x%08x", (guint32)constant->value);
	sheet_label(sheet, "means", "%s", text);
	command_direction(sheet, command);
	sheet_label(sheet, "type", "%s", type);
	sheet_label(sheet, "nr", "%u (0x%02x)", command->number, command->number);
	sheet_label(sheet, "size", "%u", command->size);
	command_argument(sheet, model, command);
	definition_row(sheet, constant);
}

static void flag_rows(struct sheet *sheet, const struct model *model,
		      const struct constant *constant)
{
	for (guint32 i = 0; i < model->n_flags; i++) {
		const struct flag *flag = &model->flags[i];
		const struct record *record = &model->records[flag->record];

		if (&model->constants[flag->constant] == constant)
			sheet_label(sheet, "value of", "%s: %s", record->name,
				    record->members[flag->member].name);
	}
}

static void constant_rows(struct sheet *sheet, const struct model *model,
			  const struct constant *constant)
{
	g_autofree char *value = constant_words(constant);

	sheet->summary = g_strdup(value);
	if (constant->value_kind != VALUE_STRING)
		definition_row(sheet, constant);
	if (constant->enumeration != MODEL_NONE) {
		const char *name = model->enumerations[constant->enumeration].name;

		sheet_label(sheet, "enumerator", "number %u of %s%s", constant->ordinal, name,
			    strchr(name, '{') ? ", ... }" : "");
	}
	flag_rows(sheet, model, constant);
	for (guint32 i = 0; i < constant->n_also_in; i++) {
		if (constant->also_in[i] != constant->place.header)
			sheet_label(sheet, "also in", "%s",
				    model->headers[constant->also_in[i]].path);
	}
}

/* Flags are read in hexadecimal; what is counted, in decimal. */
static gboolean is_counted(const struct model *model, const struct enumeration *enumeration)
{
	for (guint32 i = 0; i < enumeration->n_enumerators; i++) {
		const struct constant *constant = &model->constants[enumeration->enumerators[i]];

		if (constant->is_negative)
			return TRUE;
		if (constant->value > 2 * (guint64)enumeration->n_enumerators + 8)
			return FALSE;
	}
	return TRUE;
}

static void enumeration_rows(struct sheet *sheet, const struct model *model,
			     const struct enumeration *enumeration, const char *asked)
{
	const gboolean decimal = is_counted(model, enumeration);

	sheet->summary =
		g_strdup_printf("%u name%s, %" G_GUINT64_FORMAT " bytes",
				enumeration->n_enumerators,
				enumeration->n_enumerators == 1 ? "" : "s", enumeration->size);
	for (guint32 i = 0; i < enumeration->n_enumerators; i++) {
		const struct constant *constant = &model->constants[enumeration->enumerators[i]];
		const gboolean is_asked = g_strcmp0(asked, constant->name) == 0;
		g_autofree char *value =
			decimal ? g_strdup_printf("%" G_GINT64_FORMAT, (gint64)constant->value)
				: g_strdup_printf("0x%" G_GINT64_MODIFIER "x", constant->value);

		sheet_add(sheet, is_asked ? ROW_ASKED : ROW_PLAIN, "%12s  %s%s", value,
			  constant->name, is_asked ? "   <--" : "");
	}
}

static void type_name_rows(struct sheet *sheet, const struct type_name *type_name)
{
	if (type_name->size)
		sheet->summary = g_strdup_printf("%" G_GUINT64_FORMAT " byte%s, alignment "
						 "%" G_GUINT64_FORMAT,
						 type_name->size, type_name->size == 1 ? "" : "s",
						 type_name->alignment);
	sheet_label(sheet, "is", "%s", type_name->canonical);
}

static void macro_rows(struct sheet *sheet, const struct function_macro *macro)
{
	sheet_label(sheet, "expands to", "%s", *macro->text ? macro->text : "nothing");
	if (macro->is_command)
		sheet_label(sheet, "", "It composes the number of a command.");
}

static void function_rows(struct sheet *sheet, const struct function *function)
{
	sheet_label(sheet, "type", "%s", function->type);
	if (function->body)
		sheet_label(sheet, "inline", "%s", function->body);
}

static void item_rows(struct sheet *sheet, const struct model *model, const struct item *item)
{
	gconstpointer in = item->in[model->target];

	switch (item->kind) {
	case ITEM_RECORD:
		record_rows(sheet, model, in);
		break;
	case ITEM_MEMBER:
		member_rows(sheet, model, in, item->member);
		break;
	case ITEM_ENUMERATION:
		enumeration_rows(sheet, model, in, item->asked);
		break;
	case ITEM_TYPEDEF:
		type_name_rows(sheet, in);
		break;
	case ITEM_COMMAND:
		command_rows(sheet, model, in);
		break;
	case ITEM_CONSTANT:
		constant_rows(sheet, model, in);
		break;
	case ITEM_MACRO:
		macro_rows(sheet, in);
		break;
	case ITEM_FUNCTION:
		function_rows(sheet, in);
		break;
	}
}

struct sheet *item_sheet(const struct model *model, const struct item *item)
{
	struct sheet *sheet = sheet_new();
	struct place place = item_place(item, model->target);
	struct found_member found;

	/* A member has a place of its own. */
	if (item->kind == ITEM_MEMBER &&
	    find_member(model, item->in[model->target], item->member, &found))
		place = found.record->members[found.index].place;
	sheet->title = item_title(item);
	sheet->place = place_words(model, &place);
	item_rows(sheet, model, item);
	return sheet;
}
