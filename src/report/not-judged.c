/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The list of what could not be judged.  One reason often holds for hundreds of
 * headers, so it is grouped: what leaves the run incomplete first, then what was
 * never meant to be in the inputs.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

#define SHORT_LIST 5

static void group_clear(gpointer data)
{
	struct not_judged_group *group = data;

	g_ptr_array_unref(group->parts);
}

static gint by_weight(gconstpointer left, gconstpointer right)
{
	const struct not_judged_group *a = left, *b = right;

	if (a->parts->len != b->parts->len)
		return a->parts->len > b->parts->len ? -1 : 1;
	return strcmp(a->reason, b->reason);
}

GArray *not_judged_groups(const struct report *report, gboolean expected)
{
	GArray *groups = g_array_new(FALSE, FALSE, sizeof(struct not_judged_group));
	g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);

	g_array_set_clear_func(groups, group_clear);
	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		gpointer known;

		if (part->expected != expected)
			continue;
		if (!g_hash_table_lookup_extended(index, part->reason, NULL, &known)) {
			struct not_judged_group group = { part->reason, g_ptr_array_new() };

			known = GUINT_TO_POINTER(groups->len);
			g_hash_table_insert(index, (gpointer)part->reason, known);
			g_array_append_val(groups, group);
		}
		g_ptr_array_add(g_array_index(groups, struct not_judged_group,
					      GPOINTER_TO_UINT(known))
					.parts,
				(gpointer)part);
	}
	g_array_sort(groups, by_weight);
	return groups;
}

char *not_judged_name(const struct not_judged *part, target_set all)
{
	g_autofree char *only = NULL;

	if (part->targets == all)
		return g_strdup(part->header);
	only = target_set_format(part->targets);
	return g_strdup_printf("%s (%s)", part->header, only);
}

/* All names, or as many as fit on the rest of the line. */
static void append_group(GString *out, const struct not_judged_group *group,
			 const struct report *report, const struct report_options *options)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const guint width = report_width(options);
	guint i;

	g_string_append_printf(text, "%s:", group->reason);
	for (i = 0; i < group->parts->len; i++) {
		g_autofree char *name = not_judged_name(group->parts->pdata[i], report->targets);

		if (!options->verbose && i > 0 && text->len + strlen(name) + 20 > width)
			break;
		g_string_append_printf(text, "%s %s", i == 0 ? "" : ",", name);
	}
	if (i < group->parts->len)
		g_string_append_printf(text, " and %u more", group->parts->len - i);
	append_wrapped(out, "    ", 8, width, text->str);
}

static void append_groups(GString *out, const char *heading, const GArray *groups,
			  const struct report *report, const struct report_options *options)
{
	guint n_parts = 0, n_hidden = 0;

	for (guint i = 0; i < groups->len; i++)
		n_parts += g_array_index(groups, struct not_judged_group, i).parts->len;
	if (n_parts == 0)
		return;
	g_string_append_printf(out, "%s: %u\n", heading, n_parts);
	for (guint i = 0; i < groups->len; i++) {
		const struct not_judged_group *group =
			&g_array_index(groups, struct not_judged_group, i);

		if (options->verbose || i < SHORT_LIST)
			append_group(out, group, report, options);
		else
			n_hidden += group->parts->len;
	}
	if (n_hidden > 0)
		g_string_append_printf(out, "    and %u more for other reasons; -v names all\n",
				       n_hidden);
}

void append_not_judged(GString *out, const struct report *report,
		       const struct report_options *options)
{
	g_autoptr(GArray) missing = not_judged_groups(report, FALSE);
	g_autoptr(GArray) expected = not_judged_groups(report, TRUE);

	append_groups(out, "not judged", missing, report, options);
	append_groups(out, "left out, as expected", expected, report, options);
}
