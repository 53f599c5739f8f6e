/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Only what an include line names is ever looked for, and never by an absolute
 * name or through "..": a foreign header must not choose what we read.
 */
#include "source/closure.h"

#include <string.h>

#include "source/file.h"
#include "source/include.h"
#include "source/install.h"
#include "source/path.h"
#include "source/tree.h"

/* Real trees lack some hundred headers; a hostile one could name a million. */
#define MAX_LOOKUPS 20000

/* A header whose include lines are still to be read; the path is the tree's. */
struct includer {
	const char *path;
	const char *text;
	gsize size;
	target_set targets;
};

struct closure {
	struct tree *tree;
	GHashTable *have;  /* path -> target_set that the tree has a file for */
	GHashTable *tried; /* path -> target_set that was looked for */
	GArray *queue;     /* struct includer */
	guint lookups;
};

static target_set get(GHashTable *sets, const char *path)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(sets, path));
}

static void put(GHashTable *sets, const char *path, target_set set)
{
	g_hash_table_replace(sets, g_strdup(path), GUINT_TO_POINTER(get(sets, path) | set));
}

static void enqueue(struct closure *closure, const char *path, const char *text, gsize size,
		    target_set set)
{
	const struct includer includer = {
		.path = path,
		.text = text,
		.size = size,
		.targets = set,
	};

	g_array_append_val(closure->queue, includer);
	put(closure->have, path, set);
}

static char *read_text(const struct closure_source *source, const char *name, gsize *ret_size)
{
	int descriptor = file_open_inside(source->root, name, source->inside);
	const char *reason;
	g_autofree char *text = NULL;

	if (descriptor < 0)
		return NULL;
	text = file_read_descriptor(descriptor, tree_limits_default.file_bytes, ret_size, &reason);
	if (text && install_is_needed(text, *ret_size))
		return install_header(text, *ret_size, ret_size);
	return g_steal_pointer(&text);
}

target_set closure_add_file(const struct closure_source *source, struct closure *closure,
			    const char *name, const char *path, target_set missing,
			    target_set claims)
{
	g_autofree char *shown = g_strconcat(source->shown, name, NULL);
	struct tree_offer offer = { .claims = { [TREE_CLAIM_ANY] = claims & missing } };
	char *text;

	if (!(claims & missing))
		return 0;
	text = read_text(source, name, &offer.size);
	if (!text)
		return 0;
	tree_own(closure->tree, text);
	offer.text = text;
	offer.path = tree_intern(closure->tree, path);
	offer.shown = tree_intern(closure->tree, shown);
	tree_offer(closure->tree, &offer);
	enqueue(closure, offer.path, offer.text, offer.size, claims & missing);
	return claims & missing;
}

/* Whether @path is there for some of @set afterwards. */
static gboolean provide(struct closure *closure, const struct closure_source *source,
			const char *path, target_set set)
{
	target_set missing = set & ~get(closure->have, path) & ~get(closure->tried, path);

	const char *provided = source->provided ? source->provided(path) : NULL;
	if (provided) {
		/* Theirs is used, and what it includes has to be found. */
		if (missing) {
			put(closure->tried, path, missing);
			enqueue(closure, tree_intern(closure->tree, path), provided,
				strlen(provided), missing);
		}
		return TRUE;
	}
	if (missing && closure->lookups++ < MAX_LOOKUPS) {
		put(closure->tried, path, missing);
		source->fetch(source, closure, path, missing);
	}
	return (get(closure->have, path) & set) != 0;
}

static gboolean is_safe(const struct include_name *name)
{
	g_autofree char *text = g_strndup(name->text, name->length);

	return strlen(text) == name->length && text[0] != '/' && !path_find(text, "../");
}

static void follow_include(struct closure *closure, const struct closure_source *source,
			   const struct includer *includer, const struct include_name *name)
{
	g_autofree char *plain = NULL;
	g_autofree char *beside = NULL;
	g_autofree char *folder = NULL;

	if (!is_safe(name))
		return;
	plain = g_strndup(name->text, name->length);
	folder = g_strndup(includer->path, path_folder_length(includer->path));
	beside = name->quoted ? path_join(folder, plain) : NULL;
	if (beside && provide(closure, source, beside, includer->targets))
		return;
	if (!source->quoted_only)
		provide(closure, source, plain, includer->targets);
}

static void follow_includes(struct closure *closure, const struct closure_source *source,
			    struct includer includer)
{
	struct include_scan scan = { .at = includer.text, .end = includer.text + includer.size };
	struct include_name name;

	while (include_next(&scan, &name))
		follow_include(closure, source, &includer, &name);
}

void closure_complete(struct tree *tree, const struct closure_source *source)
{
	g_autoptr(GHashTable) have = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(struct includer));
	struct closure closure = { .tree = tree, .have = have, .tried = tried, .queue = queue };

	for (gsize i = 0; i < tree->n_files; i++) {
		const struct tree_file *file = &tree->files[i];

		enqueue(&closure, file->path, file->text, file->size, file->targets);
	}
	for (guint i = 0; i < queue->len; i++)
		follow_includes(&closure, source, g_array_index(queue, struct includer, i));
	tree_settle(tree);
}
