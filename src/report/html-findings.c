/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The findings of a header: what may break in full, item by item; what is safe as
 * rows, rule by rule, since there are thousands of them.
 */
#include <string.h>

#include "report/html.h"

static const char *const dimension_texts[] = {
	[DIMENSION_ABI] = "programs already built",
	[DIMENSION_API] = "sources built again",
	[DIMENSION_BEHAVIOUR] = "what the kernel accepts and answers",
	[DIMENSION_EVOLVE] = "whether it can still be extended",
};

/* --- Headers ------------------------------------------------------------------ */

static void header_clear(gpointer data)
{
	struct html_header *header = data;

	g_free((gpointer)header->findings);
}

void html_headers_free(GArray *headers)
{
	g_array_unref(headers);
}

static struct html_header make_header(struct html_page *page, gsize from, gsize end)
{
	const struct finding *findings = page->report->findings;
	const struct finding **list = g_new(const struct finding *, end - from);
	struct html_header header = {
		.path = findings[from].header,
		.findings = list,
	};

	for (gsize i = from; i < end; i++) {
		if (findings[i].part_of)
			continue;
		list[header.n_findings++] = &findings[i];
		header.verdicts[findings[i].verdict]++;
	}
	return header;
}

GArray *html_headers(struct html_page *page, gsize from, gsize end)
{
	GArray *headers = g_array_new(FALSE, FALSE, sizeof(struct html_header));
	const struct finding *findings = page->report->findings;

	g_array_set_clear_func(headers, header_clear);
	for (gsize i = from; i < end;) {
		struct html_header header;
		gsize next = i + 1;

		while (next < end && strcmp(findings[next].header, findings[i].header) == 0)
			next++;
		header = make_header(page, i, next);
		i = next;
		if (header.n_findings == 0) {
			header_clear(&header);
			continue;
		}
		header.id = html_id(page, header.path);
		g_array_append_val(headers, header);
	}
	return headers;
}

/* What it is to the gate: what was accepted stops nothing. */
static const char *severity_of(const struct finding *finding)
{
	return finding->accepted ? "accepted" : severity_names[finding->severity];
}

/* --- Parts of a finding ------------------------------------------------------- */

static void put_place(GString *out, const struct report *report, const struct finding_place *place)
{
	html_put(out, "%s", html_file(report, place->file));
	if (place->line)
		html_put(out, ":%u", place->line);
}

static void put_places(struct html_page *page, const struct finding *finding)
{
	const struct finding_place *old_place = &finding->old_place;
	const struct finding_place *new_place = &finding->new_place;
	GString *out = page->out;

	g_string_append(out, "<span class=\"place\">");
	if (new_place->file)
		put_place(out, page->report, new_place);
	if (new_place->file && old_place->file && old_place->line &&
	    strcmp(html_file(page->report, new_place->file),
		   html_file(page->report, old_place->file)) == 0) {
		if (old_place->line != new_place->line)
			html_put(out, ", was line %u", old_place->line);
	} else if (old_place->file) {
		html_put(out, "%swas ", new_place->file ? ", " : "");
		put_place(out, page->report, old_place);
	}
	g_string_append(out, "</span>\n");
}

static void put_text(GString *out, const char *label, const char *text)
{
	if (!text)
		return;
	html_put(out, "<dt>%s<dd>", label);
	html_put_message(out, text);
	g_string_append_c(out, '\n');
}

static void put_commit(GString *out, const char *label, const struct finding_commit *commit)
{
	if (!commit)
		return;
	html_put(out, "<dt>%s<dd>", label);
	if (commit->id[0]) {
		g_autofree char *id = g_strndup(commit->id, 12);

		html_put(out, "<code title=\"%s\">%s</code> ", commit->id, id);
	}
	html_put(out, "%s\n", commit->subject);
}

/* Why somebody took it on, where that stands, and for how long. */
static void put_acceptance(GString *out, const struct finding_acceptance *accepted)
{
	if (!accepted)
		return;
	put_text(out, "reason", accepted->reason);
	html_put(out, "<dt>in<dd>%s", accepted->where);
	if (accepted->until)
		html_put(out, ", until %s", accepted->until);
	g_string_append_c(out, '\n');
}

