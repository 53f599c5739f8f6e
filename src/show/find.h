/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks items up by name in the models of one tree.
 */
#ifndef UNBROKEN_SHOW_FIND_H
#define UNBROKEN_SHOW_FIND_H

#include "show/query.h"

/* The models of one tree; NULL for a target that was not parsed. */
struct models {
	const struct model *of[TARGET_COUNT];
};

enum item_kind {
	ITEM_RECORD,
	ITEM_MEMBER, /* of the record in item.in[], with the path item.member */
	ITEM_ENUMERATION,
	ITEM_TYPEDEF,
	ITEM_COMMAND, /* the constant, too, is a struct constant in item.in[] */
	ITEM_CONSTANT,
	ITEM_MACRO,
	ITEM_FUNCTION,
};

/* One item on all targets that have it. */
struct item {
	enum item_kind kind;
	const char *name;               /* of the item in the model */
	const char *member;             /* ITEM_MEMBER: its path, of the query */
	const char *asked;              /* ITEM_ENUMERATION: an enumerator that was asked for */
	gconstpointer in[TARGET_COUNT]; /* struct record, struct constant, ...; or NULL */
};

/* "struct", "union", "command", ...: for people and programs. */
const char *item_kind_name(const struct item *item);

target_set item_targets(const struct item *item);

/* The first target that has it. */
enum target_id item_first(const struct item *item);

struct place item_place(const struct item *item, enum target_id target);

/*
 * All that the symbol of @query names, and what belongs to it: the argument of a
 * command, the enumeration of an enumerator; nothing for a query of another kind.
 * struct item; free with g_array_unref().
 */
GArray *find_items(const struct models *models, const struct query *query);

/* Adds @of on @target to the item of this kind and name; @items: struct item. */
struct item *items_add(GArray *items, enum item_kind kind, const char *name, gconstpointer of,
		       enum target_id target);

/* A member by its path, through records that are embedded. */
struct found_member {
	const struct record *record; /* whose member it is */
	guint32 index;
	guint64 bit_offset; /* from the start of the outermost record */
};
gboolean find_member(const struct model *model, const struct record *record, const char *path,
		     struct found_member *ret);

/* The constants that are values of a member, in order: const struct constant *; free
 * with g_ptr_array_unref(). */
GPtrArray *member_values(const struct model *model, const struct record *record, guint32 member);

/* Something that was asked for and could not be judged. */
struct missing {
	const char *path;
	const char *item; /* NULL: the whole header */
	const char *reason;
	target_set targets;
	gboolean expected;
};

/*
 * What could not be judged of the symbol of @query, or of the headers @paths (char *),
 * of a symbol on the targets that do not @have it.  struct missing, one for all
 * targets; free with g_array_unref().
 */
GArray *find_missing(const struct models *models, const struct query *query, const GPtrArray *paths,
		     target_set have);

/* Names that say the same as the items: typedefs, tags.  Strings of the models. */
GPtrArray *find_aliases(const struct models *models, const GArray *items);

/* The members of the record that @query names, when it asks for one that is not there;
 * NULL-terminated strings of the models, none without such a record. */
GPtrArray *find_member_names(const struct models *models, const struct query *query);

/* Every name that find_items() would know.  NULL-terminated strings of the models. */
GPtrArray *find_names(const struct models *models);

#endif
