/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From two trees to a report: the one way that all verbs take which judge a change.
 */
#ifndef UNBROKEN_COMPARE_COMPARE_H
#define UNBROKEN_COMPARE_COMPARE_H

#include "btf/btf.h"
#include "cache/cache.h"
#include "model/snapshot.h"
#include "policy/policy.h"
#include "policy/standing.h"
#include "report/finding.h"
#include "source/slice.h"
#include "source/source.h"

struct compare_options {
	const char *sysroot; /* a folder, "none", or NULL for /usr/include when a side lacks
			      * <linux/types.h> and that folder has it */
	/* Compare only headers that are not the same on both sides, and those that include
	 * them; what is the same anyway has no findings. */
	gboolean only_changes;
	/* Tell only of headers that match one of these globs; NULL: of all.  NULL-terminated. */
	const char *const *headers;
	gboolean wants_excerpts; /* findings have them */
	const struct policy *policy;
	struct cache *cache;    /* NULL: nothing is remembered between runs */
	gboolean keeps_models;  /* new models go into the cache */
	guint timeout, workers; /* see struct parse_limits; 0: its defaults */
	/* Called when a model is there; may be NULL. */
	void (*progress)(gsize done, gsize total, gpointer data);
	gpointer progress_data;
	gboolean (*stop)(gpointer data); /* see struct parse_limits; may be NULL */
};

/* What is remembered from one comparison to the next. */
struct comparer;

/* @options must outlive it.  Free with comparer_free(), which keeps what was learned. */
struct comparer *comparer_new(const struct compare_options *options);
void comparer_free(struct comparer *comparer);
DEFINE_AUTO(comparer, comparer_free)

/* One comparison.  The trees are the caller's and must outlive the report. */
struct comparison {
	/* Of trees from git the bytes are read here. */
	struct tree *old_tree, *new_tree;
	struct tree *before_tree; /* the release before the old one, to tell repairs; or NULL */
	/* Of the sides whose trees are those of snapshots: old, new, before. */
	struct snapshot *snapshots[3];
	/* The types of a kernel in place of that side, whose tree is empty then; or NULL. */
	const struct btf_types *old_types, *new_types;

	enum level level;                /* of the header set */
	const struct standing *standing; /* what is stated of its parts, or NULL */
	/* Those asked for, or 0: every one whose asm headers both sides carry; a side without
	 * asm headers takes the other's; when neither has any, the sysroot's count, and at last
	 * x86_64. */
	target_set targets;

	/* Results. */
	gsize n_touched; /* with only_changes: headers that are not the same on both sides */
	struct report *report;
	/* What stands behind the report; see comparison_clear(). */
	struct comparison_parts *parts;
};

/*
 * Judges all of @comparisons, sharing what can be shared.  FALSE with @error set if an
 * input fits no other, or the machine itself fails us; all of them are to be cleared then, too.
 */
gboolean compare(struct comparer *comparer, struct comparison *comparisons, gsize n,
		 GError **error);

/* Ends the results. */
void comparison_clear(struct comparison *comparison);

/*
 * The same choices for one tree: the folder that completes it when @asked for (as in
 * struct compare_options), NULL for none; and the targets when none are named.
 */
const char *compare_tree_sysroot(const struct tree *tree, const char *asked);
target_set compare_tree_targets(const struct tree *tree, const char *sysroot);

#endif
