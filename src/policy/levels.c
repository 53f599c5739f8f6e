/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/levels.h"

#include <string.h>

#include "policy/policy.h"
#include "policy/syntax.h"
#include "util/glob.h"

/* All of Documentation/ABI needs a fifth of this. */
#define BYTES_MAX    (16 * 1024 * 1024)
#define SETTINGS_MAX 200000

#define EXPECTED_LEVELS "stable, testing, obsolete, removed, unreleased"

/* How much a match says; what a name matches is more than any glob can say. */
#define EXACT (1 << 16)

struct levels {
	GArray *entries; /* struct level_entry */
	GStringChunk *strings;
	GPtrArray *lists;      /* of strings */
	GHashTable *index_of;  /* name -> index + 1 */
	GArray *about_items;   /* guint: entries that name items */
	GArray *about_headers; /* guint: those that name only headers */
	GHashTable *found;     /* "header\nitem" -> index + 1; what was asked before */
};

struct levels *levels_new(void)
{
	struct levels *levels = g_new0(struct levels, 1);

	levels->entries = g_array_new(FALSE, FALSE, sizeof(struct level_entry));
	levels->strings = g_string_chunk_new(4096);
	levels->lists = g_ptr_array_new_with_free_func(g_free);
	levels->index_of = g_hash_table_new(g_str_hash, g_str_equal);
	levels->about_items = g_array_new(FALSE, FALSE, sizeof(guint));
	levels->about_headers = g_array_new(FALSE, FALSE, sizeof(guint));
	levels->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return levels;
}

void levels_free(struct levels *levels)
{
	if (!levels)
		return;
	g_array_unref(levels->entries);
	g_string_chunk_free(levels->strings);
	g_ptr_array_unref(levels->lists);
	g_hash_table_unref(levels->index_of);
	g_array_unref(levels->about_items);
	g_array_unref(levels->about_headers);
	g_hash_table_unref(levels->found);
	g_free(levels);
}

static const char *keep(struct levels *levels, const char *text)
{
	return text ? g_string_chunk_insert_const(levels->strings, text) : NULL;
}

static const char *const *keep_list(struct levels *levels, const char *const *list)
{
	guint n = list ? g_strv_length((char **)list) : 0;
	const char **copy = g_new0(const char *, n + 1);

	for (guint i = 0; i < n; i++)
		copy[i] = keep(levels, list[i]);
	g_ptr_array_add(levels->lists, copy);
	return copy;
}

void levels_add(struct levels *levels, const struct level_entry *entry)
{
	struct level_entry copy = *entry;
	guint index = levels->entries->len;

	copy.name = keep(levels, entry->name);
	copy.headers = keep_list(levels, entry->headers);
	copy.items = keep_list(levels, entry->items);
	copy.whats = keep_list(levels, entry->whats);
	copy.reason = keep(levels, entry->reason);
	copy.since = keep(levels, entry->since);
	copy.removal = keep(levels, entry->removal);
	copy.date = keep(levels, entry->date);
	copy.contact = keep(levels, entry->contact);
	copy.description = keep(levels, entry->description);
	copy.users = keep(levels, entry->users);
	copy.foreword = keep(levels, entry->foreword);
	copy.file = keep(levels, entry->file);
	g_array_append_val(levels->entries, copy);
	g_hash_table_insert(levels->index_of, (gpointer)copy.name, GUINT_TO_POINTER(index + 1));
	g_hash_table_remove_all(levels->found);
	if (copy.items[0])
		g_array_append_val(levels->about_items, index);
	else if (copy.headers[0])
		g_array_append_val(levels->about_headers, index);
}

guint levels_count(const struct levels *levels)
{
	return levels->entries->len;
}

const struct level_entry *levels_entry(const struct levels *levels, guint index)
{
	return &g_array_index(levels->entries, struct level_entry, index);
}

const struct level_entry *levels_named(const struct levels *levels, const char *name)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(levels->index_of, name));

	return index ? levels_entry(levels, index - 1) : NULL;
}

