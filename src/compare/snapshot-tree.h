/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between a tree with its models and a snapshot.
 */
#ifndef UNBROKEN_COMPARE_SNAPSHOT_TREE_H
#define UNBROKEN_COMPARE_SNAPSHOT_TREE_H

#include "model/snapshot.h"
#include "source/source.h"

/*
 * What @tree and its @models (by target; NULL: none) are as a snapshot, called
 * @name if that is not NULL; the names of headers that begin with the tree's own
 * begin with @name then.  Refers to @tree and @models, which must outlive it.
 * NULL with @error set when there is no memory.
 */
struct snapshot *snapshot_of_tree(const struct tree *tree, const struct model *const *models,
				  const char *name, GError **error);

/*
 * The tree of @snapshot: its files have no text, so that it cannot be parsed.
 * Refers to @snapshot, which must outlive it; free with tree_free().
 */
struct tree *tree_of_snapshot(const struct snapshot *snapshot);

/*
 * To be called once tree_note_absent() and tree_pair_single_headers() have
 * compared @tree, which is that of @snapshot, with another one: brings the models
 * of @snapshot into the state that parsing @tree would give.  FALSE with @error
 * set when there is no memory.
 */
gboolean snapshot_follow_tree(struct snapshot *snapshot, const struct tree *tree, GError **error);

#endif
