/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* [unbroken]: what holds for the project as a whole, as options of the command line do. */
#include <string.h>

#include "policy/config-parts.h"
#include "policy/profile.h"

#define TIMEOUT_MAX  3600
#define RULE_SET_MAX 10000

enum key {
	KEY_PROFILE,
	KEY_RULES,
	KEY_TARGETS,
	KEY_ALLOW_INCOMPLETE,
	KEY_TIMEOUT,
};

static const char *const keys[] = {
	[KEY_PROFILE] = "profile", [KEY_RULES] = "rules",
	[KEY_TARGETS] = "targets", [KEY_ALLOW_INCOMPLETE] = "allow-incomplete",
	[KEY_TIMEOUT] = "timeout", NULL,
};

static gboolean take_profile(struct config_draft *draft, const struct setting *setting,
			     GError **error)
{
	guint index;

	if (!config_take_word(draft, setting, profile_names, &index, error))
		return FALSE;
	draft->config.profile = profile_names[index];
	return TRUE;
}

static gboolean take_key(struct config_draft *draft, enum key key, const struct setting *setting,
			 GError **error)
{
	struct config *config = &draft->config;

	switch (key) {
	case KEY_PROFILE:
		return take_profile(draft, setting, error);
	case KEY_RULES:
		config->rule_set_line = setting->line;
		return config_take_number(draft, setting, 1, RULE_SET_MAX, &config->rule_set,
					  error);
	case KEY_TARGETS:
		return config_take_targets(draft, setting, &config->targets, error);
	case KEY_ALLOW_INCOMPLETE:
		return config_take_boolean(draft, setting, &config->allows_incomplete, error);
	case KEY_TIMEOUT:
		return config_take_number(draft, setting, 1, TIMEOUT_MAX, &config->timeout, error);
	}
	return FALSE;
}

static gboolean take(struct config_draft *draft, const struct setting *setting, GError **error)
{
	guint key = 0;

	if (!setting->key)
		return TRUE;
	while (keys[key] && strcmp(keys[key], setting->key) != 0)
		key++;
	if (!keys[key])
		return config_refuse_key(draft, setting, keys, error);
	if (key != KEY_ALLOW_INCOMPLETE && (!setting->value || !*setting->value))
		return config_refuse(draft, setting, error, "'%s' has no value", setting->key);
	return config_take_once(draft, setting, &draft->stated, key, error) &&
	       take_key(draft, (enum key)key, setting, error);
}

const struct config_section config_section_project = {
	.name = "unbroken",
	.take = take,
};
