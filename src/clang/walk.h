/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the compiler's declarations to the pieces of a model.
 *
 * What the compiler had to repair is never taken for real: clang reads an
 * unknown type as int, and goes on with a layout that nobody has.  Such an
 * item is listed as unjudged instead.
 */
#ifndef UNBROKEN_CLANG_WALK_H
#define UNBROKEN_CLANG_WALK_H

#include <clang-c/Index.h>

#include "clang/scan.h"
#include "clang/unit.h"
#include "model/builder.h"

/* An error of the compiler inside a header. */
struct parse_error {
	guint32 header; /* index into builder->headers */
	guint line;
	const char *text;
	gboolean is_inside; /* of an item, which is then not judged */
};

/* What a command takes, before its constant is known. */
struct command_type {
	const char *name;
	const char *argument;
	guint32 record;
	enum command_source source;
};

/* One job: shared by all units that are parsed for it. */
struct walk {
	struct builder *builder;
	const struct scan *scan;
	enum target_id target;
	CXIndex index;              /* of the compiler */
	GHashTable *header_of_path; /* include path -> header index + 1 */
	guint32 *file_of_header;    /* header index -> index into scan->files */
	GHashTable *command_types;  /* name -> struct command_type */
	GArray *last_lines;         /* guint, of the builder's records */
	gboolean *entered;          /* per header: some unit has it */
	gboolean *leads;            /* per header: the first includes of some unit have it */

	/* Of the unit that is being walked. */
	CXTranslationUnit tu;
	const struct unit *unit;
	guint n_leading;            /* lines of the unit that include what all units do */
	gboolean is_torn;           /* a header left a brace open, and swallowed what followed */
	const gboolean *taken;      /* per scan file: whether its items are taken from this unit */
	GArray *errors;             /* struct parse_error, sorted by header, line */
	GHashTable *header_of_file; /* CXFile -> header index + 1 */
	GHashTable *record_of_decl; /* declaration -> number, see records.c */
	GHashTable *known_types;    /* of the compiler -> struct type */
	/* What the probes gave; numbers as in unit->probes. */
	GArray *answers; /* struct answer */
};

enum answer_kind {
	ANSWER_NONE,    /* not even defined */
	ANSWER_DEFINED, /* defined, but no constant */
	ANSWER_INTEGER,
	ANSWER_STRING,
	ANSWER_TYPE,
};

struct answer {
	enum answer_kind kind;
	gboolean is_negative;
	guint64 value;    /* ANSWER_TYPE: the length of the array, see unit.c */
	const char *text; /* the string, or the canonical type */
	guint32 record;
	guint64 size; /* ANSWER_TYPE: bytes */
};

/* The headers that the target sees become builder->headers, with what they include. */
void walk_init(struct walk *walk, struct builder *builder, const struct scan *scan,
	       enum target_id target);
void walk_clear(struct walk *walk);

/* Collects the errors of @tu, whose unit is @unit, for walk_unit(). */
void walk_begin(struct walk *walk, CXTranslationUnit tu, const struct unit *unit);
void walk_end(struct walk *walk);

/* Takes what is declared in files for which @taken is TRUE, and the answers. */
void walk_unit(struct walk *walk, const gboolean *taken);

/* For walk.c, records.c and probes.c. */

/* Where @cursor is; FALSE if that is in no header of the tree. */
gboolean walk_place(struct walk *walk, CXCursor cursor, struct place *place);
const char *walk_text(struct walk *walk, CXString string);
/* The first error between the lines of @cursor; NULL if none. */
const struct parse_error *walk_error_in(struct walk *walk, CXCursor cursor);
void walk_unjudged(struct walk *walk, const struct place *place, const char *item,
		   const char *reason);

/* The type of a member (without its array bounds). */
struct type walk_type(struct walk *walk, CXType type);
/* The index of a record, added when it is new; MODEL_NONE if it is not valid,
 * not complete, or has no name at all. */
guint32 walk_record(struct walk *walk, CXCursor declaration);
/* "struct foo", "enum bar", the typedef's name of an untagged one, or NULL. */
const char *walk_tag(struct walk *walk, CXCursor declaration);

/* From answers to constants, macros and commands; after walk_unit(). */
void walk_take_answers(struct walk *walk);
/* Once all units are done: commands of enumerators, arguments from comments and
 * names, and which constants are flags of which member. */
void walk_link(struct walk *walk);
/* For walk_link(); @record_by_name gives index + 1. */
void walk_link_flags(struct walk *walk, GHashTable *record_by_name);

#endif
