/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * junit: the XML that test services read.  A header is a suite, a finding a test: it fails if
 * it is an error, and passes otherwise with its text as output.
 */
#include <string.h>

#include "report/format.h"

/* XML 1.0 has no way at all to write most control characters. */
static gboolean is_xml(gunichar character)
{
	return character == '\t' || character == '\n' || character == '\r' ||
	       (character >= 0x20 && character <= 0xd7ff) ||
	       (character >= 0xe000 && character <= 0xfffd) ||
	       (character >= 0x10000 && character <= 0x10ffff);
}

static void append_xml(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		const gunichar character = g_utf8_get_char(at);

		if (strchr("&<>\"'\n\t\r", (int)character) && character < 0x80)
			g_string_append_printf(out, "&#%u;", character);
		else
			g_string_append_unichar(out, is_xml(character) ? character : 0xfffd);
	}
}

static void append_attribute(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, " %s=\"", name);
	append_xml(out, value);
	g_string_append_c(out, '"');
}

/* Text between tags keeps its lines. */
static void append_content(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		if (i)
			g_string_append_c(out, '\n');
		append_xml(out, lines[i]);
	}
}

static void append_line(GString *text, const char *label, const char *value)
{
	if (value)
		g_string_append_printf(text, "%s%s\n", label, value);
}

static void append_place_line(GString *text, const struct finding *finding,
			      const struct finding_place *place, const char *word,
			      const struct report_options *options)
{
	g_autofree char *path = finding_path(finding, place, options);
	const struct finding_place shown = { path, place->line, place->column };

	append_place(text, &shown);
	g_string_append_printf(text, ": %s\n", word);
}

static char *details_of(const struct finding *finding, const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *word = g_strdup_printf("%s: %s",
						finding->severity == SEVERITY_NONE
							? verdict_names[finding->verdict]
							: severity_names[finding->severity],
						finding->message);
	g_autofree char *for_targets = target_set_format(finding->targets);

	append_place_line(text, finding, &place, word, options);
	if (finding->new_place.file && finding->old_place.file)
		append_place_line(text, finding, &finding->old_place, "was here", options);
	append_line(text, "old:   ", finding->old_map);
	append_line(text, "new:   ", finding->new_map);
	append_renamings(text, finding, 7);
	append_line(text, "why:   ", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		append_line(text, "known: ", *line);
	append_line(text, "fact:  ", finding->fact);
	append_line(text, "fix:   ", finding->fix);
	append_line(text, "for:   ", for_targets);
	if (finding->commit) {
		g_autofree char *name = commit_name(finding->commit);

		append_line(text, "by:    ", name);
	}
	append_line(text, "id:    ", finding->id);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_skipped(GString *out, const struct finding_acceptance *accepted)
{
	g_autofree char *reason =
		g_strdup_printf("accepted in %s%s%s: %s", accepted->where,
				accepted->until ? ", until " : "",
				accepted->until ? accepted->until : "", accepted->reason);

	g_string_append(out, ">\n      <skipped>");
	append_content(out, reason);
	g_string_append(out, "</skipped>\n    </testcase>\n");
}

static void append_case(GString *out, const struct finding *finding,
			const struct report_options *options)
{
	g_autofree char *name = g_strdup_printf("%s %s: %s (%s)", finding->item_kind,
						finding->item_name, finding->rule, finding->id);
	g_autofree char *details = details_of(finding, options);
	const gboolean fails = finding->severity == SEVERITY_ERROR;
	const gboolean is_quiet = finding->severity == SEVERITY_NONE;

	g_string_append(out, "    <testcase");
	append_attribute(out, "name", name);
	append_attribute(out, "classname", finding->header);
	if (finding->accepted) {
		append_skipped(out, finding->accepted);
		return;
	}
	if (is_quiet) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append(out, fails ? ">\n      <failure" : ">\n      <system-out");
	if (fails) {
		append_attribute(out, "type", finding->rule);
		append_attribute(out, "message", finding->message);
	}
	g_string_append_c(out, '>');
	append_content(out, details);
	g_string_append_printf(out, "</%s>\n    </testcase>\n", fails ? "failure" : "system-out");
}

/* What was to be judged and could not be is an error of the test, what was left out a skip. */
static void append_missing(GString *out, const struct not_judged *part, gboolean is_error)
{
	g_autofree char *for_targets = target_set_format(part->targets);
	g_autofree char *name = g_strdup_printf("%s for %s", part->header, for_targets);

	g_string_append(out, "    <testcase");
	append_attribute(out, "name", name);
	append_attribute(out, "classname", part->header);
	g_string_append(out,
			is_error ? ">\n      <error type=\"not-judged\"" : ">\n      <skipped>");
	if (is_error) {
		append_attribute(out, "message", part->reason);
		g_string_append(out, "/>\n    </testcase>\n");
		return;
	}
	append_content(out, part->reason);
	g_string_append(out, "</skipped>\n    </testcase>\n");
}

struct totals {
	gsize tests, failures, errors, skipped;
};

static void append_suite(GString *out, const char *name, const struct totals *totals,
			 const GString *cases)
{
	g_string_append(out, "  <testsuite");
	append_attribute(out, "name", name);
	g_string_append_printf(out,
			       " tests=\"%" G_GSIZE_FORMAT "\" failures=\"%" G_GSIZE_FORMAT
			       "\" errors=\"%" G_GSIZE_FORMAT "\" skipped=\"%" G_GSIZE_FORMAT
			       "\">\n%s  </testsuite>\n",
			       totals->tests, totals->failures, totals->errors, totals->skipped,
			       cases->str);
}

/* A finding of a later commit may be of a header that an earlier one had, too. */
static GPtrArray *headers_of(const struct report *report, GHashTable *findings_of)
{
	GPtrArray *headers = g_ptr_array_new();

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];
		GPtrArray *list = g_hash_table_lookup(findings_of, finding->header);

		if (finding->part_of)
			continue;
		if (!list) {
			list = g_ptr_array_new();
			g_hash_table_insert(findings_of, (gpointer)finding->header, list);
			g_ptr_array_add(headers, (gpointer)finding->header);
		}
		g_ptr_array_add(list, (gpointer)finding);
	}
	return headers;
}

