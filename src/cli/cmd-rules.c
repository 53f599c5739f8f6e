/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules: one line a rule, and how grave its findings can be. */
#include <string.h>
#include <unistd.h>

#include "cli/explain.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/wrap.h"

struct listing {
	const char *profile;
	struct explain_style style;
};

static void append_row(GString *out, const struct listing *listing, const struct rule *rule)
{
	const enum verdict worst = rule_text(rule)->worst;
	g_autofree char *label =
		g_strdup_printf("%-25s %-6s %-8s ", rule->id, dimension_names[rule->dimension],
				severity_names[explain_severity(listing->profile, rule, worst)]);

	append_wrapped(out, label, (guint)strlen(label), listing->style.width, rule->summary);
}

static void append_subject(GString *out, const struct listing *listing, const char *subject)
{
	const gboolean color = listing->style.color;

	g_string_append_printf(out, "%s# %s%s\n", color ? "\33[1m" : "", subject,
			       color ? "\33[m" : "");
}

static void write_text(const struct listing *listing, GString *out)
{
	for (gsize i = 0; rules[i]; i++) {
		if (rule_opens_subject(rules[i])) {
			if (i)
				g_string_append_c(out, '\n');
			append_subject(out, listing, rule_subject(rules[i]));
		}
		append_row(out, listing, rules[i]);
	}
	g_string_append_printf(out,
			       "\n# third column: severity at worst, with the profile %s\n"
			       "# the newest rule set is %d\n",
			       listing->profile, RULE_SET_NEWEST);
}

static void write_ids(const struct listing *listing, GString *out)
{
	(void)listing;
	for (gsize i = 0; rules[i]; i++)
		g_string_append_printf(out, "%s\n", rules[i]->id);
}

static void write_markdown(const struct listing *listing, GString *out)
{
	explain_markdown_list(listing->profile, out);
}

static void write_json(const struct listing *listing, GString *out)
{
	(void)listing;
	explain_json_list(rules, FALSE, out);
}

static const struct rules_format {
	const char *name;
	void (*write)(const struct listing *listing, GString *out);
} rules_formats[] = {
	{ "text", write_text },
	{ "ids", write_ids },
	{ "markdown", write_markdown },
	{ "json", write_json },
};

static const struct rules_format *find_format(const char *name, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rules_formats); i++) {
		if (strcmp(rules_formats[i].name, name) == 0)
			return &rules_formats[i];
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "unknown --format '%s': it is text, ids, markdown or json", name);
	return NULL;
}

static int list_rules(const char *format_name, const char *profile, const char *color)
{
	struct listing listing = { .profile = profile ? profile : "kernel",
				   .style.width = output_width(STDOUT_FILENO) };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	const struct rules_format *format = find_format(format_name ? format_name : "text", &error);
	enum color_mode mode;

	if (!format || !profile_find(listing.profile, &error) ||
	    !color_parse(color, STDOUT_FILENO, &mode, &error)) {
		complain(error->message);
		return STATUS_ERROR;
	}
	listing.style.color = mode == COLOR_ALWAYS;
	format->write(&listing, text);
	return output_finish(NULL, text, STATUS_CLEAN);
}

int cmd_rules(int argc, char **argv)
{
	g_autofree char *format = NULL, *profile = NULL, *color = NULL;
	const GOptionEntry entries[] = {
		{ "format", 0, 0, G_OPTION_ARG_STRING, &format, "text, ids, markdown or json",
		  "NAME" },
		{ "profile", 0, 0, G_OPTION_ARG_STRING, &profile,
		  "show the severities of this one: kernel (default), distro, vendor or info",
		  "NAME" },
		{ "color", 0, 0, G_OPTION_ARG_STRING, &color, "auto, always or never", "WHEN" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "rules",
		.summary = "Lists the rules: id, dimension, how grave a finding can be, what each "
			   "finds.",
		.description = "'unbroken explain RULE' tells more of one.",
		.entries = entries,
	};
	g_auto(GStrv) parameters = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	return parameters ? list_rules(format, profile, color) : status;
}
