/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as text. */
#include "devices/vfio/migration-states.h"
#include "exercise/vfio-migration.h"

const char *exercise_state_name(guint revision, guint32 state)
{
	static const char *const v1[EXERCISE_STATES] = { "stopped",  "running",  "stop-and-copy",
							 "pre-copy", "resuming", "(5)",
							 "error",    "(7)" };

	return revision == 1 && state < EXERCISE_STATES ? v1[state] : migration_state_name(state);
}

static void put_deviation(GString *text, const struct exercise_deviation *deviation)
{
	g_string_append_printf(text, "deviates: %s [%s]", deviation->message, deviation->rule->id);
	if (deviation->count > 1)
		g_string_append_printf(text, " (%u times)", deviation->count);
	g_string_append_printf(text, "\n    promised: %s\n    where:    %s\n",
			       deviation->rule->promise, deviation->rule->reference);
}

/* "12": done so often; "no": refused; "+3": and failed as it was made to; "-": never asked for. */
static void put_cell(GString *text, const struct exercise_coverage *cell)
{
	g_autoptr(GString) is = g_string_new(NULL);

	if (cell->done)
		g_string_append_printf(is, "%u", cell->done);
	else
		g_string_append(is, cell->refused ? "no" : cell->asked ? "?" : "-");
	if (cell->failed)
		g_string_append_printf(is, "+%u", cell->failed);
	g_string_append_printf(text, " %9s", is->str);
}

static void put_table(GString *text, const struct exercise_report *report)
{
	guint end = report->revision == 1 ? 7 : EXERCISE_STATES;

	g_string_append(text, "\nrequests, from the state of the row to that of the column: how "
			      "often they were done,\n+ how often they failed when they were made "
			      "to, no: refused, -: not asked for\n");
	g_string_append_printf(text, "%-17s", "");
	for (guint32 to = 0; to < end; to++)
		g_string_append_printf(text, " %9u", to);
	g_string_append_c(text, '\n');
	for (guint32 from = 0; from < end; from++) {
		g_string_append_printf(text, "%u %-15s", from,
				       exercise_state_name(report->revision, from));
		for (guint32 to = 0; to < end; to++)
			put_cell(text, &report->coverage[from][to]);
		g_string_append_c(text, '\n');
	}
}

/* How many arcs there are for such a device, and how many were gone by themselves. */
static void put_arcs(GString *text, const struct exercise_report *report)
{
	guint all = 0, done = 0;

	for (guint32 from = 0; from < EXERCISE_STATES; from++) {
		for (guint32 to = 0; to < EXERCISE_STATES; to++) {
			if (!migration_arc_find(from, to, report->flags))
				continue;
			all++;
			done += report->coverage[from][to].done > 0;
		}
	}
	if (report->revision == 2)
		g_string_append_printf(text, "arcs: %u of %u\n", done, all);
}

char *exercise_report_text(const struct exercise_report *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < report->deviations->len; i++)
		put_deviation(text, report->deviations->pdata[i]);
	for (guint i = 0; i < report->notes->len; i++)
		g_string_append_printf(text, "note: %s\n", (char *)report->notes->pdata[i]);
	put_table(text, report);
	put_arcs(text, report);
	g_string_append_printf(text,
			       "sequences: %u, bytes saved: %" G_GUINT64_FORMAT
			       ", loaded: %" G_GUINT64_FORMAT "\n"
			       "promises looked at: %u, deviations: %u\n",
			       report->sequences, report->saved, report->loaded, report->checks,
			       report->deviations->len);
	return g_string_free(text, FALSE);
}
