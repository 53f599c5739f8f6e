/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* [set "name"]: a header set. */
#include <string.h>

#include "policy/config-parts.h"

#define SETS_MAX 100

enum key {
	KEY_ROOT,
	KEY_TARGETS,
	KEY_LEVEL,
};

static const char *const keys[] = {
	[KEY_ROOT] = "root",
	[KEY_TARGETS] = "targets",
	[KEY_LEVEL] = "level",
	NULL,
};

static const char *const levels[] = {
	[LEVEL_STABLE] = "stable",         [LEVEL_TESTING] = "testing",
	[LEVEL_OBSOLETE] = "obsolete",     [LEVEL_REMOVED] = "removed",
	[LEVEL_UNRELEASED] = "unreleased", NULL,
};

struct set_draft {
	struct config_set set;
	const struct setting *start;
	GPtrArray *roots;
	guint stated;
};

static void set_free(gpointer data)
{
	struct set_draft *draft = data;

	g_ptr_array_unref(draft->roots);
	g_free(draft);
}

void config_sets_free(struct config_draft *draft)
{
	g_ptr_array_set_free_func(draft->sets, set_free);
	g_ptr_array_unref(draft->sets);
	g_clear_pointer(&draft->finished_sets, g_array_unref);
}

static struct set_draft *set_of(struct config_draft *draft, const struct setting *setting)
{
	struct set_draft *set;

	for (guint i = 0; i < draft->sets->len; i++) {
		set = draft->sets->pdata[i];
		if (strcmp(set->set.name, setting->name) == 0)
			return set;
	}
	set = g_new0(struct set_draft, 1);
	set->set.name = setting->name;
	set->set.line = setting->line;
	set->start = setting;
	set->roots = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(draft->sets, set);
	return set;
}

/* Only folders of the project itself can be meant. */
static gboolean take_root(struct config_draft *draft, struct set_draft *set,
			  const struct setting *setting, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(setting->value, "/", -1);
	GString *root = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		if (strcmp(*part, "..") == 0 || (part == parts && !**part && parts[1])) {
			g_string_free(root, TRUE);
			return config_refuse(
				draft, setting, error,
				"'root = %s' leads out of the project; expected a folder in it",
				setting->value);
		}
		if (**part && strcmp(*part, ".") != 0)
			g_string_append_printf(root, "%s/", *part);
	}
	g_ptr_array_add(set->roots, g_string_free(root, FALSE));
	return TRUE;
}

static gboolean take_level(struct config_draft *draft, struct set_draft *set,
			   const struct setting *setting, GError **error)
{
	guint level;

	if (!config_take_once(draft, setting, &set->stated, KEY_LEVEL, error) ||
	    !config_take_word(draft, setting, levels, &level, error))
		return FALSE;
	set->set.level = (enum level)level;
	return TRUE;
}

static gboolean take(struct config_draft *draft, const struct setting *setting, GError **error)
{
	struct set_draft *set = set_of(draft, setting);

	if (draft->sets->len > SETS_MAX)
		return config_refuse(draft, setting, error, "more than %d header sets", SETS_MAX);
	if (!setting->key)
		return TRUE;
	if (!g_strv_contains(keys, setting->key))
		return config_refuse_key(draft, setting, keys, error);
	if (!setting->value || !*setting->value)
		return config_refuse(draft, setting, error, "'%s' has no value", setting->key);
	if (strcmp(setting->key, keys[KEY_ROOT]) == 0)
		return take_root(draft, set, setting, error);
	if (strcmp(setting->key, keys[KEY_LEVEL]) == 0)
		return take_level(draft, set, setting, error);
	return config_take_once(draft, setting, &set->stated, KEY_TARGETS, error) &&
	       config_take_targets(draft, setting, &set->set.targets, error);
}

static gboolean finish(struct config_draft *draft, GError **error)
{
	draft->finished_sets = g_array_new(FALSE, FALSE, sizeof(struct config_set));
	for (guint i = 0; i < draft->sets->len; i++) {
		struct set_draft *set = draft->sets->pdata[i];

		if (!set->roots->len)
			return config_refuse(draft, set->start, error,
					     "nothing is stated for root; expected 'root = "
					     "FOLDER'");
		g_ptr_array_add(set->roots, NULL);
		set->set.roots = (const char *const *)set->roots->pdata;
		g_array_append_val(draft->finished_sets, set->set);
	}
	draft->config.sets = (const struct config_set *)(void *)draft->finished_sets->data;
	draft->config.n_sets = draft->finished_sets->len;
	return TRUE;
}

const struct config_section config_section_set = {
	.name = "set",
	.named = TRUE,
	.take = take,
	.finish = finish,
};
