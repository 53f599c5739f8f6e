/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as .unbroken/config: header sets that can be used, or an error of one line. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "policy/config.h"
#include "rules/stated.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const struct config_set *set)
{
	g_assert_nonnull(set->name);
	g_assert_nonnull(set->roots[0]);
	g_assert_true(!(set->targets & ~TARGET_ALL));
	g_assert_cmpint(set->level, <=, LEVEL_UNRELEASED);
	for (gsize i = 0; i < set->n_versions; i++)
		g_assert_true(*set->versions[i].header && *set->versions[i].pattern);
	for (const char *const *define = set->defines; *define; define++)
		g_assert_true(**define);
	for (const char *const *root = set->roots; *root; root++) {
		/* Folders inside the project, whatever they are called. */
		g_assert_true((*root)[0] != '/' && !g_str_has_prefix(*root, "../") &&
			      !strstr(*root, "/../") && !strstr(*root, "//"));
		g_assert_true(!**root || g_str_has_suffix(*root, "/"));
	}
}

static void check_rule(const struct config *config, const struct config_rule *rule)
{
	g_assert_nonnull(rule->rule);
	g_assert_nonnull(rule->headers);
	g_assert_true(rule->has_severity || rule->has_safe_severity);
	g_assert_cmpint(rule->severity, <=, SEVERITY_ERROR);
	g_assert_cmpint(rule->safe_severity, <=, SEVERITY_ERROR);
	config_find_rule(config, "member/moved", "linux/vfio.h", TRUE);
	config_find_rule(config, "member/moved", "linux/vfio.h", FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	AUTO(config) config = NULL;

	config = config_parse("fuzz", text, size, &error);
	g_assert_true(!config == !!error);
	for (gsize i = 0; config && i < config->n_sets; i++)
		check_set(&config->sets[i]);
	for (gsize i = 0; config && i < config->n_rules; i++)
		check_rule(config, &config->rules[i]);
	if (config) {
		g_autoptr(GError) unknown = NULL;

		g_assert_true(rules_check_config(config, &unknown) == !unknown);
		g_assert_true(!unknown || !strchr(unknown->message, '\n'));
	}
	if (error)
		g_assert_null(strchr(error->message, '\n'));
	return 0;
}
