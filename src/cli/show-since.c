/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/show-since.h"

#include <string.h>

#include "cli/releases.h"
#include "show/words.h"

/* Without releases: commits that are looked at. */
#define COMMITS_MAX 200

/* A state of the interface in the past. */
struct past {
	char *name;
	struct revision revision;
};

static void past_clear(gpointer data)
{
	struct past *past = data;

	g_free(past->name);
	revision_clear(&past->revision);
}

static void since_clear(gpointer data)
{
	struct since *since = data;

	g_free(since->revision);
	g_ptr_array_unref(since->parts);
}

/* --- Parts ------------------------------------------------------------------ */

static void add_record_parts(GPtrArray *parts, const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		if (record->members[i].name[0])
			g_ptr_array_add(parts, g_strdup(record->members[i].name));
	}
}

static void add_enumeration_parts(GPtrArray *parts, const struct model *model,
				  const struct enumeration *enumeration)
{
	for (guint32 i = 0; i < enumeration->n_enumerators; i++)
		g_ptr_array_add(parts,
				g_strdup(model->constants[enumeration->enumerators[i]].name));
}

static void add_item_parts(GPtrArray *parts, const struct seek *seek, const struct item *item)
{
	const enum target_id id = item_first(item);

	/* Of a member that was asked for only itself. */
	if (item->kind == ITEM_MEMBER) {
		g_ptr_array_add(parts, g_strdup(item->member));
		return;
	}
	g_ptr_array_add(parts, item_title(item));
	if (item->kind == ITEM_RECORD)
		add_record_parts(parts, item->in[id]);
	if (item->kind == ITEM_ENUMERATION)
		add_enumeration_parts(parts, seek->look_up.models.of[id], item->in[id]);
}

static void add_items_parts(GPtrArray *parts, const struct seek *seek, const GArray *items)
{
	for (guint i = 0; items && i < items->len; i++)
		add_item_parts(parts, seek, &g_array_index(items, struct item, i));
}

/* The names of all that was found, in order. */
static GPtrArray *parts_of(const struct seek *seek)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);

	add_items_parts(parts, seek, seek->items);
	if (seek->number)
		add_items_parts(parts, seek, seek->number->exact);
	for (guint i = 0; seek->contents && i < seek->contents->len; i++) {
		const struct contents *contents = seek->contents->pdata[i];

		for (guint j = 0; j < contents->items->len; j++)
			g_ptr_array_add(parts, item_title(&g_array_index(contents->items,
									 struct item, j)));
	}
	return parts;
}

/* --- The past --------------------------------------------------------------- */

static void add_past(GArray *all, const char *name, const struct revision *revision)
{
	struct past past = { .name = g_strdup(name), .revision = *revision };

	past.revision.name = g_strdup(revision->name);
	past.revision.path = NULL;
	g_array_append_val(all, past);
}

static gboolean add_releases(GArray *all, struct repository *repository,
			     const struct revision *head, GError **error)
{
	g_autoptr(GHashTable) tags = repository_tags(repository, error);
	g_autoptr(GArray) releases =
		tags ? releases_find(repository, NULL, head, tags, error) : NULL;

	for (guint i = 0; releases && i < releases->len; i++) {
		const struct release *release = &g_array_index(releases, struct release, i);

		add_past(all, release->tag, &release->commit->revision);
	}
	return releases != NULL;
}

/* The commits that touched a header. */
static gboolean add_commits(GArray *all, struct repository *repository, const struct revision *head,
			    GError **error)
{
	g_auto(GStrv) paths = repository_paths(repository, head, NULL, error);
	AUTO(history) history = NULL;
	struct commit *commit;

	if (!paths)
		return FALSE;
	history = history_open(repository, NULL, head, (const char *const *)paths, error);
	while (history && all->len < COMMITS_MAX && (commit = history_next(history, error))) {
		g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(commit->time);
		g_autofree char *day = date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("");
		g_autofree char *name = g_strdup_printf("%.12s (%s)", commit->id, day);

		add_past(all, name, &commit->revision);
		commit_free(commit);
	}
	return history && !*error;
}

/* Newest first. */
static GArray *find_past(struct session *session, GError **error)
{
	struct repository *repository = session_repository(session, error);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct past));
	struct revision head = { 0 };
	gboolean done;

	g_array_set_clear_func(all, past_clear);
	done = repository && repository_resolve(repository, "HEAD", &head, error) &&
	       add_releases(all, repository, &head, error) &&
	       (all->len || add_commits(all, repository, &head, error));
	revision_clear(&head);
	return done ? g_steal_pointer(&all) : NULL;
}

/* What there was of @what then; nothing is no error. */
static GPtrArray *parts_then(struct session *session, const struct past *past, const char *what,
			     const struct seek *found, GError **error)
{
	struct seek seek_then = { .look_up.limits = found->look_up.limits };
	struct input input = { .tree = repository_tree(session->repository, &past->revision, NULL,
						       NULL, error) };
	GPtrArray *parts = NULL;

	if (!input.tree)
		return NULL;
	session_progress(session, "looking at %s", past->name);
	seek_then.query = query_parse(what, NULL, NULL);
	/* One target tells which parts there are. */
	if (look_up_open(&seek_then.look_up, &input, NULL,
			 found->look_up.targets & -found->look_up.targets, NULL) &&
	    seek(&seek_then, NULL))
		parts = parts_of(&seek_then);
	seek_clear(&seek_then);
	return parts ? parts : g_ptr_array_new_with_free_func(g_free);
}

static void add_since(GArray *all, const char *revision, gboolean is_first, GPtrArray *new)
{
	const struct since since = {
		.revision = g_strdup(revision),
		.is_first = is_first,
		.parts = g_ptr_array_ref(new),
	};

	if (new->len)
		g_array_append_val(all, since);
	else
		since_clear((gpointer)&since);
}

/* Those of @parts that are in @then and were not told before. */
static GPtrArray *take_new(const GPtrArray *parts, const GPtrArray *then, GHashTable *told)
{
	GPtrArray *new = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < parts->len; i++) {
		const char *part = parts->pdata[i];

		if (!g_hash_table_contains(told, part) &&
		    (!then || g_ptr_array_find_with_equal_func((GPtrArray *)then, part, g_str_equal,
							       NULL))) {
			g_hash_table_add(told, (gpointer)part);
			g_ptr_array_add(new, g_strdup(part));
		}
	}
	return new;
}

GArray *find_since(struct session *session, const struct seek *found, const char *what,
		   GError **error)
{
	GError *failure = NULL;
	g_autoptr(GArray) past = find_past(session, &failure);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct since));
	g_autoptr(GPtrArray) parts = parts_of(found);
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) rest = NULL;

	g_array_set_clear_func(all, since_clear);
	for (guint i = past ? past->len : 0; i > 0 && !failure; i--) {
		const struct past *then = &g_array_index(past, struct past, i - 1);
		g_autoptr(GPtrArray) there = parts_then(session, then, what, found, &failure);
		g_autoptr(GPtrArray) new = there ? take_new(parts, there, told) : NULL;

		if (new)
			add_since(all, then->name, i == past->len, new);
	}
	session_progress(session, "%s", "");
	if (failure) {
		g_propagate_error(error, failure);
		return NULL;
	}
	rest = take_new(parts, NULL, told);
	add_since(all, "not released", FALSE, rest);
	return g_steal_pointer(&all);
}
