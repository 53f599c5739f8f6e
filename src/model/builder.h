/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Puts a model together from pieces in any order.
 *
 * While building, the pieces refer to each other by the order in which they
 * were added; finishing sorts them by name and rewrites every reference.
 * Strings must live in the arena of the model (builder_text()).
 */
#ifndef UNBROKEN_MODEL_BUILDER_H
#define UNBROKEN_MODEL_BUILDER_H

#include "model/model.h"

struct builder {
	struct arena *arena;
	enum target_id target;
	GHashTable *texts;       /* interned strings */
	GArray *headers;         /* struct header */
	GArray *records;         /* struct record */
	GArray *enumerations;    /* struct enumeration */
	GArray *type_names;      /* struct type_name */
	GArray *constants;       /* struct constant */
	GArray *function_macros; /* struct function_macro */
	GArray *functions;       /* struct function */
	GArray *commands;        /* struct command */
	GArray *flags;           /* struct flag */
	GArray *unjudged;        /* struct unjudged */
};

void builder_init(struct builder *builder, struct arena *arena, enum target_id target);
void builder_finish_free(struct builder *builder);

/* @text in the arena, the same pointer for the same text; NULL gives NULL. */
const char *builder_text(struct builder *builder, const char *text);

/*
 * The model of all that was added, in the arena.  Where two items of a kind
 * share a name the one that was added first stays.  The builder can only be
 * freed afterwards.
 */
const struct model *builder_finish(struct builder *builder);

#endif
