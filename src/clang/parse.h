/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parses one tree for one target after the other, in the process that calls it.
 */
#ifndef UNBROKEN_CLANG_PARSE_H
#define UNBROKEN_CLANG_PARSE_H

#include "clang/scan.h"
#include "model/model.h"

struct parser;

/*
 * For a process that does nothing else: it changes how the whole process takes memory.
 * @is_brief: it ends after one tree, which spares taking apart what the compiler holds.
 * There is nothing to free: that, too, is left to the end of the process.
 */
struct parser *parser_new(gboolean is_brief);

/*
 * The model, in @arena.  @left_out (one element a file of the scan, or NULL)
 * names headers that a former attempt did not survive.  NULL if the compiler
 * gave no result at all; the parser then is not to be used any more.
 */
const struct model *parser_parse(struct parser *parser, const struct scan *scan,
				 enum target_id target, const gboolean *left_out,
				 struct arena *arena);

/* A model without items, whose headers all are unjudged for @reason. */
const struct model *parse_nothing(const struct scan *scan, enum target_id target,
				  const char *reason, struct arena *arena);

#endif
