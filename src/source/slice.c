/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/slice.h"

#include <string.h>

#include "source/include-index.h"
#include "source/path.h"
#include "source/tree.h"

/* Few headers include more than so many. */
#define USUAL_INCLUDES 64

/* Trees with fewer paths are quick to parse whatever part of them it is. */
#define FEW_PATHS 200

/* A path that some header has or includes; both trees share the nodes. */
struct node {
	const char *path;
	GArray *includes; /* struct node *; NULL until they are wanted */
	GArray *includers;
	gboolean is_touched;
	gboolean is_affected;
	gboolean is_selected;
	gboolean is_read;                 /* its include lines have become edges */
	const struct node *last_includer; /* the last one that came to it */
	target_set targets;
};

struct graph {
	const struct tree *trees[2];
	struct include_index *index;
	const char *(*provided)(const char *path);
	GHashTable *nodes; /* path -> struct node */
	GStringChunk *strings;
	GPtrArray *ordered; /* the nodes, owned */
	gsize n_touched;
	gboolean is_whole; /* all of it is selected */
};

static void node_free(gpointer data)
{
	struct node *node = data;

	g_array_unref(node->includes);
	g_array_unref(node->includers);
	g_free(node);
}

/* @path must outlive the graph. */
static struct node *get_node(struct graph *graph, const char *path)
{
	struct node *node = g_hash_table_lookup(graph->nodes, path);

	if (node)
		return node;
	node = g_new0(struct node, 1);
	node->path = path;
	node->includes = g_array_new(FALSE, FALSE, sizeof(struct node *));
	node->includers = g_array_new(FALSE, FALSE, sizeof(struct node *));
	g_hash_table_insert(graph->nodes, (gpointer)path, node);
	g_ptr_array_add(graph->ordered, node);
	return node;
}

/*
 * Both trees say the same of most headers.  An edge that is there twice does no harm, so
 * that no more is looked at than a usual header has.
 */
static gboolean is_connected(const struct node *from, const struct node *to)
{
	guint n = MIN(from->includes->len, USUAL_INCLUDES);

	if (to->last_includer == from)
		return TRUE;
	for (guint i = 0; i < n; i++) {
		if (g_array_index(from->includes, struct node *, i) == to)
			return TRUE;
	}
	return FALSE;
}

static void connect(struct node *from, struct node *to)
{
	if (is_connected(from, to))
		return;
	to->last_includer = from;
	g_array_append_val(from->includes, to);
	g_array_append_val(to->includers, from);
}

/* A name in quotes is looked for beside its includer first. */
static void connect_name(struct graph *graph, struct node *from, const struct include_name *name)
{
	g_autofree char *plain = g_strndup(name->text, name->length);
	g_autofree char *folder = g_strndup(from->path, path_folder_length(from->path));
	g_autofree char *beside = name->quoted ? path_join(folder, plain) : NULL;
	const char *found = beside && g_hash_table_contains(graph->nodes, beside) ? beside : plain;

	connect(from, get_node(graph, g_string_chunk_insert_const(graph->strings, found)));
}

static void connect_list(struct graph *graph, struct node *from, const char *list)
{
	struct include_name name;

	while (include_list_next(&list, &name))
		connect_name(graph, from, &name);
}

static void read_text(struct graph *graph, struct node *node, const char *text, gsize size,
		      const char *blob)
{
	g_autofree char *list = include_list_of(text, size);

	if (blob)
		include_index_add(graph->index, blob, list);
	connect_list(graph, node, list);
}

static void read_file(struct graph *graph, struct node *node, const struct tree *tree,
		      const struct tree_file *file)
{
	const char *list = file->blob ? include_index_find(graph->index, file->blob) : NULL;
	const char *reason;
	GBytes *bytes;
	gsize size;

	if (list) {
		connect_list(graph, node, list);
	} else if (file->text) {
		read_text(graph, node, file->text, file->size, file->blob);
	} else if ((bytes = tree_read(tree, file, &reason))) {
		const char *text = g_bytes_get_data(bytes, &size);

		read_text(graph, node, text, size - 1, file->blob);
		g_bytes_unref(bytes);
	}
}

static void add_files(struct graph *graph)
{
	for (guint side = 0; side < 2; side++) {
		const struct tree *tree = graph->trees[side];

		for (gsize i = 0; i < tree->n_files; i++)
			get_node(graph, tree->files[i].path)->targets |= tree->files[i].targets;
	}
}

static void read_files(struct graph *graph)
{
	for (guint side = 0; side < 2; side++) {
		const struct tree *tree = graph->trees[side];

		for (gsize i = 0; i < tree->n_files; i++)
			read_file(graph, get_node(graph, tree->files[i].path), tree,
				  &tree->files[i]);
	}
}

static void touch(struct graph *graph, const char *path, target_set set)
{
	struct node *node = get_node(graph, path);

	node->targets |= set;
	graph->n_touched += !node->is_touched;
	node->is_touched = TRUE;
}

/* The files of @path for each target are those of the other tree. */
static gboolean is_same(const struct tree_file *one, const struct tree_file *other)
{
	return one->targets == other->targets && one->judged == other->judged &&
	       tree_file_equal(one, other);
}

