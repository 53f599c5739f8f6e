/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a page: the states and what leads from one to another, and what deviates. */
#include <math.h>

#include "devices/vfio/migration-states.h"
#include "exercise/vfio-migration.h"

#define WIDTH  900
#define HEIGHT 310

#define BOX_WIDTH  150
#define BOX_HEIGHT 44
#define APART      9 /* half of what two arrows between the same states are apart */

struct point {
	double x, y;
};

/* Neighbours stand beside each other; a device without P2P has longer arrows. */
static const struct point places_v2[EXERCISE_STATES] = {
	{ 100, 250 }, { 320, 60 }, { 790, 60 },  { 320, 250 },
	{ 100, 60 },  { 555, 60 }, { 790, 250 }, { 555, 250 },
};

static const struct point places_v1[EXERCISE_STATES] = {
	{ 200, 110 }, { 470, 40 }, { 330, 270 }, { 610, 270 },
	{ 740, 110 }, { 0, 0 },    { 90, 270 },  { 0, 0 },
};

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<title>VFIO migration: what was exercised</title>\n<style>\n"
	":root { color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --dim: #777 }\n"
	"@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #ff7b72 } }\n"
	"body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; "
	"padding: 0 1rem }\n"
	"svg { width: 100%; height: auto } svg text { font: 13px system-ui, sans-serif; "
	"fill: currentColor; text-anchor: middle }\n"
	"rect { fill: none; stroke: currentColor } .done { stroke: var(--good); stroke-width: 2 }\n"
	".open { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 6 4 } "
	".absent { opacity: .25 }\n"
	".failed { stroke-width: 4 }\n"
	"table { border-collapse: collapse; font-size: 13px } td, th { padding: .2rem .6rem; "
	"text-align: right; "
	"border-bottom: 1px solid #8884 } th:first-child { text-align: left }\n"
	".deviation { border-left: 4px solid var(--bad); padding-left: 1rem; margin: 1rem 0 }\n"
	"small { color: var(--dim) } div.wide { overflow-x: auto }\n"
	"</style>\n</head>\n<body>\n";

static const char marks[] =
	"<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" "
	"markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
	"<path d=\"M0 0L8 4L0 8z\" fill=\"context-stroke\"/></marker></defs>\n";

static const char *state_name(const struct exercise_report *report, guint32 state)
{
	return exercise_state_name(report->revision, state);
}

static gboolean is_there(const struct exercise_report *report, guint32 state)
{
	if (report->revision == 1)
		return state < 5 || state == 6;
	return state == 0 || migration_state_is_offered(state, report->flags);
}

/* Whether an arrow is drawn: for an arc; in revision 1 for any request. */
static gboolean is_arrow(const struct exercise_report *report, guint32 from, guint32 to)
{
	if (report->revision == 1)
		return from != to && from < 5 && to < 5;
	return migration_arc_find(from, to, report->flags) != NULL;
}

/* How far a line can go from @at, within @half of 0, in steps of @step. */
static double steps_to_edge(double at, double step, double half)
{
	return step == 0 ? HUGE_VAL : ((step > 0 ? half : -half) - at) / step;
}

/* Where a line beside the middle of a box, and in parallel to one to @to, leaves the box. */
static struct point edge_of_box(struct point box, struct point beside, struct point to)
{
	double x = to.x - box.x, y = to.y - box.y;
	double steps = fmin(steps_to_edge(beside.x, x, BOX_WIDTH / 2 + 3),
			    steps_to_edge(beside.y, y, BOX_HEIGHT / 2 + 3));

	return (struct point){ box.x + beside.x + x * steps, box.y + beside.y + y * steps };
}

static void put_arrow(GString *page, const struct exercise_report *report,
		      const struct point *places, guint32 from, guint32 to)
{
	const struct exercise_coverage *cell = &report->coverage[from][to];
	struct point a = places[from], b = places[to], start, end;
	double length = hypot(b.x - a.x, b.y - a.y);
	struct point beside = { -(b.y - a.y) / length * APART, (b.x - a.x) / length * APART };

	start = edge_of_box(a, beside, b);
	end = edge_of_box(b, beside, a);
	g_string_append_printf(
		page,
		"<path class=\"%s%s\" marker-end=\"url(#a)\" d=\"M%.0f %.0fL%.0f %.0f\">"
		"<title>%s to %s: asked for %u times, done %u, refused %u, failed as it was made "
		"to %u</title></path>\n",
		cell->done ? "done" : "open", cell->failed ? " failed" : "", start.x, start.y,
		end.x, end.y, state_name(report, from), state_name(report, to), cell->asked,
		cell->done, cell->refused, cell->failed);
}

