/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/history.h"

#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

/* Of each kind of event, before the rest is only counted. */
#define SHORT_LIST 8

const char *const event_names[EVENT_COUNT] = {
	[EVENT_BREAKS] = "breaks",   [EVENT_DEPENDS] = "depends", [EVENT_REPAIRS] = "repairs",
	[EVENT_EXTENDS] = "extends", [EVENT_ADDS] = "adds",       [EVENT_CHANGES] = "changes",
};

enum event event_of(const struct finding *finding)
{
	static const char *const extensions[] = {
		"record/grew",          "member/arm-added",     "member/hole-used",
		"member/reserved-used", "member/tail-appended", NULL,
	};

	if (finding->is_repair || strcmp(finding->rule, "constant/repaired") == 0)
		return EVENT_REPAIRS;
	if (finding->verdict == VERDICT_BREAKS)
		return EVENT_BREAKS;
	if (finding->verdict == VERDICT_DEPENDS)
		return EVENT_DEPENDS;
	if (g_strv_contains(extensions, finding->rule))
		return EVENT_EXTENDS;
	return g_str_has_suffix(finding->rule, "/added") ? EVENT_ADDS : EVENT_CHANGES;
}

/* --- Text ------------------------------------------------------------------- */

static const char *const colors[EVENT_COUNT] = {
	[EVENT_BREAKS] = "\33[1;31m",  [EVENT_DEPENDS] = "\33[1;35m", [EVENT_REPAIRS] = "\33[1;34m",
	[EVENT_EXTENDS] = "\33[1;36m", [EVENT_ADDS] = "\33[1;32m",    [EVENT_CHANGES] = "\33[1m",
};

static void append_colored(GString *out, const struct report_options *options, const char *color,
			   const char *text)
{
	if (options->color == COLOR_ALWAYS)
		g_string_append(out, color);
	append_printable(out, text);
	if (options->color == COLOR_ALWAYS)
		g_string_append(out, "\33[m");
}

static void append_heading(GString *out, const struct history_entry *entry,
			   const struct report_options *options)
{
	g_autofree char *id = g_strndup(entry->id, 12);

	if (*id) {
		append_colored(out, options, "\33[33m", id);
		g_string_append_c(out, ' ');
	}
	if (*entry->date)
		g_string_append_printf(out, "%s ", entry->date);
	append_colored(out, options, "\33[1m", entry->name);
	g_string_append_c(out, '\n');
}

/* "  breaks   ", as wide for every event. */
static char *event_label(const struct report_options *options, enum event event)
{
	g_autoptr(GString) label = g_string_new("    ");

	append_colored(label, options, colors[event], event_names[event]);
	g_string_append_printf(label, "%*s", 9 - (int)strlen(event_names[event]), "");
	return g_string_free(g_steal_pointer(&label), FALSE);
}

static void append_header_line(GString *line, const struct finding *finding)
{
	const struct finding_place *place =
		finding->new_place.file ? &finding->new_place : &finding->old_place;

	g_string_append(line, finding->header);
	if (place->line)
		g_string_append_printf(line, ":%u", place->line);
	g_string_append(line, ": ");
}

static void append_event(GString *out, const struct history_entry *entry,
			 const struct finding *finding, enum event event,
			 const struct report_options *options)
{
	g_autofree char *label = event_label(options, event);
	g_autoptr(GString) line = g_string_new(NULL);

	append_header_line(line, finding);
	g_string_append(line, finding->message);
	if (finding->targets && finding->targets != entry->targets) {
		g_autofree char *only = target_set_format(finding->targets);

		g_string_append_printf(line, " (only %s)", only);
	}
	g_string_append_printf(line, " [%s]", finding->rule);
	if (finding->accepted)
		g_string_append_printf(line, " (accepted: %s)", finding->accepted->reason);
	append_wrapped(out, label, 13, report_width(options), line->str);
	append_renamings(out, finding, 13);
}