static void put_texts(struct html_page *page, const struct finding *finding)
{
	GString *out = page->out;

	g_string_append(out, "<dl>\n");
	put_acceptance(out, finding->accepted);
	put_text(out, "why", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		put_text(out, "known", *line);
	put_text(out, "fact", finding->fact);
	put_text(out, "fix", finding->fix);
	if (!page->report->by_commit)
		put_commit(out, "by", finding->commit);
	put_commit(out, "until", finding->healed);
	put_commit(out, "heals", finding->heals);
	g_string_append(out, "</dl>\n");
}

/* For the script: only what is not so for all. */
static void put_targets_data(struct html_page *page, const struct finding *finding)
{
	if (finding->targets && finding->targets != page->report->targets) {
		g_autofree char *names = target_set_format(finding->targets);

		html_put(page->out, " data-targets=\"%s\"", names);
	}
}

static void put_facts(struct html_page *page, const struct finding *finding, const char *id)
{
	GString *out = page->out;
	g_autofree char *fragment = html_fragment(id);

	html_put(out, "<p class=\"facts\"><span class=\"severity\">%s</span> ",
		 finding->severity == SEVERITY_NONE && !finding->accepted ? "outside the gate"
									  : severity_of(finding));
	html_put(out, "<span><abbr title=\"%s\">%s</abbr></span> ",
		 dimension_texts[finding->dimension], dimension_names[finding->dimension]);
	g_string_append(out, "<span class=\"rule\">");
	html_put_rule(page, finding->rule);
	g_string_append(out, "</span> ");
	if (finding->level != LEVEL_STABLE)
		html_put(out, "<span>%s</span> ", level_names[finding->level]);
	if (finding->targets && finding->targets != page->report->targets) {
		g_autofree char *only = target_set_format(finding->targets);

		html_put(out, "<span>only %s</span> ", only);
	}
	put_places(page, finding);
	html_put(out, "<a class=\"id\" href=\"%s\" title=\"A link to this finding\">%s</a></p>\n",
		 fragment, finding->id);
}

/* What another finding tells along is found there. */
static void put_parts(struct html_page *page, const struct finding *finding)
{
	const GPtrArray *parts = g_hash_table_lookup(page->parts, finding->id);

	for (guint i = 0; parts && i < parts->len; i++) {
		const struct finding *part = parts->pdata[i];

		html_put(page->out, "<span id=\"%s\"></span>", html_id(page, part->id));
	}
}

static void put_renamings(GString *out, const struct finding *finding)
{
	if (!finding->n_renamings)
		return;
	g_string_append(out, "<div class=\"scroll\"><table class=\"renamings\">\n<thead><tr>"
			     "<th scope=\"col\">old name<th scope=\"col\">value"
			     "<th scope=\"col\">what has its meaning now"
			     "<th scope=\"col\">what the old name means now\n<tbody>\n");
	for (gsize i = 0; i < finding->n_renamings; i++) {
		const struct finding_renaming *row = &finding->renamings[i];

		html_put(out, "<tr><th scope=\"row\">%s<td>%s<td>%s<td>%s\n", row->old_name,
			 row->value ? row->value : "", row->new_name,
			 row->now ? row->now : "nothing: it is gone");
	}
	g_string_append(out, "</table></div>\n");
}

static void put_finding(struct html_page *page, const struct finding *finding, gboolean with_texts)
{
	const char *id = html_id(page, finding->id);

	html_put(page->out,
		 "<article class=\"finding %s\" id=\"%s\" tabindex=\"-1\" data-verdict=\"%s\" "
		 "data-severity=\"%s\" data-dimension=\"%s\" data-rule=\"%s\"",
		 verdict_names[finding->verdict], id, verdict_names[finding->verdict],
		 severity_of(finding), dimension_names[finding->dimension], finding->rule);
	put_targets_data(page, finding);
	html_put(page->out, ">\n<h5><span class=\"verdict\">%s</span> ",
		 verdict_names[finding->verdict]);
	html_put_message(page->out, finding->message);
	g_string_append(page->out, "</h5>\n");
	put_parts(page, finding);
	put_facts(page, finding, id);
	put_renamings(page->out, finding);
	if (with_texts)
		put_texts(page, finding);
	g_string_append(page->out, "</article>\n");
}

/* The picture of a record stands where the first finding about it does. */
static void put_layouts(struct html_page *page, const struct finding *finding)
{
	const char *id = g_hash_table_lookup(page->drawn, finding->old_layout);
	g_autofree char *wanted = NULL;

	if (!finding->old_layout || id)
		return;
	wanted = g_strconcat("map:", finding->item_name, NULL);
	id = html_id(page, wanted);
	g_hash_table_insert(page->drawn, (gpointer)finding->old_layout, (gpointer)id);
	html_put_picture(page->out, finding->old_layout, finding->new_layout, id);
}

/* --- What may break: item by item --------------------------------------------- */

static char *item_key(const struct finding *finding)
{
	return g_strdup_printf("%s %s", finding->item_kind, finding->item_name);
}

static void put_item(struct html_page *page, const GPtrArray *findings)
{
	const struct finding *first = findings->pdata[0];

	g_string_append(page->out, "<section class=\"item\">\n");
	html_put(page->out, "<h4><span class=\"kind\">%s</span> <code>%s</code></h4>\n",
		 first->item_kind, first->item_name);
	for (guint i = 0; i < findings->len; i++)
		put_layouts(page, findings->pdata[i]);
	for (guint i = 0; i < findings->len; i++)
		put_finding(page, findings->pdata[i], TRUE);
	g_string_append(page->out, "</section>\n");
}

/* Whether an item has one finding, and nothing to say of it that others could not say. */
static gboolean is_plain(const GPtrArray *findings)
{
	const struct finding *first = findings->pdata[0];

	return findings->len == 1 && !first->old_layout && !first->n_renamings &&
	       !first->accepted && !first->evidence[0] && !first->fact && !first->commit &&
	       !first->healed && !first->heals;
}

static gboolean are_alike(const GPtrArray *one, const GPtrArray *other)
{
	const struct finding *a = one->pdata[0], *b = other->pdata[0];

	return is_plain(one) && is_plain(other) && strcmp(a->rule, b->rule) == 0 &&
	       a->verdict == b->verdict && g_strcmp0(a->why, b->why) == 0 &&
	       g_strcmp0(a->fix, b->fix) == 0;
}

/* Items of which the same is said: it is said once. */
static void put_items_together(struct html_page *page, const GPtrArray *items, guint from,
			       guint end)
{
	const GPtrArray *first = items->pdata[from];

	html_put(page->out, "<section class=\"item together\">\n<h4>%u times <code>", end - from);
	html_put_rule(page, ((const struct finding *)first->pdata[0])->rule);
	g_string_append(page->out, "</code></h4>\n");
	put_texts(page, first->pdata[0]);
	for (guint i = from; i < end; i++)
		put_finding(page, ((const GPtrArray *)items->pdata[i])->pdata[0], FALSE);
	g_string_append(page->out, "</section>\n");
}

static void put_items(struct html_page *page, const GPtrArray *items)
{
	guint end;

	for (guint i = 0; i < items->len; i = end) {
		for (end = i + 1; end < items->len; end++) {
			if (!are_alike(items->pdata[i], items->pdata[end]))
				break;
		}
		if (end - i > 1)
			put_items_together(page, items, i, end);
		else
			put_item(page, items->pdata[i]);
	}
}

/* Lists of findings with one key, in the order of the first of each. */
static GPtrArray *group_by(const struct html_header *header, gboolean safe,
			   char *(*key_of)(const struct finding *finding))
{
	GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; i < header->n_findings; i++) {
		const struct finding *finding = header->findings[i];
		g_autofree char *key = key_of(finding);
		GPtrArray *group = g_hash_table_lookup(known, key);

		if ((finding->verdict == VERDICT_SAFE) != safe)
			continue;
		if (!group) {
			group = g_ptr_array_new();
			g_ptr_array_add(groups, group);
			g_hash_table_insert(known, g_steal_pointer(&key), group);
		}
		g_ptr_array_add(group, (gpointer)finding);
	}
	return groups;
}

