/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files that read a snapshot share.
 *
 * The text is read once, into one list of items for all targets; then the model
 * of each target is built from that list.  The text itself, taken apart in
 * place, becomes the strings of the models.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_READER_H
#define UNBROKEN_MODEL_SNAPSHOT_READER_H

#include "model/snapshot.h"
#include "model/snapshot-lex.h"
#include "model/snapshot-text.h"

/* In the order in which they stand below a header. */
enum item_kind {
	ITEM_CONSTANT,
	ITEM_MACRO,
	ITEM_TYPE,
	ITEM_FUNCTION,
	ITEM_RECORD,
	ITEM_ENUMERATION,
	ITEM_SORTED, /* how many kinds are found by name */
	ITEM_MEMBER = ITEM_SORTED,
	ITEM_REFERENCE, /* in an enumeration, to a constant that is elsewhere */
};

/* Part of an array. */
struct span {
	guint32 first, n;
};

/* A header that something names: a number only once all headers are known. */
struct path_ref {
	const char *name;
	guint32 line;
	guint32 path; /* index into reader.paths */
};

/* A record that something leads to; each target may have its own of that name. */
struct record_ref {
	const char *name;     /* NULL: none */
	gboolean is_required; /* it was named, and did not just follow from a type */
	guint32 line;
	struct span found; /* in reader.sorted[ITEM_RECORD] */
};

/* Those of one spelling and number, for different targets, stand together. */
struct type_line {
	struct type type;
	guint32 variant;
	target_set targets;
	guint32 line;
	struct record_ref record;
};

struct command_line {
	struct command command;
	gboolean is_exact; /* the number is that of every target, however it packs */
	struct record_ref record;
};

struct flag_line {
	struct record_ref record;
	const char *member; /* NULL: it is number @index */
	guint32 index;
	enum flag_evidence evidence;
};

/* What few constants have. */
struct constant_extra {
	guint32 command;   /* index into reader.commands + 1; 0: none */
	struct span flags; /* of reader.flags */
	struct span also;  /* of reader.path_refs */
};

/* Fields with indices are not filled yet. */
struct item {
	enum item_kind kind;
	target_set targets;
	guint32 line;
	guint32 home; /* index into reader.path_refs + 1; 0: the header it stands below */
	/* Constant: index into reader.extras + 1, 0: none; typedef: into
	 * reader.records; member: into reader.types, the first of its spelling;
	 * record and enumeration: how many items below are theirs. */
	guint32 more;
	union {
		const char *name; /* of any kind */
		struct constant constant;
		struct function_macro macro;
		struct type_name type_name;
		struct function function;
		struct record record;
		struct enumeration enumeration;
		struct member member;
		struct {
			const char *name;
			struct span found; /* in reader.sorted[ITEM_CONSTANT] */
		} reference;
	};
};

/* What stands below a header line. */
struct path_block {
	const char *path;
	target_set usual; /* for which there are a file and a model */
	guint32 line;
	struct span files, includes, items, places; /* of the arrays of these names */
};

struct include_line {
	target_set targets;
	gboolean misses;  /* one more, whose content is not known */
	struct span refs; /* of reader.path_refs */
};

/* Where something stands. */
struct spot {
	guint32 line, column;
	guint32 ordinal; /* of a constant that is in no enumeration */
};

/* The places of all items of a header that some of @targets have. */
struct places_line {
	target_set targets;
	struct span spots; /* of reader.spots */
};

struct unjudged_line {
	struct unjudged unjudged;
	target_set targets;
};

struct reader {
	struct lex lex;
	struct snapshot *snapshot;
	struct arena *arena;
	gsize memory; /* the most that the arena may hold */
	const char *prefix;
	target_set modelled;
	guint32 owner;     /* item of the record or enumeration at hand */
	GArray *open;      /* guint32: numbers of the inline structs around the member at hand */
	GArray *types;     /* struct type_line */
	GArray *refusals;  /* struct snapshot_refusal */
	GArray *unjudged;  /* struct unjudged_line */
	GArray *paths;     /* struct path_block */
	GArray *files;     /* struct snapshot_header */
	GArray *includes;  /* struct include_line */
	GArray *items;     /* struct item */
	GArray *places;    /* struct places_line */
	GArray *spots;     /* struct spot */
	GArray *extras;    /* struct constant_extra */
	GArray *commands;  /* struct command_line */
	GArray *flags;     /* struct flag_line */
	GArray *records;   /* struct record_ref */
	GArray *path_refs; /* struct path_ref */
	GArray *sorted[ITEM_SORTED]; /* guint32, items by name */
};

static inline struct item *reader_item(const struct reader *reader, guint32 index)
{
	return &g_array_index(reader->items, struct item, index);
}

static inline struct path_block *reader_path(const struct reader *reader, guint32 index)
{
	return &g_array_index(reader->paths, struct path_block, index);
}

/* @n elements of @size bytes in the arena; NULL with an error if that is too much. */
gpointer reader_alloc(struct reader *reader, gsize n, gsize size);
/* "struct foo"; NULL with an error. */
const char *reader_join(struct reader *reader, const char *first, const char *second);
/* A path that is to be found later; its number in reader.path_refs. */
guint32 reader_add_path(struct reader *reader, const char *name);
/* The index of @path, MODEL_NONE if there is none. */
guint32 reader_find_path(const struct reader *reader, const char *path);

/* snapshot-read-items.c: the line at hand, below @block. */

/* An item of one line. */
gboolean reader_item_line(struct reader *reader, struct path_block *block);
/* Whether a record or an enumeration begins here, and its line. */
gboolean reader_begins_block(const struct reader *reader);
gboolean reader_block_line(struct reader *reader, struct path_block *block);
/* A line below that: a member or an enumerator. */
gboolean reader_inner_line(struct reader *reader, struct path_block *block);

/* snapshot-read-members.c */
gboolean reader_type_line(struct reader *reader);
gboolean reader_member_line(struct reader *reader, struct item *item);
/* Reads the ending "record NAME" of a line, if there; @usual is what it is else. */
gboolean reader_record_ref(struct reader *reader, const char *usual, struct record_ref *ret);
/* Reads "in PATH", if there. */
gboolean reader_home(struct reader *reader, guint32 *home);

/* snapshot-read-places.c */
gboolean reader_places_line(struct reader *reader);
static inline gboolean item_has_place(const struct item *item)
{
	return item->kind != ITEM_REFERENCE;
}

/* snapshot-link.c: finds all that was named. */
gboolean reader_link(struct reader *reader);

/* snapshot-build.c: the model of a target, NULL with an error. */
const struct model *reader_build(struct reader *reader, enum target_id target);

#endif
