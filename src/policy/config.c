/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/config.h"

#include <errno.h>
#include <git2.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BYTES_MAX (256 * 1024)
#define SETS_MAX  100
#define SECTION   "set."

/* A set while it is being read. */
struct building {
	char *name;
	GPtrArray *roots;
	target_set targets;
	enum level level;
	gboolean has_level;
	gboolean has_targets;
};

struct owned_config {
	struct config config; /* first: config_free() is given its address */
	GPtrArray *building;
	GArray *sets;
};

static void building_free(gpointer data)
{
	struct building *set = data;

	g_free(set->name);
	g_ptr_array_unref(set->roots);
	g_free(set);
}

void config_free(struct config *config)
{
	struct owned_config *owned = (struct owned_config *)config;

	if (!owned)
		return;
	g_ptr_array_unref(owned->building);
	g_array_unref(owned->sets);
	g_free(owned);
}

static struct owned_config *config_new(void)
{
	struct owned_config *owned = g_new0(struct owned_config, 1);

	owned->building = g_ptr_array_new_with_free_func(building_free);
	owned->sets = g_array_new(FALSE, FALSE, sizeof(struct config_set));
	return owned;
}

static gboolean G_GNUC_PRINTF(4, 5)
	refuse(const char *name, const char *set, GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: set \"%s\": %s", name, set,
		    text);
	return FALSE;
}

static struct building *set_of(struct owned_config *owned, const char *name)
{
	struct building *set;

	for (guint i = 0; i < owned->building->len; i++) {
		set = owned->building->pdata[i];
		if (strcmp(set->name, name) == 0)
			return set;
	}
	set = g_new0(struct building, 1);
	set->name = g_strdup(name);
	set->roots = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(owned->building, set);
	return set;
}

/* Only folders of the project itself can be meant. */
static gboolean add_root(const char *name, struct building *set, const char *value, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(value, "/", -1);
	GString *root = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		if (strcmp(*part, "..") == 0 || (part == parts && !**part && parts[1])) {
			g_string_free(root, TRUE);
			return refuse(
				name, set->name, error,
				"'root = %s' leads out of the project; expected a folder in it",
				value);
		}
		if (**part && strcmp(*part, ".") != 0)
			g_string_append_printf(root, "%s/", *part);
	}
	g_ptr_array_add(set->roots, g_string_free(root, FALSE));
	return TRUE;
}

static gboolean set_level(const char *name, struct building *set, const char *value, GError **error)
{
	for (guint level = LEVEL_STABLE; level <= LEVEL_UNRELEASED; level++) {
		if (strcmp(level_names[level], value) != 0)
			continue;
		if (set->has_level)
			return refuse(name, set->name, error,
				      "'level' is stated twice; expected once");
		set->has_level = TRUE;
		set->level = level;
		return TRUE;
	}
	return refuse(name, set->name, error,
		      "unknown level '%s'; expected one of stable, testing, obsolete, removed, "
		      "unreleased",
		      value);
}

static gboolean set_targets(const char *name, struct building *set, const char *value,
			    GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (set->has_targets)
		return refuse(name, set->name, error, "'targets' is stated twice; expected once");
	set->has_targets = TRUE;
	if (target_set_parse(value, &set->targets, &failure))
		return TRUE;
	return refuse(name, set->name, error, "%s", failure->message);
}

static gboolean take_key(const char *name, struct building *set, const char *key, const char *value,
			 GError **error)
{
	if (!value || !*value)
		return refuse(name, set->name, error, "'%s' has no value", key);
	if (strcmp(key, "root") == 0)
		return add_root(name, set, value, error);
	if (strcmp(key, "targets") == 0)
		return set_targets(name, set, value, error);
	if (strcmp(key, "level") == 0)
		return set_level(name, set, value, error);
	return refuse(name, set->name, error,
		      "unknown key '%s'; expected one of root, targets, level", key);
}

