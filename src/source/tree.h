/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Building a tree.  Whoever knows a layout offers what it has for a path; the
 * tree settles who gets which target: a header of exactly that machine before
 * one of its architecture, and both before one that does not say.
 */
#ifndef UNBROKEN_SOURCE_TREE_H
#define UNBROKEN_SOURCE_TREE_H

#include "source/source.h"

enum tree_claim {
	TREE_CLAIM_EXACT, /* the folder names this target */
	TREE_CLAIM_ARCH,  /* the folder names the architecture, or a sister target */
	TREE_CLAIM_ANY,   /* the folder names no machine */
	TREE_CLAIMS,
};

/* A header for a path, or why there is none.  All strings outlive the tree. */
struct tree_offer {
	const char *path;
	const char *shown;
	const char *text;
	gsize size;
	const char *blob;   /* where @text is still to be read, or NULL */
	const char *reason; /* non-NULL: a refusal, and @text is NULL */
	gboolean expected;  /* of a refusal: see struct tree_refusal */
	target_set claims[TREE_CLAIMS];
	guint rank; /* between equal claims the lower one wins */
	gboolean judged;
};

/* Where the bytes of a tree's blobs are. */
struct tree_reader {
	/* NULL with @ret_reason set, one line that lives as long as the reader. */
	GBytes *(*read)(gpointer data, const char *blob, const char **ret_reason);
	gpointer data; /* outlives the tree */
};

/* For a tree some of whose files have a blob and no text. */
void tree_set_reader(struct tree *tree, const struct tree_reader *reader);

/* The bytes of a file that is still to be read, as the reader gives them. */
GBytes *tree_read(const struct tree *tree, const struct tree_file *file, const char **ret_reason);

/* Judges the file with the name @shown and no other; FALSE: there is none. */
gboolean tree_judge_only(struct tree *tree, const char *shown);

/* A tree without files. */
struct tree *tree_new(const char *name, enum tree_layout layout);

/* The first of the sorted files whose path is not before @path; n_files if there is none. */
gsize tree_lower_bound(const struct tree *tree, const char *path);

/* A copy of @text that lives as long as @tree. */
const char *tree_intern(struct tree *tree, const char *text);

/* Hands @memory over; g_free() is called with the tree. */
void tree_own(struct tree *tree, gpointer memory);

void tree_offer(struct tree *tree, const struct tree_offer *offer);

/* Gives a tree without files copies of @files and @refusals; strings outlive the tree. */
void tree_fill(struct tree *tree, const struct tree_file *files, gsize n_files,
	       const struct tree_refusal *refusals, gsize n_refusals);

/*
 * Turns the offers since the last call into files and refusals.  Files that
 * are already there keep their targets.
 */
void tree_settle(struct tree *tree);

#endif
