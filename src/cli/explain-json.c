/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain --format=json and rules --format=json: data/schema/unbroken-rules-1.json describes
 * them.  Keys are only ever added at the end of their object: people compare such files.
 */
#include <jansson.h>

#include "cli/explain.h"
#include "report/json-parts.h"

static json_t *severities_json(const char *profile, const struct rule *rule)
{
	json_t *object = json_object();

	for (int verdict = (int)rule_text(rule)->worst; verdict >= VERDICT_SAFE; verdict--)
		json_set_text(
			object, verdict_names[verdict],
			severity_names[explain_severity(profile, rule, (enum verdict)verdict)]);
	return object;
}

static void set_texts(json_t *object, const struct rule_text *text)
{
	json_t *texts = json_object(), *references = json_array();

	json_set_text(texts, "why", text->why);
	json_set_text(texts, "example", text->example);
	json_set_text(texts, "fix", text->fix);
	json_set_text(texts, "accept", text->accept);
	for (gsize i = 0; text->references[i]; i++)
		json_array_append_new(references, json_string(text->references[i]));
	json_object_set_new(texts, "references", references);
	json_object_set_new(object, "texts", texts);
}

static json_t *rule_json(const struct rule *rule, gboolean texts)
{
	json_t *object = json_object(), *profiles = json_object();

	json_set_text(object, "id", rule->id);
	json_set_text(object, "dimension", dimension_names[rule->dimension]);
	json_set_text(object, "about", rule->change == CHANGE_NONE ? "project" : "change");
	json_set_text(object, "summary", rule->summary);
	json_set_text(object, "why", rule->why);
	json_set_text(object, "fix", rule->fix);
	json_set_text(object, "subject", rule_subject(rule));
	json_set_text(object, "worst", verdict_names[rule_text(rule)->worst]);
	for (gsize i = 0; profile_names[i]; i++)
		json_object_set_new(profiles, profile_names[i],
				    severities_json(profile_names[i], rule));
	json_object_set_new(object, "profiles", profiles);
	json_set_count(object, "since", rule_since(rule));
	if (texts)
		set_texts(object, rule_text(rule));
	return object;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

void explain_json_list(const struct rule *const *list, gboolean texts, GString *out)
{
	json_t *array = json_array();

	for (gsize i = 0; list[i]; i++)
		json_array_append_new(array, rule_json(list[i], texts));
	json_dump_callback(array, append_bytes, out, JSON_INDENT(2));
	g_string_append_c(out, '\n');
	json_decref(array);
}

static void write_json(const struct rule *const *list, gboolean page,
		       const struct explain_style *style, GString *out)
{
	(void)page;
	(void)style;
	explain_json_list(list, TRUE, out);
}

const struct explain_format explain_json = { "json", write_json };
