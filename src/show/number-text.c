/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The text format: numbers.
 */
#include "model/number.h"
#include "show/texting.h"
#include "show/words.h"

static struct sheet *number_sheet(const struct query *query, enum target_id target)
{
	const guint32 number = (guint32)query_number(query, target);
	struct sheet *sheet = sheet_new();
	struct command parts = { 0 };
	g_autofree char *text = NULL;

	command_decode(target, number, &parts);
	text = command_words(&parts, TRUE);
	sheet->title = g_strdup("as the number of a command");
	sheet->place = g_strdup(query->text);
	sheet->summary = g_strdup_printf("0x%08x %s", number, text);
	return sheet;
}

/* What distinguishes the command from the number that was asked for. */
static char *difference_words(const struct shown *shown, const struct item *item)
{
	const enum target_id first = item_first(item);
	const struct constant *constant = item->in[first];
	const struct command *command = &shown->models->of[first]->commands[constant->command];
	g_autoptr(GString) text = g_string_new(NULL);
	struct command parts = { 0 };

	command_decode(first, (guint32)query_number(shown->query, first), &parts);
	if (command->direction != parts.direction)
		g_string_append_printf(text, "%s, not %s", command_macro(command->direction),
				       command_macro(parts.direction));
	if (command->size != parts.size)
		g_string_append_printf(text, "%ssize %u, not %u", text->len ? "; " : "",
				       command->size, parts.size);
	return g_strdup(text->str);
}

/* One line for a command: "linux/foo.h:3:9: FOO_SET 0x40104601 _IOW('F', 0x01, 16)". */
static void draw_command_line(const struct texting *texting, const struct item *item,
			      const char *remark)
{
	const enum target_id first = item_first(item);
	const struct model *model = texting->shown->models->of[first];
	const struct constant *constant = item->in[first];
	g_autofree char *place = place_words(model, &constant->place);
	g_autofree char *words = command_words(&model->commands[constant->command], TRUE);
	g_autofree char *only = text_only(item_targets(item), texting->shown->targets);

	text_say(texting, ROW_HEADING, "%s: %s", place, item->name);
	text_say(texting, ROW_PLAIN, "    0x%08x  %s%s%s%s", (guint32)constant->value, words,
		 *remark ? ": " : "", remark, only);
}

static void draw_constant_line(const struct texting *texting, const struct item *item)
{
	const enum target_id first = item_first(item);
	const struct model *model = texting->shown->models->of[first];
	const struct constant *constant = item->in[first];
	g_autofree char *place = place_words(model, &constant->place);
	g_autofree char *value = constant_words(constant);
	g_autofree char *only = text_only(item_targets(item), texting->shown->targets);

	text_say(texting, ROW_PLAIN, "%s: %s  %s%s", place, item->name, value, only);
}

static void draw_near(const struct texting *texting, const struct number_answer *answer)
{
	text_say(texting, ROW_PLAIN, "no command here has this number");
	if (answer->near->len) {
		text_begin_block(texting);
		text_say(texting, ROW_PLAIN, "nearest, of the same type and nr:");
	}
	for (guint i = 0; i < answer->near->len; i++) {
		const struct item *item = &g_array_index(answer->near, struct item, i);
		g_autofree char *difference = difference_words(texting->shown, item);

		draw_command_line(texting, item, difference);
	}
	if (answer->same_type->len) {
		text_begin_block(texting);
		text_say(texting, ROW_PLAIN,
			 "no command has this type and nr; nearest, of the same type:");
	}
	for (guint i = 0; i < answer->same_type->len; i++)
		draw_command_line(texting, &g_array_index(answer->same_type, struct item, i), "");
}

static void draw_values(const struct texting *texting, const struct number_answer *answer)
{
	const GArray *items = answer->values->len ? answer->values : answer->bits;

	if (!items->len)
		return;
	text_begin_block(texting);
	text_say(texting, ROW_PLAIN, "%s",
		 answer->values->len ? "constants with this value:"
				     : "none has this value; bits of it:");
	for (guint i = 0; i < items->len; i++)
		draw_constant_line(texting, &g_array_index(items, struct item, i));
	if (answer->bits->len && answer->unnamed)
		text_say(texting, ROW_PLAIN, "bits of it without a name: 0x%" G_GINT64_MODIFIER "x",
			 answer->unnamed);
	if (answer->n_more_values)
		text_say(texting, ROW_PLAIN, "and %u more; --value= names all",
			 answer->n_more_values);
}

/* The number of the command on @target, if it has it there. */
static const struct command *command_on(const struct texting *texting, const struct item *item,
					enum target_id target, guint32 *number)
{
	const struct model *model = texting->shown->models->of[target];
	const struct constant *constant = model ? model_constant(model, item->name) : NULL;

	if (!constant || constant->command == MODEL_NONE)
		return NULL;
	*number = (guint32)constant->value;
	return &model->commands[constant->command];
}

/* Where the command has another number, as sizes and packing differ. */
static void draw_elsewhere(const struct texting *texting, const struct item *item)
{
	target_set done = item_targets(item);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		guint32 number, other;
		target_set same = 0;
		const struct command *command = command_on(texting, item, id, &number);
		g_autofree char *names = NULL, *words = NULL;

		if (!command || (done & TARGET_BIT(id)))
			continue;
		for (guint next = id; next < TARGET_COUNT; next++) {
			if (command_on(texting, item, next, &other) && other == number)
				same |= TARGET_BIT(next);
		}
		words = command_words(command, TRUE);
		names = target_set_format(same);
		text_say(texting, ROW_PLAIN, "* on %s: 0x%08x %s", names, number, words);
		done |= same;
	}
}

static void draw_exact(const struct texting *texting, const struct item *item)
{
	text_item(texting, item, 0);
	draw_elsewhere(texting, item);
}

void text_number(const struct texting *texting, const struct number_answer *answer)
{
	struct sheet *sheets[TARGET_COUNT] = { NULL };

	for (guint id = 0; answer->is_command && id < TARGET_COUNT; id++) {
		if (texting->shown->targets & TARGET_BIT(id))
			sheets[id] = number_sheet(texting->shown->query, id);
	}
	sheets_draw(texting->out, texting->style, sheets, TRUE, 0);
	if (answer->is_command && !answer->exact->len)
		draw_near(texting, answer);
	for (guint i = 0; i < answer->exact->len; i++)
		draw_exact(texting, &g_array_index(answer->exact, struct item, i));
	draw_values(texting, answer);
}