/* --- Words ------------------------------------------------------------------ */

gboolean level_parse(const char *word, enum level *ret, GError **error)
{
	for (guint level = LEVEL_STABLE; level <= LEVEL_UNRELEASED; level++) {
		if (strcmp(level_names[level], word) != 0)
			continue;
		*ret = (enum level)level;
		return TRUE;
	}
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
		    "unknown level '%s'; expected one of " EXPECTED_LEVELS, word);
	return FALSE;
}

guint level_rank(enum level level)
{
	static const guint ranks[] = {
		[LEVEL_STABLE] = 3,  [LEVEL_TESTING] = 2,    [LEVEL_OBSOLETE] = 3,
		[LEVEL_REMOVED] = 0, [LEVEL_UNRELEASED] = 1,
	};

	return ranks[level];
}

gboolean release_is_version(const char *text)
{
	return g_ascii_isdigit(text[*text == 'v']);
}

/* What a "-rc2" comes before. */
static int compare_rest(const char *a, const char *b)
{
	gboolean a_rc = g_str_has_prefix(a, "-rc"), b_rc = g_str_has_prefix(b, "-rc");

	if (a_rc && b_rc)
		return (int)g_ascii_strtoull(a + 3, NULL, 10) -
		       (int)g_ascii_strtoull(b + 3, NULL, 10);
	return b_rc - a_rc;
}

int release_compare(const char *a, const char *b)
{
	a += *a == 'v';
	b += *b == 'v';
	for (;;) {
		char *a_end = (char *)a, *b_end = (char *)b;
		guint64 x = g_ascii_isdigit(*a) ? g_ascii_strtoull(a, &a_end, 10) : 0;
		guint64 y = g_ascii_isdigit(*b) ? g_ascii_strtoull(b, &b_end, 10) : 0;

		if (x != y)
			return x < y ? -1 : 1;
		if (*a_end != '.' && *b_end != '.')
			return compare_rest(a_end, b_end);
		a = *a_end == '.' ? a_end + 1 : a_end;
		b = *b_end == '.' ? b_end + 1 : b_end;
	}
}

/* --- Which entry counts ----------------------------------------------------- */

/* How much a match of @glob says, 0 if it is none. */
static guint weigh(const char *glob, const char *text)
{
	guint literal = 0;

	if (strcmp(glob, text) == 0)
		return EXACT;
	if (!glob_is_one(glob) || !glob_matches(glob, text))
		return 0;
	for (; *glob; glob++)
		literal += *glob != '*' && *glob != '?';
	return MIN(literal + 1, EXACT - 1);
}

/* "struct foo" is also known as "foo". */
static const char *skip_tag(const char *item)
{
	static const char *const tags[] = { "struct ", "union ", "enum " };

	for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
		if (g_str_has_prefix(item, tags[i]))
			return item + strlen(tags[i]);
	return item;
}

static guint best_of(const char *const *globs, const char *text)
{
	guint best = 0;

	for (; text && *globs; globs++)
		best = MAX(best, weigh(*globs, text));
	return best;
}

/* An entry for an item says more than one for a header only. */
static guint64 specificity(const struct level_entry *entry, const char *header, const char *item)
{
	guint of_header = best_of(entry->headers, header);
	guint of_item = 0;

	if (entry->headers[0] && !of_header)
		return 0;
	if (!entry->items[0])
		return of_header;
	if (item)
		of_item = MAX(best_of(entry->items, item), best_of(entry->items, skip_tag(item)));
	return of_item ? ((guint64)of_item << 32) + of_header : 0;
}

static guint search(const struct levels *levels, const GArray *candidates, const char *header,
		    const char *item)
{
	guint64 best = 0;
	guint found = 0;

	for (guint i = 0; i < candidates->len; i++) {
		guint index = g_array_index(candidates, guint, i);
		guint64 weight = specificity(levels_entry(levels, index), header, item);

		if (weight && weight >= best) {
			best = weight;
			found = index + 1;
		}
	}
	return found;
}

