/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts: what is different between two models of one target.
 *
 * A change says what was and what is; it has no opinion.  Items are paired by
 * name.  What merely follows from another change (a container that grew with
 * what it embeds, a constant computed from one that changed) is not a change
 * of its own but a consequence of the other.
 */
#ifndef UNBROKEN_DIFF_DIFF_H
#define UNBROKEN_DIFF_DIFF_H

#include "model/model.h"

enum change_kind {
	CHANGE_NONE, /* no change of headers: for rules about what a project states */

	CHANGE_HEADER_ADDED,
	CHANGE_HEADER_REMOVED,
	CHANGE_INCLUDE_DROPPED, /* a header can no longer be had through another: successor */

	CHANGE_RECORD_ADDED,
	CHANGE_RECORD_REMOVED,
	CHANGE_RECORD_REUSED, /* another record has its name: successor has the old layout */
	CHANGE_RECORD_GREW,   /* behind its old end, nothing moved */
	CHANGE_RECORD_SHRANK,
	CHANGE_RECORD_REALIGNED, /* the alignment only */
	CHANGE_RECORD_PACKED,    /* packed or no longer so */
	CHANGE_RECORD_CONDITION, /* its layout came to depend on the C library's mode */

	CHANGE_MEMBER_INSERTED, /* others moved for it */
	CHANGE_MEMBER_MOVED,    /* for no insertion */
	CHANGE_MEMBER_REMOVED,
	CHANGE_MEMBER_RENAMED,  /* same place, similar name */
	CHANGE_MEMBER_REPLACED, /* same place, another name */
	CHANGE_MEMBER_RETIRED,  /* its bytes are reserved now */
	CHANGE_MEMBER_RESIZED,
	CHANGE_MEMBER_RETYPED,   /* same size */
	CHANGE_MEMBER_FLEXIBLE,  /* [0] or [1] became [] */
	CHANGE_RESERVED_USED,    /* reserved or padding members became this one */
	CHANGE_RESERVED_RENAMED, /* a reserved member has another name */
	CHANGE_HOLE_USED,        /* what the compiler left free */
	CHANGE_TAIL_APPENDED,    /* a flexible array or nothing-sized member at the end */
	CHANGE_UNION_ARM_ADDED,  /* without growth */

	CHANGE_ENUMERATION_ADDED,
	CHANGE_ENUMERATION_REMOVED,
	CHANGE_ENUMERATORS_SHIFTED, /* several values, by insertion or removal or reordering */
	CHANGE_ENUMERATION_RESIZED,

	CHANGE_TYPE_NAME_ADDED,
	CHANGE_TYPE_NAME_REMOVED,
	CHANGE_TYPE_NAME_RETYPED,

	CHANGE_CONSTANT_ADDED,
	CHANGE_CONSTANT_REMOVED,
	CHANGE_CONSTANT_VALUE, /* with old_member: the length of that array, which changed too */
	CHANGE_CONSTANT_STRING,
	CHANGE_CONSTANT_BROKEN,   /* no longer a constant expression, or a macro with parameters */
	CHANGE_CONSTANT_REPAIRED, /* became one */
	CHANGE_CONSTANT_KIND,     /* macro to enumerator or back, same value */
	CHANGE_CONSTANT_TEXT,     /* no constant before and after, another text */

	CHANGE_COMMAND_NUMBER, /* type or number */
	CHANGE_COMMAND_DIRECTION,
	CHANGE_COMMAND_SIZE,     /* for no growth of its record */
	CHANGE_COMMAND_ARGUMENT, /* another type, same number */
	CHANGE_COMMAND_SHARED,   /* a new name for a number another command has */

	CHANGE_FLAG_COLLISION, /* a new flag with the bit of another of the same member */

	CHANGE_MACRO_ADDED,
	CHANGE_MACRO_REMOVED,
	CHANGE_MACRO_VALUE, /* the same call gives another number */
	CHANGE_MACRO_TEXT,
	CHANGE_MACRO_PARAMETERS, /* another number of them */

	CHANGE_FUNCTION_ADDED,
	CHANGE_FUNCTION_REMOVED,
	CHANGE_FUNCTION_TYPE,
	CHANGE_FUNCTION_BODY,

	CHANGE_ITEM_RELOCATED, /* now in another header */
	CHANGE_NAMES_REPLACED, /* several names of a header have others: replacement */
	CHANGE_COUNT,
};

/* How an item that left its header can still be had. */
enum reachability {
	REACH_NOWHERE,
	REACH_INCLUDED, /* the old header includes the one that has it now */
	REACH_ELSEWHERE /* only by including another header */
};

/* A name of an interface, and where what it stood for can be had. */
struct renaming {
	const char *old_name, *new_name; /* without the word struct or union */
	const struct constant *constant; /* the old one; NULL: a record */
	gboolean is_reused;              /* the old name is there, and means something else: */
	const struct constant *now;      /* that; NULL: a record, or it is gone */
};

/*
 * Several names of one header that have others now.
 *
 * @is_revision: the new names are outdated forms of the old ones (FOO_V1_BAR for FOO_BAR), so a
 * revision of an interface was replaced, and a new one may have taken its names.  Otherwise
 * they were merely renamed.
 */
