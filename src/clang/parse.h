/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parses one tree for one target, in the process that calls it.
 */
#ifndef UNBROKEN_CLANG_PARSE_H
#define UNBROKEN_CLANG_PARSE_H

#include "clang/scan.h"
#include "model/model.h"

/*
 * The model, in @arena.  @left_out (one element a file of the scan, or NULL)
 * names headers that a former attempt did not survive.  NULL if the compiler
 * gave no result at all.  For a process that ends right after: what the compiler
 * holds is left to that.
 */
const struct model *parse_tree(const struct scan *scan, enum target_id target,
			       const gboolean *left_out, struct arena *arena);

/* A model without items, whose headers all are unjudged for @reason. */
const struct model *parse_nothing(const struct scan *scan, enum target_id target,
				  const char *reason, struct arena *arena);

#endif
