/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* explain --format=text: for people, at a terminal. */
#include <string.h>

#include "cli/explain.h"
#include "report/wrap.h"

#define INDENT       "    "
#define COLUMN_WIDTH 9

static void append_bold(GString *out, const struct explain_style *style, const char *text)
{
	g_string_append_printf(out, "%s%s%s", style->color ? "\33[1m" : "", text,
			       style->color ? "\33[m" : "");
}

static void append_heading(GString *out, const struct explain_style *style, const char *heading)
{
	g_string_append_c(out, '\n');
	append_bold(out, style, heading);
	g_string_append_c(out, '\n');
}

static void append_title(GString *out, const struct explain_style *style, const struct rule *rule)
{
	g_autofree char *label = g_strconcat(rule->id, ": ", NULL);
	g_autoptr(GString) title = g_string_new(NULL);

	append_wrapped(title, label, 2 * (guint)strlen(INDENT), style->width, rule->summary);
	append_bold(out, style, rule->id);
	g_string_append(out, title->str + strlen(rule->id));
	g_string_append_printf(out, INDENT "%s: %s\n", dimension_names[rule->dimension],
			       dimension_meaning(rule->dimension));
	if (rule_since(rule) > 1)
		g_string_append_printf(out, INDENT "since rule set %u\n", rule_since(rule));
}

static void append_row(GString *out, const struct rule *rule, enum verdict verdict)
{
	g_string_append_printf(out, INDENT "%-*s", COLUMN_WIDTH, verdict_names[verdict]);
	for (gsize i = 0; profile_names[i]; i++)
		g_string_append_printf(
			out, "%-*s", profile_names[i + 1] ? COLUMN_WIDTH : 0,
			severity_names[explain_severity(profile_names[i], rule, verdict)]);
	g_string_append_c(out, '\n');
}

static void append_severities(GString *out, const struct rule *rule)
{
	g_string_append_printf(out, INDENT "%-*s", COLUMN_WIDTH, "");
	for (gsize i = 0; profile_names[i]; i++)
		g_string_append_printf(out, "%-*s", profile_names[i + 1] ? COLUMN_WIDTH : 0,
				       profile_names[i]);
	g_string_append_c(out, '\n');
	for (int verdict = (int)rule_text(rule)->worst; verdict >= VERDICT_SAFE; verdict--)
		append_row(out, rule, (enum verdict)verdict);
}

static void append_rule(GString *out, const struct explain_style *style, const struct rule *rule)
{
	const guint indent = (guint)strlen(INDENT);
	const struct rule_text *text = rule_text(rule);
	struct explain_part parts[EXPLAIN_PARTS];

	append_title(out, style, rule);
	explain_parts(rule, parts);
	for (gsize i = 0; i < EXPLAIN_PARTS; i++) {
		append_heading(out, style, parts[i].heading);
		append_wrapped(out, INDENT, indent, style->width, parts[i].text);
	}
	if (text->accept && rule->change != CHANGE_NONE)
		g_string_append_printf(out, INDENT "  unbroken accept %s -m REASON\n",
				       style->id ? style->id : "ID");
	append_heading(out, style, "How grave it is, by profile");
	append_severities(out, rule);
	append_heading(out, style, "Read on");
	for (gsize i = 0; text->references[i]; i++)
		append_wrapped(out, INDENT, indent + 2, style->width, text->references[i]);
}

static void write_text(const struct rule *const *list, gboolean page,
		       const struct explain_style *style, GString *out)
{
	(void)page;
	for (gsize i = 0; list[i]; i++) {
		if (i)
			g_string_append(out, "\n\n");
		append_rule(out, style, list[i]);
	}
}

const struct explain_format explain_text = { "text", write_text };
