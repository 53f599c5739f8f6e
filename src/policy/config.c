/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/config.h"

#include <string.h>

#include "policy/config-parts.h"
#include "util/suggest.h"

#define BYTES_MAX    (256 * 1024)
#define SETTINGS_MAX 10000

/* What there is to state; another kind of section is a row here and a file of its own. */
static const struct config_section *const sections[] = {
	&config_section_project,
	&config_section_rule,
	&config_section_set,
};

void config_free(struct config *config)
{
	struct config_draft *draft = (struct config_draft *)config;

	if (!draft)
		return;
	config_sets_free(draft);
	config_rules_free(draft);
	settings_free(draft->settings);
	g_free((char *)draft->config.file);
	g_free(draft);
}

static const struct config_section *find_section(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
		if (strcmp(sections[i]->name, name) == 0)
			return sections[i];
	}
	return NULL;
}

static gboolean refuse_section(const struct config_draft *draft, const struct setting *setting,
			       GError **error)
{
	const char *names[G_N_ELEMENTS(sections) + 1] = { NULL };
	g_autoptr(GString) known = g_string_new(NULL);
	g_autofree char *meant = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
		names[i] = sections[i]->name;
		g_string_append_printf(known, "%s[%s%s]", i ? ", " : "", sections[i]->name,
				       sections[i]->named ? " \"...\"" : "");
	}
	meant = suggest(setting->section, names);
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
		    "%s:%u: unknown section '%s'%s; expected one of %s", draft->config.file,
		    setting->line, setting->section, meant, known->str);
	return FALSE;
}

static gboolean take_setting(struct config_draft *draft, const struct setting *setting,
			     GError **error)
{
	const struct config_section *section = find_section(setting->section);

	if (!section)
		return refuse_section(draft, setting, error);
	if (section->named && (!setting->name || !*setting->name))
		return config_refuse(draft, setting, error, "expected [%s \"NAME\"]",
				     section->name);
	if (!section->named && setting->name)
		return config_refuse(draft, setting, error, "expected [%s] without a name",
				     section->name);
	return section->take(draft, setting, error);
}

static gboolean take_all(struct config_draft *draft, GError **error)
{
	const GArray *all = draft->settings->all;
	gboolean done = TRUE;

	for (guint i = 0; done && i < all->len; i++)
		done = take_setting(draft, &g_array_index(all, struct setting, i), error);
	for (gsize i = 0; done && i < G_N_ELEMENTS(sections); i++)
		done = !sections[i]->finish || sections[i]->finish(draft, error);
	return done;
}

struct config *config_parse(const char *name, const char *text, gsize size, GError **error)
{
	struct config_draft *draft = g_new0(struct config_draft, 1);

	draft->config.file = g_strdup(name);
	draft->sets = g_ptr_array_new();
	draft->rules = g_ptr_array_new();
	if (size > BYTES_MAX)
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: expected a text of at most %d bytes", name, BYTES_MAX);
	else
		draft->settings = settings_parse(name, text, size, SETTINGS_MAX, error);
	if (draft->settings && take_all(draft, error))
		return &draft->config;
	config_free(&draft->config);
	return NULL;
}
