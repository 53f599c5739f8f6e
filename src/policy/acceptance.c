/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/acceptance.h"

#include <string.h>

#include "policy/levels.h"
#include "policy/syntax.h"

#define BYTES_MAX    (4 * 1024 * 1024)
#define SETTINGS_MAX 100000
#define ID_DIGITS    12
#define SECTION      "accept"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum key {
	KEY_RULE,
	KEY_ITEM,
	KEY_HEADER,
	KEY_REASON,
	KEY_UNTIL,
	KEY_COUNT,
};

static const char *const keys[KEY_COUNT + 1] = {
	[KEY_RULE] = "rule",     [KEY_ITEM] = "item",   [KEY_HEADER] = "header",
	[KEY_REASON] = "reason", [KEY_UNTIL] = "until",
};

struct owned_acceptances {
	struct acceptances list; /* first: acceptances_free() is given its address */
	struct settings *settings;
	GArray *entries;   /* struct acceptance */
	GPtrArray *texts;  /* where each is, of the file */
	GHashTable *by_id; /* id -> index + 1 */
};

gboolean acceptance_is_id(const char *text)
{
	return strlen(text) == ID_DIGITS && strspn(text, "0123456789abcdef") == ID_DIGITS;
}

/* --- Until ------------------------------------------------------------------ */

