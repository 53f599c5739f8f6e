/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/models.h"

#include <string.h>
#include <sys/stat.h>

#include "model/snapshot.h"

/* Larger trees take longer to write than they are worth. */
#define FILES_MAX 256

/* Of all that stays at hand. */
#define BYTES_MAX ((gsize)48 << 20)

/* One model, with the memory that it is in. */
struct kept {
	const struct model *model;
	struct arena *arena;       /* as it was parsed, or NULL: */
	struct snapshot *snapshot; /* as it was read */
	gsize bytes;
	guint64 used;
};

struct models_kept {
	struct cache *cache;
	gboolean keeps;
	GHashTable *models; /* key -> struct kept */
	gsize bytes;
	guint64 clock;
};

static void kept_free(gpointer data)
{
	struct kept *kept = data;

	arena_free(kept->arena);
	snapshot_free(kept->snapshot);
	g_free(kept);
}

struct models_kept *models_kept_new(struct cache *cache, gboolean keeps)
{
	struct models_kept *kept = g_new0(struct models_kept, 1);

	kept->cache = cache;
	kept->keeps = keeps && cache;
	kept->models = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
	return kept;
}

void models_kept_free(struct models_kept *kept)
{
	if (!kept)
		return;
	g_hash_table_unref(kept->models);
	g_free(kept);
}

/* --- Names ------------------------------------------------------------------ */

