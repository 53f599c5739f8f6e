/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* [set "name"]: a header set. */
#include <string.h>

#include "policy/config-parts.h"

#define SETS_MAX 100

enum key {
	KEY_ROOT,
	KEY_TARGETS,
	KEY_LEVEL,
	KEY_INCLUDE,
	KEY_DEFINE,
	KEY_PRE_INCLUDE,
	KEY_VERSION,
};

static const char *const keys[] = {
	[KEY_ROOT] = "root",       [KEY_TARGETS] = "targets",
	[KEY_LEVEL] = "level",     [KEY_INCLUDE] = "include",
	[KEY_DEFINE] = "define",   [KEY_PRE_INCLUDE] = "pre-include",
	[KEY_VERSION] = "version", NULL,
};

static const char *const levels[] = {
	[LEVEL_STABLE] = "stable",         [LEVEL_TESTING] = "testing",
	[LEVEL_OBSOLETE] = "obsolete",     [LEVEL_REMOVED] = "removed",
	[LEVEL_UNRELEASED] = "unreleased", NULL,
};

struct set_draft {
	struct config_set set;
	const struct setting *start;
	GPtrArray *roots, *includes, *defines, *pre_includes;
	GArray *versions; /* struct config_version, whose strings are in @owned */
	GPtrArray *owned;
	guint stated;
};

static void set_free(gpointer data)
{
	struct set_draft *draft = data;

	g_ptr_array_unref(draft->roots);
	g_ptr_array_unref(draft->includes);
	g_ptr_array_unref(draft->defines);
	g_ptr_array_unref(draft->pre_includes);
	g_array_unref(draft->versions);
	g_ptr_array_unref(draft->owned);
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
	set->includes = g_ptr_array_new_with_free_func(g_free);
	set->defines = g_ptr_array_new_with_free_func(g_free);
	set->pre_includes = g_ptr_array_new_with_free_func(g_free);
	set->versions = g_array_new(FALSE, FALSE, sizeof(struct config_version));
	set->owned = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(draft->sets, set);
	return set;
}

/* Only folders of the project itself can be meant. */
static gboolean take_folder(struct config_draft *draft, GPtrArray *folders,
			    const struct setting *setting, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(setting->value, "/", -1);
	GString *root = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		if (strcmp(*part, "..") == 0 || (part == parts && !**part && parts[1])) {
			g_string_free(root, TRUE);
			return config_refuse(
				draft, setting, error,
				"'%s = %s' leads out of the project; expected a folder in it",
				setting->key, setting->value);
		}
		if (**part && strcmp(*part, ".") != 0)
			g_string_append_printf(root, "%s/", *part);
	}
	g_ptr_array_add(folders, g_string_free(root, FALSE));
	return TRUE;
}

/* "NAME", "NAME=VALUE", "NAME(X)=VALUE", each behind "x86_64: " or not. */
static gboolean take_define(struct config_draft *draft, struct set_draft *set,
			    const struct setting *setting, GError **error)
{
	const char *name = setting->value + strcspn(setting->value, ":=");

	name = *name == ':' ? name + 1 + strspn(name + 1, " \t") : setting->value;
	if (!g_ascii_isalpha(*name) && *name != '_')
		return config_refuse(draft, setting, error,
				     "'define = %s' defines nothing; expected NAME or NAME=VALUE, "
				     "for one target behind 'x86_64: '",
				     setting->value);
	g_ptr_array_add(set->defines, g_strdup(setting->value));
	return TRUE;
}

static gboolean take_pre_include(struct config_draft *draft, struct set_draft *set,
				 const struct setting *setting, GError **error)
{
	if (*setting->value == '/' || strstr(setting->value, ".."))
		return config_refuse(draft, setting, error,
				     "'pre-include = %s' is no header of the set; expected one as "
				     "programs include it",
				     setting->value);
	g_ptr_array_add(set->pre_includes, g_strdup(setting->value));
	return TRUE;
}

static char *own(struct set_draft *set, char *text)
{
	g_ptr_array_add(set->owned, text);
	return text;
}

/* "hvhdk.h: macro NAME", "hvhdk.h: comment PATTERN" */
static gboolean take_version(struct config_draft *draft, struct set_draft *set,
			     const struct setting *setting, GError **error)
{
	static const char *const words[] = { "macro ", "comment " };
	g_auto(GStrv) parts = g_strsplit(setting->value, ":", 2);
	const char *how = parts[1] ? g_strstrip(parts[1]) : "";
	const char *pattern = NULL;
	struct config_version version = { 0 };

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(how, words[i]))
			continue;
		version.is_comment = i == 1;
		pattern = strchr(how, ' ');
		pattern += strspn(pattern, " \t");
	}
	if (!pattern || !*pattern || !*g_strstrip(parts[0]) ||
	    (version.is_comment && !strchr(pattern, '*')))
		return config_refuse(
			draft, setting, error,
			"'version = %s' does not say where a version stands; expected "
			"'HEADER: macro NAME', or 'HEADER: comment PATTERN' with '*' for "
			"the version",
			setting->value);
	version.header = own(set, g_strdup(parts[0]));
	version.pattern = own(set, g_strdup(pattern));
	g_array_append_val(set->versions, version);
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
		return take_folder(draft, set->roots, setting, error);
	if (strcmp(setting->key, keys[KEY_INCLUDE]) == 0)
		return take_folder(draft, set->includes, setting, error);
	if (strcmp(setting->key, keys[KEY_DEFINE]) == 0)
		return take_define(draft, set, setting, error);
	if (strcmp(setting->key, keys[KEY_PRE_INCLUDE]) == 0)
		return take_pre_include(draft, set, setting, error);
	if (strcmp(setting->key, keys[KEY_VERSION]) == 0)
		return take_version(draft, set, setting, error);
	if (strcmp(setting->key, keys[KEY_LEVEL]) == 0)
		return take_level(draft, set, setting, error);
	return config_take_once(draft, setting, &set->stated, KEY_TARGETS, error) &&
	       config_take_targets(draft, setting, &set->set.targets, error);
}

static const char *const *finish_list(GPtrArray *list)
{
	g_ptr_array_add(list, NULL);
	return (const char *const *)list->pdata;
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
		set->set.roots = finish_list(set->roots);
		set->set.includes = finish_list(set->includes);
		set->set.defines = finish_list(set->defines);
		set->set.pre_includes = finish_list(set->pre_includes);
		set->set.versions = (const struct config_version *)(void *)set->versions->data;
		set->set.n_versions = set->versions->len;
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
