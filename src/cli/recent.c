/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/recent.h"

#include <jansson.h>
#include <string.h>

#include "cache/cache.h"
#include "cli/options.h"
#include "report/json-parts.h"
#include "report/json-read.h"

#define FOLDER       "recent"
#define BYTES_MAX    ((gsize)16 << 20)
#define DAYS         90
#define RUN_MAX      2000 /* findings */
#define SCHEMA       "unbroken-recent/1"
#define KEY_SIZE     32
#define ID_DIGITS    12
#define LEAST_DIGITS 4

/* --- Writing ---------------------------------------------------------------- */

struct recent_run {
	GPtrArray *findings; /* json_t */
	gsize counts[SEVERITY_ERROR + 1];
};

static void release(gpointer object)
{
	json_decref(object);
}

struct recent_run *recent_run_new(void)
{
	struct recent_run *run = g_new0(struct recent_run, 1);

	run->findings = g_ptr_array_new_with_free_func(release);
	return run;
}

void recent_run_forget(struct recent_run *run)
{
	if (!run)
		return;
	g_ptr_array_set_size(run->findings, 0);
	memset(run->counts, 0, sizeof(run->counts));
}

/* When there is no more room only what is graver than something else has a place. */
static gboolean has_room(const struct recent_run *run, enum severity severity)
{
	gsize n = 0;

	for (guint other = severity; other <= SEVERITY_ERROR; other++)
		n += run->counts[other];
	return n < RUN_MAX;
}

static json_t *entry_of(const struct report *report, const struct finding *finding)
{
	json_t *entry = json_whole_finding(finding);

	json_set_text(entry, "compared_old", report->old_name);
	json_set_text(entry, "compared_new", report->new_name);
	json_object_set_new(entry, "compared_for",
			    json_target_names(report->targets ? report->targets
							      : finding->targets));
	return entry;
}

void recent_run_add(struct recent_run *run, const struct report *report)
{
	for (gsize i = 0; run && i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if ((finding->verdict == VERDICT_SAFE && finding->severity == SEVERITY_NONE) ||
		    !has_room(run, finding->severity))
			continue;
		run->counts[finding->severity]++;
		g_ptr_array_add(run->findings, entry_of(report, finding));
	}
}

static guint gravity(const json_t *entry)
{
	const char *word = json_string_value(json_object_get(entry, "severity"));
	guint severity = SEVERITY_ERROR;

	while (severity > SEVERITY_NONE && g_strcmp0(severity_names[severity], word) != 0)
		severity--;
	return severity;
}

static gint by_gravity(gconstpointer left, gconstpointer right)
{
	const json_t *const *a = left, *const *b = right;
	const guint x = gravity(*a), y = gravity(*b);

	return (x < y) - (x > y);
}

static char *text_of(const struct recent_run *run)
{
	json_t *root = json_object();
	json_t *list = json_array();
	char *text;

	g_ptr_array_sort(run->findings, by_gravity);
	for (guint i = 0; i < run->findings->len && i < RUN_MAX; i++)
		json_array_append(list, run->findings->pdata[i]);
	json_set_text(root, "schema", SCHEMA);
	json_object_set_new(root, "findings", list);
	text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text;
}

/* The same findings once more take the place of those that are there. */
static void write_run(const struct recent_run *run)
{
	AUTO(cache) cache = cache_open_beside(FOLDER, BYTES_MAX, DAYS);
	char *text = cache ? text_of(run) : NULL;
	g_autofree char *key =
		text ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1) : NULL;

	if (text) {
		key[KEY_SIZE] = '\0';
		cache_put(cache, key, text, strlen(text));
	}
	free(text);
}

void recent_run_end(struct recent_run *run)
{
	if (!run)
		return;
	if (run->findings->len)
		write_run(run);
	g_ptr_array_unref(run->findings);
	g_free(run);
}

/* --- Reading ---------------------------------------------------------------- */

struct recent {
	GPtrArray *arenas;
	GPtrArray *findings; /* struct recent_finding, in the arenas; each id once */
	GHashTable *by_id;
};

static void arena_end(gpointer arena)
{
	arena_free(arena);
}

