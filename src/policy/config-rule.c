/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* [rule "id"]: how grave the findings of a rule are. */
#include <string.h>

#include "policy/config-parts.h"
#include "util/glob.h"

enum key {
	KEY_SEVERITY,
	KEY_SAFE_SEVERITY,
	KEY_HEADER,
};

static const char *const keys[] = {
	[KEY_SEVERITY] = "severity",
	[KEY_SAFE_SEVERITY] = "safe-severity",
	[KEY_HEADER] = "header",
	NULL,
};

static const char *const severities[] = {
	[SEVERITY_NONE] = "none",
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
	NULL,
};

struct rule_draft {
	struct config_rule rule;
	const struct setting *start;
	GPtrArray *headers;
	guint stated;
};

static void rule_free(gpointer data)
{
	struct rule_draft *draft = data;

	g_ptr_array_unref(draft->headers);
	g_free(draft);
}

void config_rules_free(struct config_draft *draft)
{
	g_ptr_array_set_free_func(draft->rules, rule_free);
	g_ptr_array_unref(draft->rules);
	g_clear_pointer(&draft->finished_rules, g_array_unref);
}

/* Each section is one of its own: the same rule may be another in other headers. */
static void begin(struct config_draft *draft, const struct setting *setting)
{
	struct rule_draft *rule = g_new0(struct rule_draft, 1);

	rule->rule.rule = setting->name;
	rule->rule.line = setting->line;
	rule->start = setting;
	rule->headers = g_ptr_array_new();
	g_ptr_array_add(draft->rules, rule);
}

static gboolean take_severity(struct config_draft *draft, struct rule_draft *rule, enum key key,
			      const struct setting *setting, GError **error)
{
	guint severity;

	if (!config_take_once(draft, setting, &rule->stated, key, error) ||
	    !config_take_word(draft, setting, severities, &severity, error))
		return FALSE;
	if (key == KEY_SEVERITY) {
		rule->rule.has_severity = TRUE;
		rule->rule.severity = (enum severity)severity;
	} else {
		rule->rule.has_safe_severity = TRUE;
		rule->rule.safe_severity = (enum severity)severity;
	}
	return TRUE;
}

static gboolean take(struct config_draft *draft, const struct setting *setting, GError **error)
{
	struct rule_draft *rule;
	guint key = 0;

	if (!setting->key) {
		begin(draft, setting);
		return TRUE;
	}
	rule = draft->rules->pdata[draft->rules->len - 1];
	while (keys[key] && strcmp(keys[key], setting->key) != 0)
		key++;
	if (!keys[key])
		return config_refuse_key(draft, setting, keys, error);
	if (!setting->value || !*setting->value)
		return config_refuse(draft, setting, error, "'%s' has no value", setting->key);
	if (key != KEY_HEADER)
		return take_severity(draft, rule, (enum key)key, setting, error);
	g_ptr_array_add(rule->headers, (gpointer)setting->value);
	return TRUE;
}

static gboolean finish(struct config_draft *draft, GError **error)
{
	draft->finished_rules = g_array_new(FALSE, FALSE, sizeof(struct config_rule));
	for (guint i = 0; i < draft->rules->len; i++) {
		struct rule_draft *rule = draft->rules->pdata[i];

		if (!rule->rule.has_severity && !rule->rule.has_safe_severity)
			return config_refuse(draft, rule->start, error,
					     "nothing is stated for severity; expected 'severity = "
					     "none', note, warning or error");
		g_ptr_array_add(rule->headers, NULL);
		rule->rule.headers = (const char *const *)rule->headers->pdata;
		g_array_append_val(draft->finished_rules, rule->rule);
	}
	draft->config.rules = (const struct config_rule *)(void *)draft->finished_rules->data;
	draft->config.n_rules = draft->finished_rules->len;
	return TRUE;
}

const struct config_section config_section_rule = {
	.name = "rule",
	.named = TRUE,
	.take = take,
	.finish = finish,
};

static gboolean is_about(const struct config_rule *rule, const char *header)
{
	for (const char *const *glob = rule->headers; *glob; glob++) {
		if (glob_matches(*glob, header))
			return TRUE;
	}
	return !rule->headers[0];
}

const struct config_rule *config_find_rule(const struct config *config, const char *rule,
					   const char *header, gboolean is_safe)
{
	for (gsize i = config ? config->n_rules : 0; i > 0; i--) {
		const struct config_rule *stated = &config->rules[i - 1];

		if ((is_safe ? stated->has_safe_severity : stated->has_severity) &&
		    glob_matches(stated->rule, rule) && is_about(stated, header))
			return stated;
	}
	return NULL;
}