static void put_box(GString *page, const struct exercise_report *report, struct point place,
		    guint32 state)
{
	g_string_append_printf(page,
			       "<g%s><rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" "
			       "rx=\"8\"/><text x=\"%.0f\" y=\"%.0f\">%s</text></g>\n",
			       is_there(report, state) ? "" : " class=\"absent\"",
			       place.x - BOX_WIDTH / 2, place.y - BOX_HEIGHT / 2, BOX_WIDTH,
			       BOX_HEIGHT, place.x, place.y + 5, state_name(report, state));
}

static void put_diagram(GString *page, const struct exercise_report *report)
{
	const struct point *places = report->revision == 1 ? places_v1 : places_v2;

	g_string_append_printf(page,
			       "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"the "
			       "states and what was asked for\">\n%s",
			       WIDTH, HEIGHT, marks);
	for (guint32 from = 0; from < EXERCISE_STATES; from++) {
		for (guint32 to = 0; to < EXERCISE_STATES; to++) {
			if (is_arrow(report, from, to))
				put_arrow(page, report, places, from, to);
		}
	}
	for (guint32 state = 0; state < EXERCISE_STATES; state++) {
		if (report->revision == 2 || is_there(report, state))
			put_box(page, report, places[state], state);
	}
	g_string_append(page, "</svg>\n<p><small>Solid: gone through. Thick: also made to fail. "
			      "Dashed: not gone through.</small></p>\n");
}

static void put_cell(GString *page, const struct exercise_coverage *cell)
{
	g_string_append(page, "<td>");
	if (cell->done)
		g_string_append_printf(page, "%u", cell->done);
	else
		g_string_append(page, cell->refused ? "no" : cell->asked ? "?" : "&ndash;");
	if (cell->failed)
		g_string_append_printf(page, "+%u", cell->failed);
	g_string_append(page, "</td>");
}

static void put_table(GString *page, const struct exercise_report *report)
{
	g_string_append(page, "<h3>Requests</h3>\n<p>From the state of the row to that of the "
			      "column: how often they were done, + how often they failed when they "
			      "were made to; no: refused.</p>\n<div class=\"wide\"><table>\n"
			      "<tr><th></th>");
	for (guint32 to = 0; to < EXERCISE_STATES; to++) {
		if (is_there(report, to))
			g_string_append_printf(page, "<th>%s</th>", state_name(report, to));
	}
	g_string_append(page, "</tr>\n");
	for (guint32 from = 0; from < EXERCISE_STATES; from++) {
		if (!is_there(report, from))
			continue;
		g_string_append_printf(page, "<tr><th>%s</th>", state_name(report, from));
		for (guint32 to = 0; to < EXERCISE_STATES; to++) {
			if (is_there(report, to))
				put_cell(page, &report->coverage[from][to]);
		}
		g_string_append(page, "</tr>\n");
	}
	g_string_append(page, "</table></div>\n");
}

static void put_deviations(GString *page, const struct exercise_report *report)
{
	for (guint i = 0; i < report->deviations->len; i++) {
		const struct exercise_deviation *deviation = report->deviations->pdata[i];
		g_autofree char *often = deviation->count > 1
						 ? g_strdup_printf(" (%u times)", deviation->count)
						 : g_strdup("");
		g_autofree char *text = g_markup_printf_escaped(
			"<div class=\"deviation\"><b>%s</b>%s <code>%s</code><br>"
			"promised: %s<br><small>%s</small></div>\n",
			deviation->message, often, deviation->rule->id, deviation->rule->promise,
			deviation->rule->reference);

		g_string_append(page, text);
	}
	for (guint i = 0; i < report->notes->len; i++) {
		g_autofree char *note =
			g_markup_printf_escaped("<p>Note: %s</p>\n",
						(const char *)report->notes->pdata[i]);

		g_string_append(page, note);
	}
}

static void put_report(GString *page, const struct exercise_report *report)
{
	g_string_append_printf(page,
			       "<h2>Revision %u</h2>\n<p>%u promises looked at, <b>%u "
			       "deviations</b>; %u sequences, %" G_GUINT64_FORMAT
			       " bytes saved and %" G_GUINT64_FORMAT " loaded.</p>\n",
			       report->revision, report->checks, report->deviations->len,
			       report->sequences, report->saved, report->loaded);
	put_deviations(page, report);
	put_diagram(page, report);
	put_table(page, report);
}

char *exercise_report_html(const char *device, struct exercise_report *const *reports, gsize n)
{
	GString *page = g_string_new(head);
	g_autofree char *title =
		g_markup_printf_escaped("<h1>Migration of the VFIO device %s</h1>\n", device);

	g_string_append(page, title);
	for (gsize i = 0; i < n; i++)
		put_report(page, reports[i]);
	g_string_append(page, "</body>\n</html>\n");
	return g_string_free(page, FALSE);
}
