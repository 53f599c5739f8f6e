/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* explain --format=man: man/unbroken-rules.7 is what it says of all rules. */
#include <string.h>

#include "cli/explain.h"
#include "report/wrap.h"

#define MAN_WIDTH 78

static const char *const page_head =
	".\\\" SPDX-License-Identifier: LGPL-2.1-or-later\n"
	".\\\" Written by: unbroken explain --all --format=man\n"
	".Dd November 26, 2026\n"
	".Dt UNBROKEN-RULES 7\n"
	".Os\n"
	".Sh NAME\n"
	".Nm unbroken-rules\n"
	".Nd the rules by which changes of an interface are judged\n"
	".Sh DESCRIPTION\n"
	"A rule says what one kind of change does to programs.\n"
	"It is about a dimension:\n"
	".Bl -tag -width behaviour\n"
	".It abi\n"
	"programs already built;\n"
	".It api\n"
	"sources that are built against the new headers;\n"
	".It evolve\n"
	"whether the interface can still be extended.\n"
	".El\n"
	".Pp\n"
	"Each rule tells how programs notice the change, a case from the kernel's history,\n"
	"what to do, when to accept the change, how grave a finding is for each profile\n"
	"(for a stable interface, before conventions and the project's own settings have\n"
	"their say), and where to read on.\n";

static const char *const page_tail = ".Sh SEE ALSO\n"
				     ".Xr unbroken 1 ,\n"
				     ".Xr unbroken-accept 1 ,\n"
				     ".Xr unbroken-explain 1 ,\n"
				     ".Xr unbroken-rules 1\n";

/* A line of text: what roff would take for its own is escaped. */
static void append_line(GString *out, const char *line)
{
	if (*line == '.' || *line == '\'')
		g_string_append(out, "\\&");
	for (; *line != '\0'; line++)
		g_string_append(out, *line == '\\' ? "\\e" : (char[]){ *line, '\0' });
	g_string_append_c(out, '\n');
}

/* The sentence at the start of @text, which is moved to the next one. */
static char *take_sentence(const char **text)
{
	const char *start = *text, *end = strstr(start, ". ");

	*text = end ? end + strlen(". ") : start + strlen(start);
	return end ? g_strndup(start, (gsize)(end + 1 - start)) : g_strdup(start);
}

/* Every sentence begins a line, as mdoc(7) wants it. */
static void append_text(GString *out, const char *text)
{
	while (*text != '\0') {
		g_autofree char *sentence = take_sentence(&text);
		g_autoptr(GString) wrapped = g_string_new(NULL);
		g_auto(GStrv) lines = NULL;

		append_wrapped(wrapped, "", 0, MAN_WIDTH, sentence);
		lines = g_strsplit(wrapped->str, "\n", -1);
		for (gsize i = 0; lines[i] && *lines[i] != '\0'; i++)
			append_line(out, lines[i]);
	}
}

static void append_severities(GString *out, const struct rule *rule)
{
	g_string_append(out, ".It How grave it is\n");
	for (int verdict = (int)rule_text(rule)->worst; verdict >= VERDICT_SAFE; verdict--) {
		g_autofree char *line = explain_severities(rule, (enum verdict)verdict);

		g_string_append_printf(out, "%s%s\n", line,
				       verdict == VERDICT_SAFE ? "." : ";\n.br");
	}
}

static void append_rule(GString *out, const struct rule *rule)
{
	const struct rule_text *text = rule_text(rule);
	struct explain_part parts[EXPLAIN_PARTS];

	g_string_append_printf(out, ".Ss %s (%s)\n", rule->id, dimension_names[rule->dimension]);
	g_string_append_printf(out, "It finds that %s.\n", rule->summary);
	if (rule_since(rule) > 1)
		g_string_append_printf(out, "It is there since rule set %u.\n", rule_since(rule));
	g_string_append(out, ".Bl -tag -width Ds\n");
	explain_parts(rule, parts);
	for (gsize i = 0; i < EXPLAIN_PARTS; i++) {
		g_string_append_printf(out, ".It %s\n", parts[i].heading);
		append_text(out, parts[i].text);
	}
	append_severities(out, rule);
	g_string_append(out, ".It Read on\n");
	for (gsize i = 0; text->references[i]; i++) {
		if (i)
			g_string_append(out, ".br\n");
		append_line(out, text->references[i]);
	}
	g_string_append(out, ".El\n");
}

static void append_section(GString *out, const char *subject)
{
	g_autofree char *title = g_ascii_strup(subject, -1);

	g_string_append_printf(out, ".Sh %s\n", title);
}

static void write_man(const struct rule *const *list, gboolean page,
		      const struct explain_style *style, GString *out)
{
	(void)style;
	if (page)
		g_string_append(out, page_head);
	for (gsize i = 0; list[i]; i++) {
		if (page && rule_opens_subject(list[i]))
			append_section(out, rule_subject(list[i]));
		append_rule(out, list[i]);
	}
	if (page)
		g_string_append(out, page_tail);
}

const struct explain_format explain_man = { "man", write_man };
