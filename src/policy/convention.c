/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/convention.h"

#include <errno.h>
#include <git2.h>
#include <glib/gstdio.h>
#include <string.h>

#include "util/glob.h"

/* What is known of Linux needs a tenth of this. */
#define FILE_SIZE_MAX (1024 * 1024)

#define SECTION "convention."

/* A pattern that knows how much a match of it says. */
struct glob {
	char *text;
	enum specificity specificity;
};

static const char *const topic_words[TOPIC_COUNT + 1] = {
	[TOPIC_TAIL_GROWTH] = "tail-growth",
	[TOPIC_EMBEDDED_GROWTH] = "embedded-growth",
	[TOPIC_COMMAND_SIZE] = "command-size",
	[TOPIC_COMMAND_DIRECTION] = "command-direction",
	[TOPIC_COMMAND_NUMBER] = "command-number",
	[TOPIC_RESERVED_USE] = "reserved-use",
	[TOPIC_MEMBER_CHANGE] = "member-change",
	[TOPIC_VALUE_CHANGE] = "value-change",
	[TOPIC_REMOVAL] = "removal",
	[TOPIC_RENAME] = "rename",
};

static const char *const kind_words[ITEM_KIND_COUNT + 1] = {
	[ITEM_RECORD] = "record", [ITEM_COMMAND] = "command", [ITEM_CONSTANT] = "constant",
	[ITEM_ENUM] = "enum",     [ITEM_MACRO] = "macro",
};

static gsize word_index(const char *const *words, gsize n_words, const char *word)
{
	gsize i = 0;

	while (i < n_words && !g_str_equal(words[i], word))
		i++;
	return i;
}

enum item_kind item_kind_parse(const char *word)
{
	return (enum item_kind)word_index(kind_words, ITEM_KIND_COUNT, word);
}

static struct glob *glob_new(const char *text)
{
	struct glob *glob = g_new(struct glob, 1);

	glob->text = g_strdup(text);
	glob->specificity = glob_is_one(text) ? SPECIFICITY_GLOB : SPECIFICITY_NAME;
	return glob;
}

static void glob_free(gpointer data)
{
	struct glob *glob = data;

	g_free(glob->text);
	g_free(glob);
}

/* The most that any of @globs says about @text. */
static enum specificity globs_match(const GPtrArray *globs, const char *text)
{
	enum specificity best = SPECIFICITY_NO_MATCH;

	for (guint i = 0; i < globs->len; i++) {
		const struct glob *glob = g_ptr_array_index(globs, i);

		if (glob->specificity > best && glob_matches(glob->text, text))
			best = glob->specificity;
	}
	return best;
}

enum specificity convention_entry_match(const struct convention_entry *entry, const char *header,
					enum item_kind kind, const char *name)
{
	if (entry->headers->len && !globs_match(entry->headers, header))
		return SPECIFICITY_NO_MATCH;
	if (!entry->asks_for_names)
		return SPECIFICITY_HEADER;
	return globs_match(entry->names[kind], name);
}

static struct convention_entry *entry_new(const char *file, const char *id)
{
	struct convention_entry *entry = g_new0(struct convention_entry, 1);

	entry->convention.file = g_strdup(file);
	entry->convention.id = g_strdup(id);
	entry->convention.verdict = VERDICT_SAFE;
	entry->headers = g_ptr_array_new_with_free_func(glob_free);
	for (gsize i = 0; i < ITEM_KIND_COUNT; i++)
		entry->names[i] = g_ptr_array_new_with_free_func(glob_free);
	return entry;
}

void convention_entry_free(struct convention_entry *entry)
{
	g_free((char *)entry->convention.id);
	g_free((char *)entry->convention.summary);
	g_free((char *)entry->convention.cite);
	g_free((char *)entry->convention.file);
	g_ptr_array_unref(entry->headers);
	for (gsize i = 0; i < ITEM_KIND_COUNT; i++)
		g_ptr_array_unref(entry->names[i]);
	g_free(entry);
}

static gboolean G_GNUC_PRINTF(4, 5) refuse(const struct convention_entry *entry, GError **error,
					   enum policy_error code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, POLICY_ERROR, code, "%s: convention \"%s\": %s", entry->convention.file,
		    entry->convention.id, text);
	return FALSE;
}

/* Sentences that can be stated once. */
static gboolean set_text(struct convention_entry *entry, const char **text, const char *key,
			 const char *value, GError **error)
{
	if (*text)
		return refuse(entry, error, POLICY_ERROR_SYNTAX,
			      "'%s' is stated twice; expected once", key);
	*text = g_strdup(value);
	return TRUE;
}

static gboolean unknown_word(const struct convention_entry *entry, const char *what,
			     const char *word, const char *const *known, GError **error)
{
	g_autofree char *list = g_strjoinv(", ", (char **)known);

	return refuse(entry, error, POLICY_ERROR_UNKNOWN, "unknown %s '%s'; expected one of %s",
		      what, word, list);
}

static gboolean add_topic(struct convention_entry *entry, const char *word, GError **error)
{
	gsize topic = word_index(topic_words, TOPIC_COUNT, word);

	if (topic == TOPIC_COUNT)
		return unknown_word(entry, "topic", word, topic_words, error);
	entry->topics |= (guint32)1 << topic;
	return TRUE;
}

