/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Models of small trees by what they were made from: those of this run stay at hand for a
 * while, and of others there may be a text in the cache.  Neighbouring commits share half
 * of theirs, and so do a check and its repetition.
 */
#ifndef UNBROKEN_COMPARE_MODELS_H
#define UNBROKEN_COMPARE_MODELS_H

#include "cache/cache.h"
#include "clang/clang.h"

struct models_kept;

/* @cache may be NULL; @keeps: new models are written to it.  Free with models_kept_free(). */
struct models_kept *models_kept_new(struct cache *cache, gboolean keeps);
void models_kept_free(struct models_kept *kept);

/*
 * What the model of @tree for @target is made from, as a name; NULL for a tree that is not
 * worth it.  Free with g_free().
 */
char *models_key(const struct tree *tree, enum target_id target);

/* The model with the name @key, NULL if it is not at hand.  Good until models_drop_old(). */
const struct model *models_find(struct models_kept *kept, const char *key);

/* Keeps the model of @job; takes its arena. */
void models_keep(struct models_kept *kept, const char *key, struct parse_job *job);

/* To be called when no model is in use: what was not used for longest goes if it is too much. */
void models_drop_old(struct models_kept *kept);

/* A copy of @model, which may be that of an equal tree, whose headers are named as those of
 * @tree; it refers to both.  Free with g_free(). */
const struct model *models_named(const struct model *model, const struct tree *tree);

#endif