/* Takes "set.<name>.<key>" apart; a name may have dots in it. */
static gboolean take_setting(struct owned_config *owned, const char *name,
			     const git_config_entry *setting, GError **error)
{
	const char *dot = strrchr(setting->name, '.');
	g_autofree char *set = NULL;

	if (!g_str_has_prefix(setting->name, SECTION) || dot <= setting->name + strlen(SECTION)) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
			    "%s: unknown setting '%s'; expected sections [set \"name\"]", name,
			    setting->name);
		return FALSE;
	}
	set = g_strndup(setting->name + strlen(SECTION),
			(gsize)(dot - setting->name) - strlen(SECTION));
	if (!take_key(name, set_of(owned, set), dot + 1, setting->value, error))
		return FALSE;
	if (owned->building->len <= SETS_MAX)
		return TRUE;
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: more than %d header sets", name,
		    SETS_MAX);
	return FALSE;
}

static gboolean finish(struct owned_config *owned, const char *name, GError **error)
{
	for (guint i = 0; i < owned->building->len; i++) {
		struct building *set = owned->building->pdata[i];

		if (!set->roots->len)
			return refuse(name, set->name, error,
				      "nothing is stated for root; expected 'root = FOLDER'");
		g_ptr_array_add(set->roots, NULL);

		const struct config_set finished = {
			.name = set->name,
			.roots = (const char *const *)set->roots->pdata,
			.targets = set->targets,
			.level = set->level,
		};

		g_array_append_val(owned->sets, finished);
	}
	owned->config.sets = (const struct config_set *)(void *)owned->sets->data;
	owned->config.n_sets = owned->sets->len;
	return TRUE;
}

/* libgit2 names the file that it was given. */
static gboolean refuse_syntax(const char *name, const char *path, GError **error)
{
	const git_error *last = git_error_last();
	g_autoptr(GString) text = g_string_new(last ? last->message : "no such syntax");

	g_string_replace(text, path, name, 0);
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: %s", name, text->str);
	return FALSE;
}

static gboolean take_settings(struct owned_config *owned, const char *name, const char *path,
			      GError **error)
{
	git_config *config = NULL;
	git_config_iterator *settings = NULL;
	git_config_entry *setting = NULL;
	gboolean done = TRUE;

	if (git_config_open_ondisk(&config, path) < 0)
		return refuse_syntax(name, path, error);
	if (git_config_iterator_new(&settings, config) < 0)
		done = refuse_syntax(name, path, error);
	while (done && git_config_next(&setting, settings) == 0)
		done = take_setting(owned, name, setting, error);
	git_config_iterator_free(settings);
	git_config_free(config);
	return done && finish(owned, name, error);
}

/* Who judges a foreign project must not read what that project names. */
static gboolean includes_others(const char *text, gsize size)
{
	g_autofree char *lower = g_ascii_strdown(text, (gssize)size);

	return strstr(lower, "[include") != NULL;
}

/* libgit2 reads configurations from files only: @ret_path is one in memory. */
static int write_memory(const char *text, gsize size, char **ret_path)
{
	int file = memfd_create("unbroken-config", MFD_CLOEXEC);

	if (file < 0)
		return -1;
	if (write(file, text, size) != (gssize)size) {
		close(file);
		return -1;
	}
	*ret_path = g_strdup_printf("/proc/self/fd/%d", file);
	return file;
}

struct config *config_parse(const char *name, const char *text, gsize size, GError **error)
{
	struct owned_config *owned = config_new();
	g_autofree char *path = NULL;
	gboolean done = FALSE;
	int file = -1;

	if (size > BYTES_MAX || strlen(text) != size)
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: expected a text of at most %d bytes", name, BYTES_MAX);
	else if (includes_others(text, size))
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: it may not include other files", name);
	else if ((file = write_memory(text, size, &path)) < 0)
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: cannot be read: %s",
			    name, g_strerror(errno));
	else
		done = take_settings(owned, name, path, error);
	if (file >= 0)
		close(file);
	if (done)
		return &owned->config;
	config_free(&owned->config);
	return NULL;
}