struct replacement {
	guint change;      /* index of the one that tells it */
	guint32 header;    /* of the old model */
	GArray *renamings; /* struct renaming, in the order of the old header */
	gboolean is_revision;
	guint n_reused; /* of the old names, by something else */
	/* The enumeration that has some of the old names now, or NULL. */
	const struct enumeration *arrival;
	/* Names that are kept, and are defined by new names where they were by old ones. */
	GPtrArray *followers;
};

struct change {
	enum change_kind kind;
	const char *item_kind; /* "struct", "union", "typedef", "enum", "constant", ... */
	const char *item_name; /* without the word struct, union or enum */
	struct place old_place, new_place; /* header MODEL_NONE: not on that side */

	/* What changed; NULL where it does not apply. */
	const struct record *old_record, *new_record;
	const struct member *old_member, *new_member;
	const struct constant *old_constant, *new_constant;
	const struct enumeration *old_enumeration, *new_enumeration;
	const struct type_name *old_type_name, *new_type_name;
	const struct function_macro *old_macro, *new_macro;
	const struct function *old_function, *new_function;
	const struct command *old_command, *new_command;

	/* How many more of the same: members that moved, values that shifted,
	 * items that went with their header, members out of the same reserve. */
	guint others;
	/* A record that embeds the changed one, and the first of its members that
	 * moved for that; NULL if none. */
	const struct record *moved_container;
	const struct member *container_member;
	const struct member *moved_member; /* CHANGE_MEMBER_INSERTED: the first that moved for it */
	gboolean is_bound;       /* CHANGE_CONSTANT_VALUE: it only counts or bounds others */
	enum reachability reach; /* of something relocated */
	/* What took the name's meaning over: the new name of a removed constant,
	 * the new home of the old value, a record of the same layout. */
	const char *successor;
	const char *heir; /* what has the number of a removed constant and another meaning */
	/* CHANGE_NAMES_REPLACED: what it is about; of others: what tells them along; or NULL */
	const struct replacement *replacement;
};

struct diff {
	const struct model *old_model, *new_model;
	GArray *changes; /* struct change */
	GStringChunk *strings;

	/* Indices for whoever looks at changes. */
	GHashTable *changed_constants; /* names of constants with another value */
	GHashTable *changed_values;    /* those of them that count or bound nothing */
	GPtrArray *copies;             /* members made up for comparing */
	GPtrArray *replacements;       /* struct replacement */
	const struct constant **twins; /* by index of the old constant; NULL if it is gone */
	GPtrArray *added_constants;    /* struct constant of the new model */
	guint64 **new_reach;           /* per header, made on demand */
	gboolean *unsure;              /* per old header, likewise; see may_be_gone() */
};

struct diff *diff_models(const struct model *old_model, const struct model *new_model);
void diff_free(struct diff *diff);

/* "struct" and "foo" of "struct foo"; "struct" or "union" for a bare name. */
void record_names(const struct record *record, const char **kind, const char **name);

/* Whether two records have the same members at the same places. */
gboolean records_alike(const struct record *one, const struct record *other);

/* Whether @text uses what only the kernel has and @model does not define: u32, BIT(),
 * GENMASK(). */
gboolean text_is_kernel_only(const struct model *model, const char *text);

/* Naming conventions of headers: hints, to be confirmed by what they describe. */

/* "reserved", "__pad2", "rsvd", "spare", "unused": bytes without a meaning. */
gboolean name_is_reserved(const char *name);
/* A constant that only keeps a number free: "FOO_RESERVED3", "FOO_UNUSED". */
gboolean name_is_placeholder(const char *name);
/* A reserved name that no program has a reason to write: "__pad", "pad1", "unused". */
gboolean name_is_private(const char *name);
/* "FOO_MAX", "NUM_FOOS", "__FOO_LAST", "FOO_VALID": a bound, a count or a set of others. */
gboolean name_is_bound(const char *name);
/* "FOO_VERSION", "FOO_MINOR". */
gboolean name_is_version(const char *name);
/* @name with a word like V1, OLD, LEGACY or DEPRECATED put in somewhere. */
gboolean name_is_outdated_form(const char *candidate, const char *name);
/* "FOO_COMPAT_BAR_SIZE", "FOO_BAR_SIZE_VER0" for struct foo_bar: an outdated size of it. */
gboolean name_is_old_size(const char *candidate, const char *record);
/* Whether @new_name is @old_name with what is short for @old_part replaced by what is short for
 * @new_part: FOO_SUPP_CAPS_A for FOO_COMP_A where comp_mask became supported_caps. */
gboolean name_follows(const char *old_name, const char *new_name, const char *old_part,
		      const char *new_part);
/* Whether two names of one family mean different things: they begin alike, end
 * differently, and neither is a form of the other. */
gboolean name_is_other(const char *one, const char *other);
/* Whether @name is called like a bound but may well be something of its own: the
 * word stands in its middle ("FOO_MAX_RATE"), or is ambiguous ("FOO_MASK"). */
gboolean name_is_doubtful_bound(const char *name);
/* Whether two names can be one, renamed: most of their words or letters agree. */
gboolean name_is_similar(const char *one, const char *other);

#endif
