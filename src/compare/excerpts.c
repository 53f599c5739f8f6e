/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To findings the lines that they are about, while the texts are at hand.  They are those of the
 * trees: of a kernel's headers in the form that programs get.
 */
#include <string.h>

#include "compare/internal.h"
#include "report/excerpt.h"
#include "source/git-diff.h"
#include "util/unified.h"

struct excerpting {
	const struct tree *old_tree, *new_tree;
	GHashTable *old_files, *new_files; /* shown -> struct tree_file */
	GHashTable *diffs;                 /* shown -> struct text_diff */
};

/* Of one header. */
struct header_diff {
	char *text;
	GPtrArray *files; /* struct unified_file */
};

static void header_diff_free(gpointer data)
{
	struct header_diff *diff = data;

	g_clear_pointer(&diff->files, g_ptr_array_unref);
	g_free(diff->text);
	g_free(diff);
}

static GHashTable *index_tree(const struct tree *tree)
{
	GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; tree && i < tree->n_files; i++)
		g_hash_table_insert(index, (gpointer)tree->files[i].shown,
				    (gpointer)&tree->files[i]);
	return index;
}

/* The same header on the other side. */
static const struct tree_file *counterpart(const struct tree *tree, const struct tree_file *file)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (file->targets & TARGET_BIT(id))
			return tree_find(tree, file->path, id);
	}
	return NULL;
}

static struct header_diff *make_diff(const struct tree_file *old_file,
				     const struct tree_file *new_file)
{
	struct header_diff *diff = g_new0(struct header_diff, 1);
	const struct tree_file *named = new_file ? new_file : old_file;
	const char *colon = strrchr(named->shown, ':');

	diff->text = text_diff(colon ? colon + 1 : named->shown,
			       old_file && old_file->text ? old_file->text : "",
			       old_file && old_file->text ? old_file->size : 0,
			       new_file && new_file->text ? new_file->text : "",
			       new_file && new_file->text ? new_file->size : 0);
	if (diff->text)
		diff->files = unified_scan(diff->text, strlen(diff->text), NULL);
	return diff;
}

static const struct header_diff *diff_of(struct excerpting *excerpting,
					 const struct finding *finding)
{
	const gboolean is_new = finding->new_place.file != NULL;
	const char *shown = is_new ? finding->new_place.file : finding->old_place.file;
	const struct tree_file *file =
		shown ? g_hash_table_lookup(is_new ? excerpting->new_files : excerpting->old_files,
					    shown)
		      : NULL;
	const struct tree_file *other;
	struct header_diff *diff;

	if (!file)
		return NULL;
	diff = g_hash_table_lookup(excerpting->diffs, shown);
	if (diff)
		return diff;
	other = counterpart(is_new ? excerpting->old_tree : excerpting->new_tree, file);
	diff = is_new ? make_diff(other, file) : make_diff(file, other);
	g_hash_table_insert(excerpting->diffs, (gpointer)shown, diff);
	return diff;
}

static void add_excerpt(struct excerpting *excerpting, struct finding *finding,
			GStringChunk *strings)
{
	const struct header_diff *diff = diff_of(excerpting, finding);
	g_autofree char *excerpt = NULL;

	if (diff && diff->files)
		excerpt = excerpt_find(diff->files, finding);
	if (excerpt)
		finding->excerpt = g_string_chunk_insert_const(strings, excerpt);
}

void add_excerpts(struct comparison_parts *parts, struct report *report)
{
	g_autoptr(GHashTable) old_files = index_tree(parts->old_tree);
	g_autoptr(GHashTable) new_files = index_tree(parts->new_tree);
	g_autoptr(GHashTable) diffs =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, header_diff_free);
	struct excerpting excerpting = { parts->old_tree, parts->new_tree, old_files, new_files,
					 diffs };

	parts->excerpted = g_array_new(FALSE, FALSE, sizeof(struct finding));
	parts->excerpts = g_string_chunk_new(4096);
	if (report->n_findings)
		g_array_append_vals(parts->excerpted, report->findings, (guint)report->n_findings);
	for (guint i = 0; i < parts->excerpted->len; i++) {
		struct finding *finding = &g_array_index(parts->excerpted, struct finding, i);

		if (finding->severity != SEVERITY_NONE)
			add_excerpt(&excerpting, finding, parts->excerpts);
	}
	report->findings = (const struct finding *)(void *)parts->excerpted->data;
}
