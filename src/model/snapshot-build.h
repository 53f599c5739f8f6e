/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The model of one target in the making: what the files that build it share.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_BUILD_H
#define UNBROKEN_MODEL_SNAPSHOT_BUILD_H

#include "model/snapshot-reader.h"

struct build {
	struct reader *reader;
	target_set bit; /* the target */
	struct model *model;
	guint32 *header_of;        /* path -> index of its header, MODEL_NONE if there is none */
	guint32 *index_of;         /* item -> its index in the array of its kind */
	struct type *types;        /* as reader.types, with the records of this target */
	GArray *flags;             /* struct flag */
	GHashTable *member_orders; /* record -> its members by name, see flag_member() */

	struct header *headers;
	struct constant *constants;
	struct function_macro *macros;
	struct type_name *type_names;
	struct function *functions;
	struct record *records;
	struct enumeration *enumerations;
	struct command *commands;
	struct unjudged *unjudged;

	/* Of what is being filled. */
	guint32 path;
	struct member *members; /* the next one */
	guint32 *enumerators;   /* the next one */
	guint32 enumeration;
};

static inline gboolean build_has(const struct build *build, target_set set)
{
	return (set & build->bit) != 0;
}

/* The record of this target that @ref means, MODEL_NONE if there is none; FALSE with
 * an error if there has to be one. */
gboolean build_find_record(struct build *build, const struct record_ref *ref, guint32 *ret);

/* snapshot-build-extras.c */

/* Commands and flags, which go with constants; once all items are there. */
gboolean build_take_extras(struct build *build);
gboolean build_take_unjudged(struct build *build);
/* Fails where records hold themselves: whoever follows them would go round and round. */
gboolean build_check_cycles(struct build *build);

#endif