/* Whether a finding of the same entry tells @finding along. */
static gboolean is_told_along(const struct history_entry *entry, const struct finding *finding)
{
	for (gsize i = 0; finding->part_of && i < entry->n_findings; i++) {
		if (strcmp(entry->findings[i]->id, finding->part_of) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_event(const struct history_entry *entry, const struct finding *finding,
			 enum event event)
{
	return event_of(finding) == event && !is_told_along(entry, finding);
}

static guint count_events(const struct history_entry *entry, enum event event)
{
	guint n = 0;

	for (gsize i = 0; i < entry->n_findings; i++)
		n += is_event(entry, entry->findings[i], event);
	return n;
}

static void append_events(GString *out, const struct history_entry *entry, enum event event,
			  const struct report_options *options)
{
	guint total = count_events(entry, event), shown = 0;
	guint most = options->verbose || total <= SHORT_LIST + 1 ? total : SHORT_LIST;

	for (gsize i = 0; i < entry->n_findings && shown < most; i++) {
		if (!is_event(entry, entry->findings[i], event))
			continue;
		append_event(out, entry, entry->findings[i], event, options);
		shown++;
	}
	if (shown < total)
		g_string_append_printf(out, "             and %u more; -v names all\n",
				       total - shown);
}

/* New names come by the dozen: those of one header and kind stand in one line. */
static void append_names(GString *out, const struct history_entry *entry, gsize first,
			 gboolean *told, const struct report_options *options)
{
	const struct finding *finding = entry->findings[first];
	g_autofree char *label = event_label(options, EVENT_ADDS);
	g_autoptr(GString) line = g_string_new(finding->header);
	guint n = 0;

	g_string_append_printf(line, ": %s", finding->item_kind);
	for (gsize i = first; i < entry->n_findings; i++) {
		const struct finding *other = entry->findings[i];

		if (event_of(other) != EVENT_ADDS || strcmp(other->header, finding->header) != 0 ||
		    strcmp(other->item_kind, finding->item_kind) != 0)
			continue;
		told[i] = TRUE;
		if (n++ < SHORT_LIST || options->verbose)
			g_string_append_printf(line, "%s %s", n > 1 ? "," : "", other->item_name);
	}
	if (n > SHORT_LIST && !options->verbose)
		g_string_append_printf(line, " and %u more", n - SHORT_LIST);
	append_wrapped(out, label, 13, report_width(options), line->str);
}

static void append_additions(GString *out, const struct history_entry *entry,
			     const struct report_options *options)
{
	g_autofree gboolean *told = g_new0(gboolean, entry->n_findings + 1);
	guint lines = 0, rest = 0;

	for (gsize i = 0; i < entry->n_findings; i++) {
		if (told[i] || event_of(entry->findings[i]) != EVENT_ADDS)
			continue;
		if (options->verbose || lines++ < SHORT_LIST)
			append_names(out, entry, i, told, options);
		else
			rest++;
	}
	if (rest)
		g_string_append_printf(out, "             and %u more names; -v names all\n", rest);
}

static void append_unjudged(GString *out, const struct history_entry *entry,
			    const struct report_options *options)
{
	guint n = 0;

	for (gsize i = 0; i < entry->n_not_judged; i++) {
		const struct not_judged *part = &entry->not_judged[i];
		g_autofree char *text = g_strdup_printf("%s: %s", part->header, part->reason);

		if (part->expected || (n++ >= SHORT_LIST && !options->verbose))
			continue;
		append_wrapped(out, "    unknown  ", 13, report_width(options), text);
	}
	if (n > SHORT_LIST && !options->verbose)
		g_string_append_printf(out, "             and %u more; -v names all\n",
				       n - SHORT_LIST);
}

void history_append_text(GString *out, const struct history_entry *entry,
			 const struct report_options *options)
{
	append_heading(out, entry, options);
	if (options->quiet)
		return;
	for (guint event = 0; event < EVENT_COUNT; event++) {
		if (event == EVENT_ADDS)
			append_additions(out, entry, options);
		else
			append_events(out, entry, event, options);
	}
	append_unjudged(out, entry, options);
}
