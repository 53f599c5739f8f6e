/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <jansson.h>
#include <string.h>

#include "cli/options.h"
#include "cli/verbs.h"
#include "rules/rule.h"

static void rules_text(GString *out)
{
	for (gsize i = 0; rules[i]; i++)
		g_string_append_printf(out, "%-32s %-10s %s\n", rules[i]->id,
				       dimension_names[rules[i]->dimension], rules[i]->summary);
}

/* A bar would end a cell of the table. */
static void append_cell(GString *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
}

static void rules_markdown(GString *out)
{
	g_string_append(out, "# The rules\n\n"
			     "Written by `unbroken rules --format=markdown`.\n\n"
			     "| rule | dimension | what it finds |\n|---|---|---|\n");
	for (gsize i = 0; rules[i]; i++) {
		g_string_append_printf(out, "| `%s` | %s | ", rules[i]->id,
				       dimension_names[rules[i]->dimension]);
		append_cell(out, rules[i]->summary);
		g_string_append(out, " |\n");
	}
	for (gsize i = 0; rules[i]; i++) {
		g_string_append_printf(out, "\n## %s\n\n%s\n", rules[i]->id, rules[i]->why);
		if (rules[i]->fix)
			g_string_append_printf(out, "\n**Fix:** %s\n", rules[i]->fix);
	}
}

static json_t *rule_json(const struct rule *rule)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(rule->id));
	json_object_set_new(object, "dimension", json_string(dimension_names[rule->dimension]));
	json_object_set_new(object, "about",
			    json_string(rule->change == CHANGE_NONE ? "project" : "change"));
	json_object_set_new(object, "summary", json_string(rule->summary));
	json_object_set_new(object, "why", json_string(rule->why));
	json_object_set_new(object, "fix", rule->fix ? json_string(rule->fix) : json_null());
	return object;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

static void rules_json(GString *out)
{
	json_t *list = json_array();

	for (gsize i = 0; rules[i]; i++)
		json_array_append_new(list, rule_json(rules[i]));
	json_dump_callback(list, append_bytes, out, JSON_INDENT(2));
	g_string_append_c(out, '\n');
	json_decref(list);
}

static const struct rules_format {
	const char *name;
	void (*write)(GString *out);
} rules_formats[] = {
	{ "text", rules_text },
	{ "markdown", rules_markdown },
	{ "json", rules_json },
};

static const struct rules_format *rules_format_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rules_formats); i++) {
		if (strcmp(rules_formats[i].name, name) == 0)
			return &rules_formats[i];
	}
	return NULL;
}

int cmd_rules(int argc, char **argv)
{
	g_autofree char *name = NULL, *message = NULL;
	const GOptionEntry entries[] = {
		{ "format", 0, 0, G_OPTION_ARG_STRING, &name, "text, markdown or json", "NAME" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "rules",
		.summary = "Lists the rules: id, dimension, what each finds.",
		.description = "'unbroken explain RULE' tells more of one.",
		.entries = entries,
	};
	g_auto(GStrv) parameters = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	const struct rules_format *format;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	if (!parameters)
		return status;
	format = rules_format_find(name ? name : "text");
	if (!format) {
		message = g_strdup_printf("unknown --format '%s': it is text, markdown or json",
					  name);
		complain(message);
		return STATUS_ERROR;
	}
	format->write(text);
	return output_finish(NULL, text, status);
}
