/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of names that have others: old name, value, new name, and what the old name means.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

struct columns {
	guint indent;
	int old_name, value; /* as wide as their widest */
};

static struct columns measure(const struct finding *finding, guint indent)
{
	struct columns columns = { indent, (int)strlen("old name"), (int)strlen("value") };

	for (gsize i = 0; i < finding->n_renamings; i++) {
		const struct finding_renaming *row = &finding->renamings[i];

		columns.old_name = MAX(columns.old_name, (int)strlen(row->old_name));
		columns.value = MAX(columns.value, row->value ? (int)strlen(row->value) : 0);
	}
	return columns;
}

static void append_row(GString *out, const struct columns *columns,
		       const struct finding_renaming *row)
{
	g_autofree char *now =
		row->now ? g_strconcat("; the old name means ", row->now, NULL) : g_strdup("");
	g_autofree char *line = g_strdup_printf("%*s%-*s  %*s  %s%s", (int)columns->indent, "",
						columns->old_name, row->old_name, columns->value,
						row->value ? row->value : "", row->new_name, now);

	append_printable(out, line);
	g_string_append_c(out, '\n');
}

void append_renamings(GString *out, const struct finding *finding, guint indent)
{
	const struct columns columns = measure(finding, indent);
	const struct finding_renaming heading = { "old name", "value", "what has its meaning now",
						  NULL };

	if (!finding->n_renamings)
		return;
	append_row(out, &columns, &heading);
	for (gsize i = 0; i < finding->n_renamings; i++)
		append_row(out, &columns, &finding->renamings[i]);
}
