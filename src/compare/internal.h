/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of src/compare share. */
#ifndef UNBROKEN_COMPARE_INTERNAL_H
#define UNBROKEN_COMPARE_INTERNAL_H

#include "clang/clang.h"
#include "compare/compare.h"
#include "compare/models.h"
#include "model/model.h"

struct comparer {
	const struct compare_options *options;
	struct include_index *includes;
	struct models_kept *models;
};

/* What a comparison needs until its report is there, and what that report is made of. */
struct comparison_parts {
	/* What is judged: slices, or the trees of the comparison themselves. */
	struct tree *old_tree, *new_tree, *before_tree;
	gboolean owns_trees;
	GHashTable *affected; /* see struct slices; NULL: all headers are judged */
	gboolean is_slice;    /* not all of the trees */
	target_set parsed;    /* targets of the comparison for which something may have changed */
	/* By side (old, new, before), one for each target of @parsed in order: which model
	 * of the run it has, and that model. */
	guint wanted[3][TARGET_COUNT];
	const struct model *models[3][TARGET_COUNT];
	GPtrArray *named; /* models of ours alone */
	/* More of the trees, for targets that need it; see company.c. */
	struct tree *company[3], *whole[3];
	struct arena *types_arena; /* of models from a kernel's types */
	GArray *left_out; /* struct not_judged: targets that only one side carries; own reasons */
	struct report *judged;
	GArray *not_judged; /* struct not_judged of the final report */
	GArray *excerpted;  /* struct finding of it, where they have excerpts; else NULL */
	GStringChunk *excerpts;
	struct report report;
};

/* A model that some comparison needs. */
struct wanted {
	const struct tree *tree;
	enum target_id target;
	char *key; /* see models_key(); or NULL */
	const struct model *model;
};

/* One call of compare(). */
struct run {
	struct comparer *comparer;
	GArray *wanted; /* struct wanted */
	GArray *jobs;   /* struct parse_job, those that own their models */
};

void run_init(struct run *run, struct comparer *comparer);
void run_clear(struct run *run);

/* Wants the models of @tree (NULL: none) for those of the comparison's targets that are in
 * @set, for this side of it. */
void run_want(struct run *run, struct comparison_parts *parts, guint side, const struct tree *tree,
	      target_set set);

/* Has all that is wanted from @first on. */
gboolean run_parse(struct run *run, guint first, GError **error);
const struct model *run_model(const struct run *run, guint index);

/* Ends the models that are owned from job @first on. */
void run_release(struct run *run, guint first);

/* The tree of a side that is read from headers, else NULL. */
const struct tree *comparison_tree(const struct comparison *comparison, guint side);

/* Once its slices are parsed: sees that the headers which may have changed could be read. */
gboolean bring_company(struct run *run, struct comparison *comparison, GError **error);

/* Once all its models are there: judges. */
gboolean finish_comparison(const struct run *run, struct comparison *comparison, GError **error);

/* Gives those findings of @report that matter their excerpts, as long as the trees are there;
 * see excerpts.c. */
void add_excerpts(struct comparison_parts *parts, struct report *report);

/* Fills in comparison->targets and parts->left_out; see targets.c. */
gboolean choose_targets(struct comparison *comparison, const char *sysroot, GError **error);

/* Chooses the target that a kernel's types are of; see targets.c. */
gboolean narrow_to_types(struct comparison *comparison, GError **error);

/* That the snapshots among the sides are for the targets; those that were not asked for by
 * name are left out.  See targets.c. */
gboolean narrow_to_snapshots(struct comparison *comparison, target_set asked, GError **error);

/* The sysroot to use for the trees of @comparison, NULL for none. */
const char *choose_sysroot(const struct compare_options *options,
			   const struct comparison *comparison);

#endif
