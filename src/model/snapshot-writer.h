/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files that write a snapshot share.
 *
 * An item is rendered for each target that has it, without its place; targets for
 * which that gives the same text share one.  So nothing can be lost by merging
 * that the text would tell.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_WRITER_H
#define UNBROKEN_MODEL_SNAPSHOT_WRITER_H

#include "model/snapshot.h"
#include "model/snapshot-text.h"

/* The kinds of items, in the order in which they stand below a header. */
enum named_kind {
	NAMED_CONSTANT, /* that stands in no enumeration */
	NAMED_MACRO,
	NAMED_TYPE,
	NAMED_FUNCTION,
	NAMED_RECORD,
	NAMED_ENUMERATION,
	NAMED_KINDS,
};

/* The items of one kind, name and header path on all targets. */
struct named {
	const char *name;
	guint32 path; /* index into writer.paths */
	target_set targets;
	guint32 of[TARGET_COUNT]; /* index in the array of the model */
};

/* A line of text and the targets that have it. */
struct tally_line {
	const char *first, *second; /* to sort by; second may be NULL */
	char *text;
	target_set targets;
	guint variant; /* of types: see snapshot-types.c */
};

/* Lines that may stand once for several targets. */
struct tally {
	GHashTable *by_text; /* text -> struct tally_line */
	GPtrArray *lines;    /* the same, in order after tally_sort() */
};

void tally_init(struct tally *tally);
void tally_clear(struct tally *tally);
struct tally_line *tally_add(struct tally *tally, const char *first, const char *second,
			     const char *text, enum target_id target);
void tally_sort(struct tally *tally);

/* Which flags of a model a constant is: flags[at[first[c]]] and so on. */
struct flag_index {
	guint32 *first, *at;
};

struct writer {
	const struct snapshot *snapshot;
	const struct model *const *models; /* by target */
	target_set modelled;
	GString *out, *places;
	GPtrArray *paths;               /* of the headers, sorted */
	guint32 *path_of[TARGET_COUNT]; /* header of the model -> index into paths */
	struct flag_index flags[TARGET_COUNT];
	struct tally types;
	GHashTable *known_types[TARGET_COUNT]; /* spelling -> struct tally_line */
	GArray *named[NAMED_KINDS];            /* struct named, by path, then name */
	GArray *slots;                         /* struct slot, of the header at hand */
	GString *heads[TARGET_COUNT], *bodies[TARGET_COUNT];
};

/* snapshot-merge.c */

/* Fills writer->named. */
void writer_merge(struct writer *writer);
/* Whether the constant stands in its enumeration, where that says it does. */
gboolean constant_is_listed(const struct model *model, guint32 constant);

/* snapshot-types.c */

void writer_collect_types(struct writer *writer);
/* 1, or the number that tells types of one spelling and target apart. */
guint writer_type_variant(struct writer *writer, enum target_id target, const struct type *type);

/* snapshot-items.c */

/*
 * Writes what @named is to @head, without the end of the line, and to @body the
 * lines below it.
 */
void writer_render(struct writer *writer, enum named_kind kind, const struct named *named,
		   enum target_id target, GString *head, GString *body);

/* snapshot-places.c */

/* Where something stands, on each target that has it. */
struct slot {
	target_set targets;
	struct place places[TARGET_COUNT];
	guint32 ordinals[TARGET_COUNT];
	gboolean has_ordinal;
};

/* The slots of what was rendered, once for all of @set. */
void writer_add_slots(struct writer *writer, enum named_kind kind, const struct named *named,
		      target_set set);
/* The lines of places for @path, from writer->slots; @usual need not be named. */
void writer_write_places(struct writer *writer, const char *path, target_set usual);

#endif
