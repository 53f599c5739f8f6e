/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/rule.h"

#include <string.h>

#include "policy/config.h"
#include "rules/stated.h"
#include "rules/text.h"
#include "util/glob.h"
#include "util/suggest.h"

/* clang-format off */
#define RULES(rule) \
	rule(accept_expired) \
	rule(accept_malformed) \
	rule(accept_unused) \
	rule(command_argument) \
	rule(command_direction) \
	rule(command_number) \
	rule(command_shared) \
	rule(command_size) \
	rule(constant_added) \
	rule(constant_kind) \
	rule(constant_name_reused) \
	rule(constant_not_constant) \
	rule(constant_number_reused) \
	rule(constant_removed) \
	rule(constant_renamed) \
	rule(constant_repaired) \
	rule(constant_string) \
	rule(constant_text) \
	rule(constant_value) \
	rule(enum_added) \
	rule(enum_name_reused) \
	rule(enum_removed) \
	rule(enum_resized) \
	rule(enum_value_changed) \
	rule(enum_value_removed) \
	rule(flag_collision) \
	rule(function_added) \
	rule(function_body) \
	rule(function_removed) \
	rule(function_type) \
	rule(header_added) \
	rule(header_include_dropped) \
	rule(header_item_moved) \
	rule(header_names_replaced) \
	rule(header_removed) \
	rule(level_leak) \
	rule(level_lowered) \
	rule(level_overdue) \
	rule(level_raised) \
	rule(level_unused) \
	rule(macro_added) \
	rule(macro_kernel_only) \
	rule(macro_parameters) \
	rule(macro_removed) \
	rule(macro_text) \
	rule(macro_value) \
	rule(member_arm_added) \
	rule(member_flexible) \
	rule(member_hole_used) \
	rule(member_inserted) \
	rule(member_moved) \
	rule(member_name_removed) \
	rule(member_removed) \
	rule(member_renamed) \
	rule(member_replaced) \
	rule(member_replaced_name) \
	rule(member_reserved_name) \
	rule(member_reserved_renamed) \
	rule(member_reserved_used) \
	rule(member_resized) \
	rule(member_retired) \
	rule(member_retired_name) \
	rule(member_retyped) \
	rule(member_retyped_source) \
	rule(member_tail_appended) \
	rule(record_added) \
	rule(record_conditional) \
	rule(record_grew) \
	rule(record_name_reused) \
	rule(record_packed) \
	rule(record_realigned) \
	rule(record_removed) \
	rule(record_shrank) \
	rule(set_version_alone) \
	rule(set_version_unchanged) \
	rule(typedef_added) \
	rule(typedef_changed) \
	rule(typedef_removed)
/* clang-format on */

#define DECLARE(name)                         \
	extern const struct rule rule_##name; \
	extern const struct rule_text text_##name;
RULES(DECLARE)

#define LIST(name) &rule_##name,
const struct rule *const rules[] = { RULES(LIST) NULL };

/* In the same order. */
#define LIST_TEXT(name) &text_##name,
static const struct rule_text *const texts[] = { RULES(LIST_TEXT) };

const struct rule *rule_find(const char *id)
{
	for (gsize i = 0; rules[i]; i++) {
		if (!strcmp(rules[i]->id, id))
			return rules[i];
	}
	return NULL;
}

guint rule_since(const struct rule *rule)
{
	return rule->since ? rule->since : 1;
}

static gboolean matches_some(const char *glob)
{
	for (gsize i = 0; rules[i]; i++) {
		if (glob_matches(glob, rules[i]->id))
			return TRUE;
	}
	return FALSE;
}

static gboolean refuse_rule(const struct config *config, const struct config_rule *stated,
			    GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *meant = NULL;

	for (gsize i = 0; rules[i]; i++)
		g_ptr_array_add(ids, (gpointer)rules[i]->id);
	g_ptr_array_add(ids, NULL);
	meant = suggest(stated->rule, (const char *const *)ids->pdata);
	g_set_error(
		error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
		"%s:%u: rule \"%s\": there is no such rule%s; expected one that 'unbroken rules' "
		"lists, or a glob such as \"member/*\"",
		config->file, stated->line, stated->rule, meant);
	return FALSE;
}

gboolean rules_check_config(const struct config *config, GError **error)
{
	if (config->rule_set > RULE_SET_NEWEST) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
			    "%s:%u: unbroken: 'rules = %u' is newer than this program; expected at "
			    "most %d",
			    config->file, config->rule_set_line, config->rule_set, RULE_SET_NEWEST);
		return FALSE;
	}
	for (gsize i = 0; i < config->n_rules; i++) {
		if (!matches_some(config->rules[i].rule))
			return refuse_rule(config, &config->rules[i], error);
	}
	return TRUE;
}

const struct rule_text *rule_text(const struct rule *rule)
{
	gsize i = 0;

	while (rules[i] != rule)
		i++;
	return texts[i];
}

static const struct {
	const char *prefix, *name;
} subjects[] = {
	{ "accept/", "accepted findings" },
	{ "command/", "ioctl commands" },
	{ "constant/", "constants" },
	{ "enum/", "enumerations" },
	{ "flag/", "flags" },
	{ "function/", "inline functions" },
	{ "header/", "headers" },
	{ "level/", "what is promised" },
	{ "macro/", "macros with parameters" },
	{ "member/", "members of structs and unions" },
	{ "record/", "structs and unions" },
	{ "set/", "header sets" },
	{ "typedef/", "typedefs" },
};

const char *rule_subject(const struct rule *rule)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		if (g_str_has_prefix(rule->id, subjects[i].prefix))
			return subjects[i].name;
	}
	return "others";
}

gboolean rule_opens_subject(const struct rule *rule)
{
	gsize i = 0;

	while (rules[i] != rule)
		i++;
	return i == 0 || rule_subject(rules[i - 1]) != rule_subject(rule);
}
