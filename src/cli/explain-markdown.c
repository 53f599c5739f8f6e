/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* explain --format=markdown: docs/rules.md is what it says of all rules. */
#include <string.h>

#include "cli/explain.h"

#define PAGE_PROFILE "kernel"

static const char *const page_head =
	"# The rules\n"
	"\n"
	"Written by `unbroken explain --all --format=markdown`.\n"
	"\n"
	"A rule says what one kind of change does to programs. It is about a dimension: `abi`,\n"
	"programs already built; `api`, sources that are built against the new headers; `evolve`,\n"
	"whether the interface can still be extended. The tables say how grave a finding of the\n"
	"rule can be: with the profile `kernel`, for a stable interface, before conventions and\n"
	"the project's own settings have their say. Each rule tells a case from the kernel's\n"
	"history, and where to look it up.\n"
	"\n"
	"A finding that is right and yet acceptable is accepted by its id, with a reason:\n"
	"`unbroken accept ID -m REASON`.\n";

/* An underscore inside of a word means nothing. */
static gboolean is_inner(const char *text, gsize at)
{
	return at > 0 && g_ascii_isalnum(text[at - 1]) && g_ascii_isalnum(text[at + 1]);
}

/* Without what Markdown would take for its own. */
static void append_escaped(GString *out, const char *text)
{
	for (gsize i = 0; text[i] != '\0'; i++) {
		if (strchr("|<*[\\`", text[i]) || (text[i] == '_' && !is_inner(text, i)))
			g_string_append_c(out, '\\');
		g_string_append_c(out, text[i]);
	}
}

/* What GitHub calls the heading of a rule: without what is no letter, digit or hyphen. */
static void append_anchor(GString *out, const char *id)
{
	for (; *id != '\0'; id++) {
		if (g_ascii_isalnum(*id) || *id == '-')
			g_string_append_c(out, *id);
	}
}

static void append_row(GString *out, const char *profile, const struct rule *rule)
{
	enum verdict worst = rule_text(rule)->worst;

	g_string_append_printf(out, "| [`%s`](#", rule->id);
	append_anchor(out, rule->id);
	g_string_append_printf(out, ") | %s | %s | ", dimension_names[rule->dimension],
			       severity_names[explain_severity(profile, rule, worst)]);
	append_escaped(out, rule->summary);
	g_string_append(out, " |\n");
}

void explain_markdown_list(const char *profile, GString *out)
{
	for (gsize i = 0; rules[i]; i++) {
		if (rule_opens_subject(rules[i]))
			g_string_append_printf(out,
					       "\n**%s**\n\n"
					       "| rule | dimension | at worst | what it finds |\n"
					       "|---|---|---|---|\n",
					       rule_subject(rules[i]));
		append_row(out, profile, rules[i]);
	}
}

static void append_severities(GString *out, const struct rule *rule)
{
	g_string_append(out, "\n**How grave it is.**\n\n");
	for (int verdict = (int)rule_text(rule)->worst; verdict >= VERDICT_SAFE; verdict--) {
		g_autofree char *line = explain_severities(rule, (enum verdict)verdict);

		g_string_append_printf(out, "- %s\n", line);
	}
}

static void append_rule(GString *out, const struct rule *rule)
{
	const struct rule_text *text = rule_text(rule);
	struct explain_part parts[EXPLAIN_PARTS];

	g_string_append_printf(out, "## %s\n", rule->id);
	g_string_append_printf(out, "\n*%s*: ", dimension_names[rule->dimension]);
	append_escaped(out, rule->summary);
	if (rule_since(rule) > 1)
		g_string_append_printf(out, " (since rule set %u)", rule_since(rule));
	g_string_append(out, ".\n");
	explain_parts(rule, parts);
	for (gsize i = 0; i < EXPLAIN_PARTS; i++) {
		g_string_append_printf(out, "\n**%s.** ", parts[i].heading);
		append_escaped(out, parts[i].text);
		g_string_append_c(out, '\n');
	}
	append_severities(out, rule);
	g_string_append(out, "\n**Read on.**\n\n");
	for (gsize i = 0; text->references[i]; i++) {
		g_string_append(out, "- ");
		append_escaped(out, text->references[i]);
		g_string_append_c(out, '\n');
	}
}

static void write_markdown(const struct rule *const *listed, gboolean page,
			   const struct explain_style *style, GString *out)
{
	(void)style;
	if (page) {
		g_string_append(out, page_head);
		explain_markdown_list(PAGE_PROFILE, out);
	}
	for (gsize i = 0; listed[i]; i++) {
		if (page || i)
			g_string_append_c(out, '\n');
		append_rule(out, listed[i]);
	}
}

const struct explain_format explain_markdown = { "markdown", write_markdown };
