/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * github: annotations, as workflow commands of GitHub Actions.  GitHub shows ten of each kind
 * for a step and drops the others unseen, so the gravest come first, and those beyond the
 * tenth are written as plain lines of the log.
 */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

#define ANNOTATIONS_MAX 10 /* of a kind */

static const char *const commands[] = {
	[SEVERITY_NOTE] = "notice",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

/* @is_property: in front of the second "::", where more characters mean something. */
static void append_escaped(GString *out, const char *text, gboolean is_property)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *at = valid; *at; at++) {
		const guchar byte = (guchar)*at;

		if (byte == '%' || byte == '\r' || byte == '\n' ||
		    (is_property && (byte == ':' || byte == ',')))
			g_string_append_printf(out, "%%%02X", byte);
		else if (byte < ' ' && byte != '\t')
			g_string_append_c(out, '?');
		else
			g_string_append_c(out, *at);
	}
}

static void append_property(GString *out, char before, const char *name, const char *value)
{
	g_string_append_printf(out, "%c%s=", before, name);
	append_escaped(out, value, TRUE);
}

static void append_number(GString *out, const char *name, guint value)
{
	if (value)
		g_string_append_printf(out, ",%s=%u", name, value);
}

static char *text_of(const struct finding *finding, target_set all)
{
	g_autoptr(GString) text = g_string_new(NULL);

	append_message(text, finding->message);
	if (finding->targets && finding->targets != all) {
		g_autofree char *only = target_set_format(finding->targets);

		g_string_append_printf(text, " (only %s)", only);
	}
	if (finding->why)
		g_string_append_printf(text, "\nwhy: %s", finding->why);
	if (finding->fact)
		g_string_append_printf(text, "\nfact: %s", finding->fact);
	if (finding->fix)
		g_string_append_printf(text, "\nfix: %s", finding->fix);
	g_string_append_printf(text, "\nid: %s", finding->id);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_annotation(GString *out, const struct finding *finding, target_set all,
			      const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	g_autofree char *path = finding_path(finding, &place, options);
	g_autofree char *text = text_of(finding, all);

	g_string_append_printf(out, "::%s", commands[finding->severity]);
	append_property(out, ' ', "file", path);
	append_number(out, "line", place.line);
	append_number(out, "col", place.line ? place.column : 0);
	append_property(out, ',', "title", finding->rule);
	g_string_append(out, "::");
	append_escaped(out, text, FALSE);
	g_string_append_c(out, '\n');
}

/* The log is searched for commands: nothing in a plain line may look like one. */
static void append_plain(GString *out, const struct finding *finding)
{
	const struct finding_place place = finding_main_place(finding);
	g_autoptr(GString) line = g_string_new("  ");
	g_autoptr(GString) where = g_string_new(NULL);

	append_place(where, &place);
	append_printable(line, where->str);
	g_string_append_printf(line, ": %s: ", severity_names[finding->severity]);
	append_message(line, finding->message);
	g_string_append_printf(line, " [%s] %s\n", finding->rule, finding->id);
	g_string_replace(line, "##[", "## [", 0);
	g_string_append(out, line->str);
}

static void append_severity(GString *out, const struct report *report,
			    const struct report_options *options, enum severity severity,
			    gsize total)
{
	guint shown = 0;

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->severity != severity || finding->part_of)
			continue;
		if (shown++ == ANNOTATIONS_MAX)
			g_string_append_printf(out,
					       "unbroken: GitHub shows %u of %" G_GSIZE_FORMAT
					       " %ss; the others:\n",
					       ANNOTATIONS_MAX, total, severity_names[severity]);
		if (shown <= ANNOTATIONS_MAX)
			append_annotation(out, finding, report->targets, options);
		else
			append_plain(out, finding);
	}
}

static void append_missing(GString *out, const struct report *report)
{
	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		g_autoptr(GString) line = g_string_new("  not judged: ");

		if (part->expected)
			continue;
		append_printable(line, part->header);
		g_string_append(line, ": ");
		append_printable(line, part->reason);
		g_string_replace(line, "##[", "## [", 0);
		g_string_append_printf(out, "%s\n", line->str);
	}
}

static void github_write(const struct report *report, const struct report_options *options,
			 GString *out)
{
	g_autoptr(GString) summary = g_string_new(NULL);
	struct report_counts counts;

	report_count(report, &counts);
	for (guint severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE && !options->quiet;
	     severity--)
		append_severity(out, report, options, severity, counts.severities[severity]);
	if (!options->quiet)
		append_missing(out, report);
	append_summary(summary, report, options);
	g_string_replace(summary, "##[", "## [", 0);
	g_string_append(out, summary->str);
}

const struct report_format format_github = {
	.name = "github",
	.summary = "annotations of GitHub Actions",
	.write = github_write,
};
