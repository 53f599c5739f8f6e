/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/snapshot-tree.h"

#include <string.h>

#include "model/builder.h"
#include "source/tree.h"
#include "util/words.h"

/* By enum tree_layout. */
static const char *const layout_names[] = {
	[TREE_INSTALLED] = "installed",
	[TREE_KERNEL_SOURCE] = "kernel-source",
	[TREE_SINGLE_HEADER] = "header",
};

/* @shown with the name of the tree, if it begins with that, replaced by @name. */
static const char *rename_shown(struct arena *arena, const char *shown, const char *old_name,
				const char *name)
{
	gsize length = strlen(old_name);

	while (length && strchr("/:", old_name[length - 1]))
		length--;
	if (!name || strncmp(shown, old_name, length) || !strchr("/:", shown[length]))
		return shown;
	g_autofree char *renamed = g_strconcat(name, shown + length, NULL);
	return arena_strdup(arena, renamed);
}

/* Only in these rules look for words; see opinion_left_to_arch(). */
static gboolean needs_words(const struct tree_file *file)
{
	return file->targets != TARGET_ALL && g_str_has_prefix(file->path, "asm/");
}

static struct snapshot_header header_of_file(struct arena *arena, const struct tree *tree,
					     const struct tree_file *file, const char *name)
{
	g_autofree char *digest = tree_file_digest(file);
	struct snapshot_header header = {
		.path = file->path,
		.shown = rename_shown(arena, file->shown, tree->name, name),
		.targets = file->targets,
		.judged = file->judged,
		.digest = arena_strdup(arena, digest),
		.words = file->words,
	};

	if (file->text && needs_words(file)) {
		g_autofree char *words = words_of(file->text);
		header.words = arena_strdup(arena, words);
	}
	return header;
}

/* An arena for all that is made for a file: it is never longer than what is in it. */
static gsize size_for(const struct tree *tree)
{
	gsize size = (tree->n_files + tree->n_refusals + 1) * 1024;

	for (gsize i = 0; i < tree->n_files; i++)
		size += tree->files[i].size + strlen(tree->files[i].shown);
	return size;
}

struct snapshot *snapshot_of_tree(const struct tree *tree, const struct model *const *models,
				  const char *name, GError **error)
{
	gsize longer = name ? strlen(name) * tree->n_files : 0;
	struct snapshot *snapshot = snapshot_new(size_for(tree) + longer, error);

	if (!snapshot)
		return NULL;
	struct arena *arena = snapshot_arena(snapshot);
	struct snapshot_header *headers = arena_alloc(arena, tree->n_files * sizeof(*headers));
	struct snapshot_refusal *refusals =
		arena_alloc(arena, tree->n_refusals * sizeof(*refusals));
	for (gsize i = 0; i < tree->n_files; i++)
		headers[i] = header_of_file(arena, tree, &tree->files[i], name);
	for (gsize i = 0; i < tree->n_refusals; i++)
		refusals[i] = (struct snapshot_refusal){
			.path = tree->refusals[i].path,
			.reason = tree->refusals[i].reason,
			.targets = tree->refusals[i].targets,
			.expected = tree->refusals[i].expected,
		};
	snapshot->name = name ? arena_strdup(arena, name) : tree->name;
	snapshot->layout = layout_names[tree->layout];
	snapshot->complete = tree->complete;
	snapshot->targets = tree->targets;
	snapshot->headers = headers;
	snapshot->n_headers = tree->n_files;
	snapshot->refusals = refusals;
	snapshot->n_refusals = tree->n_refusals;
	memcpy(snapshot->models, models, sizeof(snapshot->models));
	return snapshot;
}

static enum tree_layout layout_named(const char *name)
{
	for (guint layout = 0; layout < G_N_ELEMENTS(layout_names); layout++) {
		if (!strcmp(layout_names[layout], name))
			return layout;
	}
	return TREE_INSTALLED;
}

struct tree *tree_of_snapshot(const struct snapshot *snapshot)
{
	struct tree *tree = tree_new(snapshot->name, layout_named(snapshot->layout));
	g_autofree struct tree_file *files = g_new0(struct tree_file, snapshot->n_headers + 1);
	g_autofree struct tree_refusal *refusals =
		g_new0(struct tree_refusal, snapshot->n_refusals + 1);