static gboolean set_verdict(struct convention_entry *entry, const char *word, GError **error)
{
	static const char *const words[] = { "safe", "depends", "breaks", NULL };
	gsize verdict = word_index(words, VERDICT_BREAKS + 1, word);

	if (verdict > VERDICT_BREAKS)
		return unknown_word(entry, "verdict", word, words, error);
	if (entry->has_verdict)
		return refuse(entry, error, POLICY_ERROR_SYNTAX,
			      "'verdict' is stated twice; expected once");
	entry->has_verdict = TRUE;
	entry->convention.verdict = (enum verdict)verdict;
	return TRUE;
}

static gboolean add_glob(struct convention_entry *entry, GPtrArray *globs, const char *key,
			 const char *text, GError **error)
{
	if (strpbrk(text, " \t"))
		return refuse(entry, error, POLICY_ERROR_SYNTAX,
			      "'%s = %s' has a blank in it; expected one name or glob, without "
			      "struct, union or enum",
			      key, text);
	g_ptr_array_add(globs, glob_new(text));
	return TRUE;
}

static gboolean entry_set(struct convention_entry *entry, const char *key, const char *value,
			  GError **error)
{
	static const char *const keys[] = { "summary", "cite",   "about",   "verdict",
					    "header",  "record", "command", "constant",
					    "enum",    "macro",  NULL };
	enum item_kind kind = item_kind_parse(key);

	if (!value || !*value)
		return refuse(entry, error, POLICY_ERROR_SYNTAX, "'%s' has no value", key);
	if (kind < ITEM_KIND_COUNT) {
		entry->asks_for_names = TRUE;
		return add_glob(entry, entry->names[kind], key, value, error);
	}
	if (g_str_equal(key, "header"))
		return add_glob(entry, entry->headers, key, value, error);
	if (g_str_equal(key, "about"))
		return add_topic(entry, value, error);
	if (g_str_equal(key, "verdict"))
		return set_verdict(entry, value, error);
	if (g_str_equal(key, "summary"))
		return set_text(entry, &entry->convention.summary, key, value, error);
	if (g_str_equal(key, "cite"))
		return set_text(entry, &entry->convention.cite, key, value, error);
	return unknown_word(entry, "key", key, keys, error);
}

/* Whether it says all that a finding shows, and can apply to something. */
static gboolean entry_check(const struct convention_entry *entry, GError **error)
{
	const char *missing = NULL;

	if (!entry->convention.summary)
		missing = "summary";
	else if (!entry->convention.cite)
		missing = "cite";
	else if (!entry->topics)
		missing = "about";
	else if (!entry->headers->len && !entry->asks_for_names)
		missing = "header, record, command, constant, enum or macro";
	if (!missing)
		return TRUE;
	return refuse(entry, error, POLICY_ERROR_SYNTAX, "nothing is stated for %s", missing);
}

/* The entry of @id in @entries, a new one if there is none yet. */
static struct convention_entry *entry_of(GPtrArray *entries, const char *file, const char *id)
{
	struct convention_entry *entry;

	for (guint i = 0; i < entries->len; i++) {
		entry = g_ptr_array_index(entries, entries->len - 1 - i);
		if (g_str_equal(entry->convention.id, id))
			return entry;
	}
	entry = entry_new(file, id);
	g_ptr_array_add(entries, entry);
	return entry;
}

/* Takes "convention.<id>.<key>" apart; an id may have dots in it. */
static gboolean take_setting(GPtrArray *entries, const char *file, const git_config_entry *setting,
			     GError **error)
{
	const char *dot = strrchr(setting->name, '.');

	if (!g_str_has_prefix(setting->name, SECTION) || dot <= setting->name + strlen(SECTION)) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
			    "%s: unknown setting '%s'; expected sections [convention \"id\"]", file,
			    setting->name);
		return FALSE;
	}
	g_autofree char *id =
		g_strndup(setting->name + strlen(SECTION), dot - setting->name - strlen(SECTION));
	return entry_set(entry_of(entries, file, id), dot + 1, setting->value, error);
}

static gboolean refuse_syntax(const char *file, GError **error)
{
	const git_error *last = git_error_last();

	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: %s", file,
		    last ? last->message : "this is not in the syntax of git's configuration");
	return FALSE;
}

static gboolean take_settings(GPtrArray *entries, const char *file, git_config *config,
			      GError **error)
{
	git_config_iterator *settings = NULL;
	git_config_entry *setting = NULL;
	gboolean ok = TRUE;

	if (git_config_iterator_new(&settings, config))
		return refuse_syntax(file, error);
	while (ok && git_config_next(&setting, settings) == 0)
		ok = take_setting(entries, file, setting, error);
	git_config_iterator_free(settings);
	for (guint i = 0; ok && i < entries->len; i++)
		ok = entry_check(g_ptr_array_index(entries, i), error);
	return ok;
}

/* libgit2 takes a missing file for an empty one, and reads whatever it gets. */
static gboolean check_file(const char *file, GError **error)
{
	GStatBuf status;

	if (g_stat(file, &status)) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "Conventions cannot be read from %s: %s", file, g_strerror(errno));
		return FALSE;
	}
	if (!S_ISREG(status.st_mode) || status.st_size > FILE_SIZE_MAX) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: expected a regular file of at most %d bytes", file, FILE_SIZE_MAX);
		return FALSE;
	}
	return TRUE;
}

GPtrArray *convention_read(const char *file, GError **error)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)convention_entry_free);
	git_config *config = NULL;
	gboolean ok;

	if (!check_file(file, error))
		return NULL;
	git_libgit2_init();
	if (git_config_open_ondisk(&config, file))
		ok = refuse_syntax(file, error);
	else
		ok = take_settings(entries, file, config, error);
	git_config_free(config);
	git_libgit2_shutdown();
	return ok ? g_steal_pointer(&entries) : NULL;
}