const struct level_entry *levels_find(const struct levels *levels, const char *header,
				      const char *item)
{
	g_autofree char *key = g_strconcat(header ? header : "", "\n", item ? item : "", NULL);
	gpointer known;
	guint found;

	if (g_hash_table_lookup_extended(levels->found, key, NULL, &known)) {
		found = GPOINTER_TO_UINT(known);
	} else {
		found = item ? search(levels, levels->about_items, header, item) : 0;
		if (!found)
			found = search(levels, levels->about_headers, header, NULL);
		g_hash_table_insert(levels->found, g_steal_pointer(&key), GUINT_TO_POINTER(found));
	}
	return found ? levels_entry(levels, found - 1) : NULL;
}

gboolean level_globs_match(const char *const *globs, const char *text)
{
	for (; *globs; globs++) {
		if (glob_matches(*globs, text))
			return TRUE;
	}
	return FALSE;
}

gboolean level_items_match(const char *const *globs, const char *item)
{
	return level_globs_match(globs, item) || level_globs_match(globs, skip_tag(item));
}

/* --- Reading ---------------------------------------------------------------- */

/* An entry while it is being read. */
struct building {
	struct level_entry entry;
	GPtrArray *headers, *items, *whats;
	gboolean has_level;
};

static void building_free(gpointer data)
{
	struct building *building = data;

	g_ptr_array_unref(building->headers);
	g_ptr_array_unref(building->items);
	g_ptr_array_unref(building->whats);
	g_free(building);
}

static struct building *building_new(const char *file, const struct setting *setting)
{
	struct building *building = g_new0(struct building, 1);

	building->entry.name = setting->name;
	building->entry.file = file;
	building->entry.line = setting->line;
	building->headers = g_ptr_array_new();
	building->items = g_ptr_array_new();
	building->whats = g_ptr_array_new();
	return building;
}

/* Where the text of @key goes; NULL if it is none. */
static const char **text_of(struct level_entry *entry, const char *key)
{
	const struct {
		const char *key;
		const char **text;
	} texts[] = {
		{ "reason", &entry->reason },   { "since", &entry->since },
		{ "removal", &entry->removal }, { "date", &entry->date },
		{ "contact", &entry->contact }, { "description", &entry->description },
		{ "users", &entry->users },     { "foreword", &entry->foreword },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(texts[i].key, key) == 0)
			return texts[i].text;
	return NULL;
}

static GPtrArray *list_of(const struct building *building, const char *key)
{
	if (strcmp(key, "header") == 0)
		return building->headers;
	if (strcmp(key, "item") == 0)
		return building->items;
	return strcmp(key, "what") == 0 ? building->whats : NULL;
}

static gboolean set_level(const char *file, struct building *building,
			  const struct setting *setting, GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (building->has_level)
		return setting_refuse(file, setting, error,
				      "'level' is stated twice; expected once");
	building->has_level = TRUE;
	if (level_parse(setting->value, &building->entry.level, &failure))
		return TRUE;
	return setting_refuse(file, setting, error, "%s", failure->message);
}

static gboolean take_key(const char *file, struct building *building, const struct setting *setting,
			 GError **error)
{
	GPtrArray *list = list_of(building, setting->key);
	const char **text = text_of(&building->entry, setting->key);

	if (!setting->value || !*setting->value)
		return setting_refuse(file, setting, error, "'%s' has no value", setting->key);
	if (strcmp(setting->key, "level") == 0)
		return set_level(file, building, setting, error);
	if (list)
		g_ptr_array_add(list, (gpointer)setting->value);
	else if (!text)
		return setting_refuse(
			file, setting, error,
			"unknown key '%s'; expected one of level, header, item, what, "
			"reason, since, removal, date, contact, description, users, foreword",
			setting->key);
	else if (*text)
		return setting_refuse(file, setting, error, "'%s' is stated twice; expected once",
				      setting->key);
	else
		*text = setting->value;
	return TRUE;
}

