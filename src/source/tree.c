/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/tree.h"

#include <string.h>

#include "source/path.h"

G_DEFINE_QUARK(unbroken_source_error, source_error)

const struct tree_limits tree_limits_default = {
	.files = 200000,
	.file_bytes = (gsize)8 << 20,
	.total_bytes = (gsize)512 << 20,
	.stream_bytes = (gsize)8 << 30,
};

/* What stands behind the struct tree that others see. */
struct tree_store {
	struct tree tree;
	GStringChunk *strings;
	GPtrArray *memory;
	GArray *files;
	GArray *refusals;
	GArray *offers;
	GPtrArray *bytes; /* GBytes that hold texts */
	struct tree_reader reader;
};

static struct tree_store *store_of(const struct tree *tree)
{
	return (struct tree_store *)tree;
}

struct tree *tree_new(const char *name, enum tree_layout layout)
{
	struct tree_store *store = g_new0(struct tree_store, 1);

	store->strings = g_string_chunk_new(1 << 16);
	store->memory = g_ptr_array_new_with_free_func(g_free);
	store->files = g_array_new(FALSE, FALSE, sizeof(struct tree_file));
	store->refusals = g_array_new(FALSE, FALSE, sizeof(struct tree_refusal));
	store->offers = g_array_new(FALSE, FALSE, sizeof(struct tree_offer));
	store->bytes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	store->tree.name = g_string_chunk_insert(store->strings, name);
	store->tree.layout = layout;
	store->tree.complete = TRUE;
	return &store->tree;
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;

	struct tree_store *store = store_of(tree);

	g_string_chunk_free(store->strings);
	g_ptr_array_unref(store->memory);
	g_array_unref(store->files);
	g_array_unref(store->refusals);
	g_array_unref(store->offers);
	g_ptr_array_unref(store->bytes);
	g_free(store);
}

const char *tree_intern(struct tree *tree, const char *text)
{
	return g_string_chunk_insert(store_of(tree)->strings, text);
}

void tree_own(struct tree *tree, gpointer memory)
{
	g_ptr_array_add(store_of(tree)->memory, memory);
}

void tree_offer(struct tree *tree, const struct tree_offer *offer)
{
	g_array_append_vals(store_of(tree)->offers, offer, 1);
}

static gint compare_offers(gconstpointer left, gconstpointer right)
{
	const struct tree_offer *a = left;
	const struct tree_offer *b = right;
	int order = strcmp(a->path, b->path);

	if (order)
		return order;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->shown, b->shown);
}

static gint compare_files(gconstpointer left, gconstpointer right)
{
	const struct tree_file *a = left;
	const struct tree_file *b = right;
	int order = strcmp(a->path, b->path);

	return order ? order : (a->targets > b->targets) - (a->targets < b->targets);
}

static gint compare_refusals(gconstpointer left, gconstpointer right)
{
	const struct tree_refusal *a = left;
	const struct tree_refusal *b = right;
	int order = strcmp(a->path, b->path);

	return order ? order : (a->targets > b->targets) - (a->targets < b->targets);
}

