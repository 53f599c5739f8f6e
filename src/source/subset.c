/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Part of a tree: some of its headers, and what these include.  Include lines are
 * followed whether or not a condition holds: one too many costs a little time.
 */
#include <string.h>

#include "source/include.h"
#include "source/path.h"
#include "source/tree.h"

/* Bytes whose include lines are still to be read. */
struct reading {
	const char *path;
	const char *text;
	gsize size;
	target_set targets;
};

struct subset {
	const struct tree *whole;
	const char *(*provided)(const char *path);
	target_set *taken;     /* per file of the whole: those that reach it */
	GHashTable *followed;  /* path of what is provided -> target_set */
	GHashTable *refusable; /* set of paths that were included */
	GArray *queue;         /* struct reading */
};

static void enqueue(struct subset *subset, const char *path, const char *text, gsize size,
		    target_set set)
{
	const struct reading reading = {
		.path = path,
		.text = text,
		.size = size,
		.targets = set,
	};

	if (text)
		g_array_append_val(subset->queue, reading);
}

static void take(struct subset *subset, gsize index, target_set set)
{
	const struct tree_file *file = &subset->whole->files[index];
	target_set added = set & file->targets & ~subset->taken[index];

	if (!added)
		return;
	subset->taken[index] |= added;
	enqueue(subset, file->path, file->text, file->size, added);
}

/* Whether the tree has @path; takes it for @set. */
static gboolean take_path(struct subset *subset, const char *path, target_set set)
{
	const struct tree *whole = subset->whole;
	const gsize first = tree_lower_bound(whole, path);
	gsize i = first;

	g_hash_table_add(subset->refusable, g_strdup(path));
	for (; i < whole->n_files && strcmp(whole->files[i].path, path) == 0; i++)
		take(subset, i, set);
	return i > first;
}

/* What the parser brings by itself may include headers of the tree. */
static void follow_provided(struct subset *subset, const char *path, target_set set)
{
	const char *text = subset->provided ? subset->provided(path) : NULL;
	const target_set known = GPOINTER_TO_UINT(g_hash_table_lookup(subset->followed, path));

	if (!text || !(set & ~known))
		return;
	g_hash_table_replace(subset->followed, g_strdup(path), GUINT_TO_POINTER(known | set));
	enqueue(subset, "", text, strlen(text), set & ~known);
}

static void follow(struct subset *subset, const struct reading *reading,
		   const struct include_name *name)
{
	g_autofree char *plain = g_strndup(name->text, name->length);
	g_autofree char *folder = g_strndup(reading->path, path_folder_length(reading->path));
	g_autofree char *beside = name->quoted ? path_join(folder, plain) : NULL;

	if (beside && take_path(subset, beside, reading->targets))
		return;
	take_path(subset, plain, reading->targets);
	follow_provided(subset, plain, reading->targets);
}

static void follow_all(struct subset *subset)
{
	for (guint i = 0; i < subset->queue->len; i++) {
		/* A copy: the queue grows. */
		const struct reading reading = g_array_index(subset->queue, struct reading, i);
		struct include_scan scan = { .at = reading.text,
					     .end = reading.text + reading.size };
		struct include_name name;

		while (include_next(&scan, &name))
			follow(subset, &reading, &name);
	}
}

static void offer_files(struct tree *tree, const struct subset *subset)
{
	for (gsize i = 0; i < subset->whole->n_files; i++) {
		const struct tree_file *file = &subset->whole->files[i];
		const struct tree_offer offer = {
			.path = file->path,
			.shown = file->shown,
			.text = file->text,
			.size = file->size,
			.claims = { [TREE_CLAIM_EXACT] = subset->taken[i] },
			.judged = file->judged,
		};

		if (subset->taken[i])
			tree_offer(tree, &offer);
	}
}

/* Folders are kept: nobody knows what is in them. */
static void offer_refusals(struct tree *tree, const struct subset *subset)
{
	for (gsize i = 0; i < subset->whole->n_refusals; i++) {
		const struct tree_refusal *refusal = &subset->whole->refusals[i];
		const struct tree_offer offer = {
			.path = refusal->path,
			.shown = refusal->path,
			.reason = refusal->reason,
			.expected = refusal->expected,
			.claims = { [TREE_CLAIM_EXACT] = refusal->targets },
		};

		if (g_str_has_suffix(refusal->path, "/") ||
		    g_hash_table_contains(subset->refusable, refusal->path))
			tree_offer(tree, &offer);
	}
}

struct tree *tree_subset(const struct tree *whole,
			 gboolean (*wanted)(const struct tree_file *file, gpointer data),
			 gpointer data, const char *(*provided)(const char *path))
{
	g_autofree target_set *taken = g_new0(target_set, whole->n_files + 1);
	g_autoptr(GHashTable) followed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) refusable =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(struct reading));
	struct subset subset = { whole, provided, taken, followed, refusable, queue };
	struct tree *tree = tree_new(whole->name, whole->layout);

	tree->complete = whole->complete;
	tree->targets = whole->targets;
	tree->defines = whole->defines;
	tree->pre_includes = whole->pre_includes;
	for (gsize i = 0; i < whole->n_files; i++) {
		if (wanted(&whole->files[i], data))
			take(&subset, i, whole->files[i].targets);
	}
	follow_all(&subset);
	offer_files(tree, &subset);
	offer_refusals(tree, &subset);
	tree_settle(tree);
	return tree;
}
