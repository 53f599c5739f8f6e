/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --format=html: one file that asks for nothing, for reading in a browser and on
 * paper.  Without its script it is complete; the script searches, filters and moves.
 */
#include "report/html.h"

#include <string.h>

#include "report/format.h"

static const char icon[] =
	"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
	"%3Cpath d='M2 4h12v3H2zM2 9h7v3H2z' fill='%23777'/%3E"
	"%3Cpath d='M11 9h3v3h-3z' fill='%23b3261e'/%3E%3C/svg%3E";

/* --- Head --------------------------------------------------------------------- */

/* What a policy says of a text that is in the page. */
static char *hash_of(const char *text)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize length = sizeof(digest);
	g_autofree char *base64 = NULL;

	g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
	g_checksum_get_digest(checksum, digest, &length);
	base64 = g_base64_encode(digest, length);
	return g_strdup_printf("'sha256-%s'", base64);
}

/* The last part of a path: what is compared is told in full below. */
static const char *short_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	if (strcmp(name, ".") == 0)
		return "the working tree";
	if (strcmp(name, ":") == 0)
		return "the index";
	return slash && slash[1] ? slash + 1 : name;
}

static void put_head(struct html_page *page)
{
	g_autofree char *style = hash_of(html_css);
	g_autofree char *script = hash_of(html_js);

	html_put(page->out,
		 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	html_put(page->out,
		 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		 "style-src %s; script-src %s; img-src data:; base-uri 'none'; "
		 "form-action 'none'\">\n",
		 style, script);
	g_string_append(page->out,
			"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			"<meta name=\"color-scheme\" content=\"light dark\">\n"
			"<meta name=\"referrer\" content=\"no-referrer\">\n"
			"<meta name=\"generator\" content=\"unbroken\">\n");
	html_put(page->out, "<title>%s to %s - unbroken</title>\n",
		 short_name(page->report->old_name), short_name(page->report->new_name));
	g_string_append_printf(page->out, "<link rel=\"icon\" href=\"%s\">\n", icon);
	g_string_append_printf(page->out, "<style>%s</style>\n</head>\n<body>\n", html_css);
}

/* The pattern that holes are filled with, and that of reserved bytes. */
static const char patterns[] =
	"<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
	"<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	"patternTransform=\"rotate(45)\"><path d=\"M0 0V6\"/></pattern>"
	"<pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
	"<circle cx=\"3\" cy=\"3\" r=\"0.9\"/></pattern></defs></svg>\n";

/* --- Summary ------------------------------------------------------------------ */

/* What a cell of the table counts. */
struct matrix {
	gsize cells[DIMENSION_EVOLVE + 1][VERDICT_BREAKS + 1];
	gsize rows[DIMENSION_EVOLVE + 1];
};

static struct matrix count_matrix(const struct report *report)
{
	struct matrix matrix = { 0 };

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->part_of)
			continue;
		matrix.cells[finding->dimension][finding->verdict]++;
		matrix.rows[finding->dimension]++;
	}
	return matrix;
}

static void put_cell(GString *out, gsize count, enum dimension dimension, enum verdict verdict)
{
	html_put(out, "<td class=\"%s%s\" data-dimension=\"%s\" data-verdict=\"%s\">",
		 verdict_names[verdict], count ? "" : " zero", dimension_names[dimension],
		 verdict_names[verdict]);
	html_put_count(out, count);
}

static void put_matrix(struct html_page *page)
{
	static const char *const rows[] = {
		[DIMENSION_ABI] = "programs already built",
		[DIMENSION_API] = "sources built again",
		[DIMENSION_BEHAVIOUR] = "behaviour of the kernel",
		[DIMENSION_EVOLVE] = "room to extend",
	};
	const struct matrix matrix = count_matrix(page->report);

	g_string_append(page->out, "<table class=\"matrix\">\n<caption>Changes by whom they "
				   "reach and what they do</caption>\n<thead><tr><td>");
	for (int verdict = VERDICT_BREAKS; verdict >= VERDICT_SAFE; verdict--)
		html_put(page->out, "<th scope=\"col\">%s", verdict_names[verdict]);
	g_string_append(page->out, "\n<tbody>\n");
	for (guint dimension = 0; dimension < G_N_ELEMENTS(rows); dimension++) {
		if (matrix.rows[dimension] == 0)
			continue;
		html_put(page->out, "<tr><th scope=\"row\"><b>%s</b> %s",
			 dimension_names[dimension], rows[dimension]);
		for (int verdict = VERDICT_BREAKS; verdict >= VERDICT_SAFE; verdict--)
			put_cell(page->out, matrix.cells[dimension][verdict], dimension, verdict);
		g_string_append_c(page->out, '\n');
	}
	g_string_append(page->out, "</table>\n");
}