static void add_text(GChecksum *checksum, const char *text)
{
	g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void add_file(GChecksum *checksum, const struct tree_file *file)
{
	g_autofree char *digest = file->blob ? NULL : tree_file_digest(file);

	add_text(checksum, file->path);
	add_text(checksum, file->judged ? "judged" : "included");
	add_text(checksum, file->blob ? file->blob : digest);
}

static void add_refusal(GChecksum *checksum, const struct tree_refusal *refusal)
{
	add_text(checksum, refusal->path);
	add_text(checksum, refusal->reason);
	add_text(checksum, refusal->expected ? "expected" : "missing");
}

static void add_list(GChecksum *checksum, const char *what, const char *const *list)
{
	for (; list && *list; list++) {
		add_text(checksum, what);
		add_text(checksum, *list);
	}
}

/* The same headers may give another model to another program: each build counts as one. */
static char *program_version(void)
{
	g_autofree char *parser = clang_library_version();
	struct stat status = { 0 };

	if (stat("/proc/self/exe", &status) < 0)
		return g_steal_pointer(&parser);
	return g_strdup_printf("%s, %lld bytes of %lld.%09ld", parser, (long long)status.st_size,
			       (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

char *models_key(const struct tree *tree, enum target_id target)
{
	static char *version;
	g_autoptr(GChecksum) checksum = NULL;

	if (tree->n_files > FILES_MAX)
		return NULL;
	checksum = g_checksum_new(G_CHECKSUM_SHA256);
	if (!version)
		version = program_version();
	add_text(checksum, version);
	add_text(checksum, targets[target].name);
	add_list(checksum, "defined", tree->defines);
	add_list(checksum, "first", tree->pre_includes);
	for (gsize i = 0; i < tree->n_files; i++) {
		if (tree->files[i].targets & TARGET_BIT(target))
			add_file(checksum, &tree->files[i]);
	}
	for (gsize i = 0; i < tree->n_refusals; i++) {
		if (tree->refusals[i].targets & TARGET_BIT(target))
			add_refusal(checksum, &tree->refusals[i]);
	}
	return g_strconcat("model-", g_checksum_get_string(checksum), NULL);
}

/* --- The cache -------------------------------------------------------------- */

/* What a parser did not survive it may survive another time. */
static gboolean is_lasting(const struct model *model)
{
	for (guint32 i = 0; i < model->n_unjudged; i++) {
		if (strstr(model->unjudged[i].reason, PARSE_FAILED))
			return FALSE;
	}
	return TRUE;
}

static void write_model(struct cache *cache, const char *key, const struct model *model)
{
	g_autofree struct snapshot_header *headers =
		g_new0(struct snapshot_header, model->n_headers + 1);
	struct snapshot snapshot = {
		.name = "",
		.layout = "installed",
		.complete = TRUE,
		.targets = TARGET_BIT(model->target),
		.headers = headers,
		.n_headers = model->n_headers,
	};
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint32 i = 0; i < model->n_headers; i++)
		headers[i] = (struct snapshot_header){
			.path = model->headers[i].path,
			.shown = model->headers[i].path,
			.targets = TARGET_BIT(model->target),
			.judged = model->headers[i].judged,
		};
	snapshot.models[model->target] = model;
	snapshot_write(&snapshot, text);
	cache_put(cache, key, text->str, text->len);
}

static const struct model *the_model(const struct snapshot *snapshot)
{
	for (guint id = 0; snapshot && id < TARGET_COUNT; id++) {
		if (snapshot->models[id])
			return snapshot->models[id];
	}
	return NULL;
}

static struct kept *read_model(struct cache *cache, const char *key)
{
	gsize size;
	g_autofree char *text = cache_get(cache, key, &size);
	AUTO(snapshot) snapshot = text ? snapshot_read(key, text, size, NULL) : NULL;
	const struct model *model = the_model(snapshot);
	struct kept *kept;

	if (!model)
		return NULL;
	kept = g_new0(struct kept, 1);
	kept->model = model;
	kept->snapshot = g_steal_pointer(&snapshot);
	kept->bytes = arena_used(snapshot_arena(kept->snapshot));
	return kept;
}

/* --- At hand ---------------------------------------------------------------- */

static void insert(struct models_kept *kept, const char *key, struct kept *new)
{
	new->used = ++kept->clock;
	kept->bytes += new->bytes;
	g_hash_table_replace(kept->models, g_strdup(key), new);
}

const struct model *models_find(struct models_kept *kept, const char *key)
{
	struct kept *found = g_hash_table_lookup(kept->models, key);

	if (!found) {
		found = read_model(kept->cache, key);
		if (found)
			insert(kept, key, found);
	}
	if (!found)
		return NULL;
	found->used = ++kept->clock;
	return found->model;
}

void models_keep(struct models_kept *kept, const char *key, struct parse_job *job)
{
	struct kept *new;

	if (g_hash_table_contains(kept->models, key) || !is_lasting(job->model))
		return;
	if (kept->keeps)
		write_model(kept->cache, key, job->model);
	new = g_new0(struct kept, 1);
	new->model = job->model;
	new->arena = g_steal_pointer(&job->arena);
	new->bytes = arena_used(new->arena);
	insert(kept, key, new);
}

static gint by_use(gconstpointer left, gconstpointer right, gpointer models)
{
	const struct kept *a = g_hash_table_lookup(models, *(const char *const *)left);
	const struct kept *b = g_hash_table_lookup(models, *(const char *const *)right);

	return (a->used > b->used) - (a->used < b->used);
}

void models_drop_old(struct models_kept *kept)
{
	g_autofree gpointer *keys = NULL;
	guint n;

	if (kept->bytes <= BYTES_MAX)
		return;
	keys = g_hash_table_get_keys_as_array(kept->models, &n);
	g_qsort_with_data(keys, (gint)n, sizeof(*keys), by_use, kept->models);
	for (guint i = 0; i < n && kept->bytes > BYTES_MAX / 2; i++) {
		kept->bytes -=
			((const struct kept *)g_hash_table_lookup(kept->models, keys[i]))->bytes;
		g_hash_table_remove(kept->models, keys[i]);
	}
}

const struct model *models_named(const struct model *model, const struct tree *tree)
{
	struct model *copy = g_malloc(sizeof(*copy) + model->n_headers * sizeof(struct header));
	struct header *headers = (struct header *)(void *)(copy + 1);

	*copy = *model;
	copy->headers = headers;
	for (guint32 i = 0; i < model->n_headers; i++) {
		const struct tree_file *file =
			tree_find(tree, model->headers[i].path, model->target);

		headers[i] = model->headers[i];
		headers[i].shown = file ? file->shown : headers[i].path;
	}
	return copy;
}
