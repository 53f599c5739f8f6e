/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain: what a rule finds, why that matters, what to do about it; and the same for one
 * finding of a recent run, which an id names.
 */
#include <string.h>
#include <unistd.h>

#include "cli/explain.h"
#include "cli/options.h"
#include "cli/recent.h"
#include "cli/verbs.h"
#include "report/format.h"

static const struct explain_format *const formats[] = {
	&explain_text,
	&explain_markdown,
	&explain_json,
	&explain_man,
};

struct wish {
	const struct explain_format *format;
	struct explain_style style;
	const char *word; /* a rule or an id; NULL: all rules */
};

static gboolean find_format(const char *name, const struct explain_format **ret, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			*ret = formats[i];
			return TRUE;
		}
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "unknown --format '%s': it is text, markdown, json or man", name);
	return FALSE;
}

static gboolean unknown_rule(const char *id, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *meant = NULL;

	for (gsize i = 0; rules[i]; i++)
		g_ptr_array_add(ids, (gpointer)rules[i]->id);
	g_ptr_array_add(ids, NULL);
	meant = suggest(id, (const char *const *)ids->pdata);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "there is no rule '%s'%s; see 'unbroken rules'", id, meant);
	return FALSE;
}

/* No rule's name is all hexadecimal digits: it has a slash. */
static gboolean is_id(const char *word)
{
	return *word != '\0' && strspn(word, "0123456789abcdefABCDEF") == strlen(word);
}

static void explain_one(const struct wish *wish, const struct rule *rule, GString *out)
{
	const struct rule *const list[] = { rule, NULL };

	wish->format->write(list, FALSE, &wish->style, out);
}

static void append_finding(const struct wish *wish, const struct recent_finding *recent,
			   GString *out)
{
	const struct report report = {
		.findings = &recent->finding,
		.n_findings = 1,
		.targets = recent->targets,
	};
	const struct report_options options = {
		.verbose = TRUE,
		.color = wish->style.color ? COLOR_ALWAYS : COLOR_NEVER,
		.width = wish->style.width,
	};

	append_one_finding(out, &report, &options);
	g_string_append_c(out, '\n');
}

static gboolean explain_finding(struct wish *wish, GString *out, GError **error)
{
	AUTO(recent) recent = recent_open();
	const struct recent_finding *found;
	const struct rule *rule;

	if (wish->format != &explain_text) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "a finding is explained as text; --format=%s is for rules",
			    wish->format->name);
		return FALSE;
	}
	found = recent_get(recent, wish->word, error);
	if (!found)
		return FALSE;
	append_finding(wish, found, out);
	rule = rule_find(found->finding.rule);
	wish->style.id = found->finding.id;
	if (rule)
		explain_one(wish, rule, out);
	return TRUE;
}

static gboolean explain(struct wish *wish, GString *out, GError **error)
{
	const struct rule *rule = wish->word ? rule_find(wish->word) : NULL;

	if (!wish->word)
		wish->format->write(rules, TRUE, &wish->style, out);
	else if (rule)
		explain_one(wish, rule, out);
	else if (is_id(wish->word))
		return explain_finding(wish, out, error);
	else
		return unknown_rule(wish->word, error);
	return TRUE;
}

static gboolean check_word(const char *word, gboolean all, GError **error)
{
	if (word ? !all : all)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s; see 'unbroken help explain'",
		    all ? "explain --all takes no arguments"
			: "explain needs RULE or ID, or --all");
	return FALSE;
}

static int explain_words(const char *word, gboolean all, const char *format, const char *color)
{
	struct wish wish = { .word = word, .style.width = output_width(STDOUT_FILENO) };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	enum color_mode mode;

	if (check_word(word, all, &error) &&
	    find_format(format ? format : "text", &wish.format, &error) &&
	    color_parse(color, STDOUT_FILENO, &mode, &error)) {
		wish.style.color = mode == COLOR_ALWAYS;
		if (explain(&wish, text, &error))
			return output_finish(NULL, text, STATUS_CLEAN);
	}
	complain(error->message);
	return STATUS_ERROR;
}

int cmd_explain(int argc, char **argv)
{
	gboolean all = FALSE;
	g_autofree char *format = NULL, *color = NULL;
	const GOptionEntry entries[] = {
		{ "all", 0, 0, G_OPTION_ARG_NONE, &all, "explain every rule", NULL },
		{ "format", 0, 0, G_OPTION_ARG_STRING, &format, "text, markdown, json or man",
		  "NAME" },
		{ "color", 0, 0, G_OPTION_ARG_STRING, &color, "auto, always or never", "WHEN" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "explain",
		.parameters = "[RULE|ID]",
		.summary = "Says what the rule named RULE, such as member/moved, finds, why that "
			   "matters,\nwhat to do and when to accept it; or shows the finding of a "
			   "recent run that\nhas the id ID, and explains its rule.",
		.description = "'unbroken rules' lists the rules.",
		.max_parameters = 1,
		.entries = entries,
	};
	g_auto(GStrv) parameters = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	return parameters ? explain_words(parameters[0], all, format, color) : status;
}