static void put_amount(GString *out, gsize count, const char *one, const char *many)
{
	html_put_count(out, count);
	html_put(out, " %s", count == 1 ? one : many);
}

static void put_gate(GString *out, const struct report_counts *counts)
{
	g_string_append(out, "<dt>gate<dd>");
	if (counts->severities[SEVERITY_ERROR] > 0) {
		g_string_append(out, "<strong class=\"breaks\">");
		put_amount(out, counts->severities[SEVERITY_ERROR], "error", "errors");
		g_string_append(out, "</strong>, ");
	} else {
		g_string_append(out, "passed: no error, ");
	}
	put_amount(out, counts->severities[SEVERITY_WARNING], "warning", "warnings");
	g_string_append(out, ", ");
	put_amount(out, counts->severities[SEVERITY_NOTE], "note", "notes");
	if (counts->accepted) {
		g_string_append(out, ", ");
		put_amount(out, counts->accepted, "finding accepted", "findings accepted");
	}
	g_string_append_c(out, '\n');
}

static void put_compared(struct html_page *page)
{
	const struct report *report = page->report;
	g_autofree char *names = target_set_format(report->targets);
	struct report_counts counts;

	report_count(report, &counts);
	html_put(page->out,
		 "<dl class=\"compared\" data-targets=\"%s\">\n<dt>old<dd>%s\n<dt>new<dd>%s\n",
		 names, report->old_name, report->new_name);
	html_put(page->out, "<dt>targets<dd>%s\n<dt>judged<dd>", names);
	put_amount(page->out, report->headers_judged, "header", "headers");
	g_string_append(page->out, ", ");
	put_amount(page->out, counts.headers, "with changes", "with changes");
	g_string_append_c(page->out, '\n');
	if (report->n_not_judged) {
		g_string_append(page->out, "<dt>not judged<dd><a href=\"#not-judged\">");
		put_amount(page->out, counts.incomplete, "part", "parts");
		g_string_append(page->out, "</a>, and ");
		put_amount(page->out, report->n_not_judged - counts.incomplete, "part", "parts");
		g_string_append(page->out, " as expected\n");
	}
	put_gate(page->out, &counts);
	g_string_append(page->out, "</dl>\n");
}

static void put_summary(struct html_page *page)
{
	g_string_append(
		page->out,
		"<header class=\"top\">\n<p class=\"brand\">unbroken</p>\n"
		"<button type=\"button\" class=\"theme\" title=\"Dark or light (t)\" hidden>"
		"dark / light</button>\n");
	html_put(page->out, "<h1>%s <span class=\"arrow\">to</span> %s</h1>\n",
		 short_name(page->report->old_name), short_name(page->report->new_name));
	g_string_append(page->out, "<div class=\"summary\">\n");
	put_matrix(page);
	put_compared(page);
	g_string_append(page->out, "</div>\n</header>\n");
}

/* --- Search and filters, which the script brings to life ---------------------- */

static const char filters[] =
	"<form class=\"filters\" role=\"search\" aria-label=\"Findings\" hidden>\n"
	"<input type=\"search\" name=\"q\" placeholder=\"Search  ( / )\" "
	"aria-label=\"Search in findings\" autocomplete=\"off\" spellcheck=\"false\">\n"
	"<span class=\"choices\" role=\"group\" aria-label=\"Verdict\">"
	"<label><input type=\"checkbox\" name=\"verdict\" value=\"breaks\">breaks</label>"
	"<label><input type=\"checkbox\" name=\"verdict\" value=\"depends\">depends</label>"
	"<label><input type=\"checkbox\" name=\"verdict\" value=\"safe\">safe</label></span>\n"
	"<select name=\"severity\" aria-label=\"Severity\"><option value=\"\">severity</select>\n"
	"<select name=\"dimension\" aria-label=\"Dimension\"><option "
	"value=\"\">dimension</select>\n"
	"<select name=\"target\" aria-label=\"Target\"><option value=\"\">target</select>\n"
	"<select name=\"header\" aria-label=\"Header\"><option value=\"\">header</select>\n"
	"<select name=\"rule\" aria-label=\"Rule\"><option value=\"\">rule</select>\n"
	"<button type=\"reset\">Clear</button>\n"
	"<output aria-live=\"polite\"></output>\n"
	"</form>\n";

/* --- Contents ----------------------------------------------------------------- */

static gboolean is_safe(const struct html_header *header)
{
	return header->verdicts[VERDICT_SAFE] == header->n_findings;
}

static guint count_safe(const GArray *headers)
{
	guint n = 0;

	for (guint i = 0; i < headers->len; i++)
		n += is_safe(&g_array_index(headers, struct html_header, i));
	return n;
}

