/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which headers of a tree can tell of what is asked for, found by their text: to
 * parse a thousand of them for seven targets takes a hundred times as long.
 */
#ifndef UNBROKEN_SHOW_SELECT_H
#define UNBROKEN_SHOW_SELECT_H

#include "show/query.h"
#include "source/source.h"

struct selection {
	GHashTable *words;     /* set: headers that mention one of these identifiers */
	GHashTable *paths;     /* set: headers with these paths */
	char *beginning;       /* headers that mention a name that begins so; NULL: none */
	gboolean commands;     /* headers that compose command numbers */
	gboolean own_commands; /* of those, the ones that not all targets have */
	gboolean everything;   /* all headers; of a whole system, the kernel's */
	gboolean is_system;    /* the tree holds a whole system's headers: */
	gboolean libc_too;     /* not only the kernel's are looked at */
};

/* What @query needs of @whole at first.  Free with selection_free(). */
struct selection *selection_new(const struct query *query, const struct tree *whole);
void selection_free(struct selection *selection);
DEFINE_AUTO(selection, selection_free)

/* Both copy; TRUE if it is new. */
gboolean selection_add_word(struct selection *selection, const char *word);
gboolean selection_add_path(struct selection *selection, const char *path);

/* How many headers of @whole are selected, and the targets that have some. */
gsize selection_count(const struct selection *selection, const struct tree *whole,
		      target_set *ret_targets);

/* The paths of these headers; strings of the tree, free with g_ptr_array_unref(). */
GPtrArray *selection_paths(const struct selection *selection, const struct tree *whole);

/* The selected headers with all that they include; see tree_subset(). */
struct tree *selection_tree(const struct selection *selection, const struct tree *whole,
			    const char *(*provided)(const char *path));

/*
 * The paths of the headers that somebody may mean by @name: "linux/foo.h", its end,
 * or a longer path that ends so; refused ones too.  Strings of the tree; free with
 * g_ptr_array_unref().
 */
GPtrArray *headers_named(const struct tree *whole, const char *name);

/* The paths of those that include @path by an #include line of their own; as above,
 * sorted. */
GPtrArray *headers_including(const struct tree *whole, const char *path);

#endif
