/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unistd.h>

#include "cli/options.h"
#include "cli/verbs.h"
#include "report/wrap.h"
#include "rules/rule.h"

static int unknown_rule(const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *meant = NULL, *message = NULL;

	for (gsize i = 0; rules[i]; i++)
		g_ptr_array_add(ids, (gpointer)rules[i]->id);
	g_ptr_array_add(ids, NULL);
	meant = suggest(id, (const char *const *)ids->pdata);
	message = g_strdup_printf("there is no rule '%s'%s; see 'unbroken rules'", id, meant);
	complain(message);
	return STATUS_ERROR;
}

static GString *explanation(const struct rule *rule, guint width)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s (%s)\n", rule->id, dimension_names[rule->dimension]);
	append_wrapped(text, "    what: ", 10, width, rule->summary);
	append_wrapped(text, "    why:  ", 10, width, rule->why);
	if (rule->fix)
		append_wrapped(text, "    fix:  ", 10, width, rule->fix);
	return text;
}

int cmd_explain(int argc, char **argv)
{
	static const struct usage usage = {
		.verb = "explain",
		.parameters = "RULE",
		.summary = "Says what the rule named RULE, such as member/moved, finds, what that "
			   "does\nto programs, and what to do instead.",
		.description = "'unbroken rules' lists the rules.",
		.min_parameters = 1,
		.max_parameters = 1,
	};
	g_auto(GStrv) parameters = NULL;
	g_autoptr(GString) text = NULL;
	const struct rule *rule;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	if (!parameters)
		return status;
	rule = rule_find(parameters[0]);
	if (!rule)
		return unknown_rule(parameters[0]);
	text = explanation(rule, output_width(STDOUT_FILENO));
	return output_finish(NULL, text, status);
}