static gboolean read_entry(const json_t *entry, struct arena *arena, struct recent_finding *found)
{
	found->old_name =
		arena_strdup(arena, json_string_value(json_object_get(entry, "compared_old")));
	found->new_name =
		arena_strdup(arena, json_string_value(json_object_get(entry, "compared_new")));
	return found->old_name && found->new_name &&
	       json_read_targets(json_object_get(entry, "compared_for"), &found->targets) &&
	       json_read_finding(entry, arena, &found->finding);
}

static void take_entry(struct recent *recent, const json_t *entry, struct arena *arena)
{
	const char *id = json_string_value(json_object_get(entry, "id"));
	struct recent_finding found, *kept;

	if (!id || g_hash_table_contains(recent->by_id, id) || !read_entry(entry, arena, &found))
		return;
	kept = arena_memdup(arena, &found, sizeof(found));
	g_hash_table_add(recent->by_id, (gpointer)kept->finding.id);
	g_ptr_array_add(recent->findings, kept);
}

static void take_run(struct recent *recent, const json_t *root, gsize size)
{
	const json_t *list = json_object_get(root, "findings");
	/* Strings are no longer than in JSON, and all else is less than this times its keys. */
	struct arena *arena = arena_new_private(size * 16 + (1 << 20), NULL);

	if (!arena)
		return;
	g_ptr_array_add(recent->arenas, arena);
	for (gsize i = 0; i < json_array_size(list); i++)
		take_entry(recent, json_array_get(list, i), arena);
}

static void read_run(struct recent *recent, struct cache *cache, const char *key)
{
	gsize size;
	g_autofree char *text = cache_peek(cache, key, &size);
	json_t *root = text ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *schema = json_string_value(json_object_get(root, "schema"));

	if (schema && strcmp(schema, SCHEMA) == 0)
		take_run(recent, root, size);
	json_decref(root);
}

struct recent *recent_open(void)
{
	struct recent *recent = g_new0(struct recent, 1);
	AUTO(cache) cache = cache_open_beside(FOLDER, BYTES_MAX, DAYS);
	g_auto(GStrv) keys = cache ? cache_list(cache) : NULL;

	recent->arenas = g_ptr_array_new_with_free_func(arena_end);
	recent->findings = g_ptr_array_new();
	recent->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (char **key = keys; key && *key; key++)
		read_run(recent, cache, *key);
	return recent;
}

void recent_free(struct recent *recent)
{
	if (!recent)
		return;
	g_hash_table_unref(recent->by_id);
	g_ptr_array_unref(recent->findings);
	g_ptr_array_unref(recent->arenas);
	g_free(recent);
}

static gboolean is_id(const char *text)
{
	const gsize length = strlen(text);

	return length >= LEAST_DIGITS && length <= ID_DIGITS &&
	       strspn(text, "0123456789abcdef") == length;
}

GPtrArray *recent_find(struct recent *recent, const char *id)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; is_id(id) && i < recent->findings->len; i++) {
		const struct recent_finding *known = recent->findings->pdata[i];

		if (g_str_has_prefix(known->finding.id, id))
			g_ptr_array_add(found, (gpointer)known);
	}
	return found;
}

static char *suggest_ids(const struct recent *recent, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (guint i = 0; i < recent->findings->len; i++) {
		const struct recent_finding *known = recent->findings->pdata[i];

		g_ptr_array_add(ids, (gpointer)known->finding.id);
	}
	g_ptr_array_add(ids, NULL);
	return suggest(id, (const char *const *)ids->pdata);
}

static void refuse_ambiguous(const GPtrArray *found, const char *id, GError **error)
{
	const struct recent_finding *first = found->pdata[0], *second = found->pdata[1];

	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "'%s' means %u findings, among them %s ('%s' %s) and %s ('%s' %s); write more "
		    "of it",
		    id, found->len, first->finding.id, first->finding.item_name,
		    first->finding.rule, second->finding.id, second->finding.item_name,
		    second->finding.rule);
}

const struct recent_finding *recent_get(struct recent *recent, const char *id, GError **error)
{
	g_autoptr(GPtrArray) found = recent_find(recent, id);

	if (found->len == 1)
		return found->pdata[0];
	if (found->len > 1) {
		refuse_ambiguous(found, id, error);
	} else if (!is_id(id)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "'%s' is no id of a finding, such as 5f1c9a0b27e4", id);
	} else {
		g_autofree char *meant = suggest_ids(recent, id);

		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "no finding '%s' in what was judged lately%s; run 'unbroken check' or "
			    "'diff' first",
			    id, meant);
	}
	return NULL;
}
