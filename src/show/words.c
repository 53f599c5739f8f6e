/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/words.h"

#include <string.h>

char *constant_words(const struct constant *constant)
{
	const char *text = constant->text ? constant->text : "";

	switch (constant->value_kind) {
	case VALUE_INTEGER:
		break;
	case VALUE_STRING:
		return g_strdup_printf("\"%s\"", text);
	case VALUE_EMPTY:
		return g_strdup("defined to nothing");
	case VALUE_NOT_CONSTANT:
		return g_strdup("no constant for a program");
	}
	if (constant->is_negative)
		return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)constant->value);
	if (constant->value < 10)
		return g_strdup_printf("%" G_GUINT64_FORMAT, constant->value);
	return g_strdup_printf("%" G_GUINT64_FORMAT " (0x%" G_GINT64_MODIFIER "x)", constant->value,
			       constant->value);
}

const char *constant_definition(const struct constant *constant)
{
	guint64 value;
	char *end;

	if (!constant->text || constant->n_also_in)
		return NULL;
	value = g_ascii_strtoull(constant->text, &end, 0);
	end += strspn(end, "uUlL");
	if (constant->value_kind == VALUE_INTEGER && end != constant->text && !*end &&
	    value != constant->value)
		return NULL;
	return constant->text;
}

const char *command_macro(guint32 direction)
{
	static const char *const names[] = {
		[COMMAND_NONE] = "_IO",
		[COMMAND_WRITE] = "_IOW",
		[COMMAND_READ] = "_IOR",
		[COMMAND_WRITE | COMMAND_READ] = "_IOWR",
	};

	return names[direction & (COMMAND_WRITE | COMMAND_READ)];
}

static gboolean is_shown(guint32 type)
{
	return g_ascii_isgraph((char)type) && type < 0x80 && type != '\'' && type != '\\';
}

char *command_type_words(guint32 type)
{
	return is_shown(type) ? g_strdup_printf("'%c' (0x%02x)", (char)type, type)
			      : g_strdup_printf("0x%02x", type);
}

char *command_words(const struct command *command, gboolean with_size)
{
	g_autoptr(GString) text = g_string_new(command_macro(command->direction));

	if (is_shown(command->type))
		g_string_append_printf(text, "('%c', ", (char)command->type);
	else
		g_string_append_printf(text, "(0x%02x, ", command->type);
	g_string_append_printf(text, "0x%02x", command->number);
	if (with_size && (command->direction || command->size))
		g_string_append_printf(text, ", %u bytes", command->size);
	g_string_append_c(text, ')');
	return g_strdup(text->str);
}

char *item_title(const struct item *item)
{
	switch (item->kind) {
	case ITEM_RECORD:
	case ITEM_ENUMERATION:
		if (strchr(item->name, '{'))
			return g_strconcat(item->name, ", ... }", NULL);
		if (strchr(item->name, ' '))
			return g_strdup(item->name);
		break;
	case ITEM_MEMBER:
		return g_strconcat(item->name, ": ", item->member, NULL);
	case ITEM_MACRO:
		return g_strconcat(
			item->name,
			((const struct function_macro *)item->in[item_first(item)])->parameters,
			NULL);
	default:
		break;
	}
	return g_strconcat(item_kind_name(item), " ", item->name, NULL);
}

char *place_words(const struct model *model, const struct place *place)
{
	return g_strdup_printf("%s:%u:%u", model->headers[place->header].shown, place->line,
			       place->column);
}
