/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sarif: SARIF 2.1.0, which code scanning services read.  All rules are declared, so that a
 * service can tell what was looked for and not found.  Paths are relative to the repository,
 * as GitHub takes them; what could not be judged is a notification.
 */
#include <string.h>

#include "report/format.h"
#include "report/json-parts.h"

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"

/* The same names as other tools use, for the two sides of a comparison. */
#define NEW_ROOT "%SRCROOT%"
#define OLD_ROOT "%OLDROOT%"

/* GitHub takes no larger run. */
#define RESULTS_MAX 25000

static const char *const levels[] = {
	[SEVERITY_NONE] = "none",
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *message(const char *text, const char *markdown)
{
	json_t *object = json_object();

	json_set_text(object, "text", text);
	if (markdown)
		json_set_text(object, "markdown", markdown);
	return object;
}

/* A whole sentence, as SARIF wants it; NULL for NULL. */
static char *sentence(const char *text)
{
	char *whole;

	if (!text)
		return NULL;
	whole = g_strconcat(text, g_str_has_suffix(text, ".") ? "" : ".", NULL);
	whole[0] = g_ascii_toupper(whole[0]);
	return whole;
}

/* --- Rules ------------------------------------------------------------------ */

/* "member/moved" -> "MemberMoved": SARIF wants an id for people, too. */
static char *pascal_case(const char *id)
{
	g_autoptr(GString) name = g_string_new(NULL);
	gboolean begins = TRUE;

	for (; *id; id++) {
		if (*id == '/' || *id == '-')
			begins = TRUE;
		else
			g_string_append_c(name, begins ? g_ascii_toupper(*id) : *id);
		begins = *id == '/' || *id == '-';
	}
	return g_string_free(g_steal_pointer(&name), FALSE);
}

static json_t *rule_help(const struct report_rule *rule)
{
	g_autofree char *why = sentence(rule->why);
	g_autofree char *text =
		g_strconcat(why, rule->fix ? "\n\nFix: " : "", rule->fix ? rule->fix : "", NULL);
	g_autoptr(GString) markdown = g_string_new(NULL);

	append_markdown(markdown, why);
	if (rule->fix) {
		g_string_append(markdown, "\n\n**Fix:** ");
		append_markdown(markdown, rule->fix);
	}
	g_string_append_printf(markdown, "\n\n`unbroken explain %s` tells more.", rule->id);
	return message(text, markdown->str);
}

static json_t *rule_properties(const struct report_rule *rule)
{
	json_t *object = json_object();
	json_t *tags = json_array();

	json_array_append_new(tags, json_string("uapi"));
	json_array_append_new(tags, json_string(dimension_names[rule->dimension]));
	set(object, "tags", tags);
	/* These two are read by GitHub. */
	json_set_text(object, "precision", "high");
	json_set_text(object, "problem.severity",
		      rule->severity == SEVERITY_ERROR     ? "error"
		      : rule->severity == SEVERITY_WARNING ? "warning"
							   : "recommendation");
	return object;
}

static json_t *rule_json(const struct report_rule *rule)
{
	g_autofree char *name = pascal_case(rule->id);
	g_autofree char *summary = sentence(rule->summary);
	g_autofree char *why = sentence(rule->why);
	json_t *object = json_object();
	json_t *configuration = json_object();

	json_set_text(object, "id", rule->id);
	json_set_text(object, "name", name);
	set(object, "shortDescription", message(summary, NULL));
	set(object, "fullDescription", message(why, NULL));
	set(object, "help", rule_help(rule));
	json_set_text(object, "helpUri", rule->link);
	json_set_text(configuration, "level", levels[rule->severity]);
	set(object, "defaultConfiguration", configuration);
	set(object, "properties", rule_properties(rule));
	return object;
}

static json_t *tool_json(const struct report_options *options)
{
	json_t *tool = json_object(), *driver = json_object(), *rules = json_array();

	json_set_text(driver, "name", "unbroken");
	if (options->version) {
		json_set_text(driver, "version", options->version);
		json_set_text(driver, "semanticVersion", options->version);
	}
	if (options->home)
		json_set_text(driver, "informationUri", options->home);
	for (gsize i = 0; i < options->n_rules; i++)
		json_array_append_new(rules, rule_json(&options->rules[i]));
	set(driver, "rules", rules);
	set(tool, "driver", driver);
	return tool;
}

/* -1: it is not among them. */
static json_int_t rule_index(const struct report_options *options, const char *id)
{
	for (gsize i = 0; i < options->n_rules; i++) {
		if (strcmp(options->rules[i].id, id) == 0)
			return (json_int_t)i;
	}
	return -1;
}

/* --- Places ----------------------------------------------------------------- */

/* A path is not yet a URI: "linux/a b.h" has a blank. */
static json_t *artifact(const char *path, const char *root)
{
	g_autofree char *valid = g_utf8_make_valid(path, -1);
	g_autofree char *uri = g_uri_escape_string(valid, "/!$&'()*+,;=@", FALSE);
	json_t *object = json_object();

	json_set_text(object, "uri", uri);
	json_set_text(object, "uriBaseId", root);
	return object;
}

static json_t *physical(const struct finding *finding, const struct finding_place *place,
			const struct report_options *options, const char *root)
{
	g_autofree char *path = finding_path(finding, place, options);
	json_t *object = json_object(), *region = json_object();

	set(object, "artifactLocation", artifact(path, root));
	/* Services show nothing of a result without a region. */
	json_set_count(region, "startLine", MAX(place->line, 1));
	if (place->line && place->column)
		json_set_count(region, "startColumn", place->column);
	set(object, "region", region);
	return object;
}

static json_t *logical(const struct finding *finding)
{
	static const char *const kinds[][2] = {
		{ "struct", "type" },       { "union", "type" },        { "enum", "type" },
		{ "typedef", "type" },      { "function", "function" }, { "header", "module" },
		{ "constant", "variable" }, { "command", "variable" },  { "macro", "function" },
	};
	g_autofree char *full = g_strdup_printf("%s %s", finding->item_kind, finding->item_name);
	json_t *list = json_array(), *object = json_object();

	json_set_text(object, "name", finding->item_name);
	json_set_text(object, "fullyQualifiedName", full);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(kinds[i][0], finding->item_kind) == 0)
			json_set_text(object, "kind", kinds[i][1]);
	}
	json_array_append_new(list, object);
	return list;
}

