/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of two trees that a change can matter to: headers that are not the same
 * in both, those that include them, directly or not, and what all of these include.
 */
#ifndef UNBROKEN_SOURCE_SLICE_H
#define UNBROKEN_SOURCE_SLICE_H

#include "source/source.h"

/*
 * What headers include, remembered by their blobs: the same bytes include the same.
 * Reading a thousand headers to learn it is most of the work on a small change.
 */
struct include_index;

struct include_index *include_index_new(void);
void include_index_free(struct include_index *index);
DEFINE_AUTO(include_index, include_index_free)

/*
 * As a text, to be kept between runs.  Reading adds to what is known; lines that are
 * no such text's are left out.  Whether there is more to write than was read.
 */
void include_index_read(struct include_index *index, const char *text, gsize size);
void include_index_write(const struct include_index *index, GString *out);
gboolean include_index_is_new(const struct include_index *index);

struct slices {
	struct tree *old_tree, *new_tree; /* of the two whole trees, which must outlive them */
	struct tree *before_tree;         /* the same headers of a third one, or NULL */
	gboolean is_whole; /* they are all of the trees: most of it may have changed */
	gsize n_touched;   /* headers that are not the same */
	/* The paths of those, and of what includes them; a set, whose strings are the trees'. */
	GHashTable *affected;
	/* Targets that some touched header, or one that includes it, is for. */
	target_set targets;
};

/*
 * @before_whole may be NULL.  @provided: see tree_resolve().  @always is a NULL-terminated list of
 * paths that every translation unit includes.
 */
void slice_trees(const struct tree *old_whole, const struct tree *new_whole,
		 const struct tree *before_whole, struct include_index *index,
		 const char *(*provided)(const char *path), const char *const *always,
		 struct slices *slices);
void slices_clear(struct slices *slices);

#endif