gsize tree_lower_bound(const struct tree *tree, const char *path)
{
	gsize low = 0;
	gsize high = tree->n_files;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (strcmp(tree->files[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static target_set targets_of_path(const struct tree *tree, const char *path)
{
	target_set set = 0;

	for (gsize i = tree_lower_bound(tree, path);
	     i < tree->n_files && strcmp(tree->files[i].path, path) == 0; i++)
		set |= tree->files[i].targets;
	return set;
}

const struct tree_file *tree_find(const struct tree *tree, const char *path, enum target_id target)
{
	for (gsize i = tree_lower_bound(tree, path);
	     i < tree->n_files && strcmp(tree->files[i].path, path) == 0; i++)
		if (tree->files[i].targets & TARGET_BIT(target))
			return &tree->files[i];
	return NULL;
}

static void grant(struct tree_store *store, const struct tree_offer *offer, target_set set)
{
	if (offer->reason) {
		const struct tree_refusal refusal = {
			.path = offer->path,
			.reason = offer->reason,
			.targets = set,
			.expected = offer->expected,
		};

		g_array_append_val(store->refusals, refusal);
		return;
	}

	const struct tree_file file = {
		.path = offer->path,
		.shown = offer->shown,
		.text = offer->text,
		.size = offer->size,
		.blob = offer->blob,
		.targets = set,
		.judged = offer->judged,
	};

	g_array_append_val(store->files, file);
}

/* @offers are all those for one path; @set is what has been given away before. */
static void settle_path(struct tree_store *store, const struct tree_offer *offers, gsize n_offers,
			target_set set)
{
	g_autofree target_set *granted = g_new0(target_set, n_offers);

	for (guint claim = 0; claim < TREE_CLAIMS; claim++)
		for (gsize i = 0; i < n_offers; i++) {
			granted[i] |= offers[i].claims[claim] & ~set;
			set |= offers[i].claims[claim];
		}
	for (gsize i = 0, n; i < n_offers; i += n) {
		/* One file that was offered for one target after the other. */
		for (n = 1; i + n < n_offers; n++) {
			if (strcmp(offers[i].shown, offers[i + n].shown) != 0)
				break;
			granted[i] |= granted[i + n];
		}
		if (granted[i])
			grant(store, &offers[i], granted[i]);
	}
}

/* Makes what was collected visible. */
static void publish(struct tree_store *store)
{
	g_array_sort(store->files, compare_files);
	g_array_sort(store->refusals, compare_refusals);
	store->tree.files = (const struct tree_file *)(void *)store->files->data;
	store->tree.n_files = store->files->len;
	store->tree.refusals = (const struct tree_refusal *)(void *)store->refusals->data;
	store->tree.n_refusals = store->refusals->len;
}

void tree_fill(struct tree *tree, const struct tree_file *files, gsize n_files,
	       const struct tree_refusal *refusals, gsize n_refusals)
{
	struct tree_store *store = store_of(tree);

	g_array_append_vals(store->files, files, (guint)n_files);
	g_array_append_vals(store->refusals, refusals, (guint)n_refusals);
	publish(store);
}

void tree_settle(struct tree *tree)
{
	struct tree_store *store = store_of(tree);
	const struct tree_offer *offers = (const struct tree_offer *)(void *)store->offers->data;

	/* The files of before are looked up while new ones are added. */
	GArray *before = store->files;

	store->files = g_array_new(FALSE, FALSE, sizeof(struct tree_file));
	g_array_append_vals(store->files, tree->files, (guint)tree->n_files);
	g_array_sort(store->offers, compare_offers);
	for (gsize i = 0, n; i < store->offers->len; i += n) {
		for (n = 1; i + n < store->offers->len; n++)
			if (strcmp(offers[i].path, offers[i + n].path) != 0)
				break;
		settle_path(store, &offers[i], n, targets_of_path(tree, offers[i].path));
	}
	g_array_set_size(store->offers, 0);
	publish(store);
	g_array_unref(before);
}

void tree_set_reader(struct tree *tree, const struct tree_reader *reader)
{
	store_of(tree)->reader = *reader;
}

GBytes *tree_read(const struct tree *tree, const struct tree_file *file, const char **ret_reason)
{
	const struct tree_reader *reader = &store_of(tree)->reader;

	return reader->read(reader->data, file->blob, ret_reason);
}

/* 128 bits: nobody meets two texts with one digest by chance. */
#define DIGEST_DIGITS 32

char *tree_file_digest(const struct tree_file *file)
{
	if (file->digest || !file->text)
		return g_strdup(file->digest);
	char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)file->text,
						   file->size);
	digest[DIGEST_DIGITS] = '\0';
	return digest;
}

gboolean tree_file_equal(const struct tree_file *one, const struct tree_file *other)
{
	if (!one || !other)
		return FALSE;
	if (one->blob && other->blob)
		return strcmp(one->blob, other->blob) == 0;
	if (one->text && other->text)
		return one->size == other->size && memcmp(one->text, other->text, one->size) == 0;
	g_autofree char *digest = tree_file_digest(one);
	g_autofree char *its = tree_file_digest(other);
	return digest && its && strcmp(digest, its) == 0;
}

/* Adds @file, reading it first if need be. */
static void select_file(struct tree_store *store, const struct tree *whole, struct tree_file file)
{
	const char *reason = NULL;
	GBytes *bytes = file.text ? NULL : tree_read(whole, &file, &reason);

	if (bytes) {
		file.text = g_bytes_get_data(bytes, &file.size);
		file.size--; /* the NUL */
		g_ptr_array_add(store->bytes, bytes);
	}
	if (file.text) {
		g_array_append_val(store->files, file);
		return;
	}

	const struct tree_refusal refusal = { file.path, reason, file.targets, FALSE };

	g_array_append_val(store->refusals, refusal);
}

struct tree *tree_select(const struct tree *whole,
			 gboolean (*wanted)(const char *path, gpointer data), gpointer data)
{
	struct tree *tree = tree_new(whole->name, whole->layout);
	struct tree_store *store = store_of(tree);

	tree->complete = whole->complete;
	tree->targets = whole->targets;
	tree->defines = whole->defines;
	tree->pre_includes = whole->pre_includes;
	for (gsize i = 0; i < whole->n_files; i++)
		if (wanted(whole->files[i].path, data))
			select_file(store, whole, whole->files[i]);
	for (gsize i = 0; i < whole->n_refusals; i++)
		if (wanted(whole->refusals[i].path, data))
			g_array_append_val(store->refusals, whole->refusals[i]);
	publish(store);
	return tree;
}

gboolean tree_judge_only(struct tree *tree, const char *shown)
{
	GArray *files = store_of(tree)->files;
	gboolean found = FALSE;

	for (guint i = 0; i < files->len; i++)
		found |= strcmp(g_array_index(files, struct tree_file, i).shown, shown) == 0;
	for (guint i = 0; found && i < files->len; i++) {
		struct tree_file *file = &g_array_index(files, struct tree_file, i);

		file->judged = strcmp(file->shown, shown) == 0;
	}
	return found;
}

static struct tree_file *the_judged_file(struct tree_store *store)
{
	for (guint i = 0; i < store->files->len; i++) {
		struct tree_file *file = &g_array_index(store->files, struct tree_file, i);

		if (file->judged)
			return file;
	}
	return NULL;
}

/* Siblings follow, since a quoted include looks beside its includer. */
static void move_folder(struct tree *tree, const char *from, gsize from_length, const char *to,
			gsize to_length)
{
	struct tree_store *store = store_of(tree);

	for (guint i = 0; i < store->files->len; i++) {
		struct tree_file *file = &g_array_index(store->files, struct tree_file, i);
		g_autofree char *path = NULL;

		if (file->judged || strncmp(file->path, from, from_length) != 0)
			continue;
		path = g_strdup_printf("%.*s%s", (int)to_length, to, file->path + from_length);
		file->path = tree_intern(tree, path);
	}
}

void tree_pair_single_headers(struct tree *old_tree, struct tree *new_tree)
{
	if (old_tree->layout != TREE_SINGLE_HEADER || new_tree->layout != TREE_SINGLE_HEADER)
		return;

	struct tree_file *old_file = the_judged_file(store_of(old_tree));
	const struct tree_file *new_file = the_judged_file(store_of(new_tree));

	if (!old_file || !new_file || strcmp(old_file->path, new_file->path) == 0)
		return;
	move_folder(old_tree, old_file->path, path_folder_length(old_file->path), new_file->path,
		    path_folder_length(new_file->path));
	old_file->path = tree_intern(old_tree, new_file->path);
	g_array_sort(store_of(old_tree)->files, compare_files);
}

/* "drm/" of "drm/drm.h"; NULL for a header in no folder. */
static char *top_folder(const char *path)
{
	const char *slash = strchr(path, '/');

	return slash ? g_strndup(path, (gsize)(slash + 1 - path)) : NULL;
}

void tree_note_absent(struct tree *tree, const struct tree *other)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (tree->complete || !tree->n_files)
		return;
	for (gsize i = 0; i < tree->n_files; i++) {
		char *folder = top_folder(tree->files[i].path);
		if (folder && tree->files[i].judged)
			g_hash_table_add(known, folder);
		else
			g_free(folder);
	}
	for (gsize i = 0; i < other->n_files; i++) {
		g_autofree char *folder = top_folder(other->files[i].path);
		struct tree_offer offer = {
			.reason = "only the other side carries this folder; another package may "
				  "own it",
			.expected = TRUE,
			.claims = { [TREE_CLAIM_ANY] = TARGET_ALL },
		};
		if (!folder || g_hash_table_contains(known, folder))
			continue;
		offer.path = tree_intern(tree, folder);
		tree_offer(tree, &offer);
		g_hash_table_add(known, g_steal_pointer(&folder));
	}
	tree_settle(tree);
}
