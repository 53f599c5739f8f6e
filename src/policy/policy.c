/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/policy.h"

#include <git2.h>
#include <string.h>

#include "policy/config.h"
#include "policy/convention.h"
#include "policy/profile.h"

struct policy {
	const struct profile *profile; /* as asked for */
	const struct profile *own;     /* that of the project, or the same */
	const struct config *config;   /* or NULL */
	GPtrArray *entries;            /* of struct convention_entry, in order of definition */
	/* The same, those that speak of a topic: few are asked each time. */
	GPtrArray *about[TOPIC_COUNT];
};

G_DEFINE_QUARK(policy - error - quark, policy_error)

static struct policy *policy_new(const struct profile *profile)
{
	struct policy *policy = g_new0(struct policy, 1);

	/* Once for all files: its first start is what takes long. */
	git_libgit2_init();
	policy->profile = profile;
	policy->own = profile;
	policy->entries = g_ptr_array_new_with_free_func((GDestroyNotify)convention_entry_free);
	for (gsize i = 0; i < TOPIC_COUNT; i++)
		policy->about[i] = g_ptr_array_new();
	return policy;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (gsize i = 0; i < TOPIC_COUNT; i++)
		g_ptr_array_unref(policy->about[i]);
	g_ptr_array_unref(policy->entries);
	git_libgit2_shutdown();
	g_free(policy);
}

static void forget(struct policy *policy, const char *id)
{
	for (guint i = 0; i < policy->entries->len; i++) {
		const struct convention_entry *entry = g_ptr_array_index(policy->entries, i);

		if (g_str_equal(entry->convention.id, id)) {
			g_ptr_array_remove_index(policy->entries, i);
			return;
		}
	}
}

/* The entries of one file take the place of earlier ones of the same id. */
static gboolean take_file(struct policy *policy, const char *file, GError **error)
{
	g_autoptr(GPtrArray) entries = convention_read(file, error);

	if (!entries)
		return FALSE;
	for (guint i = 0; i < entries->len; i++) {
		const struct convention_entry *entry = g_ptr_array_index(entries, i);

		forget(policy, entry->convention.id);
	}
	g_ptr_array_extend_and_steal(policy->entries, g_steal_pointer(&entries));
	return TRUE;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a folder holds, without hidden files and the copies that editors keep. */
static GPtrArray *list_folder(const char *path, GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	const char *name;

	if (!folder)
		return NULL;
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(folder)))
		if (*name != '.' && !g_str_has_suffix(name, "~"))
			g_ptr_array_add(files, g_build_filename(path, name, NULL));
	g_ptr_array_sort(files, compare_names);
	return files;
}

static gboolean take_path(struct policy *policy, const char *path, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return take_file(policy, path, error);

	g_autoptr(GPtrArray) files = list_folder(path, error);
	gboolean ok = files != NULL;

	for (guint i = 0; ok && i < files->len; i++)
		ok = take_file(policy, g_ptr_array_index(files, i), error);
	return ok;
}

static void sort_by_topic(struct policy *policy)
{
	for (guint i = 0; i < policy->entries->len; i++) {
		struct convention_entry *entry = g_ptr_array_index(policy->entries, i);

		for (gsize topic = 0; topic < TOPIC_COUNT; topic++)
			if (entry->topics & ((guint32)1 << topic))
				g_ptr_array_add(policy->about[topic], entry);
	}
}

struct policy *policy_load(const char *const *files, const char *profile, GError **error)
{
	const struct profile *found = profile_find(profile, error);

	if (!found)
		return NULL;
	AUTO(policy) policy = policy_new(found);
	for (; *files; files++)
		if (!take_path(policy, *files, error))
			return NULL;
	sort_by_topic(policy);
	return g_steal_pointer(&policy);
}

const struct convention *policy_convention(const struct policy *policy, enum topic topic,
					   const char *header, const char *kind, const char *name)
{
	const GPtrArray *candidates = policy->about[topic];
	enum item_kind item_kind = item_kind_parse(kind);
	enum specificity best = SPECIFICITY_NO_MATCH;
	const struct convention *ret = NULL;

	g_return_val_if_fail(item_kind < ITEM_KIND_COUNT, NULL);
	for (guint i = 0; i < candidates->len; i++) {
		const struct convention_entry *entry = g_ptr_array_index(candidates, i);
		enum specificity match = convention_entry_match(entry, header, item_kind, name);

		if (match != SPECIFICITY_NO_MATCH && match >= best) {
			best = match;
			ret = &entry->convention;
		}
	}
	return ret;
}

enum severity policy_severity(const struct policy *policy, enum dimension dimension,
			      enum verdict verdict, enum level level)
{
	return profile_severity(policy->own, dimension, verdict, level);
}

void policy_set_config(struct policy *policy, const struct config *config, gboolean keeps_profile)
{
	policy->config = config;
	policy->own = policy->profile;
	if (config && config->profile && !keeps_profile)
		policy->own = profile_find(config->profile, NULL);
}

gboolean policy_stated_severity(const struct policy *policy, const struct finding *finding,
				enum severity *ret)
{
	const gboolean is_safe = finding->verdict == VERDICT_SAFE;
	const struct config_rule *stated =
		config_find_rule(policy->config, finding->rule, finding->header, is_safe);

	if (!stated)
		return FALSE;
	*ret = profile_cap(is_safe ? stated->safe_severity : stated->severity, finding->level);
	return TRUE;
}

guint policy_rule_set(const struct policy *policy)
{
	return policy->config ? policy->config->rule_set : 0;
}