	for (gsize i = 0; i < snapshot->n_headers; i++) {
		const struct snapshot_header *header = &snapshot->headers[i];
		files[i] = (struct tree_file){
			.path = header->path,
			.shown = header->shown,
			.targets = header->targets,
			.judged = header->judged,
			.digest = header->digest,
			.words = header->words,
		};
	}
	for (gsize i = 0; i < snapshot->n_refusals; i++) {
		const struct snapshot_refusal *refusal = &snapshot->refusals[i];
		refusals[i] = (struct tree_refusal){ refusal->path, refusal->reason,
						     refusal->targets, refusal->expected };
	}
	tree->complete = snapshot->complete;
	tree->targets = snapshot->targets;
	tree_fill(tree, files, snapshot->n_headers, refusals, snapshot->n_refusals);
	return tree;
}

/* Whether @model says that all of @path is not judged. */
static gboolean is_unjudged(const struct model *model, const char *path)
{
	guint32 low = 0, high = model->n_unjudged;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		if (strcmp(model->unjudged[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Of one path the whole header comes before its items. */
	return low < model->n_unjudged && !strcmp(model->unjudged[low].path, path) &&
	       !model->unjudged[low].item;
}

/* The refusals that @model does not know of become unjudged; NULL if there are none. */
static GArray *new_unjudged(const struct model *model, const struct tree *tree)
{
	GArray *new = g_array_new(FALSE, FALSE, sizeof(struct unjudged));

	for (gsize i = 0; i < tree->n_refusals; i++) {
		const struct tree_refusal *refusal = &tree->refusals[i];
		struct unjudged unjudged = {
			.header = MODEL_NONE,
			.path = refusal->path,
			.reason = refusal->reason,
			.expected = refusal->expected,
		};
		if ((refusal->targets & TARGET_BIT(model->target)) &&
		    !is_unjudged(model, refusal->path))
			g_array_append_val(new, unjudged);
	}
	if (!new->len)
		g_clear_pointer(&new, g_array_unref);
	return new;
}

/* Things of one kind of a model into a builder. */
#define ADD_ALL(builder, model, array) \
	g_array_append_vals((builder)->array, (model)->array, (model)->n_##array)

/* A copy that can be written to: finishing a builder rewrites what it is given. */
static const guint32 *copy_indices(struct arena *arena, const guint32 *indices, guint32 n)
{
	return n ? arena_memdup(arena, indices, n * sizeof(*indices)) : NULL;
}

static void fill_builder(struct builder *builder, const struct model *model)
{
	struct arena *arena = builder->arena;

	ADD_ALL(builder, model, headers);
	ADD_ALL(builder, model, records);
	ADD_ALL(builder, model, enumerations);
	ADD_ALL(builder, model, type_names);
	ADD_ALL(builder, model, constants);
	ADD_ALL(builder, model, function_macros);
	ADD_ALL(builder, model, functions);
	ADD_ALL(builder, model, commands);
	ADD_ALL(builder, model, flags);
	ADD_ALL(builder, model, unjudged);
	for (guint i = 0; i < builder->headers->len; i++) {
		struct header *header = &g_array_index(builder->headers, struct header, i);
		header->includes = copy_indices(arena, header->includes, header->n_includes);
	}
	for (guint i = 0; i < builder->records->len; i++) {
		struct record *record = &g_array_index(builder->records, struct record, i);
		if (record->n_members)
			record->members =
				arena_memdup(arena, record->members,
					     record->n_members * sizeof(*record->members));
	}
	for (guint i = 0; i < builder->enumerations->len; i++) {
		struct enumeration *enumeration =
			&g_array_index(builder->enumerations, struct enumeration, i);
		enumeration->enumerators =
			copy_indices(arena, enumeration->enumerators, enumeration->n_enumerators);
	}
	for (guint i = 0; i < builder->constants->len; i++) {
		struct constant *constant = &g_array_index(builder->constants, struct constant, i);
		constant->also_in = copy_indices(arena, constant->also_in, constant->n_also_in);
	}
}

/*
 * Where the headers of a snapshot are called otherwise in its tree: old path -> new
 * path, in the arena; NULL if they are not.
 */
static GHashTable *renamed_paths(struct snapshot *snapshot, const struct tree *tree)
{
	g_autoptr(GHashTable) by_shown = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTable *renamed = g_hash_table_new(g_str_hash, g_str_equal);

	if (tree->layout == TREE_SINGLE_HEADER) {
		for (gsize i = 0; i < tree->n_files; i++)
			g_hash_table_insert(by_shown, (gpointer)tree->files[i].shown,
					    (gpointer)tree->files[i].path);
		for (gsize i = 0; i < snapshot->n_headers; i++) {
			const struct snapshot_header *header = &snapshot->headers[i];
			const char *path = g_hash_table_lookup(by_shown, header->shown);
			if (path && strcmp(path, header->path))
				g_hash_table_insert(renamed, (gpointer)header->path,
						    (gpointer)arena_strdup(snapshot_arena(snapshot),
									   path));
		}
	}
	if (!g_hash_table_size(renamed))
		g_clear_pointer(&renamed, g_hash_table_destroy);
	return renamed;
}

static void rename_path(GHashTable *renamed, const char **path)
{
	const char *other = g_hash_table_lookup(renamed, *path);

	*path = other ? other : *path;
}

static const struct model *rename_headers(const struct model *model, GHashTable *renamed,
					  struct arena *arena)
{
	struct builder builder;

	builder_init(&builder, arena, model->target);
	fill_builder(&builder, model);
	for (guint i = 0; i < builder.headers->len; i++)
		rename_path(renamed, &g_array_index(builder.headers, struct header, i).path);
	for (guint i = 0; i < builder.unjudged->len; i++)
		rename_path(renamed, &g_array_index(builder.unjudged, struct unjudged, i).path);
	const struct model *new = builder_finish(&builder);
	builder_finish_free(&builder);
	return new;
}

static gint compare_unjudged(gconstpointer a, gconstpointer b)
{
	const struct unjudged *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : g_strcmp0(x->item, y->item);
}

/* @model with @more that is unjudged. */
static const struct model *add_unjudged(const struct model *model, GArray *more,
					struct arena *arena)
{
	struct model *new = arena_memdup(arena, model, sizeof(*model));

	for (guint i = 0; i < more->len; i++) { /* the tree may end before the snapshot */
		struct unjudged *unjudged = &g_array_index(more, struct unjudged, i);
		unjudged->path = arena_strdup(arena, unjudged->path);
		unjudged->reason = arena_strdup(arena, unjudged->reason);
	}
	g_array_append_vals(more, model->unjudged, model->n_unjudged);
	g_array_sort(more, compare_unjudged);
	new->unjudged = arena_take_array(arena, more);
	new->n_unjudged = more->len;
	return new;
}

static void follow_for(struct snapshot *snapshot, const struct tree *tree, GHashTable *renamed,
		       enum target_id target)
{
	struct arena *arena = snapshot_arena(snapshot);

	if (renamed)
		snapshot->models[target] = rename_headers(snapshot->models[target], renamed, arena);
	g_autoptr(GArray) more = new_unjudged(snapshot->models[target], tree);
	if (more)
		snapshot->models[target] = add_unjudged(snapshot->models[target], more, arena);
}

/* No less than following takes: all that is there once more, and what the tree says. */
static gsize size_to_follow(struct snapshot *snapshot, const struct tree *tree)
{
	gsize strings = 0;

	for (gsize i = 0; i < tree->n_files; i++)
		strings += strlen(tree->files[i].path) + 32;
	for (gsize i = 0; i < tree->n_refusals; i++)
		strings += strlen(tree->refusals[i].path) + strlen(tree->refusals[i].reason) + 128;
	return arena_used(snapshot_arena(snapshot)) + strings * TARGET_COUNT + 65536;
}

gboolean snapshot_follow_tree(struct snapshot *snapshot, const struct tree *tree, GError **error)
{
	gsize size = size_to_follow(snapshot, tree);

	if (size > arena_room(snapshot_arena(snapshot))) {
		g_set_error(error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_LIMIT,
			    "'%s': there is no room to compare it with another tree",
			    snapshot->name);
		return FALSE;
	}
	g_autoptr(GHashTable) renamed = renamed_paths(snapshot, tree);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (snapshot->models[id])
			follow_for(snapshot, tree, renamed, id);
	}
	return TRUE;
}