/* --- What is safe: rule by rule ----------------------------------------------- */

static char *rule_key(const struct finding *finding)
{
	return g_strdup_printf("%s %s %d", finding->rule, severity_of(finding), finding->dimension);
}

/* Only what the others of the group do not have as well. */
static void put_row_notes(struct html_page *page, const struct finding *finding,
			  const struct finding *first)
{
	GString *out = page->out;

	if (finding->targets && finding->targets != page->report->targets) {
		g_autofree char *only = target_set_format(finding->targets);

		html_put(out, " <small>only %s</small>", only);
	}
	if (g_strcmp0(finding->why, first->why) != 0)
		html_put(out, "<p>%s", finding->why);
	for (const char *const *line = finding->evidence; *line; line++)
		html_put(out, "<p>%s", *line);
	if (finding->accepted)
		html_put(out, "<p>%s (%s)", finding->accepted->reason, finding->accepted->where);
	if (finding->commit && !page->report->by_commit)
		html_put(out, "<p>by %s", finding->commit->subject);
	if (finding->healed)
		html_put(out, "<p>until %s", finding->healed->subject);
	if (finding->heals)
		html_put(out, "<p>heals %s", finding->heals->subject);
}

static void put_row(struct html_page *page, const struct finding *finding,
		    const struct finding *first)
{
	const struct finding_place *place =
		finding->new_place.file ? &finding->new_place : &finding->old_place;
	const char *id = html_id(page, finding->id);
	g_autofree char *fragment = html_fragment(id);

	html_put(page->out, "<li id=\"%s\"", id);
	put_targets_data(page, finding);
	g_string_append_c(page->out, '>');
	html_put_message(page->out, finding->message);
	html_put(page->out, " <i>%u</i> <a href=\"%s\">%s</a>", place->line, fragment, finding->id);
	put_row_notes(page, finding, first);
	put_parts(page, finding);
	put_renamings(page->out, finding);
	put_layouts(page, finding);
	g_string_append_c(page->out, '\n');
}

