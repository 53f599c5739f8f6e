/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the rules say in general, once for all their findings.
 */
#include <string.h>

#include "report/html.h"

static int by_id(const void *id, const void *rule)
{
	return strcmp(id, ((const struct report_rule *)rule)->id);
}

static const struct report_rule *find_rule(const struct html_page *page, const char *id)
{
	const struct report_options *options = page->options;

	if (!options->n_rules)
		return NULL;
	return bsearch(id, options->rules, options->n_rules, sizeof(options->rules[0]), by_id);
}

void html_put_rule(struct html_page *page, const char *id)
{
	const struct report_rule *rule = find_rule(page, id);

	if (rule)
		html_put(page->out, "<a href=\"#rule:%s\" title=\"%s\">%s</a>", id, rule->summary,
			 id);
	else
		html_put(page->out, "%s", id);
}

/* The ids of those that found something. */
static GHashTable *used_rules(const struct report *report)
{
	GHashTable *used = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < report->n_findings; i++) {
		if (!report->findings[i].part_of)
			g_hash_table_add(used, (gpointer)report->findings[i].rule);
	}
	return used;
}

void html_put_rules(struct html_page *page)
{
	g_autoptr(GHashTable) used = used_rules(page->report);

	if (!page->options->n_rules || g_hash_table_size(used) == 0)
		return;
	g_string_append(page->out, "<section id=\"rules\" class=\"appendix\">\n<h2>Rules</h2>\n"
				   "<p><code>unbroken explain RULE</code> says more.</p>\n<dl>\n");
	for (gsize i = 0; i < page->options->n_rules; i++) {
		const struct report_rule *rule = &page->options->rules[i];

		if (!g_hash_table_contains(used, rule->id))
			continue;
		html_put(page->out, "<dt id=\"rule:%s\"><code>%s</code> %s\n<dd>%s\n", rule->id,
			 rule->id, rule->summary, rule->why);
		if (rule->fix)
			html_put(page->out, "<dd>fix: %s\n", rule->fix);
	}
	g_string_append(page->out, "</dl>\n</section>\n");
}