static json_t *main_location(const struct finding *finding, const struct report_options *options)
{
	const struct finding_place place = finding_main_place(finding);
	json_t *list = json_array(), *object = json_object();

	set(object, "physicalLocation",
	    physical(finding, &place, options, finding->new_place.file ? NEW_ROOT : OLD_ROOT));
	set(object, "logicalLocations", logical(finding));
	json_array_append_new(list, object);
	return list;
}

static json_t *old_location(const struct finding *finding, const struct report_options *options)
{
	json_t *list = json_array(), *object = json_object();

	json_set_count(object, "id", 1);
	set(object, "physicalLocation", physical(finding, &finding->old_place, options, OLD_ROOT));
	set(object, "message", message("was here", NULL));
	json_array_append_new(list, object);
	return list;
}

static json_t *roots_json(void)
{
	static const char *const roots[][2] = {
		{ NEW_ROOT, "The newer side of the comparison." },
		{ OLD_ROOT, "The older side of the comparison." },
	};
	json_t *object = json_object();

	for (gsize i = 0; i < G_N_ELEMENTS(roots); i++) {
		json_t *root = json_object();

		set(root, "description", message(roots[i][1], NULL));
		set(object, roots[i][0], root);
	}
	return object;
}

/* --- Results ---------------------------------------------------------------- */

static void append_text(GString *text, const char *label, const char *value)
{
	if (value)
		g_string_append_printf(text, "\n\n%s%s", label, value);
}

static void append_paragraph(GString *text, const char *label, const char *value)
{
	if (!value)
		return;
	g_string_append_printf(text, "\n\n%s", label);
	append_markdown(text, value);
}

static json_t *result_message(const struct finding *finding)
{
	g_autofree char *first = sentence(finding->message);
	g_autofree char *why = sentence(finding->why);
	g_autoptr(GString) text = g_string_new(first);
	g_autoptr(GString) markdown = g_string_new(NULL);

	append_markdown(markdown, first);
	append_markdown_maps(markdown, finding);
	append_text(text, "", why);
	append_paragraph(markdown, "", why);
	append_text(text, "What decides: ", finding->fact);
	append_paragraph(markdown, "**What decides:** ", finding->fact);
	append_text(text, "Fix: ", finding->fix);
	append_paragraph(markdown, "**Fix:** ", finding->fix);
	return message(text->str, markdown->str);
}

static json_t *properties_json(const struct finding *finding)
{
	json_t *object = json_finding(finding);
	static const char *const told_elsewhere[] = { "id",  "rule", "severity", "item",
						      "old", "new",  "message" };

	for (gsize i = 0; i < G_N_ELEMENTS(told_elsewhere); i++)
		json_object_del(object, told_elsewhere[i]);
	return object;
}

/* What it would be if nobody had accepted it, as far as the rule tells. */
static enum severity level_of(const struct finding *finding, const struct report_options *options)
{
	const json_int_t index = rule_index(options, finding->rule);