static void put_rows(struct html_page *page, const GPtrArray *findings)
{
	const struct finding *first = findings->pdata[0];

	html_put(page->out,
		 "<section data-verdict=\"safe\" data-severity=\"%s\" data-dimension=\"%s\" "
		 "data-rule=\"%s\">\n<h5>%s <b>%u</b>",
		 severity_of(first), dimension_names[first->dimension], first->rule, first->rule,
		 findings->len);
	if (first->severity != SEVERITY_NONE || first->accepted)
		html_put(page->out, " <small>%s</small>", severity_of(first));
	g_string_append(page->out, "</h5>\n");
	html_put(page->out, "<p class=\"why\">%s</p>\n<ul>\n", first->why ? first->why : "");
	for (guint i = 0; i < findings->len; i++)
		put_row(page, findings->pdata[i], first);
	g_string_append(page->out, "</ul>\n</section>\n");
}

static void put_safe(struct html_page *page, const struct html_header *header)
{
	g_autoptr(GPtrArray) groups = group_by(header, TRUE, rule_key);
	const gsize n = header->verdicts[VERDICT_SAFE];

	if (n == 0)
		return;
	g_string_append(page->out, "<details class=\"safe\"><summary>");
	html_put_count(page->out, n);
	html_put(page->out, " safe change%s</summary>\n", n == 1 ? "" : "s");
	for (guint i = 0; i < groups->len; i++)
		put_rows(page, groups->pdata[i]);
	g_string_append(page->out, "</details>\n");
}

/* --- A header ----------------------------------------------------------------- */

static void put_tally(struct html_page *page, const struct html_header *header)
{
	static const char *const words[] = { "safe", "depend", "break" };

	g_string_append(page->out, "<span class=\"tally\">");
	for (int verdict = VERDICT_BREAKS; verdict > VERDICT_SAFE; verdict--) {
		if (header->verdicts[verdict])
			html_put(page->out, "<span class=\"%s\">%u %s%s</span> ",
				 verdict_names[verdict], (guint)header->verdicts[verdict],
				 words[verdict], header->verdicts[verdict] == 1 ? "s" : "");
	}
	g_string_append(page->out, "</span>");
}

void html_put_header(struct html_page *page, const struct html_header *header)
{
	g_autoptr(GPtrArray) items = group_by(header, FALSE, item_key);
	g_autofree char *fragment = html_fragment(header->id);

	html_put(page->out, "<section class=\"header%s\" id=\"%s\" data-header=\"%s\">\n",
		 items->len ? "" : " quiet", header->id, header->path);
	html_put(page->out, "<h3><a href=\"%s\">%s</a> ", fragment, header->path);
	put_tally(page, header);
	g_string_append(page->out, "</h3>\n");
	put_items(page, items);
	put_safe(page, header);
	g_string_append(page->out, "</section>\n");
}
