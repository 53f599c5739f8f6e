/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --format=text.
 */
#include "report/wrap.h"
#include "show/item-sheet.h"
#include "show/texting.h"
#include "show/users.h"
#include "show/words.h"

void text_begin_block(const struct texting *texting)
{
	if (texting->out->len)
		g_string_append_c(texting->out, '\n');
}

void text_say(const struct texting *texting, enum row_paint paint, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	line_draw(texting->out, texting->style, paint, text);
}

char *text_only(target_set set, target_set all)
{
	g_autofree char *names = target_set_format(set);

	return (set & all) == all ? g_strdup("") : g_strdup_printf(" (only %s)", names);
}

static char *user_words(const struct user *user)
{
	g_autofree char *command = NULL;

	if (user->kind == USER_COMMAND) {
		command = command_words(&user->command, FALSE);
		return g_strdup_printf("%s  %s", user->name, command);
	}
	if (user->kind == USER_TYPEDEF)
		return g_strdup_printf("typedef %s", user->name);
	if (!*user->member)
		return g_strdup(user->name);
	return g_strdup_printf("%s: %s%s", user->name, user->kind == USER_POINTER ? "*" : "",
			       user->member);
}

static void draw_users(const struct texting *texting, const struct item *item)
{
	const struct shown *shown = texting->shown;
	g_autoptr(GArray) users = NULL;

	if (item->kind != ITEM_RECORD && item->kind != ITEM_ENUMERATION)
		return;
	users = find_users(shown->models, item);
	if (users->len)
		text_say(texting, ROW_PLAIN, "  used by");
	for (guint i = 0; i < users->len; i++) {
		const struct user *user = &g_array_index(users, struct user, i);
		g_autofree char *words = user_words(user);
		g_autofree char *only = text_only(user->targets, item_targets(item));

		text_say(texting, ROW_PLAIN, "    %s  in %s%s", words, user->header, only);
	}
}

void text_item(const struct texting *texting, const struct item *item, target_set absent)
{
	const struct shown *shown = texting->shown;
	struct sheet *sheets[TARGET_COUNT] = { NULL };
	const gboolean whole = item->kind == ITEM_RECORD;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (item->in[id])
			sheets[id] = item_sheet(shown->models->of[id], item);
	}
	text_begin_block(texting);
	sheets_draw(texting->out, texting->style, sheets, whole, absent);
	draw_users(texting, item);
}

static void draw_missing(const struct texting *texting, const struct missing *missing)
{
	g_autofree char *only = text_only(missing->targets, texting->shown->targets);
	g_autofree char *text =
		g_strdup_printf("%s%s%s: %s%s", missing->path, missing->item ? ": " : "",
				missing->item ? missing->item : "", missing->reason, only);

	append_wrapped(texting->out,
		       missing->expected ? "left out, as expected: " : "not judged: ", 4,
		       texting->style->width, text);
}

static target_set missing_targets(const struct shown *shown)
{
	target_set set = 0;

	for (guint i = 0; i < shown->missing->len; i++)
		set |= g_array_index(shown->missing, struct missing, i).targets;
	return set;
}

static void draw_found(const struct texting *texting, const struct item *item)
{
	const struct shown *shown = texting->shown;

	text_item(texting, item, shown->targets & ~item_targets(item) & ~missing_targets(shown));
}

/* "since v6.1   cap_offset, pad" */
static void draw_since(const struct texting *texting, const struct since *since)
{
	g_autofree char *label =
		g_strdup_printf("  %s%s  ", since->revision, since->is_first ? " or before" : "");
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < since->parts->len; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "",
				       (const char *)since->parts->pdata[i]);
	append_wrapped(texting->out, label, 4, texting->style->width, names->str);
}

static void draw_all_since(const struct texting *texting, const GArray *since)
{
	text_begin_block(texting);
	text_say(texting, ROW_HEADING, "since");
	for (guint i = 0; i < since->len; i++)
		draw_since(texting, &g_array_index(since, struct since, i));
}

void show_text(const struct shown *shown, const struct style *style, GString *out)
{
	const struct texting texting = { shown, style, out };

	for (guint i = 0; i < shown->items->len; i++)
		draw_found(&texting, &g_array_index(shown->items, struct item, i));
	if (shown->number)
		text_number(&texting, shown->number);
	for (guint i = 0; shown->contents && i < shown->contents->len; i++)
		text_contents(&texting, shown->contents->pdata[i]);
	if (shown->since)
		draw_all_since(&texting, shown->since);
	if (shown->missing->len)
		text_begin_block(&texting);
	for (guint i = 0; i < shown->missing->len; i++)
		draw_missing(&texting, &g_array_index(shown->missing, struct missing, i));
}