static void add_totals(struct totals *all, const struct totals *some)
{
	all->tests += some->tests;
	all->failures += some->failures;
	all->errors += some->errors;
	all->skipped += some->skipped;
}

static void append_headers(GString *out, const struct report *report,
			   const struct report_options *options, struct totals *all)
{
	g_autoptr(GHashTable) findings_of =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GPtrArray) headers = headers_of(report, findings_of);

	for (guint i = 0; i < headers->len; i++) {
		const GPtrArray *list = g_hash_table_lookup(findings_of, headers->pdata[i]);
		g_autoptr(GString) cases = g_string_new(NULL);
		struct totals totals = { .tests = list->len };

		for (guint j = 0; j < list->len; j++) {
			const struct finding *finding = list->pdata[j];

			append_case(cases, finding, options);
			totals.failures += finding->severity == SEVERITY_ERROR;
			totals.skipped += finding->accepted != NULL;
		}
		append_suite(out, headers->pdata[i], &totals, cases);
		add_totals(all, &totals);
	}
}

/* Services take a report without any test for one that failed. */
static void append_run(GString *out, const struct report *report,
		       const struct report_options *options, struct totals *all)
{
	g_autoptr(GString) cases = g_string_new(NULL);
	g_autoptr(GString) summary = g_string_new(NULL);
	struct totals totals = { .tests = 1 + report->n_not_judged };

	append_summary(summary, report, options);
	g_strchomp(summary->str);
	g_string_append(cases,
			"    <testcase name=\"headers were judged\" classname=\"unbroken\">\n"
			"      <system-out>");
	append_content(cases, summary->str);
	g_string_append(cases, "</system-out>\n    </testcase>\n");
	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		const gboolean is_error = !part->expected && !options->allow_incomplete;

		append_missing(cases, part, is_error);
		totals.errors += is_error;
		totals.skipped += !is_error;
	}
	append_suite(out, "unbroken", &totals, cases);
	add_totals(all, &totals);
}

static void junit_write(const struct report *report, const struct report_options *options,
			GString *out)
{
	g_autoptr(GString) suites = g_string_new(NULL);
	struct report_options timeless = *options;
	struct totals all = { 0 };

	timeless.show_time = FALSE;
	append_run(suites, report, &timeless, &all);
	append_headers(suites, report, options, &all);
	g_string_append_printf(out,
			       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			       "<testsuites name=\"unbroken\" tests=\"%" G_GSIZE_FORMAT
			       "\" failures=\"%" G_GSIZE_FORMAT "\" errors=\"%" G_GSIZE_FORMAT
			       "\">\n%s</testsuites>\n",
			       all.tests, all.failures, all.errors, suites->str);
}

const struct report_format format_junit = {
	.name = "junit",
	.summary = "JUnit XML, for test services",
	.write = junit_write,
};
