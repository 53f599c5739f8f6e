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
	const struct rule **rules; /* to list, NULL-terminated */
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
	const char *subject = NULL;

	for (const struct rule **rule = listing->rules; *rule; rule++) {
		if (g_strcmp0(subject, rule_subject(*rule)) != 0) {
			if (subject)
				g_string_append_c(out, '\n');
			subject = rule_subject(*rule);
			append_subject(out, listing, subject);
		}
		append_row(out, listing, *rule);
	}
	g_string_append_printf(out,
			       "\n# third column: severity at worst, with the profile %s\n"
			       "# the newest rule set is %d\n",
			       listing->profile, RULE_SET_NEWEST);
}

static void write_ids(const struct listing *listing, GString *out)
{
	for (const struct rule **rule = listing->rules; *rule; rule++)
		g_string_append_printf(out, "%s\n", (*rule)->id);
}

static void write_markdown(const struct listing *listing, GString *out)
{
	explain_markdown_list(listing->profile, out);
}

static void write_json(const struct listing *listing, GString *out)
{
	explain_json_list(listing->rules, FALSE, out);
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

/* Those of rule set @set, a number; NULL: all.  Free with g_free(). */
static const struct rule **rules_of_set(const char *set, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	guint64 number = RULE_SET_NEWEST;

	if (set && !g_ascii_string_to_unsigned(set, 10, 1, RULE_SET_NEWEST, &number, NULL)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "there is no rule set '%s': they are 1 to %d", set, RULE_SET_NEWEST);
		return NULL;
	}
	for (gsize i = 0; rules[i]; i++) {
		if (rule_since(rules[i]) <= number)
			g_ptr_array_add(found, (gpointer)rules[i]);
	}
	g_ptr_array_add(found, NULL);
	return (const struct rule **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

static int list_rules(const char *format_name, const char *profile, const char *color,
		      const char *set)
{
	struct listing listing = { .profile = profile ? profile : "kernel",
				   .style.width = output_width(STDOUT_FILENO) };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	const struct rules_format *format = find_format(format_name ? format_name : "text", &error);
	enum color_mode mode;

	g_autofree const struct rule **listed = rules_of_set(set, format ? &error : NULL);

	if (!format || !listed || !profile_find(listing.profile, &error) ||
	    !color_parse(color, STDOUT_FILENO, &mode, &error)) {
		complain(error->message);
		return STATUS_ERROR;
	}
	listing.rules = listed;
	listing.style.color = mode == COLOR_ALWAYS;
	format->write(&listing, text);
	return output_finish(NULL, text, STATUS_CLEAN);
}

int cmd_rules(int argc, char **argv)
{
	g_autofree char *format = NULL, *profile = NULL, *color = NULL, *set = NULL;
	const GOptionEntry entries[] = {
		{ "format", 0, 0, G_OPTION_ARG_STRING, &format, "text, ids, markdown or json",
		  "NAME" },
		{ "profile", 0, 0, G_OPTION_ARG_STRING, &profile,
		  "show the severities of this one: kernel (default), distro, vendor or info",
		  "NAME" },
		{ "set", 0, 0, G_OPTION_ARG_STRING, &set,
		  "list those of this rule set (default: the newest, which is all)", "N" },
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
	return parameters ? list_rules(format, profile, color, set) : status;
}