static struct building *building_of(GPtrArray *all, GHashTable *by_name, const char *file,
				    const struct setting *setting)
{
	struct building *building = g_hash_table_lookup(by_name, setting->name);

	if (building)
		return building;
	building = building_new(file, setting);
	g_ptr_array_add(all, building);
	g_hash_table_insert(by_name, (gpointer)setting->name, building);
	return building;
}

static gboolean take_settings(const struct settings *settings, const char *file, GPtrArray *all,
			      GError **error)
{
	g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < settings->all->len; i++) {
		const struct setting *setting = &g_array_index(settings->all, struct setting, i);
		struct building *building;

		if (strcmp(setting->section, "level") != 0 || !setting->name || !*setting->name) {
			g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
				    "%s:%u: unknown section [%s]; expected [level \"name\"]", file,
				    setting->line, setting->section);
			return FALSE;
		}
		building = building_of(all, by_name, file, setting);
		if (setting->key && !take_key(file, building, setting, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean finish(struct levels *levels, const struct building *building, GError **error)
{
	struct level_entry entry = building->entry;
	const struct setting at = {
		.section = "level",
		.name = entry.name,
		.line = entry.line,
	};

	if (!building->has_level)
		return setting_refuse(entry.file, &at, error,
				      "nothing is stated for level; expected 'level = ' and one "
				      "of " EXPECTED_LEVELS);
	if (!building->headers->len && !building->items->len && !building->whats->len)
		return setting_refuse(
			entry.file, &at, error,
			"nothing is stated that it is about; expected 'header = GLOB' or "
			"'item = GLOB'");
	if (entry.removal && entry.level != LEVEL_OBSOLETE && entry.level != LEVEL_REMOVED)
		return setting_refuse(
			entry.file, &at, error,
			"'removal' is for what is obsolete or removed, and this is %s",
			level_names[entry.level]);
	g_ptr_array_add(building->headers, NULL);
	g_ptr_array_add(building->items, NULL);
	g_ptr_array_add(building->whats, NULL);
	entry.headers = (const char *const *)building->headers->pdata;
	entry.items = (const char *const *)building->items->pdata;
	entry.whats = (const char *const *)building->whats->pdata;
	levels_add(levels, &entry);
	return TRUE;
}

struct levels *levels_parse(const char *file, const char *text, gsize size, GError **error)
{
	AUTO(levels) levels = levels_new();
	AUTO(settings) settings = NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(building_free);

	if (size > BYTES_MAX) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
			    "%s: expected a text of at most %d bytes", file, BYTES_MAX);
		return NULL;
	}
	settings = settings_parse(file, text, size, SETTINGS_MAX, error);
	if (!settings || !take_settings(settings, file, all, error))
		return NULL;
	for (guint i = 0; i < all->len; i++)
		if (!finish(levels, all->pdata[i], error))
			return NULL;
	return g_steal_pointer(&levels);
}

/* --- Writing ---------------------------------------------------------------- */

static void append_list(GString *out, const char *key, const char *const *list)
{
	for (; *list; list++)
		settings_append(out, key, *list);
}

void levels_write_entry(const struct level_entry *entry, GString *out)
{
	static const char *const keys[] = { "reason",  "since",       "removal", "date",
					    "contact", "description", "users",   "foreword" };
	struct level_entry copy = *entry;

	settings_append_section(out, "level", entry->name);
	settings_append(out, "level", level_names[entry->level]);
	append_list(out, "header", entry->headers);
	append_list(out, "item", entry->items);
	append_list(out, "what", entry->whats);
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *text = *text_of(&copy, keys[i]);

		if (text)
			settings_append(out, keys[i], text);
	}
}

void levels_write(const struct levels *levels, GString *out)
{
	for (guint i = 0; i < levels_count(levels); i++) {
		if (i)
			g_string_append_c(out, '\n');
		levels_write_entry(levels_entry(levels, i), out);
	}
}