static void put_contents_commit(struct html_page *page, const GArray *headers)
{
	const struct html_header *first = &g_array_index(headers, struct html_header, 0);
	const struct finding_commit *commit = first->findings[0]->commit;

	if (page->report->by_commit)
		html_put(page->out, "<li class=\"commit\">%s\n",
			 commit ? commit->subject : "The project");
}

static void put_contents_of(struct html_page *page, const GArray *headers, gboolean safe)
{
	if (!safe && count_safe(headers) < headers->len)
		put_contents_commit(page, headers);
	for (guint i = 0; i < headers->len; i++) {
		const struct html_header *header = &g_array_index(headers, struct html_header, i);
		g_autofree char *fragment = html_fragment(header->id);

		if (is_safe(header) != safe)
			continue;
		html_put(page->out, "<li><a href=\"%s\">%s</a>", fragment, header->path);
		for (int verdict = VERDICT_BREAKS; verdict > VERDICT_SAFE; verdict--) {
			if (header->verdicts[verdict])
				html_put(page->out, " <b class=\"%s\" title=\"%s\">%u</b>",
					 verdict_names[verdict], verdict_names[verdict],
					 (guint)header->verdicts[verdict]);
		}
		g_string_append_c(page->out, '\n');
	}
}

static void put_contents(struct html_page *page, const GPtrArray *parts)
{
	guint n_safe = 0;

	g_string_append(
		page->out,
		"<nav aria-label=\"Headers\">\n<details open><summary>Headers</summary>\n<ol>\n");
	for (guint i = 0; i < parts->len; i++)
		put_contents_of(page, parts->pdata[i], FALSE);
	g_string_append(page->out, "</ol>\n");
	for (guint i = 0; i < parts->len; i++)
		n_safe += count_safe(parts->pdata[i]);
	if (n_safe) {
		html_put(page->out, "<details><summary>%u with safe changes only</summary>\n<ol>\n",
			 n_safe);
		for (guint i = 0; i < parts->len; i++)
			put_contents_of(page, parts->pdata[i], TRUE);
		g_string_append(page->out, "</ol></details>\n");
	}
	g_string_append(page->out, "</details>\n</nav>\n");
}

/* --- Findings ----------------------------------------------------------------- */

/* The end of the findings that stand under one heading with the one at @from. */
static gsize end_of_part(const struct report *report, gsize from)
{
	gsize end = from + 1;

	if (!report->by_commit)
		return report->n_findings;
	while (end < report->n_findings &&
	       report->findings[end].commit == report->findings[from].commit)
		end++;
	return end;
}

static void put_commit_heading(struct html_page *page, const struct finding_commit *commit)
{
	g_autofree char *id = commit ? g_strndup(commit->id, 12) : NULL;

	/* What is about the project stands before all commits. */
	g_string_append(page->out, "<h2 class=\"commit\">");
	if (id && *id)
		html_put(page->out, "<code>%s</code> ", id);
	html_put(page->out, "%s</h2>\n", commit ? commit->subject : "The project");
}

static void put_headers(struct html_page *page, const GArray *headers, gboolean safe)
{
	for (guint i = 0; i < headers->len; i++) {
		const struct html_header *header = &g_array_index(headers, struct html_header, i);

		if (is_safe(header) == safe)
			html_put_header(page, header);
	}
}

static void put_part(struct html_page *page, const GArray *headers)
{
	const guint n_safe = count_safe(headers);

	if (page->report->by_commit) {
		const struct html_header *first = &g_array_index(headers, struct html_header, 0);

		put_commit_heading(page, first->findings[0]->commit);
	} else if (n_safe < headers->len) {
		g_string_append(page->out, "<h2>Changes that break something, or may</h2>\n");
	}
	put_headers(page, headers, FALSE);
	if (n_safe && !page->report->by_commit)
		g_string_append(page->out, "<h2>Headers with safe changes only</h2>\n");
	put_headers(page, headers, TRUE);
}

static void put_findings(struct html_page *page)
{
	g_autoptr(GPtrArray) parts =
		g_ptr_array_new_with_free_func((GDestroyNotify)html_headers_free);
	gsize end;

	for (gsize from = 0; from < page->report->n_findings; from = end) {
		GArray *headers;

		end = end_of_part(page->report, from);
		headers = html_headers(page, from, end);
		/* All of them may be told along with another one. */
		if (headers->len > 0)
			g_ptr_array_add(parts, headers);
		else
			html_headers_free(headers);
	}
	g_string_append(page->out, "<div class=\"columns\">\n");
	put_contents(page, parts);
	g_string_append(page->out, "<main id=\"findings\" tabindex=\"-1\">\n");
	if (parts->len == 0)
		g_string_append(page->out, "<p>No changes.</p>\n");
	for (guint i = 0; i < parts->len; i++)
		put_part(page, parts->pdata[i]);
	g_string_append(page->out, "<p class=\"nothing\" hidden>No finding matches.</p>\n");
}