	if (!finding->accepted)
		return finding->severity;
	return index >= 0 && finding->verdict == VERDICT_BREAKS ? options->rules[index].severity
								: SEVERITY_WARNING;
}

static json_t *suppressions_json(const struct finding_acceptance *accepted)
{
	g_autofree char *why = g_strdup_printf("%s (%s%s%s)", accepted->reason, accepted->where,
					       accepted->until ? ", until " : "",
					       accepted->until ? accepted->until : "");
	json_t *list = json_array(), *object = json_object();

	json_set_text(object, "kind", "external");
	json_set_text(object, "status", "accepted");
	json_set_text(object, "justification", why);
	json_array_append_new(list, object);
	return list;
}

static json_t *result_json(const struct finding *finding, const struct report_options *options)
{
	json_t *object = json_object(), *fingerprints = json_object();
	const json_int_t index = rule_index(options, finding->rule);
	const enum severity severity = level_of(finding, options);

	json_set_text(object, "ruleId", finding->rule);
	if (index >= 0)
		set(object, "ruleIndex", json_integer(index));
	/* Only what fails has a level. */
	json_set_text(object, "kind", severity == SEVERITY_NONE ? "informational" : "fail");
	json_set_text(object, "level", levels[severity]);
	set(object, "message", result_message(finding));
	set(object, "locations", main_location(finding, options));
	if (finding->new_place.file && finding->old_place.file)
		set(object, "relatedLocations", old_location(finding, options));
	json_set_text(fingerprints, "unbrokenFindingId/v1", finding->id);
	set(object, "partialFingerprints", fingerprints);
	if (finding->accepted)
		set(object, "suppressions", suppressions_json(finding->accepted));
	set(object, "properties", properties_json(finding));
	return object;
}

static json_t *results_json(const struct report *report, const struct report_options *options,
			    gsize *left_out)
{
	json_t *results = json_array();

	*left_out = 0;
	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		/* Services know about what is accepted by being told that it is. */
		if (!finding_is_told(finding, options) && !finding->accepted)
			continue;
		if (json_array_size(results) < RESULTS_MAX)
			json_array_append_new(results, result_json(finding, options));
		else
			(*left_out)++;
	}
	return results;
}

/* --- What was not judged ---------------------------------------------------- */

static void append_notification(json_t *list, const char *level, const char *header,
				const char *text)
{
	json_t *object = json_object();

	json_set_text(object, "level", level);
	set(object, "message", message(text, NULL));
	if (header) {
		json_t *locations = json_array(), *location = json_object();
		json_t *place = json_object();

		/* As programs include it: where it lies is not known. */
		set(place, "artifactLocation", artifact(header, "HEADERS"));
		set(location, "physicalLocation", place);
		json_array_append_new(locations, location);
		set(object, "locations", locations);
	}
	json_array_append_new(list, object);
}

static json_t *invocations_json(const struct report *report, gsize left_out)
{
	json_t *list = json_array(), *object = json_object(), *notes = json_array();

	for (gsize i = 0; i < report->n_not_judged; i++) {
		const struct not_judged *part = &report->not_judged[i];
		g_autofree char *for_targets = target_set_format(part->targets);
		g_autofree char *text = g_strdup_printf("%s was not judged for %s: %s",
							part->header, for_targets, part->reason);

		append_notification(notes, part->expected ? "note" : "warning", part->header, text);
	}
	if (left_out) {
		g_autofree char *text =
			g_strdup_printf("%" G_GSIZE_FORMAT
					" more results were left out: services take %d",
					left_out, RESULTS_MAX);

		append_notification(notes, "warning", NULL, text);
	}
	json_object_set_new(object, "executionSuccessful", json_true());
	set(object, "toolExecutionNotifications", notes);
	json_array_append_new(list, object);
	return list;
}

static void sarif_write(const struct report *report, const struct report_options *options,
			GString *out)
{
	json_t *root = json_object(), *runs = json_array(), *run = json_object();
	gsize left_out;
	json_t *results = results_json(report, options, &left_out);

	set(run, "tool", tool_json(options));
	set(run, "invocations", invocations_json(report, left_out));
	set(run, "originalUriBaseIds", roots_json());
	json_set_text(run, "columnKind", "unicodeCodePoints");
	set(run, "results", results);
	json_array_append_new(runs, run);
	json_set_text(root, "$schema", SCHEMA);
	json_set_text(root, "version", "2.1.0");
	set(root, "runs", runs);
	json_append(out, root, JSON_INDENT(2));
	g_string_append_c(out, '\n');
}

const struct report_format format_sarif = {
	.name = "sarif",
	.summary = "SARIF 2.1.0, for code scanning services",
	.write = sarif_write,
};
