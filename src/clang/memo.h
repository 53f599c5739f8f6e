/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers that stay true from one tree to the next.
 *
 * Every unit begins with the same few headers, and half of the questions of a small
 * unit are about their macros.  Where neither these headers nor anything around such a
 * macro has changed, the compiler is not asked again.  Neither is it for other macros that
 * stand for the same as one did before: see meaning.h.
 */
#ifndef UNBROKEN_CLANG_MEMO_H
#define UNBROKEN_CLANG_MEMO_H

#include "clang/walk.h"

struct memo;

/*
 * Learns from the unit of @walk, after walk_unit().  @first says per file of the scan
 * what the first headers of a unit can include.  NULL if nothing can be learned.  The
 * trees that it learned from must outlive it.
 */
struct memo *memo_new(const struct walk *walk, const gboolean *first);
void memo_free(struct memo *memo);
DEFINE_AUTO(memo, memo_free)

/* Whether the first headers of @scan's tree, for which @first is TRUE, are those of @memo. */
gboolean memo_fits(const struct memo *memo, const struct scan *scan, const gboolean *first);

/* Whether nothing else in the tree touches what the answers depend on, in addition. */
gboolean memo_holds(const struct memo *memo, const struct scan *scan, enum target_id target);

/* What need not be asked for: for unit_new_knowing(). */
const struct unit_memory *memo_memory(const struct memo *memo);

/* Keeps the answers of @walk's unit that depend on the meaning of a macro alone. */
void memo_learn(struct memo *memo, const struct walk *walk);

/* Fills in the answers to the probes that were not asked; after walk_begin(). */
void memo_answer(const struct memo *memo, struct walk *walk);

#endif