/* --- The end ------------------------------------------------------------------ */

static void put_not_judged_groups(struct html_page *page, gboolean expected, const char *heading)
{
	g_autoptr(GArray) groups = not_judged_groups(page->report, expected);

	if (groups->len == 0)
		return;
	html_put(page->out, "<h3>%s</h3>\n<dl class=\"reasons\">\n", heading);
	for (guint i = 0; i < groups->len; i++) {
		const struct not_judged_group *group =
			&g_array_index(groups, struct not_judged_group, i);

		g_string_append(page->out, "<dt>");
		html_put_message(page->out, group->reason);
		g_string_append(page->out, "<dd>");
		for (guint k = 0; k < group->parts->len; k++) {
			g_autofree char *name =
				not_judged_name(group->parts->pdata[k], page->report->targets);

			html_put(page->out, "%s<code>%s</code>", k ? ", " : "", name);
		}
		g_string_append_c(page->out, '\n');
	}
	g_string_append(page->out, "</dl>\n");
}

static void put_not_judged(struct html_page *page)
{
	if (page->report->n_not_judged == 0)
		return;
	g_string_append(page->out, "<section id=\"not-judged\" class=\"appendix\" "
				   "tabindex=\"-1\">\n<h2>What was not judged</h2>\n");
	put_not_judged_groups(page, FALSE, "Nothing is said about these");
	put_not_judged_groups(page, TRUE, "Left out, as expected");
	g_string_append(page->out, "</section>\n");
}

static const char reading[] =
	"<section id=\"reading\" class=\"appendix\">\n<h2>How to read this</h2>\n"
	"<dl>\n"
	"<dt class=\"breaks\">breaks<dd>a program or a source that worked stops working\n"
	"<dt class=\"depends\">depends<dd>it does if a fact holds that headers do not tell; the "
	"fact is named\n"
	"<dt>safe<dd>nothing that worked is affected\n"
	"<dt>pictures<dd>a record before (above) and after (below), to scale; zigzags mark "
	"stretches that were cut, and single bits are wider than they are. "
	"<span class=\"key added\">+ new</span> "
	"<span class=\"key gone\">\xe2\x88\x92 gone</span> "
	"<span class=\"key moved\">\xe2\x86\x92 moved</span> "
	"<span class=\"key retyped\">\xe2\x89\xa0 another type or name</span> "
	"<span class=\"key retyped\">\xe2\x86\x94 another size</span> "
	"<span class=\"key reserved\">reserved</span> <span class=\"key hole\">hole</span>\n"
	"<dt>keys<dd><kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> next and previous finding, "
	"<kbd>Enter</kbd> opens what is there or takes its address, <kbd>Esc</kbd> clears, "
	"<kbd>t</kbd> dark or light\n"
	"<dt>ids<dd>twelve digits that stay the same as long as the change does\n"
	"</dl>\n</section>\n";

static void put_version(struct html_page *page)
{
	if (page->options->version)
		html_put(page->out, "<footer>unbroken %s</footer>\n", page->options->version);
}

static GHashTable *collect_parts(const struct report *report)
{
	GHashTable *parts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						  (GDestroyNotify)g_ptr_array_unref);

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];
		GPtrArray *list;

		if (!finding->part_of)
			continue;
		list = g_hash_table_lookup(parts, finding->part_of);
		if (!list) {
			list = g_ptr_array_new();
			g_hash_table_insert(parts, (gpointer)finding->part_of, list);
		}
		g_ptr_array_add(list, (gpointer)finding);
	}
	return parts;
}

static void html_write(const struct report *report, const struct report_options *options,
		       GString *out)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) drawn = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) parts = collect_parts(report);
	struct html_page page = {
		.out = out,
		.report = report,
		.options = options,
		.ids = ids,
		.drawn = drawn,
		.parts = parts,
	};

	/* Those that the page itself has. */
	html_id(&page, "findings");
	html_id(&page, "not-judged");
	html_id(&page, "reading");
	html_id(&page, "rules");
	html_id(&page, "hatch");
	html_id(&page, "dots");
	put_head(&page);
	g_string_append(out, "<a class=\"skip\" href=\"#findings\">To the findings</a>\n");
	g_string_append(out, patterns);
	put_summary(&page);
	g_string_append(out, filters);
	put_findings(&page);
	put_not_judged(&page);
	html_put_rules(&page);
	g_string_append(out, reading);
	put_version(&page);
	g_string_append(out, "</main>\n</div>\n");
	g_string_append_printf(out, "<script>%s</script>\n</body>\n</html>\n", html_js);
}

const struct report_format format_html = {
	.name = "html",
	.summary = "one page to read, search and print, with pictures of records",
	.needs_all = TRUE,
	.write = html_write,
};