static gboolean is_day(const char *text)
{
	static const char pattern[] = "dddd-dd-dd";
	guint year, month, day;

	for (gsize i = 0; i < sizeof(pattern); i++) {
		if (pattern[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != pattern[i])
			return FALSE;
	}
	year = (guint)g_ascii_strtoull(text, NULL, 10);
	month = (guint)g_ascii_strtoull(text + 5, NULL, 10);
	day = (guint)g_ascii_strtoull(text + 8, NULL, 10);
	return g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* "6.14", "v7.1-rc2": numbers, then at most which candidate it is. */
gboolean acceptance_is_version(const char *text)
{
	gsize numbers;

	if (is_day(text))
		return FALSE;
	text += *text == 'v';
	numbers = strspn(text, "0123456789.");
	if (!g_ascii_isdigit(*text) || strstr(text, ".."))
		return FALSE;
	text += numbers;
	if (text[-1] == '.')
		return FALSE;
	if (!*text)
		return TRUE;
	return g_str_has_prefix(text, "-rc") && g_ascii_isdigit(text[3]) &&
	       strspn(text + 3, "0123456789") == strlen(text + 3);
}

gboolean acceptance_check_until(const char *until, GError **error)
{
	if (is_day(until) || acceptance_is_version(until))
		return TRUE;
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
		    "'%s' is neither a version nor a day; expected one such as 6.14 or 2027-01-31",
		    until);
	return FALSE;
}

gboolean acceptance_is_over(const char *until, const char *release, const char *today)
{
	if (!until)
		return FALSE;
	if (is_day(until))
		return strcmp(today, until) >= 0;
	return release && release_compare(release, until) >= 0;
}

/* --- Reading ---------------------------------------------------------------- */

void acceptances_free(struct acceptances *acceptances)
{
	struct owned_acceptances *owned = (struct owned_acceptances *)acceptances;

	if (!owned)
		return;
	g_hash_table_unref(owned->by_id);
	g_ptr_array_unref(owned->texts);
	g_array_unref(owned->entries);
	settings_free(owned->settings);
	g_free((char *)owned->list.file);
	g_free(owned);
}

static struct acceptance *last_entry(struct owned_acceptances *owned)
{
	return &g_array_index(owned->entries, struct acceptance, owned->entries->len - 1);
}

static gboolean begin_entry(struct owned_acceptances *owned, const struct setting *setting,
			    GError **error)
{
	struct acceptance entry = {
		.id = setting->name,
		.line = setting->line,
		.last_line = setting->line,
	};
	guint known;

	if (!acceptance_is_id(setting->name))
		return setting_refuse(owned->list.file, setting, error,
				      "'%s' is no id of a finding, such as 5f1c9a0b27e4",
				      setting->name);
	known = GPOINTER_TO_UINT(g_hash_table_lookup(owned->by_id, setting->name));
	if (known)
		return setting_refuse(
			owned->list.file, setting, error,
			"it is accepted twice; expected once, as in line %u",
			g_array_index(owned->entries, struct acceptance, known - 1).line);
	entry.shown.where = g_strdup_printf("%s:%u", owned->list.file, setting->line);
	g_ptr_array_add(owned->texts, (gpointer)entry.shown.where);
	g_array_append_val(owned->entries, entry);
	g_hash_table_insert(owned->by_id, (gpointer)entry.id,
			    GUINT_TO_POINTER(owned->entries->len));
	return TRUE;
}

static const char **place_of(struct acceptance *entry, enum key key)
{
	const char **places[KEY_COUNT] = {
		[KEY_RULE] = &entry->rule,         [KEY_ITEM] = &entry->item,
		[KEY_HEADER] = &entry->header,     [KEY_REASON] = &entry->shown.reason,
		[KEY_UNTIL] = &entry->shown.until,
	};

	return places[key];
}

static gboolean take_key(struct owned_acceptances *owned, const struct setting *setting,
			 GError **error)
{
	g_autoptr(GError) failure = NULL;
	const char **place;
	guint key = 0;

	while (key < KEY_COUNT && strcmp(keys[key], setting->key) != 0)
		key++;
	if (key == KEY_COUNT)
		return setting_refuse_key(owned->list.file, setting, keys, error);
	if (!setting->value || !setting->value[strspn(setting->value, " \t\r\n")])
		return setting_refuse(owned->list.file, setting, error, "'%s' has no value",
				      setting->key);
	last_entry(owned)->last_line = setting->last_line;
	place = place_of(last_entry(owned), key);
	if (*place)
		return setting_refuse(owned->list.file, setting, error,
				      "'%s' is stated twice; expected once", setting->key);
	if (key == KEY_UNTIL && !acceptance_check_until(setting->value, &failure))
		return setting_refuse(owned->list.file, setting, error, "%s", failure->message);
	*place = setting->value;
	return TRUE;
}

static gboolean take_setting(struct owned_acceptances *owned, const struct setting *setting,
			     GError **error)
{
	if (strcmp(setting->section, SECTION) != 0 || !setting->name)
		return setting_refuse(owned->list.file, setting, error,
				      "expected a section [" SECTION " \"5f1c9a0b27e4\"]");
	return setting->key ? take_key(owned, setting, error) : begin_entry(owned, setting, error);
}

static gboolean check_entries(const struct owned_acceptances *owned, GError **error)
{
	for (guint i = 0; i < owned->entries->len; i++) {
		const struct acceptance *entry =
			&g_array_index(owned->entries, struct acceptance, i);
		const struct setting where = {
			.section = SECTION,
			.name = entry->id,
			.line = entry->line,
		};

		if (!entry->shown.reason)
			return setting_refuse(owned->list.file, &where, error,
					      "nothing is stated for reason; expected 'reason = "
					      "WHY'");
	}
	return TRUE;
}

static gboolean take_all(struct owned_acceptances *owned, GError **error)
{
	const GArray *all = owned->settings->all;

	for (guint i = 0; i < all->len; i++) {
		if (!take_setting(owned, &g_array_index(all, struct setting, i), error))
			return FALSE;
	}
	return check_entries(owned, error);
}

struct acceptances *acceptances_parse(const char *file, const char *text, gsize size,
				      GError **error)
{
	struct owned_acceptances *owned = g_new0(struct owned_acceptances, 1);

	owned->list.file = g_strdup(file);
	owned->entries = g_array_new(FALSE, FALSE, sizeof(struct acceptance));
	owned->texts = g_ptr_array_new_with_free_func(g_free);
	owned->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	if (size > BYTES_MAX)
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: expected a text of at most %d bytes", file, BYTES_MAX);
	else
		owned->settings = settings_parse(file, text, size, SETTINGS_MAX, error);
	if (!owned->settings || !take_all(owned, error)) {
		acceptances_free(&owned->list);
		return NULL;
	}
	owned->list.entries = (const struct acceptance *)(void *)owned->entries->data;
	owned->list.n_entries = owned->entries->len;
	return &owned->list;
}

const struct acceptance *acceptances_find(const struct acceptances *acceptances, const char *id)
{
	const struct owned_acceptances *owned = (const struct owned_acceptances *)acceptances;
	guint index = owned ? GPOINTER_TO_UINT(g_hash_table_lookup(owned->by_id, id)) : 0;

	return index ? &acceptances->entries[index - 1] : NULL;
}

/* --- Writing ---------------------------------------------------------------- */

static const char *line_at(const char *text, guint line)
{
	for (guint i = 1; i < line && text; i++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return text;
}

/* What stands behind that line. */
static const char *line_behind(const char *text, guint line)
{
	const char *at = line_at(text, line + 1);

	return at ? at : text + strlen(text);
}

static gboolean is_comment(const char *line)
{
	line += strspn(line, " \t");
	return *line == '#' || *line == ';';
}

/* Where the line before @at begins, which is not the first one. */
static const char *line_before(const char *text, const char *at)
{
	at--;
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

/* What people wrote behind the last setting is about the next one, or stands for itself. */
char *acceptances_text_without(const char *text, const char *id)
{
	AUTO(acceptances) list = acceptances_parse(ACCEPT_PATH, text, strlen(text), NULL);
	const struct acceptance *entry = acceptances_find(list, id);
	g_autoptr(GString) result = g_string_new(text);
	const char *start, *end;

	if (!entry)
		return g_strdup(text);
	start = line_at(text, entry->line);
	end = line_behind(text, entry->last_line);
	g_string_erase(result, start - text, end - start);
	return g_strdup(result->str);
}

static void append_entry(GString *out, const struct acceptance *entry)
{
	struct acceptance copy = *entry;

	settings_append_section(out, SECTION, entry->id);
	for (guint key = 0; key < KEY_COUNT; key++) {
		const char *value = *place_of(&copy, key);

		if (value)
			settings_append(out, keys[key], value);
	}
}

/* Where what belongs to entry @index does: comments stand above it. */
static const char *start_of(const struct acceptances *list, const char *text, gsize index)
{
	const char *at = line_at(text, list->entries[index].line);
	/* What looks like a comment may be the end of a value. */
	const char *first = index ? line_behind(text, list->entries[index - 1].last_line) : text;

	while (at > first && is_comment(line_before(text, at)))
		at = line_before(text, at);
	return at == text && g_str_has_prefix(text, BYTE_ORDER_MARK) ? at + strlen(BYTE_ORDER_MARK)
								     : at;
}

/* Sorted, so that two branches seldom add at the same place. */
static gsize place_for(const struct acceptances *list, const char *text, const char *id)
{
	for (gsize i = 0; list && i < list->n_entries; i++) {
		if (strcmp(list->entries[i].id, id) > 0)
			return (gsize)(start_of(list, text, i) - text);
	}
	return strlen(text);
}

static char *insert(const char *text, const struct acceptances *list, const char *added,
		    const char *id)
{
	g_autoptr(GString) result = g_string_new(text);

	if (*text && !g_str_has_suffix(text, "\n"))
		g_string_append_c(result, '\n');
	g_string_insert(result, (gssize)place_for(list, result->str, id), added);
	return g_strdup(result->str);
}

char *acceptances_text_with(const char *text, const struct acceptance *entry)
{
	static const char opening[] = "# Accepted findings; unbroken-accept(1) writes and explains "
				      "them.\n\n";
	g_autofree char *others = acceptances_text_without(text ? text : opening, entry->id);
	AUTO(acceptances) list = acceptances_parse(ACCEPT_PATH, others, strlen(others), NULL);
	g_autoptr(GString) added = g_string_new(NULL);
	char *result;

	append_entry(added, entry);
	result = insert(others, list, added->str, entry->id);

	AUTO(acceptances) check = acceptances_parse(ACCEPT_PATH, result, strlen(result), NULL);

	/* The last value goes on in the next line, which has to be one of its own. */
	if (!acceptances_find(check, entry->id)) {
		g_string_prepend_c(added, '\n');
		g_free(result);
		result = insert(others, list, added->str, entry->id);
	}
	return result;
}
