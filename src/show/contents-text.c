/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The text format: what is in a header.
 */
#include <string.h>

#include "report/wrap.h"
#include "show/texting.h"
#include "show/words.h"

static const char *const section_names[] = {
	[ITEM_RECORD] = "records",
	[ITEM_ENUMERATION] = "enumerations",
	[ITEM_TYPEDEF] = "typedefs",
	[ITEM_COMMAND] = "commands",
	[ITEM_MACRO] = "macros with parameters",
	[ITEM_FUNCTION] = "functions",
};

/* What stands behind an item's name, on one target. */
static char *content_detail(const struct model *model, const struct item *item)
{
	gconstpointer in = item->in[model->target];
	const struct constant *constant = in;

	switch (item->kind) {
	case ITEM_RECORD:
		return g_strdup_printf("%" G_GUINT64_FORMAT " bytes",
				       ((const struct record *)in)->size);
	case ITEM_ENUMERATION:
		return g_strdup_printf("%u names", ((const struct enumeration *)in)->n_enumerators);
	case ITEM_TYPEDEF:
		return g_strdup(((const struct type_name *)in)->canonical);
	case ITEM_COMMAND:
		return command_words(&model->commands[constant->command], TRUE);
	default:
		return g_strdup("");
	}
}

/* "24 bytes", or "24 bytes; 16 bytes on i386, arm". */
static char *content_details(const struct texting *texting, const struct item *item)
{
	g_autoptr(GString) text = g_string_new(NULL);
	target_set done = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_autofree char *detail = NULL, *names = NULL;
		target_set same = 0;

		if (!item->in[id] || (done & TARGET_BIT(id)))
			continue;
		detail = content_detail(texting->shown->models->of[id], item);
		for (guint other = id; other < TARGET_COUNT; other++) {
			g_autofree char *theirs =
				item->in[other]
					? content_detail(texting->shown->models->of[other], item)
					: NULL;

			same |= g_strcmp0(detail, theirs) == 0 ? TARGET_BIT(other) : 0;
		}
		names = target_set_format(same);
		if (done)
			g_string_append_printf(text, "; %s on %s", detail, names);
		else
			g_string_append(text, detail);
		done |= same;
	}
	return g_strdup(text->str);
}

static void draw_content(const struct texting *texting, const struct contents *contents,
			 const struct item *item, guint width)
{
	const struct place place = item_place(item, item_first(item));
	const gboolean is_plain = item->kind == ITEM_COMMAND || item->kind == ITEM_TYPEDEF ||
				  item->kind == ITEM_FUNCTION;
	g_autofree char *title = is_plain ? g_strdup(item->name) : item_title(item);
	g_autofree char *details = content_details(texting, item);
	g_autofree char *only = text_only(item_targets(item), contents->targets);
	g_autofree char *line =
		g_strdup_printf("  %6u  %-*s  %s%s", place.line, (int)width, title, details, only);

	g_strchomp(line);
	text_say(texting, ROW_PLAIN, "%s", line);
}

static void draw_section(const struct texting *texting, const struct contents *contents,
			 guint first, guint n)
{
	const enum item_kind kind = g_array_index(contents->items, struct item, first).kind;
	gsize width = 0;

	for (guint i = first; i < first + n; i++)
		width = MAX(width, strlen(g_array_index(contents->items, struct item, i).name));
	text_begin_block(texting);
	text_say(texting, ROW_HEADING, "  line  %s (%u)", section_names[kind], n);
	for (guint i = first; i < first + n; i++)
		draw_content(texting, contents, &g_array_index(contents->items, struct item, i),
			     (guint)MIN(width, 40));
}

static void draw_paths(const struct texting *texting, const char *label, const GPtrArray *paths)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < paths->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)paths->pdata[i]);
	append_wrapped(texting->out, label, 15, texting->style->width,
		       paths->len ? text->str : "nothing");
}

void text_contents(const struct texting *texting, const struct contents *contents)
{
	const GArray *items = contents->items;
	g_autofree char *names = target_set_format(contents->targets);

	text_begin_block(texting);
	text_say(texting, ROW_HEADING, "%s: header %s", contents->shown, contents->path);
	append_wrapped(texting->out, "  on ", 5, texting->style->width, names);
	draw_paths(texting, "  includes     ", contents->includes);
	draw_paths(texting, "  included by  ", contents->included_by);
	text_say(texting, ROW_PLAIN, "  constants    %u macros, %u enumerators", contents->n_macros,
		 contents->n_enumerators);
	for (guint i = 0, n; i < items->len; i += n) {
		const enum item_kind kind = g_array_index(items, struct item, i).kind;

		for (n = 1; i + n < items->len; n++) {
			if (g_array_index(items, struct item, i + n).kind != kind)
				break;
		}
		draw_section(texting, contents, i, n);
	}
}