/* Both arrays are sorted by path, then by targets. */
static void mark_touched(struct graph *graph)
{
	const struct tree *old = graph->trees[0], *now = graph->trees[1];
	gsize i = 0, j = 0;

	while (i < old->n_files || j < now->n_files) {
		const struct tree_file *left = i < old->n_files ? &old->files[i] : NULL;
		const struct tree_file *right = j < now->n_files ? &now->files[j] : NULL;
		int order = !left ? 1 : !right ? -1 : strcmp(left->path, right->path);

		if (order == 0 && is_same(left, right)) {
			i++;
			j++;
			continue;
		}
		/* Out of step they stay so until the path is over: all of it is touched. */
		touch(graph, order <= 0 ? left->path : right->path, 0);
		i += order <= 0;
		j += order >= 0;
	}
}

/* A refusal that only one side has is a change as well. */
static void mark_refused(struct graph *graph)
{
	for (guint side = 0; side < 2; side++) {
		const struct tree *tree = graph->trees[side], *other = graph->trees[!side];
		gsize j = 0;

		/* Both are sorted by path. */
		for (gsize i = 0; i < tree->n_refusals; i++) {
			const struct tree_refusal *refusal = &tree->refusals[i];

			while (j < other->n_refusals &&
			       strcmp(other->refusals[j].path, refusal->path) < 0)
				j++;
			if (!refusal->expected &&
			    (j == other->n_refusals ||
			     strcmp(other->refusals[j].path, refusal->path) != 0))
				touch(graph, refusal->path, refusal->targets);
		}
	}
}

static void spread_to_includers(struct graph *graph, struct slices *slices)
{
	g_autoptr(GPtrArray) queue = g_ptr_array_new();

	for (guint i = 0; i < graph->ordered->len; i++) {
		struct node *node = graph->ordered->pdata[i];

		node->is_affected = node->is_touched;
		if (node->is_affected)
			g_ptr_array_add(queue, node);
	}
	for (guint i = 0; i < queue->len; i++) {
		struct node *node = queue->pdata[i];

		slices->targets |= node->targets;
		g_hash_table_add(slices->affected, (gpointer)node->path);
		for (guint j = 0; j < node->includers->len; j++) {
			struct node *includer = g_array_index(node->includers, struct node *, j);

			if (!includer->is_affected)
				g_ptr_array_add(queue, includer);
			includer->is_affected = TRUE;
		}
	}
}

static void select_node(GPtrArray *queue, struct node *node)
{
	if (!node->is_selected)
		g_ptr_array_add(queue, node);
	node->is_selected = TRUE;
}

/* Who takes the parser's own header includes what that includes. */
static void read_provided(struct graph *graph, struct node *node)
{
	const char *text = graph->provided ? graph->provided(node->path) : NULL;

	if (text && !node->is_read)
		read_text(graph, node, text, strlen(text), NULL);
	node->is_read = TRUE;
}

static void spread_to_included(struct graph *graph, const char *const *always)
{
	g_autoptr(GPtrArray) queue = g_ptr_array_new();
	const char *const *first = graph->trees[1]->pre_includes;

	for (guint i = 0; i < graph->ordered->len; i++) {
		struct node *node = graph->ordered->pdata[i];

		if (node->is_affected)
			select_node(queue, node);
	}
	for (; queue->len && *always; always++)
		select_node(queue, get_node(graph, *always));
	for (; queue->len && first && *first; first++)
		select_node(queue, get_node(graph, *first));
	for (guint i = 0; i < queue->len; i++) {
		struct node *node = queue->pdata[i];

		read_provided(graph, node);
		for (guint j = 0; j < node->includes->len; j++)
			select_node(queue, g_array_index(node->includes, struct node *, j));
	}
}

static gboolean is_selected(const char *path, gpointer data)
{
	const struct graph *graph = data;
	const struct node *node = g_hash_table_lookup(graph->nodes, path);

	return graph->is_whole || (node && node->is_selected);
}

void slice_trees(const struct tree *old_whole, const struct tree *new_whole,
		 const struct tree *before_whole, struct include_index *index,
		 const char *(*provided)(const char *path), const char *const *always,
		 struct slices *slices)
{
	g_autoptr(GHashTable) nodes = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) ordered = g_ptr_array_new_with_free_func(node_free);
	struct graph graph = {
		.trees = { old_whole, new_whole },
		.index = index,
		.provided = provided,
		.nodes = nodes,
		.strings = g_string_chunk_new(1 << 14),
		.ordered = ordered,
	};

	*slices = (struct slices){ .affected = g_hash_table_new(g_str_hash, g_str_equal) };
	add_files(&graph);
	mark_touched(&graph);
	mark_refused(&graph);
	slices->n_touched = graph.n_touched;
	/* Where nothing was touched there is nothing to spread. */
	if (graph.n_touched)
		read_files(&graph);
	spread_to_includers(&graph, slices);
	spread_to_included(&graph, always);
	/* Nearly all is as good as all, and headers that need the company of others have it. */
	graph.is_whole =
		ordered->len >= FEW_PATHS && g_hash_table_size(slices->affected) > ordered->len / 2;
	slices->is_whole = graph.is_whole;
	slices->old_tree = tree_select(old_whole, is_selected, &graph);
	slices->new_tree = tree_select(new_whole, is_selected, &graph);
	if (before_whole)
		slices->before_tree = tree_select(before_whole, is_selected, &graph);
	g_string_chunk_free(graph.strings);
}

void slices_clear(struct slices *slices)
{
	tree_free(slices->old_tree);
	tree_free(slices->new_tree);
	tree_free(slices->before_tree);
	g_clear_pointer(&slices->affected, g_hash_table_unref);
}
