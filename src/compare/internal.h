/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of src/compare share. */
#ifndef UNBROKEN_COMPARE_INTERNAL_H
#define UNBROKEN_COMPARE_INTERNAL_H

#include "clang/clang.h"
#include "compare/compare.h"
#include "model/model.h"

struct comparer {
	const struct compare_options *options;
	struct include_index *includes;
};

/* What a comparison needs until its report is there, and what that report is made of. */
struct comparison_parts {
	/* What is judged: slices, or the trees of the comparison themselves. */
	struct tree *old_tree, *new_tree, *before_tree;
	gboolean owns_trees;
	GHashTable *affected; /* see struct slices; NULL: all headers are judged */
	gboolean is_slice;    /* not all of the trees */
	target_set parsed;    /* targets of the comparison for which something may have changed */
	/* By side (old, new, before), one for each target of @parsed in order: which job of
	 * the run is to give the model, and the model. */
	guint jobs[3][TARGET_COUNT];
	const struct model *models[3][TARGET_COUNT];
	/* All of the trees, for targets that need them; see parse_in_company(). */
	struct tree *whole[3];
	struct arena *types_arena; /* of models from a kernel's types */
	GArray *left_out; /* struct not_judged: targets that only one side carries; own reasons */
	struct report *judged;
	GArray *not_judged; /* struct not_judged of the final report */
	struct report report;
};

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
